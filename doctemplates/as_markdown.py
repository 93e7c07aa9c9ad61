"""Word som Markdown. What a stretch of a Word document says in the one subset, and what it says beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kansli.doctemplates.lists import ITEM_INDENT
from kansli.doctemplates.looks import NOTHING, Look
from kansli.doctemplates.losses import Losses
from kansli.doctemplates.markdown_out import write
from kansli.doctemplates.marks import control_name
from kansli.doctemplates.numbering import Counter, Numbering
from kansli.doctemplates.ooxml import (
    PPR,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    SECT_PR,
    TBL,
    TC,
    TR,
    TXBX,
    P,
    W,
    child_value,
    text_of,
)
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prose import MdBlock, MdHeading, MdList, MdParagraph, MdQuote, MdRun, MdTable, canonical, tidy
from kansli.doctemplates.styles import heading_level_of, style_of, styles_of
from kansli.doctemplates.wordruns import GONE, MATH, WordRuns, WordSource, words_of

_STYLED_DEPTH = re.compile(r"List (?:Bullet|Number|Continue) ([2-9])$", re.IGNORECASE)
_SLACK = 5
_CONTINUED = ("list continue", "list paragraph")


@dataclass(frozen=True, slots=True)
class Prose:
    """Löpande text ur Word. Its blocks, and Swedish sentences for what the subset cannot hold."""

    blocks: tuple[MdBlock, ...]
    lost: tuple[str, ...]

    def markdown(self) -> str:
        """Som Markdown. In the canonical form."""
        return write(self.blocks)


class WordProse:
    """Word-text. Reads stretches of one document; lists keep the numbers they have in the whole of it."""

    def __init__(self, package: Package) -> None:
        self.source, self.styles = WordSource(package), styles_of(package)
        numbering = package.related(package.main, "numbering")
        self.numbering = Numbering(package.xml(numbering[0]) if numbering else None, self.styles)
        self._numbers = self._counted(package.xml(package.main))

    def _counted(self, root: Element) -> dict[Element, tuple[int, int, int]]:
        """Each list paragraph's list, level and number."""
        counter, found = Counter(self.numbering), {}
        if self.numbering.root is None:
            return {}
        for paragraph in root.iter(P):
            listed = self.numbering.of(paragraph)
            if listed is not None:
                counter.next(*listed)
                found[paragraph] = (*listed, counter.value(*listed))
        return found

    def read(self, elements: Iterable[Element], *, base: Look | None = None) -> Prose:
        """Läs. Paragraphs and tables in order; `base` is how the template's own text was set."""
        reading = _Reading(self, Losses(base), base or NOTHING)
        return Prose(canonical(reading.blocks(elements)), reading.losses.said())

    def number_of(self, paragraph: Element) -> tuple[int, int, int] | None:
        """Lista, nivå och nummer. None for what is in no list."""
        return self._numbers.get(paragraph)


@dataclass(slots=True)
class _OpenList:
    ordered: bool
    number: int
    start: int
    items: list[list[MdBlock | _OpenList]] = field(default_factory=list)

    def closed(self) -> MdList:
        items = tuple(
            tuple(inner.closed() if isinstance(inner, _OpenList) else inner for inner in item) for item in self.items
        )
        return MdList(items, self.ordered, self.start)


