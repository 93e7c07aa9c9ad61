"""Jämförelsen på sidan. Its paragraphs under their headings, with what is unchanged gathered to be folded away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from kansli.doctemplates.diff import Change


@dataclass(frozen=True, slots=True)
class Run:
    """Paragraphs in a row that are all changed, or all the same in both versions."""

    changed: bool
    rows: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading, or under several in a row where nothing has changed."""

    headings: tuple[tuple[str, ...], ...]
    runs: tuple[Run, ...]
    changes: int

    @property
    def unchanged(self) -> int:
        """How many paragraphs are the same in both."""
        return sum(len(run.rows) for run in self.runs if not run.changed)


def parts_of(rows: Iterable[Change]) -> list[Part]:
    """Return the parts in order. An unchanged heading is its part's name and no row of it."""
    parts: list[Part] = []
    for section, group in groupby(rows, key=lambda row: row.section):
        found = list(group)
        body = [row for row in found if not (row.op == "equal" and row.kind == "heading")]
        runs = tuple(Run(changed, tuple(run)) for changed, run in groupby(body, key=lambda row: row.op != "equal"))
        made = Part((section,), runs, sum(row.op != "equal" for row in found))
        before = parts[-1] if parts else None
        if before is not None and not before.changes and not made.changes:
            parts[-1] = Part((*before.headings, section), (*before.runs, *runs), 0)
        else:
            parts.append(made)
    return parts
