"""Arbetaren. Does the queued jobs, keeps the index up with the database and seals the log, until told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import peewee as pw

from kansli.plugin import jobs, journal, upkeep
from kansli.plugin.clock import today
from kansli.plugin.leases import LeaseLost, process_name, show_signs_of_life
from kansli.plugin.searching.indexer import Indexer
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.system import System

log = logging.getLogger("kansli.worker")
LEASE_SECONDS = 60.0
SEEN_SECONDS = 60.0
"""For how long after its last sign of life a worker counts as there; it gives one three times as often."""
RECONNECT_SECONDS = 2.0
_DOWN = (pw.OperationalError, pw.InterfaceError)


Part = Literal["all", "besides", "conversions"]


@dataclass(slots=True)
class WorkDone:
    """What a worker has done since it started."""

    jobs: int = 0
    failed: int = 0
    indexed: int = 0
    sealed: int = 0
    sentences: list[str] = field(default_factory=list)
    """What went wrong on the way, the newest last."""


def work(
    system: System,
    *,
    once: bool = False,
    stop: threading.Event | None = None,
    lease_seconds: float = LEASE_SECONDS,
    part: Part = "all",
) -> WorkDone:
    """Work until `stop` is set; with `once`, until nothing is due.

    `part` divides the work between two threads: "conversions" makes PDFs and nothing else, "besides" all but them.

    May run as a process of its own or as a thread; the thread gets its own database connection. A database that does
    not answer is waited for. After kill -9 another worker goes on when the leases have run out.
    """
    stop = stop or threading.Event()
    done = WorkDone()
    worker = _Worker(system, process_name(), lease_seconds, stop, done, part)
    with _connected(system.database):
        while not stop.is_set():
            try:
                busy = worker.turn()
            except _DOWN as error:
                if once:
                    raise
                busy = _reconnected(system.database, stop, error)
            if once and not busy:
                break
            if not busy:
                stop.wait(system.settings.worker_poll_ms / 1000)
    return done


def _reconnected(db: pw.Database, stop: threading.Event, error: Exception) -> bool:
    """Wait until the database answers again; False when told to stop first."""
    log.warning("Databasen svarar inte: %s", error)
    while not stop.wait(RECONNECT_SECONDS):
        try:
            db.close()
            db.connect()
        except _DOWN:
            continue
        return True
    return False


@contextmanager
def _connected(db: pw.Database) -> Iterator[None]:
    """A connection for this thread; one that was open already is left open."""
    if not db.is_closed():
        yield
        return
    db.connect()
    try:
        yield
    finally:
        if not db.is_closed():
            db.close()


class _Worker:
    def __init__(
        self, system: System, name: str, lease_seconds: float, stop: threading.Event, done: WorkDone, part: Part
    ) -> None:
        self.system, self.lease_seconds, self.stop, self.done, self.part = system, lease_seconds, stop, done, part
        self.name = name
        self.upkeep_queued: date | None = None
        self.indexer = Indexer(system, holder=name, lease_seconds=lease_seconds)

    def turn(self) -> bool:
        """Do one round; True when there was something to do."""
        if self.part == "conversions":
            return self._one_job()
        if self.upkeep_queued != today():
            upkeep.queue_daily_jobs()
            self.upkeep_queued = today()
        did_job = self._one_job()
        indexed = self.indexer.drain(stop=self.stop)
        self.done.indexed += indexed
        sealed = self._seal()
        return bool(did_job or indexed or sealed)

    def _seal(self) -> int:
        if not LogEntry.select().where(LogEntry.position.is_null()).exists():
            return 0
        sealed = journal.seal()
        self.done.sealed += sealed
        return sealed

    def _one_job(self) -> bool:
        handlers = self._handlers()
        job = jobs.take(handlers, lease_seconds=self.lease_seconds)
        if job is None:
            return False
        try:
            with _kept_alive(self.system, job):
                handlers[job.kind](self.system, job.payload)
            jobs.finish(job)
            self.done.jobs += 1
        except LeaseLost as lost:
            self._tell(lost.message)
        except _DOWN:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler meets is the job's error, shown to people
            self.done.failed += 1
            self._failed(job, f"{type(error).__name__}: {error}")
        return True

    def _handlers(self) -> dict[str, jobs.Handler]:
        handlers = {**self.system.hooks.job_handlers(), **jobs.HANDLERS}
        if self.part == "all":
            return handlers
        return {kind: do for kind, do in handlers.items() if (kind == jobs.CONVERT) == (self.part == "conversions")}

    def _failed(self, job: jobs.TakenJob, error: str) -> None:
        self._tell(f"Jobbet {job.kind} ({job.id}) misslyckades, försök {job.attempts}: {error}")
        try:
            jobs.fail(job, error)
        except LeaseLost as lost:
            self._tell(lost.message)

    def _tell(self, sentence: str) -> None:
        log.warning("%s", sentence)
        self.done.sentences.append(sentence)


@contextmanager
def seen(system: System, stop: threading.Event) -> Iterator[None]:
    """Show signs of life as one who makes PDFs, from a thread of its own, also while a long one is being made."""
    over = threading.Event()

    def show() -> None:
        name = process_name()
        while not (over.is_set() or stop.is_set()):
            try:
                with _connected(system.database):
                    show_signs_of_life(jobs.CONVERTER, holder=name, seconds=SEEN_SECONDS)
            except _DOWN as error:
                log.warning("Databasen svarar inte: %s", error)
            over.wait(SEEN_SECONDS / 3)

    thread = threading.Thread(target=show, name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def work_in_two(system: System, *, stop: threading.Event, lease_seconds: float = LEASE_SECONDS) -> WorkDone:
    """Work until `stop` is set, with a thread of its own for PDFs: what takes a minute keeps nothing else waiting."""

    def convert() -> None:
        try:
            work(system, stop=stop, lease_seconds=lease_seconds, part="conversions")
        finally:
            stop.set()  # neither goes on without the other: whoever keeps the process alive starts both anew

    helper = threading.Thread(target=convert, name="conversions", daemon=True)
    with seen(system, stop):
        helper.start()
        try:
            return work(system, stop=stop, lease_seconds=lease_seconds, part="besides")
        finally:
            stop.set()
            helper.join()


@contextmanager
def _kept_alive(system: System, job: jobs.TakenJob) -> Iterator[None]:
    """Prolong the job's lease from a thread of its own while it is being done."""
    over = threading.Event()

    def prolong() -> None:
        while not over.wait(job.lease_seconds / 3):
            with _connected(system.database):
                if not jobs.prolong(job):
                    return

    thread = threading.Thread(target=prolong, name=f"lease of job {job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
