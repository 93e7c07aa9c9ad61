"""Indexeringen. Brings the index up with the database from the outbox; one process at a time, and nothing is lost.

Rows are taken in order and coalesced by record; units are stored first, then the index is committed, and only then are
the handled rows deleted, by their ids (on PostgreSQL a lower id can commit later). A crash anywhere means that
something is done once more. A record that fails keeps its rows, with the error, and stops nobody else.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from kansli.plugin.leases import HeldLease, LeaseLost, must_hold, process_name
from kansli.plugin.searching import outbox
from kansli.plugin.searching.affected import affected_by, every_record, load
from kansli.plugin.searching.engine import engine_of
from kansli.plugin.searching.errors import IndexerBusy, SearchUnavailable
from kansli.plugin.searching.facts import facts_of, index_unit
from kansli.plugin.searching.preparing import BATCH, WHAT, Prepared, fault, prepare
from kansli.plugin.searching.role import indexer_role
from kansli.plugin.searching.storing import remove_units
from kansli.plugin.store.base import database
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.search import SearchUnit
from kansli.plugin.system import System
from kansli.search_index.errors import IndexBusy, IndexOutdated, SearchError
from kansli.search_index.port import Change, Unit

log = logging.getLogger("kansli.indexer")
LEASE_SECONDS = 60.0
WAIT_SECONDS = 90.0
Progress = Callable[[str], None]


class Indexer:
    """A process's part in indexing. `holder` names the process in the lease."""

    def __init__(self, system: System, *, holder: str | None = None, lease_seconds: float = LEASE_SECONDS) -> None:
        self.system = system
        self.engine = engine_of(system)
        self.holder = holder or process_name()
        self.lease_seconds = lease_seconds

    def drain(self, *, stop: threading.Event | None = None) -> int:
        """Index what waits, building the index anew where it is missing or outdated.

        Returns how many rows of the outbox were done with; 0 also when another process is the indexer.
        """
        if not outbox.waiting(1) and not self._must_rebuild():
            return 0
        with indexer_role(self.system.data, holder=self.holder, seconds=self.lease_seconds) as lease:
            if lease is None:
                return 0
            try:
                return self._drain(lease, stop or threading.Event())
            except (LeaseLost, IndexBusy) as error:
                log.warning("%s", error.message)
                return 0

    def rebuild(self, progress: Progress) -> int:
        """Build a new generation from the database and put it in force; return the number of entries.

        Waits for another process that is indexing; IndexerBusy when it does not finish.
        """
        until = time.monotonic() + max(WAIT_SECONDS, self.lease_seconds * 1.5)
        while time.monotonic() < until:
            with indexer_role(self.system.data, holder=self.holder, seconds=self.lease_seconds) as lease:
                if lease is not None:
                    self._rebuild(lease, progress)
                    return self.engine.health().entries
            time.sleep(0.2)
        raise IndexerBusy

    def _must_rebuild(self) -> bool:
        try:
            self.engine.health()
        except IndexOutdated as reason:
            log.info("%s %s", reason.message, " ".join(reason.details))
            return True
        return False

    def _drain(self, lease: HeldLease, stop: threading.Event) -> int:
        handled = self._rebuild(lease, log.info) if self._must_rebuild() else 0
        while not stop.is_set() and (rows := outbox.waiting(BATCH)):
            try:
                handled += self._handle(lease, rows)
            except IndexOutdated as damage:
                log.warning("%s %s", damage.message, " ".join(damage.details))
                handled += self._rebuild(lease, log.info)
        return handled

    # A batch ---------------------------------------------------------------------------------------------------------

    def _handle(self, lease: HeldLease, rows: Sequence[IndexOutbox]) -> int:
        """Index the records that the rows name; return how many rows are done with."""
        named: dict[str, set[str]] = {row.record: set(affected_by(row.record)) for row in rows}
        records = list(dict.fromkeys(record for row in rows for record in sorted(named[row.record])))
        prepared = prepare(self.system.profile, records, lease)
        self._apply(prepared, int(rows[-1].id))
        failed = {
            record: "; ".join(f"{other}: {prepared.failed[other]}" for other in sorted(others & set(prepared.failed)))
            for record, others in named.items()
            if others & set(prepared.failed)
        }
        with database.atomic():
            must_hold(lease, WHAT)
            remove_units(prepared.stale)
            return outbox.settle(rows, failed)

    def _apply(self, prepared: Prepared, seq: int) -> None:
        """Commit the index. Where a unit cannot be indexed, the others are, and its record is told."""
        gone = [*prepared.stale, *(self._strays() if prepared.destroyed else ())]
        deletions = [Change(seq, "delete", unit_id) for unit_id in gone]
        puts = [Change(seq, "put", unit.id, unit) for units in prepared.units.values() for unit in units]
        try:
            self.engine.apply([*deletions, *puts])
        except SearchError:
            raise
        except Exception:  # noqa: BLE001 - some unit's fault; which one is found out below
            self.engine.apply(deletions)
            for record_id, units in prepared.units.items():
                self._apply_alone(record_id, units, prepared, seq)

    def _apply_alone(self, record_id: str, units: Sequence[Unit], prepared: Prepared, seq: int) -> None:
        try:
            self.engine.apply([Change(seq, "put", unit.id, unit) for unit in units])
        except SearchError:
            raise
        except Exception as error:  # noqa: BLE001 - this record's fault, shown beside its row in the outbox
            prepared.failed[record_id] = fault(error)

    def _strays(self) -> list[int]:
        """Entries of the index whose units are not in the database any more."""
        known = {int(number) for (number,) in SearchUnit.select(SearchUnit.id).tuples()}
        return [unit_id for unit_id, _ in self.engine.contents() if unit_id not in known]

    # Everything ------------------------------------------------------------------------------------------------------

    def _rebuild(self, lease: HeldLease, progress: Progress) -> int:
        seen = list(IndexOutbox.select().order_by(IndexOutbox.id))
        stale, failed = self._prepare_everything(lease, progress)
        seq = max((int(row.id) for row in seen), default=0)
        self.engine.rebuild(self._everything(lease, set(stale), set(failed), progress), seq)
        with database.atomic():
            must_hold(lease, WHAT)
            remove_units(stale)
            outbox.settle(seen, {row.record: failed[row.record] for row in seen if row.record in failed})
            outbox.park(failed, {row.record for row in seen})
        return len(seen)

    def _prepare_everything(self, lease: HeldLease, progress: Progress) -> tuple[list[int], dict[str, str]]:
        stale: list[int] = []
        failed: dict[str, str] = {}
        done = 0
        for record_ids in every_record(batch=BATCH):
            prepared = prepare(self.system.profile, record_ids, lease)
            stale += prepared.stale
            failed |= prepared.failed
            done += len(record_ids)
            progress(f"Läst {done} poster.")
        return stale + _ownerless(), failed

    def _everything(self, lease: HeldLease, stale: set[int], failed: set[str], progress: Progress) -> Iterator[Unit]:
        done = 0
        for record_ids in every_record(batch=BATCH):
            with database.atomic():
                must_hold(lease, WHAT)
            good = [record_id for record_id in record_ids if record_id not in failed]
            facts = {record_id: facts_of(record) for record_id, record in load(good).items()}
            for row in SearchUnit.select().where(SearchUnit.record.in_(good or [""])).order_by(SearchUnit.id):
                if row.id not in stale and row.record in facts:
                    yield index_unit(row, facts[row.record])
            done += len(record_ids)
            progress(f"Indexerat {done} poster.")


def _ownerless() -> list[int]:
    """Units whose record is gone."""
    records = {record_id for record_ids in every_record(batch=BATCH * 10) for record_id in record_ids}
    rows = SearchUnit.select(SearchUnit.id, SearchUnit.record).tuples()
    return [int(number) for number, record_id in rows if record_id not in records]


def reindex(system: System, *, progress: Progress = log.info) -> int:
    """Build the whole index anew from the database and put it in force; return the number of entries."""
    try:
        return Indexer(system).rebuild(progress)
    except SearchError as error:
        raise SearchUnavailable(error) from error


def catch_up(system: System) -> int:
    """Index what waits, here and now, if no other process is doing so; return how many rows were done with."""
    return Indexer(system).drain()
