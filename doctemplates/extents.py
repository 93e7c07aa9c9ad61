"""Omfång. Where each marked section of a document begins and ends: by bookmark, control or heading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from lxml.etree import _Element as Element

from kansli.doctemplates.marks import PREFIX, Mark, anchor_name, control_name, short_digest
from kansli.doctemplates.ooxml import (
    BOOKMARK_END,
    BOOKMARK_START,
    FALLBACK,
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    P,
    W,
    text_of,
)
from kansli.doctemplates.styles import Styles, heading_level_of

Anchor = Literal["bookmark", "control", "heading", "missing"]
_DELETED = frozenset({W + "del", W + "moveFrom", FALLBACK})
_CUT = "Avsnittets märke är avklippt: det går inte att se säkert var texten slutar."
_SHARED = "Avsnittet har vuxit ihop med ett annat. Kontrollera var det ena slutar och det andra börjar."
_LEAD = re.compile(r"^[\d.\s)]+|[\s:.]+$")


@dataclass(slots=True)
class Piece:
    """Del. A paragraph or a table of the body: `text` without tables' layout, `level` of a heading or 0."""

    element: Element
    text: str
    lines: int
    level: int
    controls: tuple[Element, ...] = ()


@dataclass(slots=True)
class Extent:
    """Omfång. From the first to the last piece, both included; `last` below `first` holds nothing."""

    first: int
    last: int
    anchor: Anchor
    doubts: list[str] = field(default_factory=list)

    def __contains__(self, index: int) -> bool:
        return self.first <= index <= self.last


class Body:
    """Brödtexten. Its pieces in order, and where our marks stand among them."""

    def __init__(self, body: Element, styles: Styles) -> None:
        self.pieces: list[Piece] = []
        self.starts: dict[str, list[int]] = {}
        self.ends: dict[str, list[int]] = {}
        self.controls: dict[str, list[tuple[int, int]]] = {}
        self._styles = styles
        self._ids: dict[str, str] = {}
        self._walk(body, ())

    def lines(self, first: int, last: int) -> int:
        """Rader. How many paragraphs with text stand from one piece to another, those of tables included."""
        return sum(piece.lines for piece in self.pieces[max(first, 0) : last + 1])

    def _walk(self, container: Element, controls: tuple[Element, ...]) -> None:
        for child in container:
            tag = child.tag
            if tag == P:
                self._paragraph(child, controls)
            elif tag == TBL:
                self._table(child, controls)
            elif tag == SDT:
                self._control(child, controls)
            elif tag in {BOOKMARK_START, BOOKMARK_END}:
                self._bookmark(child, len(self.pieces), len(self.pieces) - 1)
            elif tag not in _DELETED and len(child):
                self._walk(child, controls)

    def _control(self, control: Element, controls: tuple[Element, ...]) -> None:
        name = control_name(control)
        content = control.find(SDT_CONTENT)
        begin = len(self.pieces)
        if content is not None:
            self._walk(content, (*controls, control))
        if name:
            self.controls.setdefault(name, []).append((begin, len(self.pieces) - 1))

    def _paragraph(self, paragraph: Element, controls: tuple[Element, ...]) -> None:
        here = len(self.pieces)
        text = text_of(paragraph)
        level = heading_level_of(paragraph, self._styles)
        self.pieces.append(Piece(paragraph, text, int(bool(text.strip())), level, controls))
        marks = list(paragraph.iter(BOOKMARK_START, BOOKMARK_END))
        begun = {mark.get(W + "id") for mark in marks if mark.tag == BOOKMARK_START}
        for mark in marks:
            before, after = self._beside(paragraph, mark) if text.strip() else (True, True)
            # An end before any word closes the paragraph above; a beginning after the last word opens the one below.
            alone = mark.tag == BOOKMARK_END and not before and mark.get(W + "id") not in begun
            self._bookmark(mark, here + int(not after and mark.tag == BOOKMARK_START), here - int(alone))

    def _beside(self, paragraph: Element, mark: Element) -> tuple[bool, bool]:
        """Whether there is text before and after a mark in its paragraph."""
        before, seen = "", False
        after = ""
        for element in paragraph.iter():
            if element is mark:
                seen = True
            elif element.tag == W + "t" and element.text:
                if seen:
                    after += element.text
                else:
                    before += element.text
        return bool(before.strip()), bool(after.strip())

    def _table(self, table: Element, controls: tuple[Element, ...]) -> None:
        begin = len(self.pieces)
        if any((mark.get(W + "name") or "").startswith(PREFIX) for mark in table.iter(BOOKMARK_START)) or any(
            control_name(control) for control in table.iter(SDT)
        ):
            # A table that lays out the page: the sections stand in its cells.
            for cell in table.iter(TC):
                if next(cell.iterancestors(TBL)) is table:
                    self._walk(cell, controls)
            return
        texts = [text_of(paragraph) for paragraph in table.iter(P)]
        shown = [text for text in texts if text.strip()]
        self.pieces.append(Piece(table, " | ".join(shown), len(shown), 0, controls))
        for mark in table.iter(BOOKMARK_START, BOOKMARK_END):
            self._bookmark(mark, begin, begin)

    def _bookmark(self, element: Element, begins: int, ends: int) -> None:
        identifier = element.get(W + "id") or ""
        if element.tag == BOOKMARK_START:
            name = element.get(W + "name") or ""
            if name.startswith(PREFIX):
                self._ids[identifier] = name
                self.starts.setdefault(name, []).append(begins)
        elif identifier in self._ids:
            self.ends.setdefault(self._ids.pop(identifier), []).append(ends)

    def names(self) -> list[str]:
        """Märkenas namn. In the order they stand."""
        places = {name: min(found) for name, found in self.starts.items() if found}
        for name, spans in self.controls.items():
            places[name] = min(places.get(name, spans[0][0]), spans[0][0])
        return sorted(places, key=lambda name: places[name])


