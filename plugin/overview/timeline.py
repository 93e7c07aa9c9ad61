"""Händelser. What has been done in a case, by whom and when, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import peewee as pw

from kansli.plugin.journal import BUNDLED
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.overview.hidden import hidden_records
from kansli.plugin.rights import Actor
from kansli.plugin.steps import STEPS
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.journal import LogEntry, LogPayload

LIMIT = 300


@dataclass(frozen=True, slots=True)
class Happening:
    """A row of the timeline. `changed` names the columns whose values changed."""

    id: int
    at: datetime
    who: str
    step: str
    label: str
    record: str
    reason: str
    changed: tuple[str, ...]


def timeline(case: Case, *, profile: Profile, actor: Actor, limit: int = LIMIT) -> tuple[Happening, ...]:
    """Return the case's log, newest first; what was done to a document that the actor may not see is left out."""
    labels = {step.name: step.label for step in STEPS.values() if step.label}
    labels[BUNDLED] = "Samlad till PDF med dolt innehåll, som någon har intygat"
    for workflow in profile.workflows.values():
        for row in workflow.transitions:
            labels.setdefault(row.step, row.label)
    query = (
        LogEntry.select(LogEntry, LogPayload.payload, User.name)
        .join_from(LogEntry, LogPayload, pw.JOIN.LEFT_OUTER, on=(LogPayload.entry == LogEntry.id), attr="kept")
        .join_from(LogEntry, User, pw.JOIN.LEFT_OUTER, on=(User.email == LogEntry.actor), attr="user")
        .where(LogEntry.case_id == case.id)
        .order_by(LogEntry.id.desc())
        .limit(limit)
    )
    hidden = hidden_records(case, actor=actor)
    return tuple(_happening(entry, labels) for entry in query if entry.record not in hidden)


def _happening(entry: LogEntry, labels: dict[str, str]) -> Happening:
    user, kept = getattr(entry, "user", None), getattr(entry, "kept", None)
    return Happening(
        id=entry.id,
        at=entry.at,
        who=(user.name if user is not None else "") or entry.actor,
        step=entry.step,
        label=labels.get(entry.step, entry.step),
        record=entry.record,
        reason=entry.reason,
        changed=_changed(kept.payload) if kept is not None and kept.payload else (),
    )


def _changed(payload: str) -> tuple[str, ...]:
    said = json.loads(payload)
    changes = said.get("changes") if isinstance(said, dict) else None
    return tuple(sorted(changes)) if isinstance(changes, dict) else ()
