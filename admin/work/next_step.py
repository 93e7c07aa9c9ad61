"""Nästa steg. Which one button a case's page shows first: what the work is waiting for, by what the case holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from kansli.admin.work.links import record_url, step_url
from kansli.plugin.overview.case_file import CaseFile, WrittenRow
from kansli.plugin.overview.open_steps import OpenStep
from kansli.plugin.rights import Actor, can

_SHORTCUTS = {"draft_memo": "t", "add_watch": "b", "register_document": "a", "dispatch_statement": "e"}


@dataclass(frozen=True, slots=True)
class Next:
    """A button: what it does, where it leads. `why` tells the reason in a few words."""

    label: str
    url: str
    why: str = ""
    shortcut: str = ""


def next_steps(file: CaseFile, steps: tuple[OpenStep, ...], *, actor: Actor) -> tuple[Next | None, tuple[Next, ...]]:
    """Return the main button (None when nothing waits for the actor) and the others: what waits too, then all steps.

    No two of them have the same key; "a" is the key of the list of handlingar.
    """
    waiting = list(_waiting(file, {step.step for step in steps}, actor))
    possible = [
        Next(step.label, _url(file, step.step), shortcut=_SHORTCUTS.get(step.step, ""))
        for step in steps
        if _has_business(file, step.step)
    ]
    by_address: dict[str, Next] = {}
    for one in (*waiting, *possible):
        by_address.setdefault(one.url, one)
    taken = {"a"}
    shown = [_with_a_key_of_its_own(one, taken) for one in by_address.values()]
    return (shown[0], tuple(shown[1:])) if waiting else (None, tuple(shown))


def _with_a_key_of_its_own(one: Next, taken: set[str]) -> Next:
    if one.shortcut in taken:
        return replace(one, shortcut="")
    taken.add(one.shortcut)
    return one


def _has_business(file: CaseFile, step: str) -> bool:
    """Whether the step has anything to do: nothing is lifted where nothing is marked."""
    if step == "lift_secrecy":
        return bool(file.marks)
    return step != "purge_drafts" or any(row.state != "purged" for row in file.working)


def _url(file: CaseFile, step: str) -> str:
    if step == "register_document":
        return url_for("registration.index", case=file.case.id)
    if step == "draft_memo":
        return url_for("memo.new", case_id=file.case.id)
    return step_url(file.case.record_id, step)


def _waiting(file: CaseFile, steps: set[str], actor: Actor) -> Iterator[Next]:
    """What can be done now, the most pressing first."""
    case = file.case
    if case.state != "open":
        return
    if case.officer_id is None and "assign_officer" in steps:
        yield Next(
            _("Fördela ärendet"), step_url(case.record_id, "assign_officer"), _("Ärendet har ingen handläggare.")
        )
    yield from _written(file, actor)
    wants_answer = any(row.state == "received" for row in file.referrals)
    if "draft_memo" in steps and wants_answer and not any(row.kind == "memo" for row in file.written):
        url = url_for("memo.new", case_id=case.id)
        yield Next(_("Skriv tjänsteskrivelse"), url, _("Remissen ska besvaras."), "t")
    if "close_case" in steps and _seems_done(file):
        yield Next(_("Avsluta ärendet"), step_url(case.record_id, "close_case"), _("Inget väntar i ärendet."))
    if "register_document" in steps and not file.documents:
        yield Next(_("Registrera handling"), url_for("registration.index", case=case.id), "", "a")


def _written(file: CaseFile, actor: Actor) -> Iterator[Next]:
    case = file.case
    for row in file.written:
        title = row.title
        if row.kind == "statement" and row.state == "decided" and can(actor, "dispatch", case):
            yield Next(_("Expediera yttrandet"), step_url(row.record, "dispatch_statement"), title, "e")
        if row.kind == "memo" and row.is_statement and row.state == "decided" and can(actor, "dispatch", case):
            yield from _send_memo(file, row)
        if row.kind == "memo" and row.state == "approved" and can(actor, "decide", case):
            yield Next(_("För in beslut"), step_url(row.record, "record_decision"), _("Tjänsteskrivelsen är godkänd."))
        if row.kind == "memo" and row.state == "submitted" and can(actor, "approve", case):
            yield Next(_("Granska och godkänn"), record_url(row.record), _("Tjänsteskrivelsen är inlämnad."))
        if row.state == "draft" and row.kind == "memo" and case.officer_id == actor.id:
            yield Next(_("Fortsätt skriva tjänsteskrivelsen"), record_url(row.record), title, "t")


def _send_memo(file: CaseFile, row: WrittenRow) -> Iterator[Next]:
    """The memo that is itself the statement goes out as its document; before it has a file, the file is made."""
    documents: tuple[Any, ...] = (*file.documents, *file.working)
    document = next((one for one in documents if one.id == row.document), None)
    if document is None:
        yield Next(_("Skapa Word-filen av yttrandet"), record_url(row.record), _("Beslutet är infört."))
    elif document.state in {"working", "registered"}:
        yield Next(_("Expediera yttrandet"), step_url(document.record, "dispatch_document"), row.title, "e")


def _seems_done(file: CaseFile) -> bool:
    """Whether nothing on the page waits: what is truly in the way is asked when the case is closed."""
    unfinished = any(row.state in {"draft", "submitted", "approved"} for row in file.written)
    unsent = any(row.kind == "statement" and row.state == "decided" for row in file.written)
    waiting = any(row.state in {"open", "received"} for row in (*file.watches, *file.referrals))
    return bool(file.documents) and not (unfinished or unsent or waiting or file.case.officer_id is None)
