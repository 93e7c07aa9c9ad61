"""Poster. Leads the public id of any record to the page where it is shown."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import the_actor
from kansli.admin.page import Page
from kansli.admin.work.links import record_url
from kansli.plugin.errors import NotFound
from kansli.plugin.rights import case_of, must_see
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.tables import get_record

_OWN_PAGE = frozenset({"case", "document", "memo", "statement", "template_proposal", "template_version"})


class RecordPage(Page):
    """Addresses by public id: `/post/watch:3`."""

    verb = "read"
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """An address without an id leads nowhere."""
        raise NotFound("Sidan")

    @expose("/<record>")
    def show(self, record: str) -> ResponseReturnValue:
        """Lead on to the record's own page, or to its case, at its row."""
        found = get_record(record)
        must_see(the_actor(), found)
        if isinstance(found, DocumentVersion):
            return redirect(url_for("document.show", record_id=found.document_id, version=found.number))
        if found.record_kind in _OWN_PAGE:
            return redirect(record_url(found.record_id))
        case = case_of(found)
        if case is None or isinstance(found, Document):
            raise NotFound("Sidan")
        return redirect(record_url(case.record_id, anchor=record.replace(":", "-")))
