"""Läs in från Word. Hand in the edited file, see what it would change, decide what needs a person, and take it in."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin.access import takes_files, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.links import record_url
from kansli.admin.work.posting import Trouble, request_id, text_of, trouble_of
from kansli.admin.work.querying import whole_number
from kansli.admin.work.taking_back_form import posted_decisions, stored_upload, the_file
from kansli.admin.work.uploads import Upload, kept_uploads, must_all_be_kept, received_uploads
from kansli.plugin.errors import Conflict, NotFound, Refused
from kansli.plugin.rights import must_see
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.taking_back import Taken, plan, take_back
from kansli.plugin.writing.drafts import draft_of

Written = Memo | Statement


class TakeBackPage(Page):
    """The way home for a file that was made here and edited in Word."""

    verb = "edit"
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Ask for the file; or show at once what a stored version of a handling would change."""
        stored = whole_number("version")
        if stored is None:
            return self._choose(_expected(request.args.get("fran", "")))
        return self._look(stored_upload(stored, actor=the_actor()), None)

    @expose("/granska", methods=("GET", "POST"))
    @takes_files
    def look(self) -> ResponseReturnValue:
        """Show what the file would change. Nothing is stored but the bytes, which are swept if nobody goes on."""
        if request.method == "GET":
            return redirect(url_for("take_back.index"))
        expected = _expected(text_of("fran"))
        try:
            upload = the_file(received_uploads(the_system()))
        except Refused as refusal:
            return self._choose(expected, trouble=trouble_of(refusal))
        return self._look(upload, expected)

    @expose("/spara", methods=("POST",))
    def save(self) -> ResponseReturnValue:
        """Take in what has been decided; whatever is missing shows the page again with every choice kept."""
        expected = _expected(text_of("fran"))
        try:
            kept = kept_uploads()
            must_all_be_kept(kept)
            upload = the_file(kept)
        except Refused as refusal:
            return self._choose(expected, trouble=trouble_of(refusal))
        try:
            taken = self._take(upload)
        except Conflict as conflict:
            message = _("%(why)s Se igenom jämförelsen igen: den är gjord på nytt.", why=conflict.message)
            return self._look(upload, expected, trouble=Trouble(409, message=message))
        except Refused as refusal:
            return self._look(upload, expected, trouble=trouble_of(refusal))
        flash(_said(taken), "success" if taken.version else "info")
        for sentence in taken.removed:
            flash(sentence, "warning")
        return redirect(record_url(taken.record))

    def _take(self, upload: Upload) -> Taken:
        version = text_of("version")
        return take_back(
            the_system(),
            the_system().files.read(upload.sha256),
            filename=upload.filename,
            actor=the_actor(),
            decisions=posted_decisions(request.form),
            expected_version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
            request_id=request_id(),
        )

    def _choose(self, expected: Written | None, *, trouble: Trouble | None = None) -> ResponseReturnValue:
        page = self.render("work/take_back.html", expected=expected, trouble=trouble or Trouble())
        return page, (trouble.status if trouble is not None else 200)

    def _look(self, upload: Upload, expected: Written | None, *, trouble: Trouble | None = None) -> ResponseReturnValue:
        decisions = posted_decisions(request.form)
        try:
            found = plan(
                the_system(),
                the_system().files.read(upload.sha256),
                actor=the_actor(),
                accept=decisions.changes != "reject",
            )
        except Refused as refusal:
            return self._choose(expected, trouble=trouble_of(refusal, fields=frozenset({"files"})))
        shown = trouble or Trouble()
        page = self.render(
            "work/take_back_plan.html",
            plan=found,
            record=found.record,
            case=found.record.case,
            parts=[part for part in found.parts if part.state != "unchanged"],
            labels={part.anchor: part.label for part in found.parts},
            unchanged=[part.label for part in found.in_state("unchanged")],
            other=expected if expected is not None and expected.record_id != found.record.record_id else None,
            expected=expected,
            upload=upload,
            decisions=decisions,
            undecided=bool(found.changes) and not decisions.changes,
            unsaved=draft_of(the_actor(), found.record) is not None,
            trouble=shown,
            request_id=request_id(),
            back=record_url(found.record.record_id),
        )
        return page, shown.status


def _expected(name: str) -> Written | None:
    """The text whose page one comes from; the file says itself which one it belongs to."""
    if not name:
        return None
    found = get_record(name)
    must_see(the_actor(), found)
    if not isinstance(found, (Memo, Statement)):
        raise NotFound(_("Texten"))
    return found


def _said(taken: Taken) -> str:
    if not taken.version:
        return _("Filen hade inget att läsa in: texten är densamma.")
    if not taken.parts:
        return _("Filen är sparad som version. Texten är densamma.")
    return _("Texten är inläst från Word som lydelse %(n)d, och filen är sparad som version.", n=taken.content_number)
