"""Kolumner. How wide the columns of a table in the text are, and which of them hold numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

WHOLE = 5000
"""The width of a table in fiftieths of a percent, as Word counts it."""

_NUMBER = re.compile(r"[-–−]?\s?\d[\d\s.,:]*(?:\s?(?:%|kr|tkr|mnkr|kronor))?", re.IGNORECASE)
_LEAST, _MOST = 6, 40

Rows = Sequence[Sequence[str]]


def column_widths(rows: Rows) -> list[int]:
    """Return each column's share of `WHOLE`, by its longest text; none so narrow or so wide that others suffer."""
    columns = max((len(row) for row in rows), default=0)
    longest = [max(len(row[index]) if index < len(row) else 0 for row in rows) for index in range(columns)]
    wished = [min(max(length, _LEAST), _MOST) for length in longest]
    shares = [WHOLE * length // sum(wished) for length in wished]
    return [*shares[:-1], WHOLE - sum(shares[:-1])] if shares else []


def number_columns(rows: Rows) -> frozenset[int]:
    """Return the columns where every cell under the header that says anything says a number: set to the right.

    >>> sorted(number_columns([["", "2027"], ["Lampor", "420 000 kr"], ["Stolpar", ""]]))
    [1]
    """
    columns = max((len(row) for row in rows), default=0)
    bodies = ([row[index] for row in rows[1:] if index < len(row)] for index in range(columns))
    return frozenset(index for index, cells in enumerate(bodies) if _is_numbers(cells))


def _is_numbers(cells: Iterable[str]) -> bool:
    said = [cell.strip() for cell in cells if cell.strip()]
    return bool(said) and all(_NUMBER.fullmatch(cell) for cell in said)
