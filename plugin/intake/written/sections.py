"""Avsnitt. The parts of a document by what they hold, and the running text of those that are text."""

from __future__ import annotations

from collections.abc import Sequence

from kansli.doctemplates.markdown import normalise
from kansli.plugin.intake.written.footnotes import Notes, with_notes
from kansli.plugin.intake.written.paper import Row, place
from kansli.plugin.intake.written.parts import Part
from kansli.plugin.intake.written.prose import as_it_stands, as_markdown


def parts_of(parts: Sequence[Part], kind: str) -> list[Part]:
    """The parts whose sections are of a kind."""
    return [part for part in parts if part.words.kind == kind]


def plain_rows(parts: Sequence[Part]) -> list[Row]:
    """The rows of every part that is no running text."""
    return [row for part in parts if part.words.kind != "text" for row in part.rows]


def texts_of(parts: Sequence[Part], notes: Notes, *, markdown: bool) -> dict[str, str]:
    """Running text by section; a section that stands empty is none. `markdown`: the rows are Markdown already."""
    texts: dict[str, str] = {}
    for part in parts_of(parts, "text"):
        place(part.rows)
        text = with_notes(as_it_stands(part.rows) if markdown else as_markdown(part.rows), notes)
        texts[part.words.id] = "\n\n".join(each for each in (texts.get(part.words.id), text) if each)
    return {name: normalise(text) for name, text in texts.items() if text}
