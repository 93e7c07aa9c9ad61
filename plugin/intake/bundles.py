"""Samlingsfil. Where one document ends and the next begins, in a file that holds several."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kansli.plugin.intake.head import Found
from kansli.plugin.intake.sections import Line, split_lines
from kansli.plugin.intake.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class DocumentStart:
    """Where a document begins; `kind` and `title` where its first line tells them, the title's span from `at`."""

    at: int
    kind: str = ""
    title: Found | None = None


_ITEM = re.compile(r"^§ ?(?P<number>\d{1,4})\s+(?P<title>\S.+)$")
_ANNEX = re.compile(r"(?i)^bilaga(?: \d+)?(?: till .+)?$")
_CAPITALS = re.compile(r"^[A-ZÅÄÖÉ0-9 ,&–-]{20,120}$")
_EXTRACT_FOOT = re.compile(r"(?i)utdragsbestyrk")


def find_starts(text: str, *, vocabulary: Vocabulary) -> tuple[DocumentStart, ...]:
    """Find the starts of the documents in a text. One start, or none, where the text is one document.

    A bundle is told by its protocol extracts; only then are annexes and titles in capitals taken as starts too.
    """
    lines = split_lines(text)
    items = [line for line in lines if line.blank_before and _ITEM.match(line.text)]
    if not items:
        return ()
    kind = "minutes_extract" if _EXTRACT_FOOT.search(text) else "minutes_item"
    starts = [_item_start(line, kind) for line in items]
    opening = text[: items[0].start].strip()
    if opening and len(items) == 1 and not _is_document(opening, vocabulary):
        return ()
    if not opening or (kind == "minutes_extract" and not _is_document(text[: items[0].start], vocabulary)):
        return tuple(starts)
    if kind == "minutes_extract":
        starts = [*_other_starts(lines, vocabulary, until=items[0].start), *starts]
    return (DocumentStart(0), *starts) if starts[0].at else tuple(starts)


def _item_start(line: Line, kind: str) -> DocumentStart:
    match = _ITEM.match(line.text)
    title = match["title"].strip() if match else line.text
    return DocumentStart(line.start, kind, Found(title, line.end - len(title) - line.start, line.end - line.start))


def _is_document(text: str, vocabulary: Vocabulary) -> bool:
    """More than a protocol's cover: it has sections of its own."""
    return any(vocabulary.section_id(line.text) for line in split_lines(text))


def _other_starts(lines: list[Line], vocabulary: Vocabulary, *, until: int) -> list[DocumentStart]:
    """Annexes and titles in capitals after the first document's recipients."""
    over = next((line.end for line in lines if vocabulary.section_id(line.text) == "recipients"), until)
    starts = []
    for line in lines:
        if not over <= line.start < until or not (line.blank_before and line.blank_after):
            continue
        if _ANNEX.match(line.text):
            starts.append(DocumentStart(line.start, "annex", Found(line.text, 0, len(line.text))))
        elif _CAPITALS.match(line.text):
            starts.append(DocumentStart(line.start, "", Found(line.text, 0, len(line.text))))
    return starts