def bookmarked(body: Body, name: str) -> tuple[int, int] | None:
    """Bokmärket. First beginning to last end, since LibreOffice repeats the beginning; None where half is gone."""
    starts, ends = body.starts.get(name), body.ends.get(name)
    if not starts or not ends:
        return None
    return min(starts), max(ends)


def headed(
    body: Body, labels: Sequence[str], taken: Mapping[str, Extent], known: set[str], printed: Collection[str]
) -> Extent | None:
    """Efter rubriken. What follows it, down to the next as high, another section or a line of the template's own."""
    wanted = {plain_heading(label) for label in labels}
    for index, piece in enumerate(body.pieces):
        if plain_heading(piece.text) not in wanted or not (piece.level or piece.lines == 1):
            continue
        if any(index in extent for extent in taken.values()):
            continue
        last = index
        for later in range(index + 1, len(body.pieces)):
            found = body.pieces[later]
            ends = found.level and (not piece.level or found.level <= piece.level)
            ours = found.lines and short_digest(found.text) in printed
            if ends or ours or plain_heading(found.text) in known or any(later in extent for extent in taken.values()):
                break
            last = later
        return Extent(index + 1, last, "heading")
    return None


def plain_heading(text: str) -> str:
    """Rubrikens ord. Without number, colon and case."""
    return _LEAD.sub("", text.strip()).strip().casefold()


def anchored(body: Body, name: str, mark: Mark | None) -> Extent | None:
    """Märkt omfång. By bookmark, else by a control that still holds what was printed; None where neither does."""
    span = bookmarked(body, name)
    controls = body.controls.get(name, [])
    half = span is None and (name in body.starts or name in body.ends)
    if span is not None:
        extent = Extent(*span, "bookmark")
        _agree(extent, controls)
        return extent
    whole = [found for found in controls if mark is None or body.lines(*found) >= mark.lines]
    if not whole:
        return None
    extent = Extent(*whole[0], "control")
    if half:
        extent.doubts.append("Avsnittets bokmärke är avklippt: bara innehållskontrollen visar var texten slutar.")
    if len(controls) > 1:
        extent.doubts.append("Avsnittet finns på flera ställen i dokumentet. Bara det första lästes.")
    return extent


def _agree(extent: Extent, controls: Sequence[tuple[int, int]]) -> None:
    first, last = extent.first, extent.last
    for begin, end in controls:
        if begin <= first and end >= last:
            # Text added at the edge is inside the control although the bookmark did not stretch.
            extent.first, extent.last = min(extent.first, begin), max(extent.last, end)
        elif end < first or begin > last:
            extent.doubts.append("Avsnittet finns på flera ställen i dokumentet. Bara det med bokmärket lästes.")
        elif not (begin >= first and end <= last):
            extent.doubts.append("Avsnittets bokmärke och innehållskontroll säger olika om var det slutar.")


def rest(body: Body, extents: Mapping[str, Extent]) -> Iterator[tuple[int, Piece]]:
    """Utanför. The pieces with text that belong to no section."""
    for index, piece in enumerate(body.pieces):
        if piece.lines and not any(index in extent for extent in extents.values()):
            yield index, piece


def locate(
    body: Body, marks: Mapping[str, Mark], headings: Mapping[str, Sequence[str]], printed: Collection[str]
) -> dict[str, Extent]:
    """Hitta avsnitten. By the names they are marked with; those without a mark by their headings, where they stand.

    `printed` are the short hashes of the lines that were printed outside the sections.
    """
    extents: dict[str, Extent] = {}
    for name in dict.fromkeys([*body.names(), *marks]):
        found = anchored(body, name, marks.get(name))
        if found is not None:
            extents[name] = found
    known = {plain_heading(label) for labels in headings.values() for label in labels}
    for section, labels in headings.items():
        name = anchor_name(section)
        if name not in extents:
            headed_by = headed(body, labels, extents, known, printed)
            if headed_by is not None:
                extents[name] = headed_by
    for name in body.names():
        if name not in extents:
            remains = body.controls.get(name)
            if remains:
                extents[name] = Extent(*remains[0], "control", [_CUT])
            elif name in body.starts:
                extents[name] = _from_start(body, min(body.starts[name]))
    _share(extents)
    return extents


def _from_start(body: Body, start: int) -> Extent:
    """Only the beginning of the bookmark is left: down to the next heading."""
    last = start - 1
    for index in range(start, len(body.pieces)):
        if body.pieces[index].level:
            break
        last = index
    return Extent(start, last, "bookmark", [_CUT])


def _share(extents: dict[str, Extent]) -> None:
    """No piece is in two sections: the one that begins first has it, and both are in doubt."""
    ordered = sorted(extents.values(), key=lambda extent: (extent.first, extent.last))
    for before, after in pairwise(ordered):
        if before.last >= after.first and after.last >= after.first:
            after.first = before.last + 1
            for extent in (before, after):
                extent.doubts.append(_SHARED)
