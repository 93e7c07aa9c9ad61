"""Träffsidan. What a search gives back, as values and as the JSON that stays stable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kansli.search_index.port import Snippet


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record that was found. `kind` is case, document, memo, statement or decision; `status` a state's id.

    `section` is the heading path of the section shown, `versions` reads `2–4, borttagen i 5`; `version_id` is the
    version that it is shown from (None where the record has none). `doc_type` and `status_label` are for people.
    """

    id: str
    kind: str
    title: str
    case_number: str
    board: str
    date: date | None
    status: str
    score: float
    section: str
    versions: str
    snippet: Snippet
    url: str
    doc_type: str = ""
    status_label: str = ""
    version_id: int | None = None
    version_number: int | None = None
    adopted: bool | None = None
    """Whether the version shown has been adopted; None where that is not asked."""

    def as_json(self) -> dict[str, Any]:
        """The hit of CONTRACT's search page."""
        return {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "case_number": self.case_number,
            "board": self.board,
            "date": self.date.isoformat() if self.date else None,
            "status": self.status,
            "score": self.score,
            "section": self.section,
            "versions": self.versions,
            "snippet": [[text, marked] for text, marked in self.snippet],
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits. `total` and `facets` count records that the person may see; `waiting` is not in the JSON."""

    query: str
    interpreted: str
    total: int
    took_ms: float
    suggestions: tuple[str, ...]
    hits: tuple[SearchHit, ...]
    facets: Mapping[str, Mapping[str, int]]
    waiting: int = 0
    """How many records that the person may see wait to be indexed."""

    def as_json(self) -> dict[str, Any]:
        """The search page of CONTRACT, all keys and no others."""
        return {
            "query": self.query,
            "interpreted": self.interpreted,
            "total": self.total,
            "took_ms": self.took_ms,
            "suggestions": list(self.suggestions),
            "hits": [hit.as_json() for hit in self.hits],
            "facets": {name: dict(self.facets.get(name, {})) for name in ("board", "year", "kind", "status")},
        }
