"""Styckets ord. A paragraph as words over its runs, and the runs cut where a change of words begins and ends."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import CHARACTERS, RPR, RUN, SDT, SDT_CONTENT, SPACE, P, T, W, make
from kansli.doctemplates.words import TOKEN

HYPERLINK = W + "hyperlink"
_SYMBOL = W + "sym"
_THROUGH = frozenset(
    {HYPERLINK, SDT, SDT_CONTENT, *(W + name for name in ("smartTag", "fldSimple", "customXml", "bdo", "dir"))}
)
NOTE_REFERENCES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_SOLID = frozenset(
    {
        *NOTE_REFERENCES,
        *(W + name for name in ("drawing", "pict", "object", "ruby")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
    }
)
# No text in an XML document can hold this, so a picture is never taken for a word.
SOLID = "\0"


@dataclass(eq=False, slots=True)
class Piece:
    """Bit. One child of a run: its text, or the key of what is no text; neither for marks without width."""

    run: Element
    child: Element
    text: str
    solid: str


@dataclass(eq=False, slots=True)
class Token:
    """Ord. One word, stretch of space or sign, or one solid thing, and the pieces it is made of."""

    key: str
    parts: list[tuple[Piece, int, int]] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Unit:
    """Enhet. A run that holds at most one word (its index) or one mark without width (None), once the line is cut."""

    run: Element
    token: int | None
    origin: Element


class Line:
    """Rad. One paragraph's words; `describe` gives the key of a picture or another solid thing."""

    def __init__(self, paragraph: Element, describe: Callable[[Element], str]) -> None:
        self.paragraph = paragraph
        self.pieces = list(_pieces(paragraph, describe))
        self.tokens = list(_tokens(self.pieces))
        self.keys = [token.key for token in self.tokens]
        self.units: list[Unit] = []

    @property
    def text(self) -> str:
        """Text. With a key in place of each solid thing."""
        return "".join(self.keys)

    def cut(self) -> None:
        """Dela. Every run becomes one run for each word in it; `join` undoes what was not needed."""
        slices: dict[int, list[tuple[int, int, int]]] = {}
        for index, token in enumerate(self.tokens):
            for piece, start, end in token.parts:
                slices.setdefault(id(piece), []).append((index, start, end))
        for piece in self.pieces:
            for index, start, end in slices.get(id(piece), [(-1, 0, 0)]):
                child = piece.child
                if child.tag == T:
                    child = text_element(T, piece.text[start:end])
                run = same_look(piece.run)
                run.append(child)
                piece.run.addprevious(run)
                self.units.append(Unit(run, None if index < 0 else index, piece.run))
        for run in dict.fromkeys(piece.run for piece in self.pieces):
            run.getparent().remove(run)

    def join(self) -> None:
        """Foga ihop. Runs that came from the same run and still stand side by side are one run again."""
        groups: list[list[Unit]] = []
        for unit in self.units:
            before = groups[-1][-1] if groups else None
            if before is not None and before.origin is unit.origin and before.run.getnext() is unit.run:
                groups[-1].append(unit)
            else:
                groups.append([unit])
        for first, *rest in groups:
            _poured([unit.run for unit in rest], first.run)
            for unit in rest:
                unit.run = first.run

    def runs_of(self, start: int, end: int) -> list[Element]:
        """Löpningar. Those of the words in a range, with the codes of fields whose whole result is in it."""
        inside = {unit for unit in self.units if unit.token is not None and start <= unit.token < end}
        for first, last in self._fields():
            shown = [unit for unit in self.units[first : last + 1] if unit.token is not None]
            if shown and all(unit in inside for unit in shown):
                inside.update(self.units[first : last + 1])
        return [unit.run for unit in self.units if unit in inside]

    def in_field(self, start: int, end: int) -> bool:
        """I ett fält. Whether a change of these words (none: a place) is inside a result and not all of it."""
        for first, last in self._results():
            if start <= last and first < max(end, start + 1) and not (start <= first and last < end):
                return True
        return False

    def _results(self) -> Iterator[tuple[int, int]]:
        """The first and the last word of each field's result, complex or simple."""
        shown = [[unit.token for unit in self.units[first : last + 1]] for first, last in self._fields()]
        simple: dict[Element, list[int | None]] = {}
        for unit in self.units:
            for holder in unit.run.iterancestors(W + "fldSimple"):
                simple.setdefault(holder, []).append(unit.token)
        for each in (*shown, *simple.values()):
            words = [token for token in each if token is not None]
            if words:
                yield words[0], words[-1]

    def _fields(self) -> Iterator[tuple[int, int]]:
        """Where each complex field that begins and ends in this paragraph has its first and its last unit."""
        begun: list[int] = []
        for index, unit in enumerate(self.units):
            code = unit.run.find(W + "fldChar")
            kind = code.get(W + "fldCharType") if code is not None else None
            if kind == "begin":
                begun.append(index)
            elif kind == "end" and begun:
                yield begun.pop(), index

    def before(self, index: int) -> Element | None:
        """Löpningen före. The last run of the word before a place among the words."""
        return next((unit.run for unit in reversed(self.units) if unit.token is not None and unit.token < index), None)

    def after(self, index: int) -> Element | None:
        """Löpningen efter. The first run of the word after a place among the words."""
        return next((unit.run for unit in self.units if unit.token is not None and unit.token >= index), None)


