"""Jobb. Slow work queued in the transaction that wants it; whoever has lost its lease can write nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.leases import LeaseLost
from kansli.plugin.store.base import database
from kansli.plugin.store.connect import is_postgres
from kansli.plugin.store.jobs import Job
from kansli.plugin.system import System

Handler = Callable[[System, Mapping[str, object]], None]
"""Does a kind of job. May be run again after a crash, so it must come to the same end when repeated."""

HANDLERS: dict[str, Handler] = {}
CONVERT = "convert"
"""The kind of the job that makes a PDF. It takes seconds to minutes, and somebody is waiting for it."""
CONVERTER = "converter"
"""The role of the workers that do them: a page can say whether there is one."""
MAX_ATTEMPTS = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
DIED = "Arbetet avbröts varje gång det påbörjades (processen dog)."


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job that this process has for a while. `attempts` counts this one."""

    id: int
    kind: str
    payload: Mapping[str, object]
    attempts: int
    lease_token: str
    lease_seconds: float


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function as the one that does jobs of the kind."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def enqueue(
    kind: str,
    payload: Mapping[str, object],
    *,
    run_after: datetime | None = None,
    unique_key: str | None = None,
) -> int | None:
    """Queue a job in the caller's transaction: it exists if and only if the transaction commits.

    With a `unique_key` that has been used, nothing is queued and None is returned.
    """
    row = {"kind": kind, "payload": dict(payload), "run_after": run_after or now(), "unique_key": unique_key}
    made = list(Job.insert(row).on_conflict_ignore().returning(Job.id).execute())
    return int(made[0].id) if made else None


def take(kinds: Collection[str], *, lease_seconds: float) -> TakenJob | None:
    """Take the oldest job that is due, with a fresh lease token; None when there is none.

    A job whose holder died is due when its lease has run out; after MAX_ATTEMPTS it is parked instead.
    """
    if not _due(kinds).exists():
        return None  # an idle worker does not take the write lock
    while True:
        with database.atomic():
            query = _due(kinds).order_by(Job.run_after, Job.id).limit(1)
            row = (query.for_update("FOR UPDATE SKIP LOCKED") if is_postgres(database.obj) else query).get_or_none()
            if row is None:
                return None
            if row.attempts < MAX_ATTEMPTS:
                return _lease(row, lease_seconds)
            Job.update(state="parked", error=row.error or DIED, lease_token=None, lease_until=None).where(
                Job.id == row.id
            ).execute()


def progress(job: TakenJob, percent: int) -> None:
    """Tell how far the job has come (0–100) and prolong its lease. LeaseLost when somebody else has it."""
    _write(job, progress=max(0, min(100, percent)), lease_until=now() + timedelta(seconds=job.lease_seconds))


def prolong(job: TakenJob) -> bool:
    """Keep the job for another lease; False when it is lost."""
    until = now() + timedelta(seconds=job.lease_seconds)
    return bool(Job.update(lease_until=until).where(_held(job)).execute())


def finish(job: TakenJob) -> None:
    """The job is done. LeaseLost when somebody else has it."""
    _write(job, state="done", progress=100, error="", lease_token=None, lease_until=None, finished_at=now())


def fail(job: TakenJob, error: str) -> None:
    """Try again later, each time twice as late; after MAX_ATTEMPTS the job is parked with its error, for people."""
    if job.attempts >= MAX_ATTEMPTS:
        _write(job, state="parked", error=error, lease_token=None, lease_until=None)
        return
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (job.attempts - 1))
    _write(job, state="queued", error=error, lease_token=None, lease_until=None, run_after=now() + wait)


def parked() -> list[Job]:
    """The jobs that need somebody to look at them, oldest first."""
    return list(Job.select().where(Job.state == "parked").order_by(Job.id))


def retry_parked() -> int:
    """Queue the parked jobs anew; return how many."""
    again = Job.update(state="queued", attempts=0, run_after=now()).where(Job.state == "parked")
    return int(again.execute())


def waiting(kinds: Collection[str] = ()) -> int:
    """How many jobs are queued or running."""
    condition = Job.state.in_(["queued", "running"])
    return int(Job.select().where(condition & Job.kind.in_(list(kinds)) if kinds else condition).count())


def _due(kinds: Collection[str]) -> pw.ModelSelect:
    moment = now()
    queued = (Job.state == "queued") & (Job.run_after <= moment)
    abandoned = (Job.state == "running") & (Job.lease_until < moment)
    return Job.select().where(Job.kind.in_(sorted(kinds)) & (queued | abandoned))


def _lease(row: Job, seconds: float) -> TakenJob:
    token = secrets.token_hex(16)
    Job.update(
        state="running",
        attempts=row.attempts + 1,
        lease_token=token,
        lease_until=now() + timedelta(seconds=seconds),
    ).where(Job.id == row.id).execute()
    return TakenJob(row.id, row.kind, row.payload, row.attempts + 1, token, seconds)


def _held(job: TakenJob) -> pw.Expression:
    return (Job.id == job.id) & (Job.lease_token == job.lease_token) & (Job.state == "running")


def _write(job: TakenJob, **values: object) -> None:
    if not Job.update(**values).where(_held(job)).execute():
        raise LeaseLost(f"Jobbet {job.kind} ({job.id})")
