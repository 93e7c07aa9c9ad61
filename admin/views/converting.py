"""PDF på väg. The page to wait on while the worker makes a PDF, and where it is fetched."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import asks_by_itself, the_actor
from kansli.admin.page import Page, is_htmx
from kansli.admin.state import the_system
from kansli.admin.work.downloads import PDF, send_made
from kansli.plugin.errors import NotFound
from kansli.plugin.rendering.conversions import Progress, ask_again, progress_of, result_of


class ConversionPage(Page):
    """One PDF that somebody has asked for: `/pdf/7`."""

    verb = "read"
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """A PDF is always of something."""
        raise NotFound("Sidan")

    @expose("/<int:record_id>")
    @asks_by_itself
    def show(self, record_id: int) -> ResponseReturnValue:
        """Say how it goes; the page asks again by itself, and is only changed where there is news."""
        found = progress_of(the_system(), record_id, actor=the_actor())
        if not is_htmx():
            return self.render("work/converting.html", found=found, now=_now(found))
        if request.args.get("sett") == _now(found):
            return "", 204
        return self.render("work/_converting.html", found=found, now=_now(found))

    @expose("/<int:record_id>/fil")
    def file(self, record_id: int) -> ResponseReturnValue:
        """Send the finished file to be saved."""
        path, filename = result_of(the_system(), record_id, actor=the_actor())
        return send_made(path, filename=filename, media_type=PDF)

    @expose("/<int:record_id>/igen", methods=("POST",))
    def again(self, record_id: int) -> ResponseReturnValue:
        """Try again what failed."""
        ask_again(the_system(), record_id, actor=the_actor())
        return redirect(url_for("conversion.show", record_id=record_id), 303)


def _now(found: Progress) -> str:
    """What the reader has been told: where it is the same, nothing is read out again."""
    return f"{found.state}-{found.parts_done}-{int(found.worked_on)}"
