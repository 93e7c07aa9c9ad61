"""Innehåll. What stands in a body, a cell, a row or a note, and what two pictures must share to be the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from lxml.etree import _Element as Element

from kansli.doctemplates.carry import Side
from kansli.doctemplates.ooxml import FALLBACK, SDT, SDT_CONTENT, TBL, P, R, W, text_of
from kansli.doctemplates.wordline import NOTE_REFERENCES


def blocks_in(container: Element) -> Iterator[Element]:
    """Block. Paragraphs and tables of a container, also those inside controls, in order."""
    for child in container:
        if child.tag in {P, TBL}:
            yield child
        elif child.tag in {SDT, SDT_CONTENT, W + "customXml"}:
            yield from blocks_in(child)


def within(element: Element, tag: str) -> Iterator[Element]:
    """Rader eller celler. Those of a table or a row, also inside controls, never those of a nested table."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in {SDT, SDT_CONTENT, W + "customXml"}:
            yield from within(child, tag)


def describe(child: Element, side: Side) -> str:
    """Nyckel. The same for two pictures of the same bytes, or two drawings with the same text; any note is a note."""
    if child.tag in NOTE_REFERENCES:
        return NOTE_REFERENCES[child.tag]
    said = hashlib.sha256()
    for element in child.iter():
        if element.tag == P and next(element.iterancestors(FALLBACK), None) is None:
            said.update(text_of(element).encode("utf-8", "replace") + b"\n")
        for name, value in element.attrib.items():
            relation = side.relation(value) if name.startswith(R) else None
            if relation is not None:
                said.update(side.package.parts.get(relation.target, relation.target.encode()))
    for name in ("char", "font"):
        said.update((child.get(W + name) or "").encode())
    return f"{child.tag.rpartition('}')[2]} {said.hexdigest()[:16]}"
