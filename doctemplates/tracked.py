"""Anmärkningar i ett dokument. What people changed with Word's tracking, and their comments: who, when and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, RPR, P, T, W, text_of
from kansli.doctemplates.opc import Package

Kind = Literal["insert", "delete", "format", "move"]

_FORMATS = tuple(
    W + name
    for name in ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange", "tblGridChange",
                 "tblPrExChange", "numberingChange")
)  # fmt: skip
_KINDS: dict[str, Kind] = {W + "ins": "insert", W + "del": "delete", W + "moveTo": "move"}
_KINDS |= dict.fromkeys(_FORMATS, "format")
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}
_PROPERTIES = {RPR, W + "trPr", PPR}
_MARK = "¶"


@dataclass(frozen=True, slots=True)
class Change:
    """Ändring. One tracked change, and where in the body it stands: itself, or the mark of the note it is in."""

    kind: Kind
    author: str
    date: str
    text: str
    element: Element


def changes(package: Package) -> list[Change]:
    """Lista. Of the body and then its notes, in order; what one person changed in one go in a paragraph is one."""
    main = package.main
    references = _references(package.xml(main))
    found = _changes_in(package.xml(main))
    for kind, entry in _NOTES.items():
        for name in package.related(main, kind):
            for note in package.xml(name).iter(W + entry):
                place = references.get((entry, note.get(W + "id") or ""))
                found += [replace(change, element=place) for change in _changes_in(note)] if place is not None else []
    return found


def _references(root: Element) -> dict[tuple[str, str], Element]:
    """Where in the body each note is pointed to."""
    return {
        (entry, mark.get(W + "id") or ""): mark
        for entry in _NOTES.values()
        for mark in root.iter(f"{W}{entry}Reference")
    }


def _changes_in(root: Element) -> list[Change]:
    found: list[Change] = []
    for element in root.iter(*_KINDS):
        text = _text(element)
        author, date = element.get(W + "author") or "", element.get(W + "date") or ""
        made = Change(_KINDS[element.tag], author, date, text, element)
        before = found[-1] if found else None
        if before is not None and _same_go(before, made):
            found[-1] = Change(made.kind, author, date, before.text + text, before.element)
        elif text:
            found.append(made)
    return found


def _same_go(before: Change, after: Change) -> bool:
    same = (before.kind, before.author, before.date) == (after.kind, after.author, after.date)
    return same and _paragraph(before.element) is _paragraph(after.element) is not None


def _paragraph(element: Element) -> Element | None:
    return next(element.iterancestors(P), None)


def _text(element: Element) -> str:
    parent = element.getparent()
    if element.tag in _FORMATS:
        holder = parent.getparent()
        return _words(holder) if holder is not None else ""
    if parent.tag == RPR:
        # A paragraph mark that came or went; told only where no words of the paragraph did.
        paragraph = _paragraph(element)
        if paragraph is None:
            return ""
        words = any(found.getparent().tag not in _PROPERTIES for found in paragraph.iter(element.tag))
        return "" if words else _MARK
    return _words(element)


def _words(element: Element) -> str:
    return "".join(found.text or "" for found in element.iter(T, W + "delText"))


@dataclass(frozen=True, slots=True)
class Comment:
    """Kommentar. Who said what, when, and the element of the body where it stands (None: nowhere)."""

    author: str
    date: str
    text: str
    element: Element | None


def comments(package: Package) -> Iterator[Comment]:
    """Kommentarer. In the order of the comments' own part."""
    places: dict[str, Element] = {}
    for tag in (W + "commentRangeStart", W + "commentReference"):
        for element in package.xml(package.main).iter(tag):
            places.setdefault(element.get(W + "id") or "", element)
    for name in package.related(package.main, "comments"):
        for comment in package.xml(name).iter(W + "comment"):
            text = "\n".join(filter(None, (text_of(paragraph) for paragraph in comment.iter(P))))
            author, date = comment.get(W + "author") or "", comment.get(W + "date") or ""
            yield Comment(author, date, text, places.get(comment.get(W + "id") or ""))
