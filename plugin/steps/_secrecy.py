"""Sekretessmarkering. What a marking states, and the flag of a case or a handling kept equal to its markings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kansli.plugin.errors import InvalidField, InvalidFields, NotAllowed
from kansli.plugin.inputs import Inputs
from kansli.plugin.rights import has_role
from kansli.plugin.rules.secrecy import SecrecyMarking, marking
from kansli.plugin.runner import Running
from kansli.plugin.steps._changing import change
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case, SecrecyMark
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Body, Registry


@dataclass(frozen=True, slots=True)
class MarkValues:
    """A marking to be made: what the law asks for, and a note."""

    stated: SecrecyMarking
    note: str


def read_marking(running: Running, inputs: Inputs, registry: Registry, body: Body | None) -> MarkValues:
    """Read `provision` (an item of the list, or written out), `note`, `authority`, `marked_on`."""
    note = inputs.text("note", "Anteckning", limit=1000)
    provision = _provision(running, inputs, note)
    authority = inputs.text("authority", "Myndighet") or _authority(registry, body)
    day = inputs.day("marked_on", "Dag") or running.at.date()
    try:
        return MarkValues(
            marking(provision=provision, marked_on=day, authority=authority, today=running.at.date()), note
        )
    except (InvalidField, InvalidFields) as refusal:
        for fault in refusal.details:
            if not (fault.field == "provision" and inputs.faulty("note")):
                inputs.refuse(fault.field or "provision", fault.message)
    return MarkValues(SecrecyMarking(provision, day, authority), note)  # never used: the step is refused


def read_secrecy(running: Running, inputs: Inputs, registry: Registry, body: Body | None) -> MarkValues | None:
    """Read `secrecy`, the marking that a new case or handling begins with; None where it says nothing."""
    given = inputs.data.get("secrecy") or {}
    if not isinstance(given, Mapping):
        inputs.refuse("secrecy", "Sekretessen ska vara en tabell med bestämmelse och anteckning.")
        return None
    if not any(given.values()):
        return None
    return read_marking(running, inputs.part(given, "secrecy"), registry, body)


def mark(running: Running, case: Case, document: Document | None, values: MarkValues) -> SecrecyMark:
    """Make the marking. The flag is the caller's to set."""
    made: SecrecyMark = SecrecyMark.create(
        case=case,
        document=document,
        provision=values.stated.provision,
        note=values.note,
        authority=values.stated.authority,
        marked_on=values.stated.marked_on,
        marked_by=running.actor.id,
    )
    return made


def begin_secret(
    running: Running, case: Case, document: Document | None, values: MarkValues | None
) -> tuple[SecrecyMark, ...]:
    """Mark what is registered now, in the same transaction, so that nobody ever sees it unmarked.

    The profile's rule for who may mark holds here too.
    """
    if values is None:
        return ()
    row = running.system.profile.workflow_of("case", type_id=case.case_type).transition("mark_secret", case.state)
    if row is None or not has_role(running.actor, row.roles, case):
        raise NotAllowed("sekretessmarkera")
    made = mark(running, case, document, values)
    subject = case if document is None else document
    subject.secret = True
    subject.save(only=["secret"])
    return (made,)


def unlifted(case: Case, document: Document | None) -> list[SecrecyMark]:
    """The markings in force on the whole case, or on one of its handlingar."""
    where = (SecrecyMark.case == case) & SecrecyMark.lifted_on.is_null()
    which = SecrecyMark.document.is_null() if document is None else SecrecyMark.document == document
    return list(SecrecyMark.select().where(where & which))


def keep_flags(case: Case, document: Document | None) -> tuple[Record, ...]:
    """Set the flag by the markings; return what else has changed for those who search."""
    secret = bool(unlifted(case, document))
    if document is None:
        case.secret = secret
        return tuple(Document.select().where(Document.case == case))
    change(document, secret=secret)
    return (document,)


def _provision(running: Running, inputs: Inputs, note: str) -> str:
    text = inputs.text("provision", "Bestämmelse")
    if text == "other" and not note:
        inputs.refuse("note", "Skriv kapitel och paragraf i anteckningen.")
    items = {item.id: item.label for item in running.system.profile.lists.get("secrecy_provisions", ())}
    return note if text == "other" else items.get(text, text)


def _authority(registry: Registry, body: Body | None) -> str:
    """The authority that the registry is named after, else the case's own body."""
    own = Body.get_or_none((Body.registry == registry) & (Body.code == registry.code)) or body
    return str(own.name) if own is not None else ""
