"""Indexerarens roll. One process at a time writes to the index: a file lock on the machine, a lease for the others."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kansli.plugin.leases import HeldLease, give_back, take_lease
from kansli.plugin.store.base import database

ROLE = "indexer"


@contextmanager
def indexer_role(data: Path, *, holder: str, seconds: float) -> Iterator[HeldLease | None]:
    """Be the indexer for a while; None where somebody else is.

    The file lock lets go by itself when the process dies and cannot be overtaken by a slow holder; the lease shows who
    it is, and is what servers that share a database but no folder go by. After kill -9 it has to run out first.
    """
    with _alone(data / "indexer.lock") as alone:
        lease = take_lease(ROLE, holder=holder, seconds=seconds) if alone else None
        try:
            yield lease
        finally:
            if lease is not None and not database.is_closed():
                give_back(lease)


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
