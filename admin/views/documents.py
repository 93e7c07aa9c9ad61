"""Handlingar. The list, the page of one with its versions and its text, and the files to take away."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work import choices
from kansli.admin.work.downloads import send_stored
from kansli.admin.work.querying import page_number, whole_number
from kansli.plugin.overview.document_page import document_page, visible_file
from kansli.plugin.overview.documents import document_list
from kansli.plugin.overview.open_steps import open_steps, state_label


class DocumentPage(Page):
    """The documents that the one who is signed in may see."""

    verb = "read"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """List registered documents, newest first."""
        asked = request.args
        found = document_list(
            the_actor(), direction=asked.get("direction", ""), kind=asked.get("kind", ""), page=page_number()
        )
        profile = the_system().profile
        return self.render(
            "work/documents.html",
            found=found,
            asked=asked,
            profile=profile,
            kinds=choices.document_types(profile),
            directions=choices.directions(),
            direction_label=choices.direction_label,
        )

    @expose("/<int:record_id>")
    def show(self, record_id: int) -> ResponseReturnValue:
        """Show a document; `version` in the address chooses whose text is read."""
        system, actor = the_system(), the_actor()
        page = document_page(record_id, actor=actor, version=whole_number("version"))
        steps = open_steps(system.profile, page.document, actor=actor)
        return self.render(
            "work/document.html",
            page=page,
            document=page.document,
            case=page.document.case,
            steps=[step for step in steps if step.step != "register_document"],
            state=state_label(system.profile, page.document),
            profile=system.profile,
            direction_label=choices.direction_label,
        )

    @expose("/fil/<int:record_id>")
    def file(self, record_id: int) -> ResponseReturnValue:
        """Send a file to be saved, never to be shown here. One in quarantine asks first."""
        found = visible_file(record_id, actor=the_actor())
        if found.quarantine and request.args.get("anda") != "1":
            return self.render("work/quarantined.html", file=found, document=found.version.document)
        return send_stored(the_system().files, found)
