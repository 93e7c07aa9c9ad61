"""Jämförelse av text. What differs between two readings: paragraphs are aligned first, then the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from kansli.doctemplates.alignment import align

Op = Literal["equal", "insert", "delete"]
_OPS: tuple[Op, ...] = ("equal", "delete", "insert")
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class WordChange:
    """Ordändring. A stretch of text that both have, or that only the new or only the old one has."""

    op: Op
    text: str


def words(text: str) -> list[str]:
    """Ord. Whole words, stretches of white space and single signs; joined they are the text."""
    return _TOKEN.findall(text)


def compare_words(old: str, new: str) -> tuple[WordChange, ...]:
    """Jämför ord. Equal and deleted pieces joined are `old`; equal and inserted ones are `new`.

    Lines are aligned first and whole words within changed lines after that, so the cost follows the length. A deletion
    comes before the insertion that replaces it; changes with only white space between them are told as one.
    """
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[tuple[Op, str]] = []
    for span in align(lines, others):
        gone, come = "".join(lines[span.old_start : span.old_end]), "".join(others[span.new_start : span.new_end])
        if span.equal:
            pieces.append(("equal", gone))
        else:
            pieces += _changed_words(words(gone), words(come))
    return _told(pieces)


def _changed_words(old: list[str], new: list[str]) -> Iterable[tuple[Op, str]]:
    for span in align(old, new):
        if span.equal:
            yield "equal", "".join(old[span.old_start : span.old_end])
        else:
            yield "delete", "".join(old[span.old_start : span.old_end])
            yield "insert", "".join(new[span.new_start : span.new_end])


def _told(pieces: Iterable[tuple[Op, str]]) -> tuple[WordChange, ...]:
    """As few pieces as can be: white space on a line that both have does not part two changes."""
    found = [piece for piece in pieces if piece[1]]
    parted: list[tuple[Op, str]] = []
    for index, (op, text) in enumerate(found):
        within = 0 < index < len(found) - 1
        if op == "equal" and within and text.isspace() and "\n" not in text:
            parted += [("delete", text), ("insert", text)]
        else:
            parted.append((op, text))
    told: list[WordChange] = []
    for _, group in groupby(parted, key=lambda piece: piece[0] == "equal"):
        run = list(group)
        for op in _OPS:
            joined = "".join(text for each, text in run if each == op)
            told += [WordChange(op, joined)] if joined else []
    return tuple(told)
