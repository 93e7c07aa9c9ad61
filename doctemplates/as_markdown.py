"""Word som Markdown. What a stretch of a Word document says in the one subset, and what it says beyond it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kansli.doctemplates.lists import ITEM_INDENT
from kansli.doctemplates.looks import NOTHING, Look, look_of, looks_of
from kansli.doctemplates.losses import Losses
from kansli.doctemplates.markdown_in import address
from kansli.doctemplates.markdown_out import write
from kansli.doctemplates.marks import control_name
from kansli.doctemplates.numbering import Counter, Numbering
from kansli.doctemplates.ooxml import (
    CHARACTERS,
    FALLBACK,
    MC,
    PPR,
    RPR,
    RUN,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    SECT_PR,
    TBL,
    TC,
    TR,
    TXBX,
    P,
    R,
    T,
    W,
    child_value,
    symbol,
    text_of,
)
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prose import MdBlock, MdHeading, MdList, MdParagraph, MdQuote, MdRun, MdTable, canonical, tidy
from kansli.doctemplates.styles import heading_level_of, style_of, styles_of

_GONE = frozenset({W + "del", W + "moveFrom", FALLBACK, PPR, RPR})
_OUTSIDE_TEXT = {W + "drawing": "picture", W + "pict": "picture", W + "object": "object"}
_NOTES = {W + "footnoteReference": ("footnotes", "footnote"), W + "endnoteReference": ("endnotes", "endnote")}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FIELD_MARKS = frozenset({W + "fldChar", W + "instrText"})
_STYLED_DEPTH = re.compile(r"List (?:Bullet|Number|Continue) ([2-9])$", re.IGNORECASE)
_ADDRESS = re.compile(r'^\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_SLACK = 5
_CONTINUED = ("list continue", "list paragraph")


@dataclass(frozen=True, slots=True)
class Prose:
    """Löpande text ur Word. Its Markdown, its blocks, and Swedish sentences for what the subset cannot hold."""

    markdown: str
    blocks: tuple[MdBlock, ...]
    lost: tuple[str, ...]


class WordProse:
    """Word-text. Reads stretches of one document; lists keep the numbers they have in the whole of it."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles, self.looks = styles_of(package), looks_of(package)
        numbering = package.related(package.main, "numbering")
        self.numbering = Numbering(package.xml(numbering[0]) if numbering else None, self.styles)
        self._links: dict[str, dict[str, str]] = {}
        self._notes: dict[tuple[str, str], tuple[str, Element]] = {}
        for kind, entry in _NOTES.values():
            for name in package.related(package.main, kind):
                for note in package.xml(name).iter(W + entry):
                    self._notes[entry, note.get(W + "id") or ""] = (name, note)
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
        """Läs. Paragraphs and tables in order, as Markdown; `base` is how the template's own text was set."""
        reading = _Reading(self, Losses(base), base or NOTHING)
        blocks = canonical(reading.blocks(elements))
        return Prose(write(blocks), blocks, reading.losses.said())

    def number_of(self, paragraph: Element) -> tuple[int, int, int] | None:
        """Lista, nivå och nummer. None for what is in no list."""
        return self._numbers.get(paragraph)

    def address_of(self, part: str, relation: str) -> str:
        """Länkens adress. Empty where the relation is not there."""
        if part not in self._links:
            self._links[part] = {known.id: known.target for known in self.package.relations(part) if known.external}
        return self._links[part].get(relation, "")

    def note_of(self, tag: str, identifier: str) -> tuple[str, Element] | None:
        """Fotnot. The part and the element of a note, by the tag that points to it."""
        return self._notes.get((_NOTES[tag][1], identifier))


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
                self.losses.add("contents", _words(element))
            content = element.find(SDT_CONTENT)
            for child in content if content is not None else ():
                self._element(child)
        elif tag.startswith(_MATH):
            self.losses.add("equation", _words(element))
        elif tag not in _GONE and len(element):
            for child in element:
                self._element(child)

    def _paragraph(self, paragraph: Element) -> None:
        document = self.document
        style = style_of(paragraph)
        runs = tuple(_Runs(self, document.package.main, style).of(paragraph))
        self._paragraph_losses(paragraph, style)
        if not tidy(runs):
            return
        level = heading_level_of(paragraph, document.styles)
        listed = document.number_of(paragraph)
        if level:
            self._add(MdHeading(runs, level))
        elif listed is not None:
            self._item(listed, style, runs)
        elif document.looks.is_quote(style):
            self._add(MdQuote((MdParagraph(runs),)))
        elif self._open and self._continues_item(paragraph, style):
            self._open[-1].items[-1].append(MdParagraph(runs))
        else:
            self._add(MdParagraph(runs))

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
            if not left.isdigit() or left == "0":
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
        if level.isdigit() and level != "0":
            return int(level)
        steps, rest = divmod(left + _SLACK, ITEM_INDENT)
        return max(steps - 1, 0) if rest <= 2 * _SLACK else len(self._open) - 1

    def _paragraph_losses(self, paragraph: Element, style: str | None) -> None:
        properties = paragraph.find(PPR)
        if properties is None:
            return
        side = child_value(properties, W + "jc") or ""
        if side in {"center", "right", "end"} and side != self.document.looks.alignment(style):
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
        words = _words(cell)
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
            found = tidy(_Runs(self, self.document.package.main, style).of(paragraph))
            self._paragraph_losses(paragraph, style)
            if self.document.number_of(paragraph) is not None and found:
                self.losses.add("cell_list", words)
            if found:
                runs += [MdRun(" "), *found] if runs else found
                lines += 1 + sum(run.text.count("\n") for run in found)
        if lines > 1:
            self.losses.add("cell_lines", words)
        yield tuple(runs)
        for _ in range(min(int(span), 60) - 1 if span.isdigit() else 0):
            yield ()


