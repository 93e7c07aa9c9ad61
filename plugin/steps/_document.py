"""Ny handling. What a handling is made of: values read and checked first, the number and the rows made after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kansli.plugin.inputs import Inputs
from kansli.plugin.numbers import allocate_document_sequence
from kansli.plugin.rules.finalised import RecordFacts, record_status
from kansli.plugin.runner import Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._lookups import item_of
from kansli.plugin.steps._versions import VersionValues, make_version, read_version
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Organisation

DIRECTIONS = {"incoming": "Inkommen", "outgoing": "Utgående", "internal": "Intern"}
_TEXTS = {
    "public_title": "Offentlig rubrik",
    "counterparty": "Motpart",
    "public_counterparty": "Offentlig motpart",
    "counterparty_reference": "Er beteckning",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentValues:
    """A handling to be registered, checked but for its number."""

    kind: str
    title: str
    direction: str
    texts: dict[str, str]
    document_date: date | None
    received_on: date | None
    sent_on: date | None
    working: bool
    version: VersionValues


def read_document(running: Running, inputs: Inputs, *, default_title: str = "") -> DocumentValues:
    """Read a handling's fields.

    `kind`, `title`, `direction` (the kind's own when empty), `counterparty`, `counterparty_reference`,
    `public_title`, `public_counterparty`, `document_date`, `received_on` (today for what came in), `sent_on`,
    `channel`, `note`, `working` (keep as working material, without a number) and those of `read_version`.
    """
    types = running.system.profile.document_types
    kind = inputs.choice("kind", "Handlingstyp", types, required=True)
    direction = inputs.choice("direction", "Riktning", DIRECTIONS) or (types[kind].direction if kind else "incoming")
    received = inputs.day("received_on", "Inkom")
    if direction == "incoming" and received is None:
        received = running.at.date()
    title = inputs.text("title", "Handlingens rubrik", required=not default_title) or default_title
    values = DocumentValues(
        kind=kind,
        title=title,
        direction=direction,
        texts=read_texts(running, inputs),
        document_date=inputs.day("document_date", "Daterad"),
        received_on=received,
        sent_on=inputs.day("sent_on", "Skickad"),
        working=inputs.flag("working") and direction != "incoming",
        version=read_version(running, inputs),
    )
    must_have_happened(running, inputs, "received_on", "Inkom", values.received_on)
    must_have_happened(running, inputs, "sent_on", "Skickad", values.sent_on)
    return values


def read_texts(running: Running, inputs: Inputs) -> dict[str, str]:
    """Read the short texts of a handling."""
    texts = {field: inputs.text(field, label) for field, label in _TEXTS.items()}
    texts["channel"] = item_of(running, inputs, "channel", "Sändningssätt", items="channels")
    texts["note"] = inputs.long_text("note", "Anteckning", limit=5000)
    return texts


def must_have_happened(running: Running, inputs: Inputs, field: str, label: str, day: date | None) -> None:
    """Refuse a day that has not been yet."""
    if day is not None and day > running.at.date():
        inputs.refuse(field, f"{label}: {day} har inte varit än. Ange dagen då det skedde.")


def make_document(running: Running, case: Case, values: DocumentValues) -> Document:
    """Give the handling its number in the case, its row, its first version, and remember the counterparty."""
    made: Document = Document.create(
        case=case,
        sequence=None if values.working else allocate_document_sequence(case),
        kind=values.kind,
        title=values.title,
        direction=values.direction,
        **values.texts,
        document_date=values.document_date,
        received_on=values.received_on,
        sent_on=values.sent_on,
        registered_at=None if values.working else running.at,
        state="working" if values.working else "registered",
    )
    if values.version.files:
        source = "received" if values.direction == "incoming" else "registered"
        make_version(running, made, values.version, source=source)
    remember_counterparty(values.texts["counterparty"])
    return made


def remember_counterparty(name: str) -> None:
    """Keep the name for suggestions the next time."""
    if name:
        Organisation.insert(name=name).on_conflict_ignore().execute()


def give_number(running: Running, document: Document) -> None:
    """Register what has been working material: it gets its number now, once."""
    if document.sequence is None:
        change(
            document,
            sequence=allocate_document_sequence(document.case),
            registered_at=running.at,
            state="registered",
        )


def finalise(document: Document, facts: RecordFacts) -> dict[str, object]:
    """The columns that say since when a handling is upprättad and why; empty when it already is, or came to us."""
    status = record_status(facts)
    if document.direction == "incoming" or document.finalised_on is not None or status.status != "finalised":
        return {}
    return {"finalised_on": status.since, "finalised_reason": status.reason}
