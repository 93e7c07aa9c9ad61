"""Möjliga steg. Which steps the profile has for a record now and the actor's roles; what blocks them is asked apart."""

from __future__ import annotations

from dataclasses import dataclass

from kansli.plugin.lowcode.model import Profile, Workflow
from kansli.plugin.rights import Actor, has_role
from kansli.plugin.store.base import Guarded
from kansli.plugin.store.cases import Case


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that can be tried. `guarded` tells that something may be in its way (`runner.possible` says what)."""

    step: str
    label: str
    guarded: bool


def open_steps(profile: Profile, subject: Guarded, *, actor: Actor) -> tuple[OpenStep, ...]:
    """Return the steps in the profile's order. No query, where the subject's case has been fetched with it."""
    workflow = workflow_of(profile, subject)
    return tuple(
        OpenStep(row.step, row.label, bool(row.guards))
        for row in workflow.transitions
        if subject.state in row.from_states and has_role(actor, row.roles, subject)
    )


def steps_in_case(profile: Profile, record: str, state: str, case: Case, *, actor: Actor) -> frozenset[str]:
    """Return the steps that the actor may try on a record of the case in the state, without fetching the record."""
    rows = profile.workflow_of(record).transitions
    return frozenset(row.step for row in rows if state in row.from_states and has_role(actor, row.roles, case))


def workflow_of(profile: Profile, subject: Guarded) -> Workflow:
    """Return the record's workflow, through its type where the type chooses one."""
    return profile.workflow_of(subject.record_kind, type_id=subject.type_id)


def state_label(profile: Profile, subject: Guarded) -> str:
    """Return the state in Swedish."""
    return workflow_of(profile, subject).state(subject.state).label
