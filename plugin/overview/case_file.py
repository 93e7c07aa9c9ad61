"""Akten. Everything that the page of one case shows, in five queries however much the case holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import peewee as pw

from kansli.plugin.errors import NotFound
from kansli.plugin.overview.case_documents import CaseDocument, case_documents
from kansli.plugin.overview.refs import CaseRef, as_day
from kansli.plugin.rights import Actor, visible_cases
from kansli.plugin.rules.deadlines import previous_working_day
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case, CaseRelation, Matter, SecrecyMark, Watch
from kansli.plugin.store.decisions import Decision, Referral
from kansli.plugin.store.organisation import Body, Registry, Unit
from kansli.plugin.store.writing import Memo, Statement


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A memo or a statement of the case. `memo` is the memo that a statement was made out of."""

    record: str
    kind: str
    id: int
    title: str
    state: str
    author: str
    version: int
    is_statement: bool
    memo: int | None
    decision: int | None
    document: int | None


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A watch, or a referral to be answered. `plan_by` is the working day before a `day` when nobody works."""

    record: str
    kind: str
    title: str
    day: date | None
    plan_by: date | None
    state: str
    who: str
    reference: str
    extended: bool


@dataclass(frozen=True, slots=True)
class RelationRow:
    """Another case that this one has to do with."""

    kind: str
    case: CaseRef


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A secrecy mark that is in force. `document` is the number of the row it is on; None: the whole case."""

    id: int
    document: int | None
    provision: str
    note: str
    marked_on: date | None
    authority: str


