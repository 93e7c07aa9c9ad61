"""Word-textens bitar. What the runs of a paragraph say: looks, links, fields, notes, and what is beyond a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kansli.doctemplates.looks import NOTHING, Look, look_of, looks_of
from kansli.doctemplates.losses import Losses
from kansli.doctemplates.markdown_in import address
from kansli.doctemplates.ooxml import (
    CHARACTERS,
    FALLBACK,
    MC,
    PPR,
    RPR,
    RUN,
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
from kansli.doctemplates.prose import MdParagraph, MdRun, tidy
from kansli.doctemplates.styles import style_of

GONE = frozenset({W + "del", W + "moveFrom", FALLBACK, PPR, RPR})
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OUTSIDE_TEXT = {W + "drawing": "picture", W + "pict": "picture", W + "object": "object"}
_NOTES = {W + "footnoteReference": ("footnotes", "footnote"), W + "endnoteReference": ("endnotes", "endnote")}
_FIELD_MARKS = frozenset({W + "fldChar", W + "instrText"})
_ADDRESS = re.compile(r'^\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)


class WordSource:
    """Källa. What the runs of one document point to: addresses, notes and styles."""

    def __init__(self, package: Package) -> None:
        self.package, self.looks = package, looks_of(package)
        self._links: dict[str, dict[str, str]] = {}
        self._notes: dict[tuple[str, str], tuple[str, Element]] = {}
        for kind, entry in _NOTES.values():
            for name in package.related(package.main, kind):
                for note in package.xml(name).iter(W + entry):
                    self._notes[entry, note.get(W + "id") or ""] = (name, note)

    def address_of(self, part: str, relation: str) -> str:
        """Länkens adress. Empty where the relation is not there."""
        if part not in self._links:
            self._links[part] = {known.id: known.target for known in self.package.relations(part) if known.external}
        return self._links[part].get(relation, "")

    def note_of(self, tag: str, identifier: str) -> tuple[str, Element] | None:
        """Fotnot. The part and the element of a note, by the tag that points to it."""
        return self._notes.get((_NOTES[tag][1], identifier))


@dataclass(slots=True)
class _Field:
    """An open field: its code so far, whether its result has begun, and the words of that."""

    code: str = ""
    shown: bool = False
    result: str = ""

    def address(self) -> str:
        match = _ADDRESS.match(self.code)
        return address(match.group(1)) if match else ""


class WordRuns:
    """Textbitar. Of the paragraphs of one part, in one style; a field may reach over several."""

    def __init__(self, source: WordSource, losses: Losses, base: Look, *, part: str, style: str | None) -> None:
        self.source, self.losses, self.base = source, losses, base
        self.part, self.style = part, style
        self._fields: list[_Field] = []

    def of(self, paragraph: Element) -> Iterator[MdRun]:
        """Läs. The runs as they stand, not yet tidied."""
        yield from self._walk(paragraph, "")
        # A table of contents begins in one paragraph and ends in another.
        while self._fields:
            self._end_field()

    def _walk(self, element: Element, link: str) -> Iterator[MdRun]:
        for child in element:
            tag = child.tag
            if tag == RUN:
                yield from self._run(child, link)
            elif tag == W + "hyperlink":
                yield from self._walk(child, link or self._link(child))
            elif tag == W + "fldSimple":
                yield from self._walk(child, link or self._field(child))
            elif tag.startswith(MATH):
                self.losses.add("equation", words_of(child))
                yield MdRun("".join(child.itertext(MATH + "t")))
            elif tag not in GONE and len(child):
                yield from self._walk(child, link)

    def _link(self, element: Element) -> str:
        relation = element.get(R + "id") or ""
        target = self.source.address_of(self.part, relation) if relation else ""
        found = address(target) if target else ""
        if not found:
            self.losses.add("other_link" if target else "inner_link", words_of(element))
        return found

    def _field(self, element: Element) -> str:
        """The address of a field in one piece; told where it is of any other kind."""
        found = _Field(element.get(W + "instr") or "").address()
        if not found:
            self.losses.add("field", words_of(element))
        return found

    def _run(self, run: Element, link: str) -> Iterator[MdRun]:
        properties = run.find(RPR)
        own = look_of(properties)
        styled = (
            self.source.looks.of_character(child_value(properties, W + "rStyle")) if properties is not None else NOTHING
        )
        text = ""
        for child in run:
            tag = child.tag
            if tag == RPR or (tag not in _FIELD_MARKS and any(not open_field.shown for open_field in self._fields)):
                continue
            if tag not in _FIELD_MARKS and tag not in _NOTES:
                text += self._characters(child, text)
                continue
            if text:
                yield self._made(text, own, styled, link)
                text = ""
            if tag in _NOTES:
                yield from self._note(child)
            else:
                self._field_mark(child)
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
        for open_field in self._fields:
            open_field.result += text
        if own is not NOTHING:
            self.losses.text(text, own, self.source.looks.of_paragraph(self.style), linked=bool(link))
        else:
            self.losses.text(text, own, NOTHING, linked=bool(link))
        base = self.base
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
                self._fields[-1].code += element.text or ""
            return
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
        elif kind == "end" and self._fields:
            self._end_field()

    def _end_field(self) -> None:
        ended = self._fields.pop()
        if not ended.address():
            self.losses.add("field", ended.result or ended.code.strip())

    def _field_link(self) -> str:
        return next(filter(None, (open_field.address() for open_field in reversed(self._fields))), "")

    def _note(self, mark: Element) -> Iterator[MdRun]:
        found = self.source.note_of(mark.tag, mark.get(W + "id") or "")
        if found is None:
            return
        part, note = found
        paragraphs = []
        for paragraph in note.iter(P):
            runs = tidy(run for run in self._in_note(part, style_of(paragraph)).of(paragraph) if not run.note)
            if runs:
                paragraphs.append(MdParagraph(runs))
        if mark.tag == W + "endnoteReference":
            self.losses.add("endnote", words_of(note))
        if paragraphs:
            yield MdRun("", note=tuple(paragraphs))
        else:
            self.losses.add("empty_note", "")

    def _in_note(self, part: str, style: str | None) -> WordRuns:
        return WordRuns(self.source, self.losses, self.base, part=part, style=style)

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
            self.losses.add("text_box", " ".join(words_of(box) for box in boxes))
        else:
            described = next((found.get("descr") or found.get("name") or "" for found in element.iter()
                              if found.tag.endswith("}docPr")), "")  # fmt: skip
            self.losses.add(kind, described)


def words_of(element: Element) -> str:
    """Orden. All that an element says, its paragraphs apart by a space."""
    if element.tag.startswith(MATH):
        return "".join(element.itertext(MATH + "t"))
    if element.tag == P:
        return text_of(element)
    paragraphs = [text_of(paragraph) for paragraph in element.iter(P)]
    return " ".join(filter(None, paragraphs)) if paragraphs else "".join(element.itertext(T))
