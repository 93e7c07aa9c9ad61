"""Bevakning. What waits for somebody, in one list by day: watches, replies, approvals, decisions, drafts, new cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import peewee as pw

from kansli.plugin.overview.refs import CaseRef, as_day
from kansli.plugin.rights import Actor, reaches_all, visible_cases, where_may
from kansli.plugin.rules.deadlines import previous_working_day
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document
from kansli.plugin.store.templates import TemplateProposal
from kansli.plugin.store.writing import Memo, Statement, Written

Scope = Literal["mine", "unit", "body"]
Kind = Literal[
    "watch",
    "referral",
    "assign",
    "assigned",
    "approve",
    "decide",
    "dispatch",
    "dispatch_memo",
    "draft_memo",
    "draft_statement",
]
When = Literal["overdue", "today", "week", "later"]
GROUPS: tuple[When, ...] = ("overdue", "today", "week", "later")
LIMIT = 300
"""Rows that are fetched; a longer list is no longer a list to work from, and the page says that it is cut."""

_NO_DAY = pw.SQL("''")


@dataclass(frozen=True, slots=True)
class Task:
    """A row: what waits, in which case, since or until which day. `record` is what its action is about.

    `plan_by` is the working day before, where a reply is due on a day when nobody works.
    """

    kind: Kind
    record: str
    title: str
    case: CaseRef
    day: date | None
    plan_by: date | None
    who: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """The list, grouped. `cut` tells that there is more than `LIMIT`."""

    groups: tuple[tuple[When, tuple[Task, ...]], ...]
    cut: bool

    @property
    def total(self) -> int:
        """How many rows there are in all groups."""
        return sum(len(tasks) for _, tasks in self.groups)


@dataclass(frozen=True, slots=True)
class TemplateTask:
    """A proposed template that waits for somebody to put it in use. `id` is the proposal's, `who` proposed it."""

    id: int
    template: str
    note: str
    day: date
    who: str


def templates_to_publish(actor: Actor) -> tuple[TemplateTask, ...]:
    """Return the proposals that the actor may put in use, the oldest first: not her own. At most one query."""
    if not reaches_all(actor, "publish"):
        return ()
    query = (
        TemplateProposal.select(TemplateProposal, User.name)
        .join(User, pw.JOIN.LEFT_OUTER, on=(User.email == TemplateProposal.proposed_by), attr="user")
        .where((TemplateProposal.state == "proposed") & (TemplateProposal.proposed_by != actor.log_name))
        .order_by(TemplateProposal.id)
        .limit(LIMIT)
    )
    return tuple(_template_task(row) for row in query)


def _template_task(row: TemplateProposal) -> TemplateTask:
    user = getattr(row, "user", None)
    name = user.name if user is not None else row.proposed_by.removeprefix("operator:")
    return TemplateTask(row.id, row.template, row.note, row.proposed_at.date(), name)


def agenda(actor: Actor, *, today: date, scope: Scope = "mine", unit_id: int | None = None) -> Agenda:
    """Return what waits for the actor, his unit or all that he may see. One query.

    What has no day of its own but waits for the actor now (to assign, approve, decide, send) counts as today's.
    """
    rows = list(_union(actor, scope, unit_id).order_by(pw.SQL("day"), pw.SQL("number")).limit(LIMIT + 1).tuples())
    tasks = [_task(row) for row in rows[:LIMIT]]
    return Agenda(tuple(_grouped(tasks, today)), len(rows) > LIMIT)


def _grouped(tasks: Iterable[Task], today: date) -> Iterable[tuple[When, tuple[Task, ...]]]:
    by_group: dict[When, list[Task]] = {group: [] for group in GROUPS}
    for task in tasks:
        by_group[_when(task, today)].append(task)
    return ((group, tuple(by_group[group])) for group in GROUPS)


def _when(task: Task, today: date) -> When:
    """A task with a planned day is due on that day: a Sunday's reply is Friday's work."""
    day = task.plan_by or task.day
    if task.kind in {"assign", "approve", "decide", "dispatch", "dispatch_memo"}:
        return "today"
    if day is None:
        return "later"
    if (task.day or day) < today:
        return "overdue"
    if day <= today:
        return "today"
    return "week" if day <= today + timedelta(days=6 - today.weekday()) else "later"


def _task(row: tuple[object, ...]) -> Task:
    kind, record_id, title, case_id, number, case_title, day_text, who = row
    day = as_day(day_text)
    planned = previous_working_day(day) if day and kind in {"referral", "draft_memo", "draft_statement"} else None
    return Task(
        kind=str(kind),  # type: ignore[arg-type]  # one of Kind: written by us in _select
        record=f"{_RECORD_KIND[str(kind)]}:{record_id}",
        title=str(title),
        case=CaseRef(int(str(case_id)), str(number), str(case_title)),
        day=day,
        plan_by=planned if planned != day else None,
        who=str(who or ""),
    )


_RECORD_KIND = {
    "watch": "watch",
    "referral": "referral",
    "assign": "case",
    "assigned": "case",
    "approve": "memo",
    "decide": "memo",
    "draft_memo": "memo",
    "dispatch": "statement",
    "dispatch_memo": "memo",
    "draft_statement": "statement",
}


