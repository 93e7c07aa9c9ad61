"""Uppgifter om en post. What the index compares and shows of a record besides its texts, and how a unit is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document
from kansli.plugin.store.search import SearchUnit
from kansli.plugin.store.writing import Memo, Statement
from kansli.search_index.port import Unit


@dataclass(frozen=True, slots=True)
class Facts:
    """What every unit of a record shares. `status` is a state's id, `doc_type` the id of a document type."""

    title: str
    case_number: str = ""
    identifiers: tuple[str, ...] = ()
    board: str = ""
    day: date | None = None
    status: str = ""
    doc_type: str = ""
    officer: str = ""


def facts_of(record: Record) -> Facts:
    """Return the facts of a record of one of the kinds that can be found."""
    if isinstance(record, Case):
        return _in_case(record, record.title, record.opened_on, record.state, "", identifiers=(record.canonical,))
    if isinstance(record, Document):
        day = record.document_date or record.received_on or record.sent_on or record.created_at.date()
        return _in_case(record.case, record.title, day, record.state, record.kind)
    if isinstance(record, Memo | Statement):
        return _in_case(record.case, record.title, record.created_at.date(), record.state, record.record_kind)
    if isinstance(record, Decision):
        return _decision(record)
    raise TypeError(f"{record.record_kind} is not searched")


def _in_case(
    case: Case, title: str, day: date, status: str, doc_type: str, *, identifiers: tuple[str, ...] = ()
) -> Facts:
    return Facts(
        title=title,
        case_number=case.case_number,
        identifiers=identifiers,
        board=case.body.code,
        day=day,
        status=status,
        doc_type=doc_type,
        officer=case.officer.name if case.officer else "",
    )


def _decision(record: Decision) -> Facts:
    return Facts(
        title=record.title,
        case_number=record.case.case_number if record.case else "",
        identifiers=(f"§{record.paragraph}",) if record.paragraph else (),
        board=record.body.code,
        day=record.decided_on,
        status=record.outcome,
        officer=record.case.officer.name if record.case and record.case.officer else "",
    )


def index_unit(row: SearchUnit, facts: Facts) -> Unit:
    """Return what the index is told about a stored unit."""
    return Unit(
        id=int(row.id),
        kind=row.kind,
        title=facts.title,
        heading=row.heading,
        text=row.text,
        case_number=facts.case_number,
        identifiers=facts.identifiers,
        board=facts.board,
        year=facts.day.year if facts.day else None,
        date=facts.day,
        status=facts.status,
        doc_type=facts.doc_type,
        officer=facts.officer,
    )
