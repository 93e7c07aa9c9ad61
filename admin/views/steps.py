"""Steg. The page of one workflow step: its form, its blockers with their links, and back to the record when done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from markupsafe import Markup

from kansli.admin.access import needs, takes_files, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.choices import SOURCES
from kansli.admin.work.links import record_url
from kansli.admin.work.posting import Trouble, request_id, trouble_of
from kansli.admin.work.prefill import prefilled, recipients_of
from kansli.admin.work.step_forms import ADOPTS, FORMS, LEAKS_CHECKED, StepField, StepForm
from kansli.admin.work.step_words import DONE, USES_TEXT
from kansli.admin.work.uploads import Upload, received_uploads
from kansli.plugin.errors import Blocked, Blocker, NotAllowed, NotFound, Refused, WrongState
from kansli.plugin.leaks import leaks_before
from kansli.plugin.overview.open_steps import open_steps, state_label, workflow_of
from kansli.plugin.rights import case_of, has_role, must_see
from kansli.plugin.runner import possible, run
from kansli.plugin.store.base import Guarded
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.drafts import draft_of

RECIPIENT_ROWS = 3
"""Rows that there are at least; beside those that are filled in there is always an empty one."""


class StepPage(Page):
    """The forms of the steps: `/steg/case:12/close_case`."""

    verb = "read"
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """A step is always a step of something."""
        raise NotFound("Sidan")

    @expose("/<record>/<name>", methods=("GET", "POST"))
    @needs("read")
    @takes_files
    def form(self, record: str, name: str) -> ResponseReturnValue:
        """Show the form, or take the step."""
        subject = get_record(record)
        must_see(the_actor(), subject)
        form = FORMS.get(name)
        if form is None or not isinstance(subject, Guarded) or not _known_to(subject, name):
            raise NotFound(f"Steget ”{name}”")
        if request.method == "GET":
            values = prefilled(name, subject)
            return self._page(subject, name, form, values=values, recipients=_rows(recipients_of(subject), form))
        return self._take(subject, name, form)

    def _take(self, subject: Guarded, name: str, form: StepForm) -> ResponseReturnValue:
        system, actor = the_system(), the_actor()
        uploads: tuple[Upload, ...] = ()
        try:
            uploads = received_uploads(system) if form.files else ()
            data = _data(subject, name, form, uploads)
            _must_be_saved(subject, name)
            reason = request.form.get("reason", "")
            done = run(system, name, subject, actor=actor, data=data, reason=reason, request_id=request_id())
        except Refused as refusal:
            names = frozenset(field.name for field in _fields(subject, name, form)) | {"reason", "files", "recipients"}
            return self._page(
                subject,
                name,
                form,
                values=dict(request.form.items()),
                recipients=_rows(_posted_recipients(), form),
                trouble=trouble_of(refusal, fields=names),
                uploads=uploads,
            )
        _offer_reading_back(name, subject, uploads)
        flash(str(DONE[name]) if name in DONE else _("%(step)s: gjort.", step=_label(subject, name)), "success")
        return redirect(_after(subject, done.record))

    def _page(
        self,
        subject: Guarded,
        name: str,
        form: StepForm,
        *,
        values: dict[str, Any],
        recipients: list[Any],
        trouble: Trouble | None = None,
        uploads: tuple[Upload, ...] = (),
    ) -> ResponseReturnValue:
        system, actor, case = the_system(), the_actor(), case_of(subject)
        steps = open_steps(system.profile, subject, actor=actor)
        if name not in {step.step for step in steps} and trouble is None:
            raise _closed(subject, name)
        fields = _fields(subject, name, form)
        options = {field.name: SOURCES[field.choices](system.profile, case, actor) for field in fields if field.choices}
        page = self.render(
            "work/step.html",
            subject=subject,
            case=case,
            name=name,
            form=form,
            fields=fields,
            options=options,
            label=_label(subject, name),
            values=values,
            recipients=recipients,
            trouble=trouble or Trouble(blockers=_blockers(subject, name)),
            uploads=uploads,
            request_id=request_id(),
            back=record_url(subject.record_id) if subject.record_kind != "referral" else record_url(case.record_id),  # type: ignore[union-attr]
            channels=SOURCES["channels"](system.profile, case, actor) if form.recipients else (),
        )
        return page, (trouble.status if trouble is not None else 200)


def _fields(subject: Guarded, name: str, form: StepForm) -> tuple[StepField, ...]:
    leaks = leaks_before(name, subject)
    answer_for = (replace(LEAKS_CHECKED, help=" ".join(leaks)),) if leaks else ()
    adopts = (ADOPTS,) if name == "record_decision" and isinstance(subject, Memo) else ()
    return (*form.fields, *adopts, *answer_for)


def _blockers(subject: Guarded, name: str) -> tuple[Blocker, ...]:
    rows = possible(the_system(), subject, actor=the_actor())
    told = tuple(blocker for row in rows if row.step == name for blocker in row.blockers)
    return (*_unsaved(subject, name), *told)


def _unsaved(subject: Guarded, name: str) -> tuple[Blocker, ...]:
    """What the actor has typed and not saved: the step would go on without it, and nobody would notice."""
    if name not in USES_TEXT or not isinstance(subject, (Memo, Statement)):
        return ()
    if draft_of(the_actor(), subject) is None:
        return ()
    message = _("Du har osparad text. Öppna texten och spara den, eller kasta utkastet.")
    return (Blocker("unsaved_text", message, record=subject.record_id),)


def _must_be_saved(subject: Guarded, name: str) -> None:
    unsaved = _unsaved(subject, name)
    if unsaved:
        raise Blocked(unsaved)


def _known_to(subject: Guarded, name: str) -> bool:
    """Tell whether the step is one of the record's own workflow, in whatever state."""
    return any(row.step == name for row in workflow_of(the_system().profile, subject).transitions)


