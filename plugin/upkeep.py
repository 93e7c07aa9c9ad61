"""Städning. What the worker does unasked: reads new files, sweeps orphans, forgets old sign-ins and finished jobs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from kansli.plugin.clock import now, today
from kansli.plugin.jobs import CONVERT, enqueue, handles
from kansli.plugin.store.accounts import SignInAttempt
from kansli.plugin.store.conversions import Conversion
from kansli.plugin.store.documents import StoredFile
from kansli.plugin.store.files import FileStore
from kansli.plugin.store.jobs import Job
from kansli.plugin.store.journal import HandledRequest
from kansli.plugin.system import System

ORPHAN_AGE_SECONDS = 24 * 3600
KEPT = timedelta(days=30)
"""How long handled requests, sign-in attempts and finished jobs are kept."""
DAILY = ("sweep_files", "purge_old_rows")
_ASIDE = ".swept"
_BEING_MADE = 3600.0
"""Seconds within which a derived file gets its row, or never does."""


def queue_daily_jobs() -> None:
    """Queue today's upkeep, once a day however many workers ask."""
    for kind in DAILY:
        enqueue(kind, {}, unique_key=f"{kind}:{today().isoformat()}")


@handles("read_file")
def _read_file(system: System, payload: Mapping[str, object]) -> None:
    from kansli.plugin.registering import read_file

    read_file(system, int(str(payload["version_file"])))


@handles(CONVERT)
def _convert(system: System, payload: Mapping[str, object]) -> None:
    from kansli.plugin.rendering.conversions import convert  # brings in the readers of PDF

    convert(system, int(str(payload["conversion"])), int(str(payload["attempt"])))


@handles("sweep_files")
def _sweep_files(system: System, _payload: Mapping[str, object]) -> None:
    sweep_files(system.files, older_than_seconds=ORPHAN_AGE_SECONDS)
    sweep_derived(system.derived, older_than_seconds=ORPHAN_AGE_SECONDS)


@handles("purge_old_rows")
def _purge_old_rows(_system: System, _payload: Mapping[str, object]) -> None:
    limit = now() - KEPT
    HandledRequest.delete().where(HandledRequest.at < limit).execute()
    SignInAttempt.delete().where(SignInAttempt.at < limit).execute()
    Job.delete().where((Job.state == "done") & (Job.finished_at < limit)).execute()


def sweep_files(store: FileStore, *, older_than_seconds: float) -> int:
    """Take away bytes that no row names and that have lain so long; return how many went for good.

    They are laid aside first and go in a later sweep: a registration that met the sweep gets its file back.
    """
    aside = store.root / _ASIDE
    removed = _empty(store, aside, older_than_seconds)
    known = {row.sha256 for row in StoredFile.select(StoredFile.sha256)}
    for address in store.addresses():
        path = store.path(address)
        if address not in known and _age(path) > older_than_seconds:
            aside.mkdir(exist_ok=True)
            path.rename(aside / address)
            (aside / address).touch()
    _give_back(store, aside)
    for leftover in store.root.glob(".incoming-*"):
        if _age(leftover) > older_than_seconds:
            leftover.unlink(missing_ok=True)
    return removed


def sweep_derived(store: FileStore, *, older_than_seconds: float) -> int:
    """Forget the conversions that were asked for so long ago, and take away the files that none names; return how many.

    They can be made again, so nothing is laid aside. A file that is just being made has no row yet, but is young.
    """
    Conversion.delete().where(Conversion.asked_at < now() - timedelta(seconds=older_than_seconds)).execute()
    known = {address for row in Conversion.select() for address in (row.sha256, row.source)}
    old = [
        path
        for address in list(store.addresses())
        if address not in known and _age(path := store.path(address)) > _BEING_MADE
    ]
    old += [path for path in store.root.glob(".incoming-*") if _age(path) > _BEING_MADE]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _empty(store: FileStore, aside: Path, older_than_seconds: float) -> int:
    _give_back(store, aside)
    old = [path for path in aside.glob("*") if _age(path) > older_than_seconds]
    for path in old:
        path.unlink()
    return len(old)


def _give_back(store: FileStore, aside: Path) -> None:
    for path in aside.glob("*"):
        if StoredFile.select().where(StoredFile.sha256 == path.name).exists():
            target = store.path(path.name)
            target.parent.mkdir(exist_ok=True)
            path.replace(target)


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
