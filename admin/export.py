"""Export. A list as a CSV file that a spreadsheet opens right, and that cannot make it calculate anything."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
"""Without it the spreadsheet reads å, ä and ö in an old encoding."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The wide forms too: some spreadsheets read them as the narrow ones."""


def neutralised(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    return "'" + text if text.lstrip(" ").startswith(_STARTS_A_FORMULA) or text.startswith(_STARTS_A_FORMULA) else text


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the file line by line, with semicolons as Swedish spreadsheets expect."""
    yield BYTE_ORDER_MARK + _line(headings)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([neutralised(cell) for cell in cells])
    return out.getvalue()