def _union(actor: Actor, scope: Scope, unit_id: int | None) -> pw.CompoundSelectQuery:
    seen = visible_cases(actor) & (Case.state == "open")
    near = seen & _nearness(actor, scope, unit_id)
    mine = scope == "mine"
    parts = [
        _watches(actor, seen, near, mine=mine),
        _referrals(near),
        _written(Memo, "approve", Memo.state == "submitted", seen & where_may(actor, "approve")),
        _written(Memo, "decide", Memo.state == "approved", seen & where_may(actor, "decide")),
        _written(Statement, "dispatch", Statement.state == "decided", seen & where_may(actor, "dispatch")),
        _written(Memo, "dispatch_memo", _adopted_unsent(), seen & where_may(actor, "dispatch")),
        _drafts(Memo, "draft_memo", actor, seen, near, mine=mine),
        _drafts(Statement, "draft_statement", actor, seen, near, mine=mine),
        _unassigned(seen & where_may(actor, "register")),
        _assigned(seen & (Case.officer == actor.id) if mine else near & Case.officer.is_null(False)),
    ]
    union = parts[0]
    for part in parts[1:]:
        union = union + part
    return union


def _nearness(actor: Actor, scope: Scope, unit_id: int | None) -> pw.Expression:
    if scope == "body":
        return pw.SQL("1 = 1")
    if scope == "unit":
        return (Case.unit == unit_id) if unit_id is not None else pw.SQL("1 = 0")
    return (Case.officer == actor.id) if actor.id is not None else pw.SQL("1 = 1")


def _select(table: type[pw.Model], kind: Kind, title: object, day: object) -> pw.ModelSelect:
    return (
        table.select(
            pw.SQL(f"'{kind}'").alias("kind"),
            table.id.alias("record_id"),
            title.alias("title"),  # type: ignore[attr-defined]
            Case.id.alias("case_id"),
            Case.case_number.alias("number"),
            Case.title.alias("case_title"),
            day.alias("day"),  # type: ignore[attr-defined]
            User.name.alias("who"),
        )
    )  # fmt: skip


def _day(column: object) -> pw.Cast:
    """A day as text on every engine, so that a union of days and of nothing has one type and one order."""
    return pw.Cast(column, "text")


def _watches(actor: Actor, seen: pw.Expression, near: pw.Expression, *, mine: bool) -> pw.ModelSelect:
    """The reply to a referral has a row of its own, so the watch that reminds of it is left out."""
    own = Watch.user == actor.id if actor.id is not None else pw.SQL("1 = 0")
    whose = (own | (Watch.user.is_null() & near)) if mine else (own | near)
    return (
        _select(Watch, "watch", Watch.title, _day(Watch.due))
        .join(Case)
        .join(User, pw.JOIN.LEFT_OUTER, on=(Watch.user == User.id))
        .where((Watch.state == "open") & (Watch.kind != "response_due") & seen & whose)
    )


def _referrals(near: pw.Expression) -> pw.ModelSelect:
    due = pw.fn.COALESCE(Referral.extended_due, Referral.response_due)
    return (
        _select(Referral, "referral", Referral.remitter, pw.fn.COALESCE(_day(due), ""))
        .join(Case)
        .join(User, pw.JOIN.LEFT_OUTER, on=(Case.officer == User.id))
        .where((Referral.state == "received") & (Referral.direction == "incoming") & near)
    )


def _written(table: type[Written], kind: Kind, state: pw.Expression, seen: pw.Expression) -> pw.ModelSelect:
    return (
        _select(table, kind, table.title, _NO_DAY)
        .join(Case)
        .join(User, pw.JOIN.LEFT_OUTER, on=(table.author == User.id))
        .where(state & seen)
    )


def _adopted_unsent() -> pw.Expression:
    """Memos that are themselves the statement, decided, and whose file has not left the house."""
    sent = Document.select(Document.id).where((Document.id == Memo.document) & (Document.state == "dispatched"))
    # Decided memos are nearly all there ever were, open cases are few: compared so that no index of the state serves,
    # and the database begins at the cases.
    return (pw.fn.COALESCE(Memo.state, "") == "decided") & Memo.is_statement & ~pw.fn.EXISTS(sent)


def _drafts(
    table: type[Written], kind: Kind, actor: Actor, seen: pw.Expression, near: pw.Expression, *, mine: bool
) -> pw.ModelSelect:
    """My drafts, with the day when their case must have its reply."""
    due = pw.fn.COALESCE(Referral.extended_due, Referral.response_due)
    answered = (Referral.case == Case.id) & (Referral.state == "received") & (Referral.direction == "incoming")
    own = table.author == actor.id if actor.id is not None else pw.SQL("1 = 0")
    return (
        _select(table, kind, table.title, pw.fn.COALESCE(_day(pw.fn.MIN(due)), ""))
        .join(Case)
        .join(User, pw.JOIN.LEFT_OUTER, on=(table.author == User.id))
        .join_from(Case, Referral, pw.JOIN.LEFT_OUTER, on=answered)
        .where((table.state == "draft") & seen & ((own | near) if mine else near))
        .group_by(table.id, table.title, Case.id, Case.case_number, Case.title, User.name)
    )


def _unassigned(seen: pw.Expression) -> pw.ModelSelect:
    return (
        _select(Case, "assign", Case.title, _NO_DAY)
        .join(User, pw.JOIN.LEFT_OUTER, on=(Case.officer == User.id))
        .where(Case.officer.is_null() & seen)
    )


def _assigned(seen: pw.Expression) -> pw.ModelSelect:
    """Cases that somebody answers for and where nothing else is noted: otherwise they would be seen by nobody."""
    waiting = (
        Watch.select(Watch.id).where((Watch.case == Case.id) & (Watch.state == "open")),
        Referral.select(Referral.id).where((Referral.case == Case.id) & (Referral.state == "received")),
        Memo.select(Memo.id).where((Memo.case == Case.id) & Memo.state.in_(["draft", "submitted", "approved"])),
    )
    query = _select(Case, "assigned", Case.title, _NO_DAY).join(User, pw.JOIN.LEFT_OUTER, on=(Case.officer == User.id))
    for other in waiting:
        query = query.where(~pw.fn.EXISTS(other))
    return query.where(seen)
