"""Ifyllnad i ett stycke. How values take the place of their tags, whatever runs the tags were split over."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import (
    BOOKMARK_END,
    BOOKMARK_START,
    PPR,
    RPR,
    RUN,
    SECT_PR,
    SPACE,
    P,
    Segment,
    T,
    W,
    make,
)

_SPLIT = "{urn:kansli:fill}split"
_PIECES = re.compile(r"(\n[ \t]*\n\s*|\n|\t)")
# Ends of ranges, whose other end may stand elsewhere.
_MARKS = {BOOKMARK_START, BOOKMARK_END, W + "permStart", W + "permEnd"}
_CHARACTERS = {"\n": W + "br", "\t": W + "tab"}


def substitute(paragraph: Element, found: list[Segment], replacements: Iterable[tuple[int, int, str]]) -> list[Element]:
    """Fyll i. Puts each text in place of its span (start, end); a blank line in a value begins a new paragraph.

    Spans are offsets in the joined text of `found`. The value gets the look of the character where its tag begins,
    and is never read again. Returns the paragraphs that now stand in place of the given one.
    """
    split = False
    # From the right, so that earlier offsets stay true.
    for start, end, value in sorted(replacements, reverse=True):
        split |= _replace(found, start, end, value)
    _drop_empty_runs(paragraph, found)
    return _split(paragraph) if split else [paragraph]


def cut_out(paragraph: Element, found: list[Segment], spans: Iterable[tuple[int, int]]) -> None:
    """Skär bort. The text of each span (start, end) and whatever else stands within it; bookmarks are left.

    A span begins and ends in text, in runs that stand side by side; the look of what is left does not change.
    """
    for start, end in sorted(spans, reverse=True):
        touched = [segment for segment in found if segment.start < end and segment.end > start]
        first, last = touched[0].element, touched[-1].element
        head = (first.text or "")[: start - touched[0].start]
        tail = (last.text or "")[end - touched[-1].start :]
        _empty_between(first, last)
        _set(last, tail)
        _set(first, head + tail if first is last else head)
    _drop_empty_runs(paragraph, found)


def _empty_between(first: Element, last: Element) -> None:
    if first is last:
        return
    run, other = first.getparent(), last.getparent()
    if run is other:
        between = _up_to(first.itersiblings(), last)
    else:
        between = [*first.itersiblings(), *_up_to(run.itersiblings(), other)]
        between += [child for child in _up_to(iter(other), last) if child.tag != RPR]
    for element in between:
        if element.tag not in _MARKS:
            element.getparent().remove(element)


def _up_to(elements: Iterable[Element], last: Element) -> list[Element]:
    """Before the last; where it never comes, nothing may be taken away."""
    listed = list(elements)
    return listed[: listed.index(last)]


def _replace(found: list[Segment], start: int, end: int, value: str) -> bool:
    touched = [segment for segment in found if segment.start < end and segment.end > start]
    first, last = touched[0], touched[-1]
    tail = ""
    if last.element.tag == T:
        tail = (last.element.text or "")[end - last.start :] if last is first else last.text[end - last.start :]
    head = first.text[: start - first.start]
    for segment in touched[1:-1] if last is not first else ():
        _erase(segment.element)
    if last is first:
        return _write(first.element, head, value, tail)
    if last.element.tag == T:
        # What stood after the tag in its last element may already hold later values; only the tag's part is cut.
        _set(last.element, (last.element.text or "")[end - last.start :])
    else:
        _erase(last.element)
    return _write(first.element, head, value, "")


def _erase(element: Element) -> None:
    if element.tag == T:
        element.text = ""
    elif element.getparent() is not None:
        element.getparent().remove(element)


def _write(element: Element, head: str, value: str, tail: str) -> bool:
    """Head, value and tail from this text element on; breaks and tabs become elements of their own."""
    pieces = _PIECES.split(value)
    if len(pieces) == 1:
        _set(element, head + value + tail)
        return False
    _set(element, head + pieces[0])
    at, split = element, False
    for separator, text in zip(pieces[1::2], pieces[2::2], strict=True):
        mark = etree.Element(_CHARACTERS.get(separator, _SPLIT))
        split |= separator not in _CHARACTERS
        at.addnext(mark)
        at = mark
        if text:
            at = _text_after(mark, text)
    if tail:
        if at.tag == T:
            _set(at, (at.text or "") + tail)
        else:
            _text_after(at, tail)
    return split


def _text_after(element: Element, text: str) -> Element:
    new = make(T)
    _set(new, text)
    element.addnext(new)
    return new


def _set(element: Element, text: str) -> None:
    element.text = text
    if text != text.strip() or "  " in text:
        element.set(SPACE, "preserve")


def _drop_empty_runs(paragraph: Element, found: list[Segment]) -> None:
    for segment in found:
        element = segment.element
        if element.tag != T or element.text:
            continue
        run = element.getparent()
        if run is None:
            continue
        run.remove(element)
        while run is not None and run is not paragraph and all(child.tag == RPR for child in run):
            parent = run.getparent()
            if run.tag not in {RUN, W + "hyperlink"} or parent is None:
                break
            parent.remove(run)
            run = parent


def _split(paragraph: Element) -> list[Element]:
    """New paragraphs at the marks; where the paragraph cannot be cut (in a link), an empty line instead."""
    made = [paragraph]
    for mark in list(paragraph.iter(_SPLIT)):
        run = mark.getparent()
        if run.tag != RUN or run.getparent() is not made[-1]:
            mark.addnext(make(W + "br"))
            mark.tag = W + "br"
            continue
        made.append(_cut(made[-1], run, mark))
    return made


def _cut(paragraph: Element, run: Element, mark: Element) -> Element:
    following = make(P)
    properties = paragraph.find(PPR)
    if properties is not None:
        following.append(copy.deepcopy(properties))
        section = properties.find(SECT_PR)
        if section is not None:
            properties.remove(section)
    rest = make(RUN)
    look = run.find(RPR)
    if look is not None:
        rest.append(copy.deepcopy(look))
    for element in list(mark.itersiblings()):
        rest.append(element)
    run.remove(mark)
    after = list(run.itersiblings())
    if any(child.tag != RPR for child in rest):
        following.append(rest)
    for element in after:
        following.append(element)
    if all(child.tag == RPR for child in run):
        paragraph.remove(run)
    return following


def plain_runs(text: str) -> Iterator[Element]:
    """Löpande text. Elements for a run: text, breaks and tabs."""
    for piece in re.split(r"(\n|\t)", text):
        if piece in _CHARACTERS:
            yield make(_CHARACTERS[piece])
        elif piece:
            element = make(T)
            _set(element, piece)
            yield element