class _Runs:
    """Textbitarna i ett stycke."""

    def __init__(self, reading: _Reading, part: str, style: str | None) -> None:
        self.reading, self.part = reading, part
        self.losses, self.looks = reading.losses, reading.document.looks
        self.style = style
        # Open fields: their code so far, and whether their result has begun.
        self._fields: list[tuple[str, bool]] = []

    def of(self, paragraph: Element) -> Iterator[MdRun]:
        return self._walk(paragraph, "")

    def _walk(self, element: Element, link: str) -> Iterator[MdRun]:
        for child in element:
            tag = child.tag
            if tag == RUN:
                yield from self._run(child, link)
            elif tag == W + "hyperlink":
                yield from self._walk(child, link or self._link(child))
            elif tag == W + "fldSimple":
                yield from self._walk(child, link or self._field(child.get(W + "instr") or "", child))
            elif tag.startswith(_MATH):
                self.losses.add("equation", _words(child))
                yield MdRun("".join(child.itertext(_MATH + "t")))
            elif tag not in _GONE and len(child):
                yield from self._walk(child, link)

    def _link(self, element: Element) -> str:
        relation = element.get(R + "id") or ""
        target = self.reading.document.address_of(self.part, relation) if relation else ""
        words = _words(element)
        if not target:
            self.losses.add("inner_link", words)
            return ""
        found = address(target)
        if not found:
            self.losses.add("other_link", words)
        return found

    def _field(self, code: str, element: Element | None) -> str:
        match = _ADDRESS.match(code)
        if match:
            found = address(match.group(1))
            if found:
                return found
        self.losses.add("field", _words(element) if element is not None else code.strip())
        return ""

    def _run(self, run: Element, link: str) -> Iterator[MdRun]:
        properties = run.find(RPR)
        own = look_of(properties)
        styled = self.looks.of_character(child_value(properties, W + "rStyle")) if properties is not None else NOTHING
        text = ""
        for child in run:
            tag = child.tag
            if tag in _FIELD_MARKS:
                self._field_mark(child)
            elif tag == RPR or any(not shown for _, shown in self._fields):
                continue
            elif tag in _NOTES:
                if text:
                    yield self._made(text, own, styled, link)
                    text = ""
                yield from self._note(child)
            else:
                text += self._characters(child, text)
        if text:
            yield self._made(text, own, styled, link)

    def _characters(self, element: Element, before: str) -> str:
        tag = element.tag
        if tag == T:
            return element.text or ""
        if tag == W + "sym":
            return symbol(element)
        if tag not in CHARACTERS:
            self._beyond(element)
            return ""
        if tag == W + "br" and element.get(W + "type") in {"page", "column"}:
            self.losses.add("page_break", before)
            return ""
        return CHARACTERS[tag]

    def _made(self, text: str, own: Look, styled: Look, link: str) -> MdRun:
        link = link or self._field_link()
        if own is not NOTHING:
            self.losses.text(text, own, self.looks.of_paragraph(self.style), linked=bool(link))
        else:
            self.losses.text(text, own, NOTHING, linked=bool(link))
        base = self.reading.base
        return MdRun(
            text,
            bool(own.bold if own.bold is not None else styled.bold) and not base.bold,
            bool(own.italic if own.italic is not None else styled.italic) and not base.italic,
            bool(own.strike if own.strike is not None else styled.strike) and not base.strike,
            link,
        )

    def _field_mark(self, element: Element) -> None:
        if element.tag == W + "instrText":
            if self._fields:
                code, shown = self._fields[-1]
                self._fields[-1] = (code + (element.text or ""), shown)
            return
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(("", False))
        elif kind == "separate" and self._fields:
            code = self._fields[-1][0]
            self._fields[-1] = (code, True)
            self._field(code, None)
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field_link(self) -> str:
        for code, _ in reversed(self._fields):
            match = _ADDRESS.match(code)
            if match:
                return address(match.group(1))
        return ""

    def _note(self, mark: Element) -> Iterator[MdRun]:
        found = self.reading.document.note_of(mark.tag, mark.get(W + "id") or "")
        if found is None:
            return
        part, note = found
        paragraphs = []
        for paragraph in note.iter(P):
            runs = tidy(run for run in _Runs(self.reading, part, style_of(paragraph)).of(paragraph) if not run.note)
            if runs:
                paragraphs.append(MdParagraph(runs))
        if mark.tag == W + "endnoteReference":
            self.losses.add("endnote", _words(note))
        if paragraphs:
            yield MdRun("", note=tuple(paragraphs))
        else:
            self.losses.add("empty_note", "")

    def _beyond(self, element: Element) -> None:
        """A picture, a text box or an object: its words are told, since they do not come along."""
        if element.tag == MC + "AlternateContent":
            choice = element.find(MC + "Choice")
            for child in choice if choice is not None else ():
                self._beyond(child)
            return
        kind = _OUTSIDE_TEXT.get(element.tag)
        if kind is None:
            return
        boxes = list(element.iter(TXBX))
        if boxes:
            self.losses.add("text_box", " ".join(_words(box) for box in boxes))
        else:
            described = next((found.get("descr") or found.get("name") or "" for found in element.iter()
                              if found.tag.endswith("}docPr")), "")  # fmt: skip
            self.losses.add(kind, described)


def _words(element: Element) -> str:
    if element.tag.startswith(_MATH):
        return "".join(element.itertext(_MATH + "t"))
    if element.tag == P:
        return text_of(element)
    paragraphs = [text_of(paragraph) for paragraph in element.iter(P)]
    return " ".join(filter(None, paragraphs)) if paragraphs else "".join(element.itertext(T))


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also inside content controls, never those of a nested table."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in {TC, TR, TBL, P} and child.tag not in _GONE and len(child):
            yield from _within(child, tag)
