"""Sökfrågan. What a query can say, as a tree; `start` and `end` are character offsets in the query as parsed."""

from __future__ import annotations

from dataclasses import dataclass

ColumnField = str
"""A field that is compared with a column of the index: board, kind, status, officer, year."""


@dataclass(frozen=True, slots=True)
class Word:
    """Ord. One word, in any inflection."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Fras. Words beside each other in this order, each in any inflection."""

    words: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Början. Every word that begins like this."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """Nummer. A diarienummer or a §, or several of them (§§ 12–14). `partial` where the spelling leaves parts out."""

    canonical: tuple[str, ...]
    text: str
    start: int
    end: int
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Fält. A value that the entry must have, such as board TN."""

    field: ColumnField
    value: str


@dataclass(frozen=True, slots=True)
class Years:
    """År. First and last year, both included; None is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class All:
    """Allt. Nothing was asked for, so everything that may be seen answers."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Inget. A part of the query that cannot be understood and therefore finds nothing; a note says why."""

    text: str


@dataclass(frozen=True, slots=True)
class And:
    """Och. `implicit` where words merely stood beside each other: it may be relaxed when nothing holds them all."""

    parts: tuple[Node, ...]
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Or:
    """Eller."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Inte."""

    part: Node


Node = Word | Phrase | Prefix | Identifier | Column | Years | All | Nothing | And | Or | Not
