"""Lagring av sökenheter. Brings the stored units of a record in line with those it should have; new rows only.

A unit that the record no longer has stays until the index has let go of it (`stale`), so that a crash between the two
leaves something to go by. Ids are never given twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kansli.plugin.rights import case_of
from kansli.plugin.searching.units import WantedUnit
from kansli.plugin.store.base import Record
from kansli.plugin.store.documents import Document
from kansli.plugin.store.search import SearchUnit, UnitVersion

_ROWS_A_STATEMENT = 100


@dataclass(frozen=True, slots=True)
class StoredUnits:
    """A record's units as they now stand, and the ids that the index should let go of."""

    kept: tuple[SearchUnit, ...]
    stale: tuple[int, ...]


def store_units(record: Record, wanted: Sequence[WantedUnit]) -> StoredUnits:
    """Insert what is missing, with its places. Call inside a transaction."""
    before = {row.text_hash: row for row in _rows_of(record)}
    missing = [unit for unit in wanted if unit.text_hash not in before]
    _insert(record, missing)
    rows = {row.text_hash: row for row in _rows_of(record)} if missing else before
    _place(wanted, rows)
    hashes = {unit.text_hash for unit in wanted}
    kept = tuple(row for key, row in rows.items() if key in hashes)
    return StoredUnits(kept, tuple(int(row.id) for key, row in rows.items() if key not in hashes))


def remove_units(unit_ids: Iterable[int]) -> None:
    """Remove units that the index has let go of."""
    ids = list(unit_ids)
    for start in range(0, len(ids), _ROWS_A_STATEMENT):
        SearchUnit.delete().where(SearchUnit.id.in_(ids[start : start + _ROWS_A_STATEMENT])).execute()


def _rows_of(record: Record) -> list[SearchUnit]:
    return list(SearchUnit.select().where(SearchUnit.record == record.record_id).order_by(SearchUnit.id))


def _insert(record: Record, units: Sequence[WantedUnit]) -> None:
    case = case_of(record)
    shared = {
        "record": record.record_id,
        "kind": record.record_kind,
        "case": case.id if case else None,
        "document": record.id if isinstance(record, Document) else None,
    }
    rows = [{**shared, "text_hash": unit.text_hash, "heading": unit.heading, "text": unit.text} for unit in units]
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        SearchUnit.insert_many(rows[start : start + _ROWS_A_STATEMENT]).execute()


def _place(wanted: Sequence[WantedUnit], rows: dict[str, SearchUnit]) -> None:
    """Give the units the places they have now; a place that has not changed keeps its row."""
    ids = {unit.text_hash: int(rows[unit.text_hash].id) for unit in wanted}
    should = {
        (ids[unit.text_hash], place.version_id, place.position, place.number, place.path, place.start, place.end)
        for unit in wanted
        for place in unit.places
    }
    # A version whose text has been read again (its second file came) has places of units that are no longer wanted.
    versions = {place.version_id for unit in wanted for place in unit.places}
    touched = UnitVersion.unit.in_(sorted(ids.values()) or [-1]) | UnitVersion.version.in_(sorted(versions) or [-1])
    have: dict[tuple[object, ...], int] = {}
    for place in UnitVersion.select().where(touched):
        key = (
            place.unit_id,
            place.version_id,
            place.position,
            place.number,
            place.heading_path,
            place.start,
            place.end,
        )
        have[key] = place.id
    gone = [place_id for key, place_id in have.items() if key not in should]
    for start in range(0, len(gone), _ROWS_A_STATEMENT):
        UnitVersion.delete().where(UnitVersion.id.in_(gone[start : start + _ROWS_A_STATEMENT])).execute()
    fields = ("unit", "version", "position", "number", "heading_path", "start", "end")
    fresh = [dict(zip(fields, key, strict=True)) for key in sorted(should - set(have))]
    for start in range(0, len(fresh), _ROWS_A_STATEMENT):
        UnitVersion.insert_many(fresh[start : start + _ROWS_A_STATEMENT]).execute()
