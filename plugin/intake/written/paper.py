"""Papperet. The rows of a text, and which of them have found their place: what has none is told, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kansli.plugin.intake.sections import Line, split_lines


@dataclass(slots=True)
class Row:
    """A line of the text. `placed` when something has been made of it, or when it belongs to the paper only."""

    text: str
    blank_before: bool
    blank_after: bool
    start: int
    placed: bool = False

    @property
    def words(self) -> str:
        """The line without blanks around it."""
        return self.text.strip()

    @property
    def alone(self) -> bool:
        """True between blank lines."""
        return self.blank_before and self.blank_after


def rows_of(text: str) -> list[Row]:
    """The rows of a cleaned text that are not blank."""
    return [_row(line) for line in split_lines(text)]


def _row(line: Line) -> Row:
    return Row(line.text, line.blank_before, line.blank_after, line.start)


def place(rows: Iterable[Row]) -> None:
    """Note that something has been made of the rows."""
    for row in rows:
        row.placed = True


def unplaced(rows: Iterable[Row]) -> Iterator[str]:
    """The words that nothing has been made of, in order."""
    return (row.words for row in rows if not row.placed)
