"""Syns posten? The records among some that a person may see now: the last look before a page is shown."""

from __future__ import annotations

from collections.abc import Iterable

import peewee as pw

from kansli.plugin.rights import Actor, can, visible_cases, visible_documents
from kansli.plugin.searching.units import DONE_WITH, SEARCHED
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document


def visible_records(record_ids: Iterable[str], actor: Actor) -> dict[str, Record]:
    """Return the searched records among these that the person may see, in at most two queries a kind."""
    numbers: dict[str, list[int]] = {}
    for record_id in record_ids:
        kind, _, number = record_id.partition(":")
        if kind in SEARCHED:
            numbers.setdefault(kind, []).append(int(number))
    found: dict[str, Record] = {}
    for kind, ids in numbers.items():
        for record in _visible(SEARCHED[kind], ids, actor):
            found[record.record_id] = record
    return found


def _visible(table: type[Record], ids: list[int], actor: Actor) -> Iterable[Record]:
    if table is Case:
        yield from Case.select().where(Case.id.in_(ids) & visible_cases(actor))
    elif table is Document:
        query: pw.ModelSelect = Document.select(Document, Case).join(Case)
        yield from query.where(Document.id.in_(ids) & (Document.state != DONE_WITH) & visible_documents(actor))
    else:
        yield from table.select(table, Case).join(Case).where(table.id.in_(ids) & visible_cases(actor))
    if table is Decision and can(actor, "read"):
        yield from Decision.select().where(Decision.id.in_(ids) & Decision.case.is_null())
