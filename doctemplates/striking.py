"""Struket. What went, copied from the old document as deleted text that the new one can hold."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from lxml.etree import _Element as Element

from kansli.doctemplates.carry import Carrier, Side
from kansli.doctemplates.inside import blocks_in, describe, within
from kansli.doctemplates.ooxml import PPR, RUN, TBL, TC, TR, P, T, W, make
from kansli.doctemplates.revisions import mark_paragraph, mark_row
from kansli.doctemplates.wordline import NOTE_REFERENCES, SOLID, Line, Piece, Token, link_of, same_look, text_element

_Part = tuple[Piece, int, int]


@dataclass(slots=True)
class Marker:
    """Märke. Numbers the marks of one comparison and signs them all with the same name and time."""

    author: str
    date: str
    number: int
    count: int = 0

    def __call__(self, kind: str) -> Element:
        """Nytt märke. `ins` or `del`."""
        self.number += 1
        self.count += 1
        return make(W + kind, id=str(self.number), author=self.author, date=self.date)


@dataclass(slots=True)
class Striker:
    """Strykning. Makes deletions for the new document of what the old one had."""

    carrier: Carrier
    mark: Marker
    pictures: int = 0

    def group(self, link: Element | None, runs: list[Element]) -> Element:
        """Grupp. Struck runs under one mark, inside a copy of the link they stood in."""
        struck = self.mark("del")
        struck.extend(runs)
        if link is None:
            return struck
        holder = self.carrier.link(link)
        holder.append(struck)
        return holder

    def struck(self, tokens: list[Token]) -> list[tuple[Element | None, list[Element]]]:
        """Struket. The old words as runs of deleted text, by the link they stood in."""
        self.pictures += sum(map(is_picture, tokens))
        parts = [part for token in tokens for part in token.parts]
        groups: list[tuple[Element | None, list[Element]]] = []
        for run, group in groupby(parts, key=lambda part: part[0].run):
            made = self.carrier.look(same_look(run))
            for piece, start, end in _whole(group):
                self._child(made, piece.child, piece.text[start:end])
            link = link_of(run)
            if not groups or groups[-1][0] is not link:
                groups.append((link, []))
            groups[-1][1].append(made)
        return groups

    def _child(self, run: Element, child: Element, text: str) -> None:
        kind = NOTE_REFERENCES.get(child.tag)
        if child.tag == T:
            last = run[-1] if len(run) else None
            if last is not None and last.tag == W + "delText":
                last.text = (last.text or "") + text
            else:
                run.append(text_element(W + "delText", text))
        elif kind is not None:
            run.append(make(child.tag, id=self._carried_note(kind, child.get(W + "id") or "")))
        elif child.tag.startswith(W) and not len(child):
            run.append(self.carrier.deleted(child))
        else:
            run.append(self.carrier.solid(child))

    def block(self, element: Element) -> Element:
        """Block. A whole paragraph with its mark, or a whole table row by row."""
        if element.tag == TBL:
            made = make(TBL)
            made.extend(copy.deepcopy(child) for child in element if child.tag in {W + "tblPr", W + "tblGrid"})
            for style in made.findall(f"{W}tblPr/{W}tblStyle"):
                self.carrier.restyle_table(style)
            made.extend(self.row(row) for row in within(element, TR))
            return made
        paragraph = self._paragraph(element)
        mark_paragraph(paragraph, self.mark("del"))
        return paragraph

    def _paragraph(self, element: Element) -> Element:
        made = self.carrier.paragraph(element)
        line = Line(element, lambda child: describe(child, self.carrier.old))
        made.extend(self.group(link, runs) for link, runs in self.struck(line.tokens))
        return made

    def row(self, row: Element) -> Element:
        """Rad. A whole table row with everything in its cells."""
        made = make(TR)
        made.extend(copy.deepcopy(child) for child in row if child.tag in {W + "tblPrEx", W + "trPr"})
        mark_row(made, self.mark("del"))
        for cell in within(row, TC):
            copied = make(TC)
            copied.extend(copy.deepcopy(child) for child in cell if child.tag == W + "tcPr")
            copied.extend(self.block(element) for element in blocks_in(cell))
            if not len(copied) or copied[-1].tag != P:
                copied.append(make(P))
            made.append(copied)
        return made

    def _carried_note(self, kind: str, number: str) -> str:
        """The old note's text as struck text in a note of its own; returns that note's number."""
        note = note_in(self.carrier.old, kind, number)
        root = self.carrier.notes_of_new(kind)
        free = str(max([int(each.get(W + "id") or 0) for each in root] + [0]) + 1)
        made = make(W + kind, id=free)
        root.append(made)
        with in_notes(self.carrier, kind):
            for element in blocks_in(note) if note is not None else ():
                made.append(self._paragraph(element) if element.tag == P else self.block(element))
        if not len(made) or made[-1].tag != P:
            made.append(make(P))
        figure = make(RUN)
        figure.append(make(W + f"{kind}Ref"))
        opening = next(made.iter(P))
        opening.insert(1 if len(opening) and opening[0].tag == PPR else 0, figure)
        return free


def _whole(parts: Iterable[_Part]) -> Iterator[_Part]:
    """Words that follow each other in one text as one stretch, so that the text is not written again for each word."""
    waiting: _Part | None = None
    for piece, start, end in parts:
        if waiting is not None and waiting[0] is piece and waiting[2] == start:
            waiting = (piece, waiting[1], end)
            continue
        if waiting is not None:
            yield waiting
        waiting = (piece, start, end)
    if waiting is not None:
        yield waiting


@contextmanager
def in_notes(carrier: Carrier, kind: str) -> Iterator[None]:
    """I noterna. Links and pictures belong to the part they stand in: for a while that is the notes."""
    parts = (carrier.old.part, carrier.new.part)
    for side in (carrier.old, carrier.new):
        side.part = next(iter(side.package.related(side.package.main, f"{kind}s")), side.part)
    try:
        yield
    finally:
        carrier.old.part, carrier.new.part = parts


def note_in(side: Side, kind: str, number: str) -> Element | None:
    """Noten. With the number that a reference names; None where there is none."""
    for name in side.package.related(side.package.main, f"{kind}s"):
        for note in side.package.xml(name).iter(W + kind):
            if note.get(W + "id") == number:
                return note
    return None


def reference_of(token: Token) -> tuple[str, str] | None:
    """Hänvisning. The kind and number of the note that a word refers to; None for every other word."""
    child = token.parts[0][0].child
    kind = NOTE_REFERENCES.get(child.tag)
    return (kind, child.get(W + "id") or "") if kind is not None else None


def is_picture(token: Token) -> bool:
    """Bild. A picture, drawing or other thing that is no text and no note."""
    return token.key.startswith(SOLID) and reference_of(token) is None
