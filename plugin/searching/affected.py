"""Vad en ändring rör. From a row of the outbox to the records whose search entries it can change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import peewee as pw

from kansli.plugin.errors import NotFound
from kansli.plugin.searching.units import SEARCHED
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement

_IN_CASE: tuple[type[Record], ...] = (Document, Memo, Statement, Decision)


def affected_by(record_id: str) -> tuple[str, ...]:
    """Return the public ids of the searched records that a change of `record_id` can have changed.

    A case's board and officer stand on everything in it. A record that is gone is itself affected: its units go.
    """
    kind, _, number = record_id.partition(":")
    if kind == "case" and number.isdigit():
        return (record_id, *_in_cases([int(number)]))
    if kind in SEARCHED:
        return (record_id,)
    if kind == "user" and number.isdigit():
        cases = [row.id for row in Case.select(Case.id).where(Case.officer == int(number))]
        return (*(f"case:{case_id}" for case_id in cases), *_in_cases(cases))
    if kind in {DocumentVersion.record_kind, VersionFile.record_kind}:
        return _document_of(record_id)
    return ()


def _in_cases(case_ids: list[int]) -> Iterator[str]:
    for table in _IN_CASE:
        for (number,) in table.select(table.id).where(table.case.in_(case_ids or [-1])).order_by(table.id).tuples():
            yield f"{table.record_kind}:{number}"


def _document_of(record_id: str) -> tuple[str, ...]:
    try:
        found = get_record(record_id)
    except NotFound:
        return ()
    version = found.version if isinstance(found, VersionFile) else found
    return (f"document:{version.document_id}",)


def load(record_ids: Iterable[str]) -> dict[str, Record]:
    """Return the records that exist, with what their facts need, in one query a kind."""
    numbers: dict[str, list[int]] = {}
    for record_id in record_ids:
        kind, _, number = record_id.partition(":")
        numbers.setdefault(kind, []).append(int(number))
    found: dict[str, Record] = {}
    for kind, ids in numbers.items():
        for record in _query(SEARCHED[kind]).where(SEARCHED[kind].id.in_(ids)):
            found[record.record_id] = record
    return found


def _query(table: type[Record]) -> pw.ModelSelect:
    return table.select()


def every_record(*, batch: int) -> Iterator[list[str]]:
    """All searched records, in batches, in the order of their ids."""
    for kind, table in SEARCHED.items():
        last = 0
        while True:
            query = table.select(table.id).where(table.id > last).order_by(table.id).limit(batch)
            numbers = [int(number) for (number,) in query.tuples()]
            if not numbers:
                break
            yield [f"{kind}:{number}" for number in numbers]
            last = numbers[-1]
