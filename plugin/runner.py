"""Steg. Runs one workflow step: rights, state, guards, the step, new state, log and outbox, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import peewee as pw

from kansli.plugin import journal, rights
from kansli.plugin.clock import now
from kansli.plugin.errors import Blocked, Blocker, Conflict, InvalidField, NotAllowed, NotFound, WrongState
from kansli.plugin.guards import GUARDS, Guard
from kansli.plugin.inputs import clean
from kansli.plugin.lowcode.model import Transition, Workflow
from kansli.plugin.repeats import Request, request_for
from kansli.plugin.rights import Actor
from kansli.plugin.snapshot import difference, snapshot
from kansli.plugin.store.base import Guarded, Record, database
from kansli.plugin.store.connect import is_postgres
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import System

REASON_LENGTH = 5000
"""Characters of the reason that a step is given."""

_HIDDEN = "Något som du inte har behörighet att se står i vägen. Be registratorn att se efter."


@dataclass(frozen=True, slots=True)
class Running:
    """What a step is handed besides its subject. `data` holds the form's values, not yet checked."""

    system: System
    actor: Actor
    at: datetime
    data: Mapping[str, object]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a step gives back: the record it was about, records whose search entries change, and facts for the log."""

    record: Record
    changed: tuple[Record, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a caller gets: ids and plain values only, so that a repeated request can return the same.

    `record` is the public id of what was made or changed, `state` its state (empty where it has none).
    """

    record: str
    state: str
    log: int
    facts: Mapping[str, object]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the workflow language.

    Where the subject has no workflow of its own, `verb` is asked of the roles, `subject` is the table that the step is
    for, and `label` is its name in the infinitive; a step without a verb is taken through a workflow only.
    `both_texts` gives (theirs, ours) for the conflict of a step that saves written text.
    """

    name: str
    perform: Callable[[Running, Record], Done]
    verb: str = ""
    both_texts: Callable[[Record, Mapping[str, object]], tuple[str, str]] | None = None
    label: str = ""
    subject: type[Record] = Record


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that the profile knows for a record now, and what stands in its way (empty: it can be done)."""

    step: str
    label: str
    blockers: tuple[Blocker, ...]


def run(
    system: System,
    name: str,
    subject: Record,
    *,
    actor: Actor,
    data: Mapping[str, object] | None = None,
    request_id: str = "",
    expected_version: int | None = None,
    reason: str = "",
) -> Outcome:
    """Run the step on the subject and return its outcome.

    Refused (nothing stored) when the actor may not, the state does not allow it, a guard says no, somebody
    saved since `expected_version`, or the data cannot be used. A `request_id` seen before returns the first outcome;
    RequestTaken where something else is asked for under it.
    """
    step, given, reason = _step(system, name), data or {}, _readable(reason)
    request = request_for(
        request_id, actor=actor.log_name, step=name, subject=subject.record_id, data=given, reason=reason
    )
    try:
        with database.atomic():
            earlier = _earlier(request)
            if earlier:
                return earlier
            locked = _locked(subject)
            row = _permitted(system, step, locked, actor)
            _must_be_current(step, locked, expected_version, given)
            _must_pass_guards(system, row, locked, actor, reason)
            outcome = _perform(step, locked, row, Running(system, actor, now(), given, reason), request)
    except pw.IntegrityError:
        # Two processes met with the same request id: the first has committed, so its outcome is ours.
        with database.atomic():
            earlier = _earlier(request)
        if earlier:
            return earlier
        raise
    system.hooks.tell(system, name, outcome)
    return outcome


def possible(system: System, subject: Record, *, actor: Actor) -> tuple[Possible, ...]:
    """List the steps that the profile knows for the record in its present state and the actor's roles."""
    rights.must_see(actor, subject)
    workflow = _workflow(system, subject)
    if workflow is None:
        return ()
    return tuple(
        Possible(row.step, row.label, _blockers(system, row, subject, actor, "-"))
        for row in workflow.transitions
        if subject.state in row.from_states and rights.has_role(actor, row.roles, subject)
    )


def must_be_open(system: System, name: str, subject: Record, *, actor: Actor) -> None:
    """Refuse as `run` would before it asks the guards: a step that the actor or the state does not allow."""
    _permitted(system, _step(system, name), subject, actor)


def _perform(step: Step, subject: Record, row: Transition | None, running: Running, request: Request) -> Outcome:
    before = snapshot(subject)
    done = step.perform(running, subject)
    if isinstance(subject, Guarded):
        _save_state(subject, row, before)
    entry = _log(step, subject, done, before, running, request.id)
    for record in {item.record_id: item for item in (subject, done.record, *done.changed)}.values():
        IndexOutbox.create(record=record.record_id)
    made = done.record
    outcome = Outcome(made.record_id, getattr(made, "state", ""), entry.id, dict(done.facts))
    kept = {"record": outcome.record, "state": outcome.state, "log": outcome.log, "facts": outcome.facts}
    request.keep(step.name, kept)
    return outcome


def _save_state(subject: Guarded, row: Transition | None, before: Mapping[str, object]) -> None:
    if row is not None and row.to_state is not None:
        subject.state = row.to_state
    if snapshot(subject) == before:
        return  # something was made under the record; the record itself is as it was, and nobody's edit is stale
    expected = subject.version
    subject.version = expected + 1
    changed = {
        column: subject.__data__.get(column.name) for column in type(subject)._meta.sorted_fields if column.name != "id"
    }
    table = type(subject)
    saved = table.update(changed).where((table.id == subject.id) & (table.version == expected)).execute()
    if not saved:
        raise Conflict("Någon annan", now().strftime("%H:%M"))


