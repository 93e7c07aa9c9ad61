"""Löpande text i dokumentet. How a section's Markdown is set in the template's own styles."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from kansli.doctemplates.columns import WHOLE, column_widths, number_columns
from kansli.doctemplates.footnotes import Footnotes, must_be_in_body
from kansli.doctemplates.lists import ITEM_INDENT, plain_list
from kansli.doctemplates.numbering import Numbering, renumber
from kansli.doctemplates.ooxml import PPR, RPR, RUN, SECT_PR, TBL, TC, TR, P, R, W, make
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prose import (
    MdBlock,
    MdHeading,
    MdList,
    MdParagraph,
    MdQuote,
    MdRun,
    MdTable,
)
from kansli.doctemplates.styles import Styles
from kansli.doctemplates.substitute import plain_runs
from kansli.doctemplates.values import clean

_DEEPEST_HEADING = 9
_LISTS = {True: "List Number", False: "List Bullet"}


@dataclass(slots=True)
class Setter:
    """Sättare. Sets blocks into one part of a document: `model` is the paragraph whose place the text takes.

    `notes` gathers the paragraphs of the footnotes it has made.
    """

    package: Package
    part: str
    styles: Styles
    numbering: Numbering
    notes: list[Element] = field(default_factory=list)

    def set_blocks(self, blocks: Iterable[MdBlock], *, model: Element, heading_level: int) -> list[Element]:
        """Sätt. Elements in order; sub-headings come one step below `heading_level`, and never skip a step."""
        elements: list[Element] = []
        level = heading_level
        for block in blocks:
            if isinstance(block, MdHeading):
                level = min(heading_level + block.level, _DEEPEST_HEADING)
            elements.extend(self._block(block, model, max(level, 1)))
        return elements

    def _block(self, block: MdBlock, model: Element, level: int) -> Iterator[Element]:
        if isinstance(block, MdParagraph):
            yield self._paragraph(block.runs, self._model_properties(model), model)
        elif isinstance(block, MdHeading):
            yield self._heading(block, level, model)
        elif isinstance(block, MdQuote):
            for inner in block.blocks:
                for element in self._block(inner, model, level):
                    if element.tag == P and isinstance(inner, MdParagraph):
                        self._restyle(element, "Quote")
                    yield element
        elif isinstance(block, MdList):
            yield from self._list(block, model, level, 0)
        else:
            yield self._table(block, model)
            # An empty line, so that the table does not touch what follows.
            yield self._paragraph((), self._style("Table Text", model))

    def _heading(self, block: MdHeading, level: int, model: Element) -> Element:
        """In the style of the level; where the template has none, in the one above it, with the level of its own."""
        nearest = next((number for number in range(level, 0, -1) if self.styles.id_of(f"heading {number}")), 0)
        properties = self._style(f"heading {nearest}", model)
        if nearest == level:
            return self._paragraph(block.runs, properties)
        properties = properties if properties is not None else make(PPR)
        for old in properties.findall(W + "outlineLvl"):
            properties.remove(old)
        later = [child for child in properties if child.tag in _AFTER_OUTLINE]
        properties.insert(properties.index(later[0]) if later else len(properties), _outline(level))
        runs = block.runs if nearest else tuple(run if run.note else replace(run, bold=True) for run in block.runs)
        return self._paragraph(runs, properties)

    def _list(self, block: MdList, model: Element, level: int, depth: int) -> Iterator[Element]:
        name = _LISTS[block.ordered]
        style = self.styles.id_of(name)
        described = self.styles.numbering_of(style) if style else None
        if described is None or self.numbering.level(described[0], min(depth, 8)) is None:
            number = plain_list(self.package, self.numbering, ordered=block.ordered)
        else:
            number = described[0]
        if block.ordered:
            number = self.numbering.restarted(number, start=block.start, level=min(depth, 8))
        for item in block.items:
            for position, inner in enumerate(item):
                if isinstance(inner, MdList):
                    yield from self._list(inner, model, level, depth + 1)
                    continue
                for element in self._block(inner, model, level):
                    if element.tag == P and isinstance(inner, MdParagraph):
                        self._restyle(element, name)
                        # A second paragraph of the same item is indented with it but has no number of its own.
                        renumber(element, number if position == 0 else 0, min(depth, 8))
                        if position:
                            _indent(element, depth + 1)
                    yield element

    def _table(self, block: MdTable, model: Element) -> Element:
        table = make(TBL)
        properties = make(W + "tblPr")
        style = self.styles.id_of("Table Grid", kind="table")
        if style:
            properties.append(make(W + "tblStyle", val=style))
        properties.append(make(W + "tblW", w="5000", type="pct"))
        if not style:
            properties.append(_borders())
        properties.append(make(W + "tblLook", val="0620", firstRow="1", noHBand="1", noVBand="1"))
        table.append(properties)
        texts = [["".join(run.text for run in cell) for cell in row] for row in block.rows]
        widths, numbers = column_widths(texts), number_columns(texts)
        grid = make(W + "tblGrid")
        grid.extend(make(W + "gridCol", w=str(9000 * width // WHOLE)) for width in widths)
        table.append(grid)
        for number, cells in enumerate(block.rows):
            table.append(self._row(cells, widths, numbers, model, header=number == 0))
        return table

    def _row(
        self,
        cells: tuple[tuple[MdRun, ...], ...],
        widths: list[int],
        numbers: frozenset[int],
        model: Element,
        *,
        header: bool,
    ) -> Element:
        row = make(TR)
        properties = make(W + "trPr")
        properties.append(make(W + "cantSplit"))
        if header:
            properties.append(make(W + "tblHeader"))
        row.append(properties)
        for index, width in enumerate(widths):
            cell = make(TC)
            cell_properties = make(W + "tcPr")
            cell_properties.append(make(W + "tcW", w=str(width), type="pct"))
            cell.append(cell_properties)
            runs = cells[index] if index < len(cells) else ()
            bold = tuple(run if run.note else replace(run, bold=True) for run in runs)
            cell.append(self._paragraph(bold if header else runs, self._cell_style(model, number=index in numbers)))
            row.append(cell)
        return row

    def _cell_style(self, model: Element, *, number: bool) -> Element | None:
        """Numbers stand under each other's last figure, where the template has a style for them."""
        styled = "Table Number" if number and self.styles.id_of("Table Number") else "Table Text"
        return self._style(styled, model)

    def _model_properties(self, model: Element) -> Element | None:
        properties = model.find(PPR)
        if properties is None:
            return None
        copied = copy.deepcopy(properties)
        for tag in (SECT_PR, W + "pageBreakBefore"):
            for child in copied.findall(tag):
                copied.remove(child)
        return copied

    def _style(self, name: str, model: Element) -> Element | None:
        style = self.styles.id_of(name)
        if style is None:
            return self._model_properties(model)
        properties = make(PPR)
        properties.append(make(W + "pStyle", val=style))
        return properties

    def _restyle(self, paragraph: Element, name: str) -> None:
        style = self.styles.id_of(name)
        if style is None:
            return
        properties = paragraph.find(PPR)
        if properties is not None:
            paragraph.remove(properties)
        properties = make(PPR)
        properties.append(make(W + "pStyle", val=style))
        paragraph.insert(0, properties)

    def _paragraph(self, runs: Iterable[MdRun], properties: Element | None, model: Element | None = None) -> Element:
        paragraph = make(P)
        if properties is not None:
            paragraph.append(properties)
        first = model.find(RUN) if model is not None else None
        look = first.find(RPR) if first is not None else None
        for run in runs:
            paragraph.append(self._note(run.note) if run.note else self._run(run, look))
        return paragraph

    def _note(self, text: tuple[MdParagraph, ...]) -> Element:
        must_be_in_body(self.package, self.part)
        footnotes = Footnotes(self.package)
        mark, note = footnotes.add()
        # A link in the note is a relation of the notes' own part.
        inner = replace(self, part=footnotes.part, styles=footnotes.styles)
        for number, block in enumerate(text):
            paragraph = inner._paragraph(block.runs, footnotes.paragraph_properties())
            if number == 0:
                footnotes.begin(paragraph)
            note.append(paragraph)
            self.notes.append(paragraph)
        return mark

    def _run(self, run: MdRun, look: Element | None) -> Element:
        element = make(RUN)
        properties = copy.deepcopy(look) if look is not None else make(RPR)
        for on, tag in ((run.bold, "b"), (run.italic, "i"), (run.strike, "strike")):
            if on and properties.find(W + tag) is None:
                _put_toggle(properties, tag)
        link_style = self.styles.id_of("Hyperlink", kind="character") if run.link else None
        if link_style:
            for old in properties.findall(W + "rStyle"):
                properties.remove(old)
            properties.insert(0, make(W + "rStyle", val=link_style))
        if len(properties):
            element.append(properties)
        element.extend(plain_runs(clean(run.text)))
        if not run.link:
            return element
        link = make(W + "hyperlink")
        link.set(R + "id", self.package.relate(self.part, kind="hyperlink", target=run.link, external=True))
        link.append(element)
        return link


_AFTER_OUTLINE = frozenset({W + tag for tag in ("divId", "cnfStyle", "rPr", "sectPr", "pPrChange")})


def _outline(level: int) -> Element:
    return make(W + "outlineLvl", val=str(level - 1))


_TOGGLE_ORDER = [W + tag for tag in ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike")]


def _put_toggle(properties: Element, tag: str) -> None:
    before = set(_TOGGLE_ORDER[: _TOGGLE_ORDER.index(W + tag)])
    properties.insert(sum(child.tag in before for child in properties), make(W + tag))


def _indent(paragraph: Element, depth: int) -> None:
    properties = paragraph.find(PPR)
    if properties is not None:
        for old in properties.findall(W + "ind"):
            properties.remove(old)
        numbering = properties.find(W + "numPr")
        at = properties.index(numbering) + 1 if numbering is not None else len(properties)
        properties.insert(at, make(W + "ind", left=str(ITEM_INDENT * depth), firstLine="0"))


def _borders() -> Element:
    borders = make(W + "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(make(W + side, val="single", sz="4", space="0", color="808080"))
    return borders
