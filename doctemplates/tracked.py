"""Spårade ändringar. What was changed with Word's tracking: listed, accepted or taken back; and the comments."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, RPR, P, T, W, text_of
from kansli.doctemplates.opc import Package

Kind = Literal["insert", "delete", "format", "move"]

_ADDED, _REMOVED = (W + "ins", W + "moveTo"), (W + "del", W + "moveFrom")
_FORMATS = tuple(
    W + name
    for name in ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange", "tblGridChange",
                 "tblPrExChange", "numberingChange")
)  # fmt: skip
_RANGES = tuple(W + name for name in ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"))
_KINDS: dict[str, Kind] = {W + "ins": "insert", W + "del": "delete", W + "moveTo": "move"}
_KINDS |= dict.fromkeys(_FORMATS, "format")
_PROPERTIES = {RPR, W + "trPr", PPR}
_DELETED_TEXT = {W + "delText": T, W + "delInstrText": W + "instrText"}
_MARK = "¶"


@dataclass(frozen=True, slots=True)
class Change:
    """Ändring. One tracked change, and the element of the body that it stands in."""

    kind: Kind
    author: str
    date: str
    text: str
    element: Element


def changes(root: Element) -> list[Change]:
    """Lista. In document order; what one person changed in one go in a paragraph is one."""
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


def accept(root: Element) -> None:
    """Godkänn. The tree as it is with every change accepted."""
    _settle(root, kept=_ADDED, gone=_REMOVED)
    for change in list(root.iter(*_FORMATS)):
        _detach(change)


def reject(root: Element) -> None:
    """Ta tillbaka. The tree as it was before the changes."""
    for change in list(root.iter(*_FORMATS)):
        _restore(change)
    _settle(root, kept=_REMOVED, gone=_ADDED)
    for old, new in _DELETED_TEXT.items():
        for element in root.iter(old):
            element.tag = new


def _settle(root: Element, *, kept: tuple[str, ...], gone: tuple[str, ...]) -> None:
    for element in list(root.iter(*kept, *gone, *_RANGES)):
        parent = element.getparent()
        if parent is None:
            continue
        if element.tag in _RANGES:
            _detach(element)
        elif parent.tag not in _PROPERTIES:
            _unwrap(element) if element.tag in kept else _detach(element)
        elif element.tag in kept:
            _detach(element)
        elif parent.tag == W + "trPr":
            _detach(parent.getparent())
        elif parent.tag == RPR and parent.getparent().tag == PPR:
            _join(parent.getparent().getparent(), element, gone)
        else:
            _detach(element)


def _join(paragraph: Element, mark: Element, gone: tuple[str, ...]) -> None:
    """A paragraph mark that is not there: what the paragraph holds begins the next one."""
    _detach(mark)
    following = paragraph.getnext()
    content = [child for child in paragraph if child.tag != PPR and child.tag not in gone]
    if following is None or following.tag != P:
        if not any(child.tag == W + "r" for child in content) and paragraph.getparent() is not None:
            _pass_on(paragraph, content)
        return
    at = 1 if len(following) and following[0].tag == PPR else 0
    for offset, child in enumerate(content):
        following.insert(at + offset, child)
    _detach(paragraph)


def _pass_on(paragraph: Element, content: list[Element]) -> None:
    """An emptied paragraph with no other after it goes, but not the marks that stood in it."""
    siblings = [child for child in paragraph.getparent() if child.tag == P]
    if len(siblings) < 2:
        return
    for child in content:
        paragraph.addprevious(child)
    _detach(paragraph)


def _restore(change: Element) -> None:
    """The properties as they were: those kept in the change, in place of those beside it."""
    holder = change.getparent()
    if holder is None:
        return
    old = next(iter(change), None)
    inner = [child for child in holder if child.tag in {RPR, W + "sectPr"} and holder.tag == PPR]
    for child in list(holder):
        if child is change or child not in inner:
            holder.remove(child)
    for offset, child in enumerate(list(old) if old is not None else ()):
        holder.insert(offset, copy.deepcopy(child))


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    at = parent.index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(at + offset, child)
    parent.remove(element)


def _detach(element: Element) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)


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