def _log(
    step: Step, subject: Record, done: Done, before: Mapping[str, object], running: Running, request_id: str
) -> LogEntry:
    case = rights.case_of(done.record) or rights.case_of(subject)
    registry = subject if isinstance(subject, Registry) else (case.registry if case else None)
    payload = {"changes": difference(before, snapshot(subject)), "facts": dict(done.facts)}
    if done.record.record_id != subject.record_id:
        payload["made"] = {"record": done.record.record_id, **snapshot(done.record)}
    return journal.write(
        chain=registry.code if registry else journal.SYSTEM_CHAIN,
        actor=running.actor.log_name,
        step=step.name,
        record=done.record.record_id,
        case_id=case.id if case else None,
        reason=running.reason,
        request_id=request_id,
        payload=payload,
    )


def known_steps(system: System) -> dict[str, Step]:
    """Every step by name: our own, and those that installed packages add."""
    from kansli.plugin.steps import STEPS  # the steps are built on this module

    return {**system.hooks.steps(), **STEPS}


def known_guards(system: System) -> dict[str, Guard]:
    """Every guard by name: our own, and those that installed packages add."""
    return {**system.hooks.guards(), **GUARDS}


def _step(system: System, name: str) -> Step:
    try:
        return known_steps(system)[name]
    except KeyError:
        raise NotFound(f"Steget ”{name}”") from None


def _earlier(request: Request) -> Outcome | None:
    found = request.earlier()
    return None if found is None else Outcome(**found, repeated=True)


def _readable(reason: str) -> str:
    """The reason as a database and the log can keep it."""
    text = clean(reason)
    if len(text) > REASON_LENGTH:
        message = f"Skälet är {len(text)} tecken långt, högst {REASON_LENGTH} får plats. Korta texten."
        raise InvalidField("reason", message)
    return text


def _locked(subject: Record) -> Record:
    """The subject as it is now, locked until the transaction ends (SQLite has locked everything already).

    The case is locked before what lies in it, by every step, so that two steps never wait for each other.
    """
    case = rights.case_of(_present(subject))
    if case is not None and case.record_id != subject.record_id:
        _present(case, lock=True)
    return _present(subject, lock=True)


def _present(record: Record, *, lock: bool = False) -> Record:
    query = type(record).select().where(type(record).id == record.get_id())
    found: Record | None = (query.for_update() if lock and is_postgres(database.obj) else query).get_or_none()
    if found is None:
        raise NotFound("Posten")
    return found


def _workflow(system: System, subject: Record) -> Workflow | None:
    if not isinstance(subject, Guarded):
        return None
    return system.profile.workflow_of(subject.record_kind, type_id=subject.type_id)


def _permitted(system: System, step: Step, subject: Record, actor: Actor) -> Transition | None:
    workflow = _workflow(system, subject)
    if workflow is None:
        label = step.label or step.name
        if not step.verb or not isinstance(subject, step.subject):
            raise NotFound(f"Steget ”{label}” för {subject.record_id}")
        rights.must(actor, step.verb, label[:1].lower() + label[1:], subject)
        return None
    rights.must_see(actor, subject)
    row = workflow.transition(step.name, subject.state)
    if row is None:
        label = next((item.label for item in workflow.transitions if item.step == step.name), step.name)
        raise WrongState(label, workflow.state(subject.state).label)
    if not rights.has_role(actor, row.roles, subject):
        raise NotAllowed(row.label[:1].lower() + row.label[1:])
    return row


def _must_be_current(step: Step, subject: Record, expected_version: int | None, data: Mapping[str, object]) -> None:
    if expected_version is None or not isinstance(subject, Guarded) or subject.version == expected_version:
        return
    last = LogEntry.select().where(LogEntry.record == subject.record_id).order_by(LogEntry.id.desc()).first()
    who, when = (last.actor, last.at.strftime("%Y-%m-%d %H:%M")) if last else ("Någon annan", "nyss")
    theirs, ours = step.both_texts(subject, data) if step.both_texts else ("", "")
    raise Conflict(who, when, theirs=theirs, ours=ours)


def _must_pass_guards(system: System, row: Transition | None, subject: Record, actor: Actor, reason: str) -> None:
    blockers = _blockers(system, row, subject, actor, reason) if row else ()
    if blockers:
        raise Blocked(blockers)


def _blockers(system: System, row: Transition, subject: Record, actor: Actor, reason: str) -> tuple[Blocker, ...]:
    found: list[Blocker] = []
    guards = known_guards(system)
    for name in row.guards:
        found.extend(guards[name](subject, reason))
    return tuple(dict.fromkeys(_as_told_to(actor, blocker, subject) for blocker in found))


def _as_told_to(actor: Actor, blocker: Blocker, subject: Record) -> Blocker:
    """The blocker; without its words and its link where it is about a record that the actor may not see."""
    if blocker.record in (None, subject.record_id) or rights.can(actor, "read", get_record(str(blocker.record))):
        return blocker
    return Blocker("hidden_blocker", _HIDDEN)