class _Reading:
    """Läsningen av ett avsnitt."""

    def __init__(self, document: WordProse, losses: Losses, base: Look) -> None:
        self.document, self.losses, self.base = document, losses, base
        self._open: list[_OpenList] = []
        self._found: list[MdBlock | _OpenList] = []

    def blocks(self, elements: Iterable[Element]) -> Iterator[MdBlock]:
        for element in elements:
            self._element(element)
        for block in self._found:
            yield block.closed() if isinstance(block, _OpenList) else block

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag == P:
            self._paragraph(element)
        elif tag == TBL:
            self._open = []
            self._found.append(self._table(element))
        elif tag == SDT:
            if element.find(f"{SDT_PR}/{W}docPartObj") is not None and not control_name(element):
                self.losses.add("contents", words_of(element))
            content = element.find(SDT_CONTENT)
            for child in content if content is not None else ():
                self._element(child)
        elif tag.startswith(MATH):
            self.losses.add("equation", words_of(element))
        elif tag not in GONE and len(element):
            for child in element:
                self._element(child)

    def _paragraph(self, paragraph: Element) -> None:
        document = self.document
        style = style_of(paragraph)
        runs = tuple(self._runs(paragraph, style))
        self._paragraph_losses(paragraph, style)
        if not any(run.note or run.text.strip() for run in runs):
            return
        level = heading_level_of(paragraph, document.styles)
        listed = document.number_of(paragraph)
        if level:
            self._add(MdHeading(runs, level))
        elif listed is not None:
            self._item(listed, style, runs)
        elif document.source.looks.is_quote(style):
            self._add(MdQuote((MdParagraph(runs),)))
        elif self._open and self._continues_item(paragraph, style):
            self._open[-1].items[-1].append(MdParagraph(runs))
        else:
            self._add(MdParagraph(runs))

    def _runs(self, paragraph: Element, style: str | None) -> Iterator[MdRun]:
        source = self.document.source
        return WordRuns(source, self.losses, self.base, part=source.package.main, style=style).of(paragraph)

    def _add(self, block: MdBlock) -> None:
        self._open = []
        self._found.append(block)

    def _item(self, listed: tuple[int, int, int], style: str | None, runs: tuple[MdRun, ...]) -> None:
        number, level, value = listed
        ordered = self.document.numbering.is_ordered(number, level)
        named = _STYLED_DEPTH.match(self.document.styles.name_of(style)) if level == 0 else None
        depth = min(int(named.group(1)) - 1 if named else level, len(self._open))
        del self._open[depth + 1 :]
        known = self._open[depth] if len(self._open) > depth else None
        if known is None or known.ordered != ordered or (ordered and known.number != number):
            del self._open[depth:]
            known = _OpenList(ordered, number, value)
            (self._open[depth - 1].items[-1] if depth else self._found).append(known)
            self._open.append(known)
        known.items.append([MdParagraph(runs)])

    def _continues_item(self, paragraph: Element, style: str | None) -> bool:
        """A paragraph without a number but indented with the item above it; closes the lists that are deeper."""
        properties = paragraph.find(PPR)
        own = properties.find(W + "numPr") if properties is not None else None
        name = self.document.styles.name_of(style).casefold()
        if own is not None and child_value(own, W + "numId") == "0":
            indent = properties.find(W + "ind") if properties is not None else None
            left = (indent.get(W + "left") or indent.get(W + "start") or "0") if indent is not None else "0"
            if not left.isdecimal() or left == "0":
                return False
            depth = self._depth(int(left), child_value(own, W + "ilvl") or "0")
        elif name.startswith(_CONTINUED):
            named = _STYLED_DEPTH.match(name)
            depth = int(named.group(1)) - 1 if named else len(self._open) - 1
        else:
            return False
        del self._open[depth + 1 :]
        return True

    def _depth(self, left: int, level: str) -> int:
        """Of a paragraph in an item: as written, else by its indent (LibreOffice drops the level), else the last."""
        if level.isdecimal() and level != "0":
            return int(level)
        steps, rest = divmod(left + _SLACK, ITEM_INDENT)
        return max(steps - 1, 0) if rest <= 2 * _SLACK else len(self._open) - 1

    def _paragraph_losses(self, paragraph: Element, style: str | None) -> None:
        properties = paragraph.find(PPR)
        if properties is None:
            return
        side = child_value(properties, W + "jc") or ""
        if side in {"center", "right", "end"} and side != self.document.source.looks.alignment(style):
            self.losses.add("alignment", text_of(paragraph))
        if properties.find(SECT_PR) is not None:
            self.losses.add("section_break", text_of(paragraph))
        if self.document.styles.name_of(style).casefold().startswith("toc "):
            self.losses.add("contents", text_of(paragraph))

    def _table(self, table: Element) -> MdTable:
        rows = []
        for row in _within(table, TR):
            cells: list[tuple[MdRun, ...]] = []
            for cell in _within(row, TC):
                cells += self._cell(cell)
            rows.append(tuple(cells))
        return MdTable(tuple(row for row in rows if row))

    def _cell(self, cell: Element) -> Iterator[tuple[MdRun, ...]]:
        properties = cell.find(W + "tcPr")
        words = words_of(cell)
        span = child_value(properties, W + "gridSpan") or "1"
        if span != "1" or (properties is not None and properties.find(W + "vMerge") is not None):
            self.losses.add("merged_cells", words)
        if cell.find(f".//{TBL}") is not None:
            self.losses.add("nested_table", words)
        runs: list[MdRun] = []
        lines = 0
        for paragraph in cell.iter(P):
            if next(paragraph.iterancestors(TXBX, TBL)).tag == TXBX:
                continue
            style = style_of(paragraph)
            found = tidy(self._runs(paragraph, style))
            self._paragraph_losses(paragraph, style)
            if self.document.number_of(paragraph) is not None and found:
                self.losses.add("cell_list", words)
            if found:
                runs += [MdRun(" "), *found] if runs else found
                lines += 1 + sum(run.text.count("\n") for run in found)
        if lines > 1:
            self.losses.add("cell_lines", words)
        yield tuple(runs)
        for _ in range(min(int(span), 60) - 1 if span.isdecimal() else 0):
            yield ()


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also inside content controls, never those of a nested table."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in {TC, TR, TBL, P} and child.tag not in GONE and len(child):
            yield from _within(child, tag)