def _label(subject: Guarded, name: str) -> str:
    rows = workflow_of(the_system().profile, subject).transitions
    return next((row.label for row in rows if row.step == name), name)


def _closed(subject: Guarded, name: str) -> Refused:
    """Why there is no form: the record is not in that state, or the actor has no role for the step."""
    rows = [row for row in workflow_of(the_system().profile, subject).transitions if row.step == name]
    if any(has_role(the_actor(), row.roles, subject) for row in rows):
        return WrongState(_label(subject, name), state_label(the_system().profile, subject))
    return NotAllowed(_label(subject, name).lower())


def _data(subject: Guarded, name: str, form: StepForm, uploads: tuple[Upload, ...]) -> dict[str, object]:
    """Return the posted values by field; a field that was not posted is not given."""
    data: dict[str, object] = {
        field.name: request.form[field.name] for field in _fields(subject, name, form) if field.name in request.form
    }
    if form.files:
        data["files"] = [upload.as_file() for upload in uploads]
    if form.recipients:
        data["recipients"] = _posted_recipients()
    return data


def _posted_recipients() -> list[dict[str, str]]:
    """Return the rows that say anything."""
    columns = {name: request.form.getlist(f"recipient_{name}") for name in ("name", "address", "purpose")}
    rows = zip(*columns.values(), strict=False)
    made = [dict(zip(columns, row, strict=True)) for row in rows]
    return [row for row in made if row["name"].strip() or row["address"].strip()]


def _offer_reading_back(name: str, subject: Guarded, uploads: tuple[Upload, ...]) -> None:
    """A new version of a file that was made here can be read back into its text: say so, with the way there."""
    if name != "add_version" or not isinstance(subject, Document) or not uploads:
        return
    from kansli.plugin.taking_back import known_as  # the reader behind it is heavy

    known = known_as(the_system().files.read(uploads[0].sha256), actor=the_actor())
    if known is None or known.document_id != subject.id:
        return
    version = DocumentVersion.select().where(DocumentVersion.document == subject)
    newest = version.order_by(DocumentVersion.number.desc()).first()
    link = Markup('<a href="{}">{}</a>').format(
        url_for("take_back.index", version=newest.id), _("Läs in texten från Word")
    )
    told = _("Filen är skapad av Kansli och texten i den kan läsas in i skrivelsen.")
    flash(Markup("{} {}").format(told, link), "info")


def _rows(filled: Any, form: StepForm) -> list[Any]:
    empty = {"name": "", "address": "", "purpose": "for_information"}
    missing = max(1, RECIPIENT_ROWS - len(filled))
    return [*filled, *([empty] * missing)] if form.recipients else []


def _after(subject: Guarded, made: str) -> str:
    """Return where one goes on: to the draft that was made, to the text, otherwise to the case or the document."""
    if made.startswith("statement:"):
        return record_url(made)
    if subject.record_kind in {"memo", "statement", "document"}:
        return record_url(subject.record_id)
    case = case_of(subject)
    return record_url(case.record_id) if case is not None else url_for("today.index")
