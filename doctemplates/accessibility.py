"""Tillgänglighet. What hinders somebody who listens to the document instead of looking at it, and where it stands."""

from __future__ import annotations

from kansli.doctemplates.problems import Problem
from kansli.doctemplates.verify import verify

# PDF/UA-1 (ISO 14289-1) 7.1, 7.2, 7.3, 7.4.2, 7.5; EN 301 549 clause 10.
_HINDERS = frozenset({"no_language", "no_title", "heading_step", "empty_heading", "no_header_row", "no_alt_text"})


def hindrances(data: bytes) -> tuple[Problem, ...]:
    """Hinder. Missing language, title, header row or alternative text, headings that skip a level; () where none.

    A file that is not a whole Word document gives the fault that says so.
    """
    found = verify(data)
    return tuple(problem for problem in found if problem.code in _HINDERS or problem.code == "unreadable")
