"""Fotnoter. A note that a page printed at its foot goes back to the sentence that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kansli.plugin.intake.cleaning import goes_on, joined
from kansli.plugin.intake.written.paper import Row

_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(rf"^(?P<sign>[{_SIGNS}]+)\s*(?P<text>\S.*)$")
_MARK = re.compile(rf"(?<=\S)[{_SIGNS}]+")
_MARKED_NOTE = re.compile(r"^\[\^(?P<label>\d+)\]:\s+(?P<text>\S.*)$")
_MEASURE = re.compile(r"\b[kcdm]?m$")
LABEL = re.compile(r"\[\^(?P<label>\d+)\]")


def take_notes(rows: list[Row]) -> tuple[list[Row], dict[str, str]]:
    """Take the notes out of the rows; their marks become `[^1]`, and the notes' texts are returned by label.

    A note whose mark stands nowhere stays a row. A sentence that the foot of a page cut is whole again.
    """
    notes: dict[str, str] = {}
    kept = list(rows)
    for row in rows:
        match = _NOTE.match(row.words)
        label = str(len(notes) + 1)
        if match and _refer(kept[: kept.index(row)], match["sign"], label):
            notes[label] = match["text"]
            _cut_out(kept, row)
    return kept, notes


def take_marked_notes(rows: list[Row]) -> tuple[list[Row], dict[str, str]]:
    """Take the notes out of a text that is Markdown already: `[^1]: The note.`, with the lines set in under it."""
    notes: dict[str, str] = {}
    kept: list[Row] = []
    label = ""
    for row in rows:
        match = _MARKED_NOTE.match(row.text)
        if match:
            label = match["label"]
            notes[label] = match["text"]
        elif label and row.text.startswith("    "):
            notes[label] += f"\n\n{row.text}"
        else:
            label = ""
            kept.append(row)
            continue
        row.placed = True
    return kept, notes


def _refer(above: list[Row], sign: str, label: str) -> bool:
    """Turn the nearest mark above, of the same sign, into a reference."""
    for row in reversed(above):
        marks = [each for each in _MARK.finditer(row.text) if each[0] == sign and not _is_measure(row.text, each)]
        if marks and not _NOTE.match(row.words):
            row.text = f"{row.text[: marks[-1].start()]}[^{label}]{row.text[marks[-1].end() :]}"
            return True
    return False


def _is_measure(text: str, mark: re.Match[str]) -> bool:
    """m² is a unit, not a note."""
    return bool(_MEASURE.search(text[: mark.start()]))


def _cut_out(rows: list[Row], note: Row) -> None:
    at = rows.index(note)
    note.placed = True
    del rows[at]
    if 0 < at < len(rows) and goes_on(rows[at - 1].text, rows[at].text):
        before, after = rows[at - 1], rows[at]
        rows[at - 1] = replace(before, text=joined(before.text, after.words), blank_after=after.blank_after)
        before.placed = after.placed = True
        del rows[at]


def with_notes(markdown: str, notes: Mapping[str, str]) -> str:
    """The text of a section with the notes it refers to at its end."""
    used = [label for label in LABEL.findall(markdown) if label in notes]
    return "\n\n".join([markdown, *(f"[^{label}]: {notes[label]}" for label in dict.fromkeys(used))])
