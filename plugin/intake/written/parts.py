"""Delar. A document cut at the headings of its own kind: what stands above them, and the rows under each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kansli.plugin.intake.sections import ADDRESSED_PROPOSAL, BOARD_DECISION
from kansli.plugin.intake.vocabulary import SectionWords, fold_heading
from kansli.plugin.intake.written.footnotes import without_references
from kansli.plugin.intake.written.paper import Row
from kansli.plugin.intake.written.prose import SUB_HEADING

_LONGEST = 200
_ESCAPED = re.compile(r"\\([^\w\s])")


@dataclass(slots=True)
class Part:
    """A section as it stands: what it is, its heading as written, and its rows."""

    words: SectionWords
    heading: str
    rows: list[Row] = field(default_factory=list)


def cut(rows: Sequence[Row], sections: Sequence[SectionWords], *, after: int) -> tuple[list[Row], list[Part]]:
    """Return the rows above the first heading, and the parts in order. Headings are looked for below offset `after`.

    A heading that comes again, or two that mean one section, is a sub-heading of the text it goes on with.
    """
    above: list[Row] = []
    parts: list[Part] = []
    for row in rows:
        found = _section_of(row, sections) if row.start > after else None
        if found is not None:
            again = found.kind == "text" and any(part.words.id == found.id for part in parts)
            parts.append(Part(found, _shown(row), [replace(row, text=f"{SUB_HEADING} {_shown(row)}")] if again else []))
            row.placed = True
        elif parts:
            parts[-1].rows.append(row)
        else:
            above.append(row)
    return above, parts


def as_plain(rows: Sequence[Row], *, markdown: bool) -> None:
    """Make rows that are no running text plain: no references to notes, and no escapes where the text is Markdown."""
    for row in rows:
        row.text = without_references(row.text, markdown=markdown)
        if markdown:
            row.text = _ESCAPED.sub(r"\1", row.text).rstrip("\\")


def _shown(row: Row) -> str:
    """A heading without its marks."""
    return re.sub(r"^#{1,6}\s+|^\*\*|\*\*$", "", row.words)


def _section_of(row: Row, sections: Sequence[SectionWords]) -> SectionWords | None:
    """A section's own heading goes before another's synonym."""
    words = _shown(row)
    if not (row.blank_before or row.blank_after) or len(words) > _LONGEST or words.startswith("- "):
        return None
    wanted = fold_heading(words)
    own = (section for section in sections if fold_heading(section.headings[0]) == wanted)
    other = (section for section in sections if any(fold_heading(each) == wanted for each in section.headings))
    found = next(own, None) or next(other, None)
    if found is None and ADDRESSED_PROPOSAL.fullmatch(words):
        found = next((section for section in sections if section.kind == "proposals"), None)
    if found is None and row.blank_after and BOARD_DECISION.fullmatch(words):
        found = next((section for section in sections if section.id == "decision"), None)
    return found
