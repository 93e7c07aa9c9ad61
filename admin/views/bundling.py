"""Samla till PDF. Choose among a case's documents, and get them as one file to page through."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import needs, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.posting import Trouble, trouble_of
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.overview.case_file import visible_case
from kansli.plugin.rendering.conversions import ask_for_bundle
from kansli.plugin.store.cases import Case

_FIELDS = frozenset({"leaks_checked"})


class BundlePage(Page):
    """The form of one case: `/samla/12`."""

    verb = "read"
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """A bundle is always of a case."""
        raise NotFound("Sidan")

    @expose("/<int:case_id>", methods=("GET", "POST"))
    @needs("read")
    def form(self, case_id: int) -> ResponseReturnValue:
        """Show what can be put in, or let the worker make the file."""
        case = visible_case(case_id, actor=the_actor())
        if request.method == "GET":
            return self._page(case)
        chosen = {int(text) for text in request.form.getlist("file") if text.isascii() and text.isdigit()}
        try:
            asked = ask_for_bundle(
                the_system(),
                case,
                actor=the_actor(),
                files=chosen,
                leaks_checked=bool(request.form.get("leaks_checked")),
                filename=f"{_spelled(case)}.pdf",
            )
        except Refused as refusal:
            return self._page(case, chosen, trouble_of(refusal, fields=_FIELDS))
        return redirect(url_for("conversion.show", record_id=asked), 303)

    def _page(self, case: Case, chosen: set[int] | None = None, trouble: Trouble | None = None) -> ResponseReturnValue:
        """What can be put in is chosen at first."""
        from kansli.plugin.rendering.bundles import bundle_files

        trouble, files = trouble or Trouble(), bundle_files(case, actor=the_actor())
        if chosen is None:
            chosen = {file.row.id for file in files if not file.hindrance}
        page = self.render("work/bundle.html", case=case, files=files, chosen=chosen, trouble=trouble)
        return page, trouble.status


def _spelled(case: Case) -> str:
    """The number alone: a title could say what is secret."""
    return "".join(letter if letter.isalnum() else "-" for letter in case.case_number)
