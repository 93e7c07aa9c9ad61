"""Märkning. Writes into the new document, in place, what came, and beside it what went, as tracked changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kansli.doctemplates.alignment import Span, align
from kansli.doctemplates.carry import Carrier, Side
from kansli.doctemplates.formatting import Formatting
from kansli.doctemplates.inside import blocks_in, describe, within
from kansli.doctemplates.ooxml import PPR, SECT_PR, TBL, TC, TR, P, W
from kansli.doctemplates.opc import Package
from kansli.doctemplates.pairing import Item, Step, pair_up
from kansli.doctemplates.revisions import mark_paragraph, mark_row
from kansli.doctemplates.striking import Marker, Striker, in_notes, is_picture, note_in, reference_of
from kansli.doctemplates.wordline import HYPERLINK, SOLID, Line, Token, link_of, place_between, wrapped

_ROW_END, _CELL_END = "\x1e", "\x1f"


@dataclass(slots=True)
class Marking:
    """Jämförelse i dokumentet. `new` is changed in place; `old` is only read."""

    old: Package
    new: Package
    mark: Marker
    carrier: Carrier = field(init=False)
    striker: Striker = field(init=False)
    formatting: Formatting = field(init=False)
    pictures: int = 0
    _notes_done: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.carrier = Carrier(Side(self.old, self.old.main), Side(self.new, self.new.main))
        self.striker = Striker(self.carrier, self.mark)
        self.formatting = Formatting(self.carrier)

    def bodies(self) -> None:
        """Brödtexterna. The main text and every note it refers to."""
        old, new = (package.xml(package.main).find(W + "body") for package in (self.old, self.new))
        if old is not None and new is not None:
            self._container(old, new)

    def unmarked(self) -> tuple[str, ...]:
        """Det som inte är text. Formatting that is not marked, and pictures, which are marked but hold no text."""
        counted = ((self.pictures, "har kommit till"), (self.striker.pictures, "har tagits bort"))
        told = tuple(f"Bilder eller figurer som {what}: {count}." for count, what in counted if count)
        return told + self.formatting.sentences()

    def _container(self, old: Element, new: Element, *, lone_pairs: bool = False) -> None:
        before, after = self._blocks(old, self.carrier.old), self._blocks(new, self.carrier.new)
        steps = pair_up(
            [each.item for each in before], [each.item for each in after], lone_pairs=lone_pairs, moves=False
        )
        self._learn_lists(steps, before, after)
        first = next(blocks_in(new), None)
        last: Element | None = None
        for step in steps:
            was = before[step.old] if step.old is not None else None
            now = after[step.new] if step.new is not None else None
            if now is not None:
                last = now.element
            if was is not None and now is not None:
                self._both(was, now)
            elif now is not None:
                self._inserted(now.element)
            elif was is not None:
                last = _placed(self.striker.block(was.element), new, last, first)

    def _blocks(self, container: Element, side: Side) -> list[_Block]:
        found = [_Block(element, Item("", ""), self._line(element, side)) for element in blocks_in(container)]
        for block in found:
            kind = "text" if block.line is not None else "table"
            block.item = Item(
                kind, block.line.text if block.line is not None else self._table_text(block.element, side)
            )
        return [block for block in found if block.item.text]

    def _line(self, element: Element, side: Side) -> Line | None:
        return Line(element, lambda child: describe(child, side)) if element.tag == P else None

    def _table_text(self, table: Element, side: Side) -> str:
        texts = [self._row_text(row, side) for row in within(table, TR)]
        return _ROW_END.join(texts) if any(text.strip(_CELL_END) for text in texts) else ""

    def _row_text(self, row: Element, side: Side) -> str:
        return _CELL_END.join(
            "\n".join(block.item.text for block in self._blocks(cell, side)) for cell in within(row, TC)
        )

    def _learn_lists(self, steps: list[Step], before: list[_Block], after: list[_Block]) -> None:
        """A deleted item of a list that goes on keeps its place in that list."""
        for step in steps:
            if step.old is not None and step.new is not None:
                was, now = (
                    block.element.find(f"{PPR}/{W}numPr/{W}numId") for block in (before[step.old], after[step.new])
                )
                if was is not None and now is not None:
                    self.carrier.lists.setdefault(was.get(W + "val") or "", now.get(W + "val") or "")

    def _both(self, was: _Block, now: _Block) -> None:
        if was.line is not None and now.line is not None:
            self._words(was.line, now.line)
        else:
            self._rows(was.element, now.element)

    def _rows(self, old: Element, new: Element) -> None:
        rows, others = list(within(old, TR)), list(within(new, TR))
        steps = pair_up(
            [self._row_item(row, self.carrier.old) for row in rows],
            [self._row_item(row, self.carrier.new) for row in others],
            lone_pairs=True,
            moves=False,
        )
        last: Element | None = None
        for step in steps:
            if step.old is not None and step.new is not None:
                last = others[step.new]
                for was, now in zip(within(rows[step.old], TC), within(last, TC), strict=True):
                    self._container(was, now, lone_pairs=True)
            elif step.new is not None:
                last = others[step.new]
                self._inserted_row(last)
            elif step.old is not None:
                last = _placed(self.striker.row(rows[step.old]), new, last, others[0] if others else None)

    def _row_item(self, row: Element, side: Side) -> Item:
        return Item(f"row {sum(1 for _ in within(row, TC))}", self._row_text(row, side))

    def _words(self, was: Line, now: Line) -> None:
        spans = align(was.keys, now.keys)
        self.formatting.compare(was, now, spans)
        for span in spans:
            for i, j in zip(range(span.old_start, span.old_end), range(span.new_start, span.new_end), strict=False):
                if span.equal and now.keys[j].startswith(SOLID):
                    self._same_note(was.tokens[i], now.tokens[j])
        if all(span.equal for span in spans):
            return
        now.cut()
        changed = [span for span in spans if not span.equal]
        if any(now.in_field(span.new_start, span.new_end) for span in changed):
            self.formatting.in_field(now)
        for span in changed:
            self._changed(was, now, span)
        now.join()

    def _changed(self, was: Line, now: Line, span: Span) -> None:
        if span.old_end > span.old_start:
            self._strike(was, span, now)
        for token in now.tokens[span.new_start : span.new_end]:
            self.pictures += is_picture(token)
            self._new_note(token)
        wrapped(now.runs_of(span.new_start, span.new_end), lambda: self.mark("ins"))

    def _strike(self, was: Line, span: Span, now: Line) -> None:
        groups = self.striker.struck(was.tokens[span.old_start : span.old_end])
        before, after = now.before(span.new_start), now.after(span.new_start)
        links = [link for link, _ in groups]
        beside = self._same_link(links, before, after)
        if beside is not None:
            holder = beside.getparent()
            at = holder.index(beside) + (beside is before)
        else:
            holder, at = place_between(before, after, now.paragraph)
        inside = holder.tag == HYPERLINK or link_of(holder) is not None
        for offset, (link, runs) in enumerate(groups):
            holder.insert(at + offset, self.striker.group(None if inside else link, runs))

    def _same_link(self, links: list[Element | None], before: Element | None, after: Element | None) -> Element | None:
        """The run beside which struck text of one link stands, where that run is in a link to the same place."""
        if not links or any(link is None for link in links):
            return None
        addresses = {self.carrier.address(self.carrier.old, link) for link in links if link is not None}
        for run in (before, after):
            link = link_of(run) if run is not None else None
            if link is not None and addresses == {self.carrier.address(self.carrier.new, link)}:
                return run
        return None

    def _inserted(self, element: Element) -> None:
        if element.tag == TBL:
            for row in within(element, TR):
                self._inserted_row(row)
            return
        mark_paragraph(element, self.mark("ins"))
        self._new_words(element)

    def _new_words(self, paragraph: Element) -> None:
        line = Line(paragraph, lambda child: describe(child, self.carrier.new))
        if line.tokens:
            line.cut()
            self._changed(line, line, Span(False, 0, 0, 0, len(line.tokens)))
            line.join()

    def _inserted_row(self, row: Element) -> None:
        mark_row(row, self.mark("ins"))
        for cell in within(row, TC):
            for element in blocks_in(cell):
                self._inserted(element)

    # Notes: a reference is one word of its paragraph; what the note says is compared on its own.

    def _same_note(self, was: Token, now: Token) -> None:
        old, new = reference_of(was), reference_of(now)
        if old is not None and new is not None:
            kind, number = new
            before, after = note_in(self.carrier.old, *old), note_in(self.carrier.new, kind, number)
            if before is not None and after is not None and (kind, number) not in self._notes_done:
                self._notes_done.add((kind, number))
                with in_notes(self.carrier, kind):
                    self._container(before, after, lone_pairs=True)

    def _new_note(self, token: Token) -> None:
        reference = reference_of(token)
        note = note_in(self.carrier.new, *reference) if reference is not None else None
        if reference is not None and note is not None and reference not in self._notes_done:
            self._notes_done.add(reference)
            with in_notes(self.carrier, reference[0]):
                for element in blocks_in(note):
                    if element.tag == P:
                        self._new_words(element)
                    else:
                        self._inserted(element)


@dataclass(slots=True)
class _Block:
    element: Element
    item: Item
    line: Line | None


def _placed(made: Element, container: Element, last: Element | None, first: Element | None) -> Element:
    """After what came last, else before what comes first; what closes the body stays at its end."""
    first = container.find(SECT_PR) if first is None else first
    if last is not None:
        last.addnext(made)
    elif first is not None:
        first.addprevious(made)
    else:
        container.append(made)
    return made
