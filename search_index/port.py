"""Sökporten. What goes into a search index, what may be asked of it, and whose arrays decide what may be seen.

Everything here is a plain value. Rights, groups and versions are not in the index: they are arrays keyed by unit id,
owned by the database and handed in with each request, so that a changed right holds before anything is indexed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kansli.search_index.nodes import Node

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]
Versions = Literal["current", "latest", "all"] | date
"""`current`: in force today, and the latest where nothing was ever adopted; a date: in force on that day."""

FACETS = ("board", "year", "kind", "status")


@dataclass(frozen=True, slots=True)
class Unit:
    """Sökenhet: one entry of the index. For a document, one unique section text of its series.

    `identifiers` are canonical numbers (`tn/2020/874`) and paragraphs (`§121`) that the entry *is*; the numbers that
    its text mentions are found by the index. `date` and `year` are those of the record. `board` is the body's code.
    """

    id: int
    kind: str
    title: str
    heading: str
    text: str
    case_number: str = ""
    identifiers: tuple[str, ...] = ()
    board: str = ""
    year: int | None = None
    date: date | None = None
    status: str = ""
    doc_type: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Ändring: one row of the outbox with the *present* state of the unit; `unit` is None for a deletion."""

    seq: int
    op: Literal["put", "delete"]
    unit_id: int
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Var enheterna står: pairs of a row (index into the ids asked about) and a version that holds the unit.

    A version is any integer that tells versions of one group apart; equal integers in one group are one version.
    """

    rows: Ids
    versions: Ids


class UnitDirectory(Protocol):
    """Enhetsregistret: what the database knows about units, as seen by one user."""

    def allowed(self, unit_ids: Ids) -> Mask:
        """True for each unit that the user may see. An id that the directory does not know is never allowed."""
        ...

    def group(self, unit_ids: Ids) -> Ids:
        """The series or record that each unit is grouped under; one hit is shown for a group."""
        ...

    def versions(self, unit_ids: Ids, which: Versions) -> Places:
        """Which of the wanted versions hold each unit; a unit in none of them is in no row."""
        ...

    def ranges(self, unit_id: int) -> str:
        """In which versions the unit stands: `2–4, borttagen i 5`. Empty for what has no versions."""
        ...

    def text(self, unit_id: int, version: int) -> tuple[str, str]:
        """Heading and text of the unit as they stand in that version, for the snippet."""
        ...


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Sökning. An empty set means no limit, except in the directory: an empty directory gives no hits."""

    text: str
    directory: UnitDirectory
    versions: Versions = "current"
    boards: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    statuses: frozenset[str] = frozenset()
    sort: Literal["relevance", "date"] = "relevance"
    offset: int = 0
    limit: int = 10
    facets: tuple[str, ...] = FACETS


Snippet = tuple[tuple[str, bool], ...]
"""Parts of a text in order, each with whether it is marked. Never HTML."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Träff: the best unit of a group, in one of the versions that answered. `versions` reads `2–4, borttagen i 5`."""

    unit_id: int
    group: int
    version: int
    kind: str
    score: float
    heading: str
    snippet: Snippet
    versions: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Träffsida. `total` counts groups; `facets` maps board, year, kind and status to values and their counts."""

    query: str
    interpreted: str
    total: int
    took_ms: float
    suggestions: tuple[str, ...]
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """Tolkad fråga. `terms` are the index terms of its words, `query_terms` those with synonyms and parts added.

    `versions` is what the query itself asked for (`gäller:`, `version:`), else None. `interpreted` is Swedish.
    """

    query: str
    root: Node
    interpreted: str
    notes: tuple[str, ...] = ()
    versions: Versions | None = None
    terms: tuple[str, ...] = ()
    query_terms: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """Indexets tillstånd. `seq` is the last outbox row that is surely in the index."""

    generation: int
    entries: int
    seq: int
    bytes: int


class SearchPort(Protocol):
    """Sökmotorn. One process writes at a time, any number search."""

    def apply(self, changes: Sequence[Change]) -> int:
        """Put and delete units; repeatable. Returns the seq that is now in the index."""
        ...

    def search(self, request: SearchRequest) -> SearchPage:
        """Answer a request. Any text is accepted; what could not be understood is said in `interpreted`."""
        ...

    def rebuild(self, units: Iterable[Unit], upto_seq: int) -> None:
        """Build a new generation of these units and put it in force at once when it is whole."""
        ...

    def explain(self, text: str) -> Parsed:
        """How a query would be understood."""
        ...

    def health(self) -> Health:
        """What is in force now."""
        ...

    def contents(self) -> Iterable[tuple[int, str]]:
        """Every unit id in the index with the hash of what was indexed (`unit_hash`), to compare with the database."""
        ...
