"""Ändra handling. Corrects what the register says of a handling; its number and its bytes stay."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._document import DIRECTIONS, must_have_happened, read_texts, remember_counterparty
from kansli.plugin.store.documents import Document

_DAYS = {"document_date": "Daterad", "received_on": "Inkom", "sent_on": "Skickad"}


def perform(running: Running, subject: Document) -> Done:
    """Change the fields that are given.

    Data: `title`, `kind`, `direction`, `public_title`, `counterparty`, `public_counterparty`,
    `counterparty_reference`, `channel`, `note`, `document_date`, `received_on`, `sent_on`.
    """
    inputs = Inputs(running.data)
    given = set(running.data)
    changes: dict[str, object] = {
        field: value for field, value in read_texts(running, inputs).items() if field in given
    }
    for field, label in _DAYS.items():
        if field in given:
            changes[field] = inputs.day(field, label, required=field == "received_on" and _came_in(subject))
    for field in ("received_on", "sent_on"):
        if field in given:
            must_have_happened(running, inputs, field, _DAYS[field], changes[field])  # type: ignore[arg-type]
    if "title" in given:
        changes["title"] = inputs.text("title", "Handlingens rubrik", required=True)
    if "kind" in given:
        types = running.system.profile.document_types
        changes["kind"] = inputs.choice("kind", "Handlingstyp", types, required=True)
    if "direction" in given:
        changes["direction"] = inputs.choice("direction", "Riktning", DIRECTIONS, required=True)
    inputs.finish()
    for field, value in changes.items():
        setattr(subject, field, value)
    remember_counterparty(subject.counterparty)
    return Done(subject)


def _came_in(document: Document) -> bool:
    return bool(document.direction == "incoming")
