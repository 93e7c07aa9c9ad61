"""Hänvisningar. The short values that every overview shares: a case by number and title, and a page of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case as a link shows it. `id` is the row's number."""

    id: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, counted from 0. `more` tells that there is a next one; the whole is never counted."""

    rows: tuple[T, ...]
    page: int
    more: bool


def page_of(found: Sequence[T] | Iterable[T], *, page: int, size: int) -> Page[T]:
    """Make a page of `size` rows out of `size + 1` that were fetched."""
    rows = tuple(found)
    return Page(rows[:size], page, len(rows) > size)


def as_day(value: object) -> date | None:
    """Read a day that came out of a union, where no column knows its type; None where there is none."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None
