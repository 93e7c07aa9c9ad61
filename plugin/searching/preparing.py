"""Förberedelse. Works out and stores the units of some records; a record that fails is told and left as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import peewee as pw

from kansli.plugin.leases import HeldLease, must_hold
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.searching.affected import load
from kansli.plugin.searching.facts import Facts, facts_of, index_unit
from kansli.plugin.searching.storing import store_units
from kansli.plugin.searching.units import DONE_WITH, WantedUnit, wanted_units
from kansli.plugin.store.base import Record, database
from kansli.plugin.store.documents import Document
from kansli.plugin.store.search import SearchUnit
from kansli.search_index.port import Unit

WHAT = "Indexeringen"
BATCH = 100
DATABASE_DOWN = (pw.OperationalError, pw.InterfaceError)


@dataclass(slots=True)
class Prepared:
    """What records came to: their units, the ids that the index should let go of, and the faults by record.

    `destroyed`: some record's text was destroyed with its units, so that the index must be compared to find them.
    """

    units: dict[str, list[Unit]] = field(default_factory=dict)
    stale: list[int] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    destroyed: bool = False


def prepare(profile: Profile, record_ids: Sequence[str], lease: HeldLease) -> Prepared:
    """Store the units that the records should have, a short transaction for each BATCH of them.

    The texts are cut before the transaction, so that nobody who registers has to wait for it. A record that changes
    meanwhile has a new row in the outbox and comes again.
    """
    prepared = Prepared()
    for start in range(0, len(record_ids), BATCH):
        _prepare_some(profile, record_ids[start : start + BATCH], lease, prepared)
    return prepared


def _prepare_some(profile: Profile, record_ids: Sequence[str], lease: HeldLease, prepared: Prepared) -> None:
    present = load(record_ids)
    ready: dict[str, tuple[Facts, tuple[WantedUnit, ...]]] = {}
    for record_id, record in present.items():
        try:
            ready[record_id] = (facts_of(record), wanted_units(profile, record))
        except DATABASE_DOWN:
            raise
        except Exception as error:  # noqa: BLE001 - the record's own fault, shown beside its row in the outbox
            prepared.failed[record_id] = fault(error)
        prepared.destroyed |= _is_destroyed(record)
    gone = [record_id for record_id in record_ids if record_id not in present]
    with database.atomic():
        must_hold(lease, WHAT)
        for record_id, (facts, wanted) in ready.items():
            stored = store_units(present[record_id], wanted)
            prepared.units[record_id] = [index_unit(row, facts) for row in stored.kept]
            prepared.stale += stored.stale
        prepared.stale += [int(row.id) for row in SearchUnit.select().where(SearchUnit.record.in_(gone or [""]))]


def _is_destroyed(record: Record) -> bool:
    return isinstance(record, Document) and record.state == DONE_WITH


def fault(error: Exception) -> str:
    """A fault as one line for the people who look after the installation."""
    return f"{type(error).__name__}: {error}"[:500]
