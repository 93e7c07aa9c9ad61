"""Papperets egna rader. The foot of an extract, the line that tells it goes on, page numbers, and stamps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kansli.plugin.intake.written.paper import Row
from kansli.plugin.rules.dates import find_dates

_FOOT = re.compile(
    r"(?i)^(?:justerandes sign(?:um|atur(?:er)?)?|utdragsbestyrk(?:ande|ning|are)|(?P<notice>anslagsdatum\b.*))$"
)
_RULE = re.compile(r"^[-–—_\s|]{3,}$")
_CONTINUED = re.compile(r"(?i)^\(?(?:forts(?:ättning)?\.?)\s*(?:av |på |från )?§\s?\d+\b[^()\n]*\)?$")
PAGE = re.compile(
    r"(?i)^(?:sida |sid\.? |s\. )?\d{1,4}(?: ?\(\d{1,4}\)| ?(?:av|/) ?\d{1,4})$|^(?:sida|sid\.?) \d{1,4}$"
)
_STAMP = re.compile(r"^[A-ZÅÄÖÉ]{3,}(?: [A-ZÅÄÖÉ]{3,})* KOMMUN\b")
_STAMP_GOES_ON = re.compile(r"(?i)^(?:rnr|dnr|ank(?:om|\.)?|ink(?:om|\.)?)\b")


@dataclass(slots=True)
class Furniture:
    """What the paper's own rows told."""

    notice_date: str = ""


def take_furniture(rows: list[Row]) -> tuple[list[Row], Furniture]:
    """Take the paper's rows out of the text. A stamp, which somebody else put there, is left without a place."""
    told = Furniture()
    kept: list[Row] = []
    stamped = wants_date = at_foot = False
    for row in rows:
        stamped = bool(_STAMP.match(row.words)) or (stamped and not row.blank_before and _may_be_stamp(row.words))
        dated = find_dates(row.words)
        if stamped or re.fullmatch(r"(?i)[rd]nr\.?:?", row.words):
            continue
        was_foot = at_foot
        at_foot = _is_foot(row, below_foot=was_foot)
        if at_foot:
            row.placed = True
            notice = next((cell for cell in _cells(row) if (found := _FOOT.match(cell)) and found["notice"]), None)
            told.notice_date = told.notice_date or (dated[0].value.iso if dated else "")
            wants_date = notice is not None and not dated
        elif wants_date and dated and dated[0].text == row.words:
            row.placed, wants_date = True, False
            told.notice_date = told.notice_date or dated[0].value.iso
        elif _CONTINUED.match(row.words) or PAGE.match(row.words):
            row.placed = True
        else:
            kept.append(row)
    return kept, told


def _may_be_stamp(words: str) -> bool:
    dates = find_dates(words)
    return bool(dates and dates[0].text == words) or bool(_STAMP_GOES_ON.match(words))


def _is_foot(row: Row, *, below_foot: bool) -> bool:
    """Every cell of the row is a label of the foot; or, right below such a row, the rule of the table that it was."""
    cells = list(_cells(row))
    if cells and all(_FOOT.match(cell) for cell in cells):
        return True
    return below_foot and not row.blank_before and all(_RULE.match(cell) for cell in cells)


def _cells(row: Row) -> Iterator[str]:
    return (cell.strip() for cell in re.split(r"\t| \| ", row.text) if cell.strip())