def _pieces(element: Element, describe: Callable[[Element], str]) -> Iterator[Piece]:
    for child in element:
        if child.tag == RUN:
            for inner in child:
                if inner.tag != RPR:
                    yield _piece(child, inner, describe)
        elif child.tag in _THROUGH:
            yield from _pieces(child, describe)


def _piece(run: Element, child: Element, describe: Callable[[Element], str]) -> Piece:
    if child.tag == T:
        return Piece(run, child, child.text or "", "")
    if child.tag in CHARACTERS:
        return Piece(run, child, CHARACTERS[child.tag], "")
    if child.tag in _SOLID or child.tag == _SYMBOL:
        return Piece(run, child, "", SOLID + describe(child) + SOLID)
    return Piece(run, child, "", "")


def _tokens(pieces: list[Piece]) -> Iterator[Token]:
    """Words may run over several pieces: Word cuts its runs anywhere."""
    waiting: list[Piece] = []
    for piece in pieces:
        if piece.solid:
            yield from _words(waiting)
            waiting = []
            yield Token(piece.solid, [(piece, 0, 0)])
        elif piece.text:
            waiting.append(piece)
    yield from _words(waiting)


def _words(pieces: list[Piece]) -> Iterator[Token]:
    if len(pieces) == 1:
        for match in TOKEN.finditer(pieces[0].text):
            yield Token(match.group(), [(pieces[0], match.start(), match.end())])
    elif pieces:
        yield from _words_over(pieces)


def _words_over(pieces: list[Piece]) -> Iterator[Token]:
    starts, position = [], 0
    for piece in pieces:
        starts.append(position)
        position += len(piece.text)
    at = 0
    for match in TOKEN.finditer("".join(piece.text for piece in pieces)):
        token = Token(match.group())
        while at < len(pieces) and starts[at] + len(pieces[at].text) <= match.start():
            at += 1
        index = at
        while index < len(pieces) and starts[index] < match.end():
            start = max(match.start() - starts[index], 0)
            token.parts.append((pieces[index], start, min(match.end() - starts[index], len(pieces[index].text))))
            index += 1
        yield token


def same_look(run: Element) -> Element:
    """Likadan löpning. An empty run with the same properties."""
    made = make(RUN)
    look = run.find(RPR)
    if look is not None:
        made.append(copy.deepcopy(look))
    return made


def text_element(tag: str, text: str) -> Element:
    """Textelement. Its spaces at the edges are kept."""
    made = etree.Element(tag)
    made.text = text
    made.set(SPACE, "preserve")
    return made


def _poured(sources: list[Element], into: Element) -> None:
    """What the runs hold, in one of them; a text is written once, however many words it is put together of."""
    last = into[-1]
    texts = [last.text or ""]
    for source in sources:
        for child in [child for child in source if child.tag != RPR]:
            if child.tag == last.tag == T:
                texts.append(child.text or "")
                continue
            _written(last, texts)
            into.append(child)
            last, texts = child, [child.text or ""]
        source.getparent().remove(source)
    _written(last, texts)


def _written(child: Element, texts: list[str]) -> None:
    if child.tag == T and len(texts) > 1:
        child.text = "".join(texts)


def link_of(run: Element) -> Element | None:
    """Länken. The hyperlink the run stands in, None outside links."""
    for holder in run.iterancestors():
        if holder.tag == HYPERLINK:
            return holder
        if holder.tag == P:
            return None
    return None


def wrapped(runs: list[Element], mark: Callable[[], Element]) -> int:
    """Omslut. Runs that stand side by side share a mark; returns how many marks that took."""
    count = 0
    holder: Element | None = None
    for run in runs:
        if holder is None or holder.getnext() is not run:
            holder = mark()
            run.addprevious(holder)
            count += 1
        holder.append(run)
    return count


def place_between(before: Element | None, after: Element | None, paragraph: Element) -> tuple[Element, int]:
    """Plats. Where between two runs something can stand: the holder and the index; outside links where it may be."""
    if before is None and after is None:
        return paragraph, len(paragraph)
    if before is None or after is None:
        run = before if before is not None else after
        top = next(each for each in _upwards(run) if each.getparent() is paragraph)
        return paragraph, paragraph.index(top) + (before is not None)
    over = list(_upwards(after))
    for each in _upwards(before):
        if each.getparent() in over or each.getparent() is paragraph:
            holder = each.getparent()
            if before.getparent() is after.getparent():
                return holder, holder.index(after)
            return holder, holder.index(each) + 1
    return paragraph, len(paragraph)


def _upwards(element: Element | None) -> Iterator[Element]:
    while element is not None:
        yield element
        element = element.getparent()
