"""Enheternas ordning. The columns of every stored unit and version as arrays, loaded anew when rows have changed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import peewee as pw

from kansli.plugin.store.base import Record, database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import DocumentVersion
from kansli.plugin.store.search import SearchUnit, UnitVersion
from kansli.search_index.directory import VersionTable
from kansli.search_index.port import Ids

NONE = -1
_TRIES = 5
_KINDS = ("case", "document", "memo", "statement", "decision")

Fingerprint = tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Everything about units that is the same for all users. One row a unit; NONE where there is no case or document.

    `place_units` and `place_versions` are pairs: this unit stands in that version.
    """

    fingerprint: Fingerprint
    unit_ids: Ids
    groups: Ids
    cases: Ids
    documents: Ids
    registries: Ids
    place_units: Ids
    place_versions: Ids
    versions: VersionTable
    read_versions: frozenset[int]
    """The versions that some unit stands in: those whose text could be read."""


_loaded: WeakKeyDictionary[pw.Database, Structure] = WeakKeyDictionary()
_loading = threading.Lock()


def structure() -> Structure:
    """Return the arrays as the database has them now.

    Rows are compared by count, highest and sum of ids, which are never given twice, and validity by value: exact on
    both engines, and blind to nothing that this module reads. Rights are not here; they are read for each search.
    """
    with _loading:
        found = _loaded.get(database.obj)
    for _ in range(_TRIES):
        fingerprint = _fingerprint()
        if found is not None and found.fingerprint == fingerprint:
            return found
        found = _load(fingerprint)  # rows that change under the loading make the next fingerprint another
        with _loading:
            _loaded[database.obj] = found
    return found if found is not None else _load(_fingerprint())


def group_of(kind: str, number: int) -> int:
    """The group of a record: all its units are one hit."""
    return number * len(_KINDS) + _KINDS.index(kind)


def _fingerprint() -> Fingerprint:
    return (*map(_rows, (SearchUnit, UnitVersion, DocumentVersion)), tuple(_validity()))


def _rows(table: type[Record]) -> tuple[int, int, int]:
    query = table.select(
        pw.fn.COUNT(table.id), pw.fn.COALESCE(pw.fn.MAX(table.id), 0), pw.fn.COALESCE(pw.fn.SUM(table.id), 0)
    )
    count, highest, total = query.tuples().get()
    return int(count), int(highest), int(total)


def _validity() -> list[tuple[Any, ...]]:
    """What is told about adoption: few rows, those of agreements and plans."""
    table = DocumentVersion
    told = table.valid_from.is_null(False) | table.valid_to.is_null(False) | table.adopted_by.is_null(False)
    columns = (table.id, table.valid_from, table.valid_to, table.adopted_by, table.version_date, table.created_at)
    return list(table.select(*columns).where(told).order_by(table.id).tuples())


def _load(fingerprint: Fingerprint) -> Structure:
    units = _columns(
        SearchUnit.select(
            SearchUnit.id, SearchUnit.kind, SearchUnit.record, SearchUnit.case, SearchUnit.document, Case.registry
        )
        .join(Case, pw.JOIN.LEFT_OUTER)
        .order_by(SearchUnit.id)
        .tuples(),
        6,
    )
    places = _columns(UnitVersion.select(UnitVersion.unit, UnitVersion.version).distinct().tuples(), 2)
    read = frozenset(places[1])
    numbers = (int(record.partition(":")[2]) for record in units[2])
    return Structure(
        fingerprint=fingerprint,
        unit_ids=_ids(units[0]),
        groups=_ids([group_of(kind, number) for kind, number in zip(units[1], numbers, strict=True)]),
        cases=_ids(units[3]),
        documents=_ids(units[4]),
        registries=_ids(units[5]),
        place_units=_ids(places[0]),
        place_versions=_ids(places[1]),
        versions=_versions(read),
        read_versions=read,
    )


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    fetched = list(rows)
    return list(zip(*fetched, strict=True)) if fetched else [()] * width


def _ids(values: Iterable[object]) -> Ids:
    return np.array([NONE if value is None else value for value in values], np.int64)


def _versions(read: frozenset[int]) -> VersionTable:
    """The versions that could be read, and those that were adopted: what is in force may be a file nobody can open."""
    adopted = {row[0]: row[1:] for row in _validity()}
    table = DocumentVersion
    rows = [
        row
        for row in table.select(table.id, table.document, table.number).tuples()
        if row[0] in read or _starts(adopted.get(row[0])) is not None
    ]
    columns = list(zip(*rows, strict=True)) if rows else [(), (), ()]
    return VersionTable(
        ids=_ids(columns[0]),
        groups=_ids([group_of("document", number) for number in columns[1]]),
        numbers=_ids(columns[2]),
        valid_from=_days(_starts(adopted.get(version)) for version in columns[0]),
        valid_to=_days((adopted[version][1] if version in adopted else None) for version in columns[0]),
    )


def _starts(told: tuple[Any, ...] | None) -> date | None:
    """The day from which an adopted version is in force; None for one that nobody has adopted."""
    if told is None:
        return None
    valid_from, _, adopted_by, version_date, created_at = told
    day: date | None = valid_from
    if valid_from is None and adopted_by is not None:
        day = version_date or created_at.date()
    return day


def _days(days: Iterable[date | None]) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.array([np.datetime64("NaT") if day is None else np.datetime64(day) for day in days], "datetime64[D]")
