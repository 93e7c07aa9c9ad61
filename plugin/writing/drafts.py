"""Utkast. What a person has typed and not saved: kept for her alone, neither logged nor indexed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kansli.plugin.clock import now
from kansli.plugin.errors import InvalidField
from kansli.plugin.fingerprint import canonical_json
from kansli.plugin.rights import Actor, must_see
from kansli.plugin.store.base import Record
from kansli.plugin.store.writing import DraftBuffer
from kansli.plugin.system import System

DRAFT_BYTES = 2 << 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept form, the version of the record it was begun from, and when it was kept."""

    form: Mapping[str, object]
    base_version: int
    updated_at: datetime


def keep_draft(
    system: System, actor: Actor, record: Record, form: Mapping[str, object], base_version: int
) -> Draft | None:
    """Keep what the actor has typed for the record, in place of what was kept before.

    None for the operator, who has no buffer. Refused when the form is larger than 2 MB.
    """
    must_see(actor, record)
    if actor.id is None:
        return None
    if len(canonical_json(dict(form)).encode("utf-8", "surrogatepass")) > DRAFT_BYTES:
        raise InvalidField("sections", "Utkastet är för stort för att hållas kvar. Spara, eller dela upp texten.")
    at = now()
    values = {"form": dict(form), "base_version": base_version, "updated_at": at}
    with system.database.atomic():
        DraftBuffer.insert(user=actor.id, record=record.record_id, **values).on_conflict(
            conflict_target=[DraftBuffer.user, DraftBuffer.record],
            update={getattr(DraftBuffer, name): value for name, value in values.items()},
        ).execute()
    return Draft(dict(form), base_version, at)


def draft_of(actor: Actor, record: Record) -> Draft | None:
    """Return what the actor has typed and not saved, or None."""
    if actor.id is None:
        return None
    must_see(actor, record)
    row = DraftBuffer.get_or_none((DraftBuffer.user == actor.id) & (DraftBuffer.record == record.record_id))
    return None if row is None else Draft(row.form, row.base_version, row.updated_at)


def drop_draft(actor: Actor, record: Record) -> None:
    """The text is saved, or thrown away by its writer."""
    if actor.id is not None:
        DraftBuffer.delete().where((DraftBuffer.user == actor.id) & (DraftBuffer.record == record.record_id)).execute()


def drop_all_drafts(record: Record) -> None:
    """Nobody can save into the record any more."""
    DraftBuffer.delete().where(DraftBuffer.record == record.record_id).execute()
