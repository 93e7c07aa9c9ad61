"""Jämförelse. Whether the index is what the database says, both ways, by id and hash; what waits is no fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kansli.plugin.leases import process_name
from kansli.plugin.searching import outbox
from kansli.plugin.searching.affected import affected_by, every_record, load
from kansli.plugin.searching.engine import engine_of
from kansli.plugin.searching.facts import facts_of, index_unit
from kansli.plugin.searching.role import indexer_role
from kansli.plugin.searching.units import wanted_units
from kansli.plugin.store.base import Record
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.search import SearchUnit
from kansli.plugin.system import System
from kansli.search_index.errors import IndexMissing
from kansli.search_index.schema import unit_hash

BATCH = 100
_LEASE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """`faults` are Swedish sentences; `entries` are in the index, `waiting` records are to be indexed."""

    entries: int
    waiting: int
    faults: tuple[str, ...]


def compare_index(system: System) -> Comparison:
    """Compare every entry of the index with the database, and every record with its units.

    Raises SearchError where the index cannot be read. The indexer rests meanwhile, if it is not at work already; what
    people change meanwhile is in the outbox when it is read last.
    """
    with indexer_role(system.data, holder=process_name(), seconds=_LEASE_SECONDS):
        held = _contents(system)
        entries = len(held)
        found = list(_differences(system, held))
        waiting = {record for row in IndexOutbox.select() for record in affected_by(row.record)}
        parked = {record for row in outbox.parked() for record in affected_by(row.record)}
    if waiting - parked:
        waiting.add("")  # an entry without a unit is one whose text was destroyed, and its record waits
    faults = [sentence for record, sentence in found if record not in waiting or record in parked]
    return Comparison(entries, len(waiting - {""}), tuple(faults))


def _contents(system: System) -> dict[int, str]:
    """What the index holds; an index that has not been made yet holds nothing."""
    try:
        return dict(engine_of(system).contents())
    except IndexMissing:
        return {}


def _differences(system: System, held: dict[int, str]) -> Iterator[tuple[str, str]]:
    """(record, sentence) for what differs; `held` is emptied as its entries are found."""
    for record_ids in every_record(batch=BATCH):
        rows: dict[str, list[SearchUnit]] = {}
        for row in SearchUnit.select().where(SearchUnit.record.in_(record_ids)):
            rows.setdefault(row.record, []).append(row)
        for record_id, record in load(record_ids).items():
            for sentence in _of_record(system, record, rows.get(record_id, []), held):
                yield record_id, f"{record_id}: {sentence}"
    for unit_id in sorted(held):
        row = SearchUnit.get_or_none(SearchUnit.id == unit_id)
        if row is None:
            yield "", f"Indexet har enheten {unit_id}, som inte finns i databasen."
        else:
            yield row.record, f"Indexet har enheten {unit_id}, vars post {row.record} inte finns."


def _of_record(system: System, record: Record, rows: list[SearchUnit], held: dict[int, str]) -> Iterator[str]:
    wanted = {unit.text_hash for unit in wanted_units(system.profile, record)}
    stored = {row.text_hash for row in rows}
    if wanted - stored:
        yield f"{len(wanted - stored)} texter saknas bland sökenheterna."
    if stored - wanted:
        yield f"{len(stored - wanted)} sökenheter har text som posten inte längre har."
    facts = facts_of(record)
    for row in rows:
        indexed = held.pop(int(row.id), None)
        if indexed is None:
            yield f"enheten {row.id} saknas i indexet."
        elif indexed != unit_hash(index_unit(row, facts)):
            yield f"enheten {row.id} är inte densamma i indexet."
