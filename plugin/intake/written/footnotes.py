"""Fotnoter. A note that a page printed at its foot goes back to the sentence that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kansli.plugin.intake.cleaning import goes_on, joined
from kansli.plugin.intake.written.paper import Row

_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_NOTE = re.compile(rf"^(?P<sign>[{_SIGNS}]+)\s*(?P<text>\S.*)$")
_MARK = re.compile(rf"(?<=\S)[{_SIGNS}]+")
_MARKED_NOTE = re.compile(r"^\[\^(?P<label>\d+)\]:\s+(?P<text>\S.*)$")
_MEASURE = re.compile(r"\b[kcdm]?m\Z")
_OPENS, _CLOSES = "\x02", "\x03"
REFERENCE = re.compile(rf"{_OPENS}(?P<label>\d+){_CLOSES}")
"""A reference on its way to a section; no cleaned text holds these characters, whatever it holds of brackets."""
_MARKED_REFERENCE = re.compile(r"(?<!\\)\[\^(?P<label>\d+)\]")


@dataclass(slots=True)
class Notes:
    """The notes of a document by label, and which of them a section has."""

    texts: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def left(self) -> Iterator[str]:
        """Those that no running text refers to: a row of a list has no notes."""
        return (text for label, text in self.texts.items() if label not in self.used)


def take_notes(rows: list[Row]) -> tuple[list[Row], Notes]:
    """Take the notes out of the rows; their marks become references, and the notes' texts are returned by label.

    A note belongs to the nearest mark above it of the same sign; one whose mark stands nowhere stays a row. A sentence
    that the foot of a page cut is whole again.
    """
    notes: dict[str, str] = {}
    kept: list[Row] = []
    marked: dict[str, list[Row]] = {}
    cut = False
    for row in rows:
        match = _NOTE.match(row.words)
        if match and marked.get(match["sign"]):
            label = str(len(notes) + 1)
            _refer(marked[match["sign"]].pop(), match["sign"], label)
            notes[label] = match["text"]
            row.placed = cut = True
            continue
        holder = kept[-1] if cut and kept and goes_on(kept[-1].text, row.text) else row
        cut = False
        for mark in _marks(row.text):
            marked.setdefault(mark[0], []).append(holder)
        if holder is row:
            kept.append(row)
        else:
            holder.text, holder.blank_after, row.placed = joined(holder.text, row.words), row.blank_after, True
    return kept, Notes(notes)


def take_marked_notes(rows: list[Row]) -> tuple[list[Row], Notes]:
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
    return kept, Notes(notes)


def _refer(row: Row, sign: str, label: str) -> None:
    """Turn the last mark of that sign into a reference."""
    mark = next((each for each in reversed(_marks(row.text)) if each[0] == sign), None)
    if mark is not None:
        row.text = f"{row.text[: mark.start()]}{_OPENS}{label}{_CLOSES}{row.text[mark.end() :]}"


def _marks(text: str) -> list[re.Match[str]]:
    """The raised figures after a word; m² is a unit, not a note."""
    return [mark for mark in _MARK.finditer(text) if not _MEASURE.search(text, max(0, mark.start() - 4), mark.start())]


def with_notes(markdown: str, notes: Notes) -> str:
    """The text of a section with the notes it refers to at its end."""
    text = REFERENCE.sub(r"[^\g<label>]", markdown)
    used = [label for label in dict.fromkeys(_MARKED_REFERENCE.findall(text)) if label in notes.texts]
    notes.used.update(used)
    return "\n\n".join([text, *(f"[^{label}]: {notes.texts[label]}" for label in used)])


def without_references(text: str, *, markdown: bool) -> str:
    """A row that cannot have notes."""
    return (_MARKED_REFERENCE if markdown else REFERENCE).sub("", text)
