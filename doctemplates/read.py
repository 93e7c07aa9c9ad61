"""Läsning. What a Word document says: its blocks in order, its plain text, title, language and warnings."""

from __future__ import annotations

import hashlib
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml.etree import _Element as Element

from kansli.doctemplates.marks import PREFIX, control_name
from kansli.doctemplates.numbering import Counter, Numbering
from kansli.doctemplates.ooxml import (
    BOOKMARK_END,
    BOOKMARK_START,
    FALLBACK,
    RPR,
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TR,
    P,
    W,
    is_on,
    own_text_boxes,
    text_of,
)
from kansli.doctemplates.opc import Package
from kansli.doctemplates.properties import read_properties
from kansli.doctemplates.styles import style_of, styles_of

Kind = Literal["heading", "paragraph", "list_item", "table_row", "note", "header", "footer", "text_box", "comment"]
_APART = frozenset({"header", "footer", "comment"})
_NOTES: tuple[tuple[str, str, Kind], ...] = (
    ("footnotes", "footnote", "note"),
    ("endnotes", "endnote", "note"),
    ("comments", "comment", "comment"),
)
_RUNNING: tuple[Kind, ...] = ("header", "footer")
_DELETED = frozenset({W + "del", W + "moveFrom"})


@dataclass(frozen=True, slots=True)
class Block:
    """Block. One paragraph or table row: `level` of a heading or list item (lists count from 0), `number` as printed.

    `id` follows the content: the same text keeps its id when other blocks come and go. `bookmarks` and `controls` are
    the names of our own section marks (kansli_…) around it; `cells` are a table row's cells.
    """

    kind: Kind
    text: str
    level: int = 0
    number: str = ""
    id: str = ""
    bookmarks: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    style: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Läsning. A whole document as values. `text` leaves out headers, footers, comments and empty paragraphs."""

    blocks: tuple[Block, ...]
    text: str
    title: str
    language: str
    properties: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def of_kind(self, *kinds: Kind) -> tuple[Block, ...]:
        """Block av ett slag. In document order."""
        return tuple(block for block in self.blocks if block.kind in kinds)


def read(data: bytes) -> Reading:
    """Läs. The document as a person sees it with all changes accepted; raises `Unreadable`.

    Deleted text is left out; hidden text is kept and warned about, as are tracked changes and comments.
    """
    package = Package.open(data)
    walker = _Walker(package)
    blocks = _with_ids(walker.all_blocks())
    properties = read_properties(package)
    return Reading(
        blocks=blocks,
        text=plain_text(blocks),
        title=properties.get("title", "").strip() or _title_in(blocks),
        language=walker.styles.language or properties.get("language", ""),
        properties=properties,
        warnings=tuple(walker.warnings()),
    )


def plain_text(blocks: tuple[Block, ...]) -> str:
    """Löptext. Blocks apart by a blank line, list items and table rows on consecutive lines."""
    lines: list[str] = []
    before = ""
    for block in blocks:
        if block.kind in _APART or not block.text.strip():
            continue
        close = block.kind == before and block.kind in {"list_item", "table_row"}
        if lines:
            lines.append("\n" if close else "\n\n")
        lines.append(_line(block))
        before = block.kind
    return "".join(lines)


def _line(block: Block) -> str:
    if block.kind == "list_item":
        return f"{'  ' * block.level}{block.number or '-'} {block.text}"
    return f"{block.number} {block.text}" if block.number else block.text


def _title_in(blocks: tuple[Block, ...]) -> str:
    for block in blocks:
        if block.style.casefold() == "title" and block.text.strip():
            return block.text.strip()
    return next((block.text.strip() for block in blocks if block.kind == "heading" and block.text.strip()), "")


def _with_ids(blocks: list[Block]) -> tuple[Block, ...]:
    seen: Tally[str] = Tally()
    named = []
    for block in blocks:
        mark = hashlib.sha256(f"{block.kind}\0{block.text}".encode("utf-8", "replace")).hexdigest()[:12]
        seen[mark] += 1
        named.append(replace(block, id=f"{mark}-{seen[mark]}"))
    return tuple(named)


class _Walker:
    """Vandring. One pass over each part, keeping which of our section marks are open."""

    def __init__(self, package: Package) -> None:
        self.package = package
        main = package.main
        self.styles = styles_of(package)
        self.numbering = Numbering(self._part(main, "numbering"), self.styles)
        self.counter = Counter(self.numbering)
        self.open_bookmarks: dict[str, str] = {}
        self.controls: list[str] = []
        self.found: dict[str, bool] = {}

    def _part(self, source: str, kind: str) -> Element | None:
        names = self.package.related(source, kind)
        return self.package.xml(names[0]) if names else None

    def all_blocks(self) -> list[Block]:
        main = self.package.main
        body = self.package.xml(main).find(W + "body")
        blocks = list(self._blocks(body, "paragraph")) if body is not None else []
        for relation, entry, note_kind in _NOTES:
            for name in self.package.related(main, relation):
                for note in self.package.xml(name).iter(W + entry):
                    if note.get(W + "type") in {None, "normal"}:
                        blocks += self._blocks(note, note_kind)
        for running in _RUNNING:
            for name in dict.fromkeys(self.package.related(main, running)):
                blocks += self._blocks(self.package.xml(name), running)
        return blocks

    def _blocks(self, container: Element, kind: Kind) -> Iterator[Block]:
        for child in container:
            tag = child.tag
            if tag == P:
                yield from self._paragraph(child, kind)
            elif tag == TBL:
                yield from self._rows(child, kind)
            elif tag == SDT:
                yield from self._control(child, kind)
            elif tag in {BOOKMARK_START, BOOKMARK_END}:
                self._bookmark(child)
            elif tag not in _DELETED and tag != FALLBACK and len(child):
                yield from self._blocks(child, kind)

    def _control(self, control: Element, kind: Kind) -> Iterator[Block]:
        name = control_name(control)
        if name:
            self.controls.append(name)
        content = control.find(SDT_CONTENT)
        if content is not None:
            yield from self._blocks(content, kind)
        if name:
            self.controls.pop()

    def _bookmark(self, element: Element) -> None:
        identifier = element.get(W + "id") or ""
        if element.tag == BOOKMARK_START:
            name = element.get(W + "name") or ""
            if name.startswith(PREFIX):
                self.open_bookmarks[identifier] = name
        else:
            closed = self.open_bookmarks.pop(identifier, None)
            # LibreOffice writes a second beginning of the same name and leaves the first without an end.
            self.open_bookmarks = {key: name for key, name in self.open_bookmarks.items() if name != closed}

    def _spanned(self, paragraph: Element) -> tuple[str, ...]:
        """The section bookmarks open anywhere in the paragraph; those it closes are closed afterwards."""
        names = dict.fromkeys(self.open_bookmarks.values())
        for element in paragraph.iter(BOOKMARK_START, BOOKMARK_END):
            if element.tag == BOOKMARK_START:
                self._bookmark(element)
                names.update(dict.fromkeys(self.open_bookmarks.values()))
            else:
                self._bookmark(element)
        return tuple(names)

    def _paragraph(self, paragraph: Element, kind: Kind) -> Iterator[Block]:
        spanned = self._spanned(paragraph)
        style = style_of(paragraph)
        level = self.styles.heading_level(style) if kind == "paragraph" else 0
        listed = self.numbering.of(paragraph)
        number, text = "", text_of(paragraph)
        if listed is not None and (text.strip() or kind == "paragraph"):
            number = self.counter.next(*listed)
        if kind == "paragraph":
            if level:
                kind = "heading"
            elif listed is not None:
                kind, level = "list_item", listed[1]
        yield Block(kind, text, level, number, "", spanned, tuple(self.controls), self.styles.name_of(style))
        for box in own_text_boxes(paragraph):
            if next(box.iterancestors(FALLBACK), None) is None:
                yield from self._blocks(box, "text_box" if kind not in _APART else kind)

    def _rows(self, table: Element, kind: Kind) -> Iterator[Block]:
        for row in _within(table, TR):
            spanned: dict[str, None] = {}
            cells = []
            for cell in _within(row, TC):
                inner = list(self._blocks(cell, kind))
                for block in inner:
                    spanned.update(dict.fromkeys(block.bookmarks))
                cells.append("\n".join(_line(block) for block in inner if block.text.strip()))
            text = "\t".join(cells) if kind in _APART else " | ".join(cells)
            row_kind: Kind = "table_row" if kind in {"paragraph", "text_box", "note"} else kind
            if any(cells):
                yield Block(row_kind, text, 0, "", "", tuple(spanned), tuple(self.controls), "", tuple(cells))

    def warnings(self) -> Iterator[str]:
        main = self.package.main
        parts = [main] + [name for kind in ("header", "footer", "footnotes", "endnotes")
                          for name in self.package.related(main, kind)]  # fmt: skip
        roots = [self.package.xml(name) for name in parts]
        tracked = (W + "ins", W + "del", W + "moveFrom", W + "moveTo", W + "rPrChange", W + "pPrChange")
        if any(next(root.iter(*tracked), None) is not None for root in roots):
            yield "Dokumentet innehåller spårade ändringar."
        if any(next(self.package.xml(name).iter(W + "comment"), None) is not None
               for name in self.package.related(main, "comments")):  # fmt: skip
            yield "Dokumentet innehåller kommentarer."
        if any(is_on(properties, W + "vanish") for root in roots for properties in root.iter(RPR)):
            yield "Dokumentet innehåller dold text."


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also inside content controls, never those of a nested table."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in {TC, TR, TBL, P} and child.tag not in _DELETED and len(child):
            yield from _within(child, tag)
