"""Ärendelistan. Cases, newest first, as far as the actor may see them; never counted as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import peewee as pw

from kansli.plugin.overview.refs import Page, page_of
from kansli.plugin.rights import Actor, visible_cases
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.organisation import Body

SIZE = 50


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A row of the list."""

    id: int
    number: str
    title: str
    state: str
    case_type: str
    body: str
    officer: str
    opened_on: date
    secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What the list is narrowed to; empty means all. `officer` is a user's number, `body` a code."""

    state: str = ""
    body: str = ""
    year: int | None = None
    officer: int | None = None
    unassigned: bool = False


def case_list(actor: Actor, *, narrowed: CaseFilter | None = None, page: int = 0, size: int = SIZE) -> Page[CaseRow]:
    """Return a page of cases. One query; the order is the rows' own, so that no sorting grows with the register."""
    query = (
        Case.select(Case, Body.id, Body.code, User.id, User.name)
        .join_from(Case, Body)
        .join_from(Case, User, pw.JOIN.LEFT_OUTER, on=(Case.officer == User.id), attr="officer")
        .where(visible_cases(actor) & _condition(narrowed or CaseFilter()))
        .order_by(Case.id.desc())
        .limit(size + 1)
        .offset(page * size)
    )
    return page_of((_row(case) for case in query), page=page, size=size)


def _condition(narrowed: CaseFilter) -> pw.Expression:
    wanted = pw.SQL("1 = 1")
    if narrowed.state:
        wanted &= Case.state == narrowed.state
    if narrowed.body:
        wanted &= Body.code == narrowed.body
    if narrowed.year is not None:
        wanted &= Case.year == narrowed.year
    if narrowed.officer is not None:
        wanted &= Case.officer == narrowed.officer
    if narrowed.unassigned:
        wanted &= Case.officer.is_null()
    return wanted


def _row(case: Case) -> CaseRow:
    return CaseRow(
        id=case.id,
        number=case.case_number,
        title=case.title,
        state=case.state,
        case_type=case.case_type,
        body=case.body.code,
        officer=case.officer.name if case.officer_id else "",
        opened_on=case.opened_on,
        secret=case.secret,
    )
