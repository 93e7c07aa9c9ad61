"""Jämför versioner. Two versions of a document, section by section, and the Word file that shows the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.compared import parts_of
from kansli.admin.work.downloads import WORD, send_bytes
from kansli.admin.work.querying import whole_number
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.office_program import office_program
from kansli.plugin.overview.document_page import DocumentPage, VersionRow, document_page

if TYPE_CHECKING:
    from kansli.plugin.comparing import Side


class ComparePage(Page):
    """The versions of a document that the one who is signed in may see."""

    verb = "read"
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """A comparison is always of a document's versions."""
        raise NotFound(_("Sidan"))

    @expose("/<int:record_id>")
    def show(self, record_id: int) -> ResponseReturnValue:
        """Show what differs between the versions `fran` and `till`; the two newest where none are named."""
        from kansli.plugin.comparing import compare  # with the readers of documents, that few pages need

        page = document_page(record_id, actor=the_actor())
        old, new = _numbers(page)
        found, refused, markable = None, "", False
        try:
            if old and new:
                sides = _sides(record_id, old, new)
                found = compare(*sides, office=office_program(the_system().settings))
                markable = all(side.is_word for side in sides)
        except Refused as refusal:
            refused = refusal.message
        return self.render(
            "work/compare.html",
            document=page.document,
            case=page.document.case,
            names_of={row.number: _name(row) for row in page.versions},
            old=old,
            new=new,
            found=found,
            parts=parts_of(found.rows) if found else [],
            refused=refused,
            markable=markable,
        )

    @expose("/<int:record_id>/word")
    def word(self, record_id: int) -> ResponseReturnValue:
        """Send the newer version as a Word file with the changes marked."""
        from kansli.plugin.comparing import redline

        page = document_page(record_id, actor=the_actor())
        old, new = _numbers(page)
        if not (old and new):
            raise NotFound(_("Versionen"))
        made = redline(*_sides(record_id, old, new), accept=True)
        name = _("%(title)s, version %(old)d mot %(new)d", title=page.document.title, old=old, new=new)
        return send_bytes(made.data, filename=f"{name}.docx", media_type=WORD)


def _numbers(page: DocumentPage) -> tuple[int | None, int | None]:
    """The versions that the address names, else the two newest; the earlier one first whichever way they are named."""
    numbers = sorted(row.number for row in page.versions)
    default = numbers[-2:] if len(numbers) > 1 else [None, None]
    old = whole_number("fran") if "fran" in request.args else default[0]
    new = whole_number("till") if "till" in request.args else default[1]
    if old is not None and new is not None and old > new:
        return new, old
    return old, new


def _name(version: VersionRow) -> str:
    name = _("Version %(n)d", n=version.number)
    return f"{name} ({version.label})" if version.label else name


def _sides(record_id: int, old: int, new: int) -> tuple[Side, Side]:
    from kansli.plugin.comparing import two_sides

    return two_sides(record_id, old=old, new=new, files=the_system().files, actor=the_actor())