class _Side(NamedTuple):
    """A row of the union that fetches what stands beside the documents.

    | `kind`    | `title`   | `state` | `who`     | `detail`          | `more`               |
    |-----------|-----------|---------|-----------|-------------------|----------------------|
    | watch     | title     | state   | user      | kind of watch     |                      |
    | referral  | remitter  | state   |           | their reference   | "1" when extended    |
    | mark      | provision |         | authority | note              | the document's id, 0 |
    | relation  | title     | state   |           | kind of relation  | case number          |
    """

    kind: str
    id: int
    title: str
    day: str | None
    state: str
    who: str | None
    detail: str
    more: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The case and what it holds."""

    case: Case
    documents: tuple[CaseDocument, ...]
    working: tuple[CaseDocument, ...]
    written: tuple[WrittenRow, ...]
    decisions: tuple[Decision, ...]
    watches: tuple[DeadlineRow, ...]
    referrals: tuple[DeadlineRow, ...]
    relations: tuple[RelationRow, ...]
    marks: tuple[MarkRow, ...]

    @property
    def next_deadline(self) -> DeadlineRow | None:
        """The open deadline that comes first."""
        waiting = [row for row in (*self.referrals, *self.watches) if row.state in {"open", "received"} and row.day]
        return min(waiting, key=lambda row: row.day or date.max, default=None)


def case_file(case_id: int, *, actor: Actor) -> CaseFile:
    """Return the file of a case; refused as if it did not exist when the actor may not see it."""
    case = visible_case(case_id, actor=actor)
    documents = case_documents(case, actor=actor)
    decisions = tuple(
        Decision.select(Decision, Body)
        .join(Body)
        .where(Decision.case == case)
        .order_by(Decision.decided_on, Decision.id)
    )
    sides = _sides(case, actor)
    deadlines = [_deadline(row) for row in sides if row.kind in {"watch", "referral"}]
    return CaseFile(
        case=case,
        documents=tuple(row for row in documents if row.sequence is not None),
        working=tuple(row for row in documents if row.sequence is None),
        written=_written(case),
        decisions=decisions,
        watches=tuple(row for row in deadlines if row.kind == "watch"),
        referrals=tuple(row for row in deadlines if row.kind == "referral"),
        relations=tuple(
            RelationRow(row.detail, CaseRef(row.id, row.more, row.title)) for row in sides if row.kind == "relation"
        ),
        marks=tuple(_mark(row) for row in sides if row.kind == "mark" and _shown(row, documents)),
    )


def visible_case(case_id: int, *, actor: Actor) -> Case:
    """Return the case with its registry, body, unit, officer and matter; NotFound where the actor may not see it."""
    found: Case | None = (
        Case.select(Case, Registry, Body, Unit, User, Matter)
        .join_from(Case, Registry)
        .join_from(Case, Body)
        .join_from(Case, Unit, pw.JOIN.LEFT_OUTER, on=(Case.unit == Unit.id), attr="unit")
        .join_from(Case, User, pw.JOIN.LEFT_OUTER, on=(Case.officer == User.id), attr="officer")
        .join_from(Case, Matter, pw.JOIN.LEFT_OUTER, on=(Case.matter == Matter.id), attr="matter")
        .where((Case.id == case_id) & visible_cases(actor))
        .get_or_none()
    )
    if found is None:
        raise NotFound("Ärendet")
    return found


def _written(case: Case) -> tuple[WrittenRow, ...]:
    memos = (
        Memo.select(
            pw.SQL("'memo'").alias("kind"), Memo.id, Memo.title, Memo.state, User.name, Memo.content_number,
            pw.Case(None, [(Memo.is_statement, 1)], 0), pw.SQL("0").alias("memo_id"), pw.SQL("0").alias("decision_id"),
            pw.fn.COALESCE(Memo.document, 0),
        )
        .join(User, pw.JOIN.LEFT_OUTER, on=(Memo.author == User.id))
        .where(Memo.case == case)
    )  # fmt: skip
    statements = (
        Statement.select(
            pw.SQL("'statement'").alias("kind"), Statement.id, Statement.title, Statement.state, User.name,
            Statement.content_number, pw.SQL("1").alias("is_statement"), pw.fn.COALESCE(Statement.memo, 0),
            pw.fn.COALESCE(Statement.decision, 0), pw.fn.COALESCE(Statement.document, 0),
        )
        .join(User, pw.JOIN.LEFT_OUTER, on=(Statement.author == User.id))
        .where(Statement.case == case)
    )  # fmt: skip
    rows = sorted((memos + statements).tuples(), key=lambda row: (row[0], row[1]))
    return tuple(
        WrittenRow(
            f"{kind}:{number}", kind, number, title, state, author or "", version, bool(is_statement),
            memo or None, decision or None, document or None,
        )
        for kind, number, title, state, author, version, is_statement, memo, decision, document in rows
    )  # fmt: skip


def _sides(case: Case, actor: Actor) -> list[_Side]:
    """Deadlines, relations and marks, in one union."""
    text = pw.Value
    watches = (
        Watch.select(
            pw.SQL("'watch'"), Watch.id, Watch.title, pw.Cast(Watch.due, "text"), Watch.state, User.name, Watch.kind,
            text(""),
        )
        .join(User, pw.JOIN.LEFT_OUTER, on=(Watch.user == User.id))
        .where(Watch.case == case)
    )  # fmt: skip
    due = pw.Cast(pw.fn.COALESCE(Referral.extended_due, Referral.response_due), "text")
    extended = pw.Case(None, [(Referral.extended_due.is_null(False), "1")], "")
    referrals = Referral.select(
        pw.SQL("'referral'"), Referral.id, Referral.remitter, due, Referral.state, text(""), Referral.their_reference,
        extended,
    ).where(Referral.case == case)  # fmt: skip
    marks = SecrecyMark.select(
        pw.SQL("'mark'"), SecrecyMark.id, SecrecyMark.provision, pw.Cast(SecrecyMark.marked_on, "text"),
        text(""), SecrecyMark.authority, SecrecyMark.note,
        pw.Cast(pw.fn.COALESCE(SecrecyMark.document, 0), "text"),
    ).where((SecrecyMark.case == case) & SecrecyMark.lifted_on.is_null())  # fmt: skip
    return [_Side._make(row) for row in (watches + referrals + marks + _related(case, actor)).tuples()]


def _related(case: Case, actor: Actor) -> pw.CompoundSelectQuery:
    """Cases that this one names, that name it, and those of the same matter; only what the actor may see."""

    def select(kind: object) -> pw.ModelSelect:
        return Case.select(
            pw.SQL("'relation'"), Case.id, Case.title, pw.Value(""), Case.state, pw.Value(""), kind, Case.case_number
        )

    seen = visible_cases(actor) & (Case.id != case.id)
    named = select(CaseRelation.kind).join(CaseRelation, on=(CaseRelation.other == Case.id))
    naming = select(CaseRelation.kind).join(CaseRelation, on=(CaseRelation.case == Case.id))
    related = named.where((CaseRelation.case == case) & seen) + naming.where((CaseRelation.other == case) & seen)
    if case.matter_id is None:
        return related
    return related + select(pw.Value("same_matter")).where((Case.matter == case.matter_id) & seen)


def _deadline(row: _Side) -> DeadlineRow:
    is_referral = row.kind == "referral"
    day = as_day(row.day)
    planned = previous_working_day(day) if day and is_referral else None
    return DeadlineRow(
        record=f"{row.kind}:{row.id}",
        kind=row.kind,
        title=row.title,
        day=day,
        plan_by=planned if planned != day else None,
        state=row.state,
        who=row.who or "",
        reference=row.detail if is_referral else "",
        extended=bool(row.more),
    )


def _mark(row: _Side) -> MarkRow:
    return MarkRow(row.id, int(row.more) or None, row.title, row.detail, as_day(row.day), row.who or "")


def _shown(row: _Side, documents: Iterable[CaseDocument]) -> bool:
    """A mark on a document shows only with the document: its provision tells what the document is about."""
    return int(row.more) in {0, *(document.id for document in documents)}
