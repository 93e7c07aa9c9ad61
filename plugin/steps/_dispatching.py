"""Utskick. To whom a version went, how and when; and that nobody sends a statement that is not decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from kansli.plugin.clock import STOCKHOLM
from kansli.plugin.errors import Blocked, Blocker
from kansli.plugin.inputs import Inputs
from kansli.plugin.rules.finalised import RecordFacts
from kansli.plugin.runner import Running
from kansli.plugin.steps._document import finalise, must_have_happened
from kansli.plugin.steps._lookups import item_of
from kansli.plugin.steps._versions import newest_version
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Dispatch, Document, DocumentVersion
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.content import RECIPIENT_GROUPS, content_of, recipients_left


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One that gets the version. `purpose` is for_action or for_information."""

    name: str
    address: str
    purpose: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchValues:
    """A sending out: the day and everybody that it went to."""

    sent_on: date
    recipients: tuple[Recipient, ...]


def read_dispatch(running: Running, inputs: Inputs, written: Memo | Statement | None) -> DispatchValues:
    """Read `sent_on` (today when empty), `channel`, and `recipients`.

    `recipients` is a list of `{name, address, purpose, channel}`; empty: those that the text itself names.
    """
    common = item_of(running, inputs, "channel", "Sändningssätt", items="channels")
    sent_on = inputs.day("sent_on", "Skickad") or running.at.date()
    must_have_happened(running, inputs, "sent_on", "Skickad", sent_on)
    rows = inputs.data.get("recipients") or _named(written)
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        inputs.refuse("recipients", "Mottagarna ska vara en lista.")
        rows = []
    found = []
    for number, row in enumerate(rows):
        inner = inputs.part(row, f"recipients.{number}")
        groups = dict.fromkeys(RECIPIENT_GROUPS)
        recipient = Recipient(
            name=inner.text("name", "Mottagare", required=True),
            address=inner.text("address", "Adress"),
            purpose=inner.choice("purpose", "För", groups) or "for_information",
            channel=item_of(running, inner, "channel", "Sändningssätt", items="channels") or common or "email",
        )
        found.append(recipient)
    if not found and not inputs.faulty("recipients"):
        inputs.refuse("recipients", "Ange minst en mottagare.")
    return DispatchValues(sent_on=sent_on, recipients=tuple(found))


def _named(written: Memo | Statement | None) -> list[dict[str, str]]:
    if written is None:
        return []
    return [{**person, "purpose": group} for group, person in recipients_left(content_of(written))]


def written_of(document: Document) -> Memo | Statement | None:
    """The memo or the statement that the handling is a rendering of, or None for a file of other origin."""
    for table in (Statement, Memo):
        found: Memo | Statement | None = table.get_or_none(table.document == document)
        if found is not None:
            return found
    return None


def is_answer(document: Document, written: Memo | Statement | None) -> bool:
    """Tell whether the handling is the board's statement, in whichever way it was made."""
    if isinstance(written, Memo):
        return bool(written.is_statement)
    return isinstance(written, Statement) or document.kind == "statement"


def must_be_decided(document: Document, written: Memo | Statement | None) -> None:
    """Refuse to send what the board has not adopted, or a file that was made before it did (DOMAIN 10.2)."""
    blockers = []
    if is_answer(document, written) and not _decided(document, written):
        where = written.record_id if written is not None else document.case.record_id
        blockers.append(Blocker("statement_not_decided", "Yttrandet är inte beslutat.", where, "decision"))
    version = newest_version(document)
    if version is not None and version.is_draft:
        blockers.append(
            Blocker(
                "file_is_draft", "Word-filen är märkt UTKAST. Skapa den på nytt efter beslutet.", document.record_id
            )
        )
    if blockers:
        raise Blocked(tuple(blockers))


def _decided(document: Document, written: Memo | Statement | None) -> bool:
    if isinstance(written, Statement):
        return written.decision_id is not None
    if isinstance(written, Memo):
        return bool(written.state == "decided")
    adopting = Decision.outcome.in_(["approve", "approve_with_changes"])
    return bool(Decision.select().where((Decision.case == document.case) & adopting).exists())


def send(running: Running, version: DocumentVersion, values: DispatchValues) -> list[Dispatch]:
    """Make a row for each recipient."""
    moment = _moment(running, values.sent_on)
    return [
        Dispatch.create(
            version=version,
            recipient=one.name,
            purpose=one.purpose,
            channel=one.channel,
            address=one.address,
            sent_at=moment,
            sent_by=running.actor.id,
        )
        for one in values.recipients
    ]


def _moment(running: Running, day: date) -> datetime:
    """Now, when it was sent today; else noon of the day, since only the day is known."""
    return running.at if day == running.at.date() else datetime.combine(day, time(12), STOCKHOLM)


def sent_columns(document: Document, values: DispatchValues) -> dict[str, object]:
    """What the sending writes on the handling."""
    return {"sent_on": values.sent_on, **finalise(document, RecordFacts(dispatched=values.sent_on))}


def dispatch_facts(version: DocumentVersion, values: DispatchValues, leaks: tuple[str, ...] = ()) -> dict[str, object]:
    """What the log keeps of the sending; `leaks` are what the actor has answered for."""
    return {
        **({"leaks_checked": list(leaks)} if leaks else {}),
        "version": version.record_id,
        "sent_on": values.sent_on.isoformat(),
        "recipients": [{"name": one.name, "channel": one.channel} for one in values.recipients],
    }
