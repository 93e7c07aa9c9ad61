"""Avtryck. What each marked section of a finished document reads as, noted in the document's own properties."""

from __future__ import annotations

from collections.abc import Mapping

from kansli.doctemplates.as_markdown import WordProse
from kansli.doctemplates.extents import Body, Extent, anchored, rest
from kansli.doctemplates.marks import Mark, Marking, digest, noted
from kansli.doctemplates.ooxml import W
from kansli.doctemplates.opc import Package


def imprint(package: Package, made: Mapping[str, Marking]) -> dict[str, str]:
    """Avtryck. The properties to write, of a document whose parts are all made; `made` are its anchors."""
    body = package.xml(package.main).find(W + "body")
    if not made or body is None:
        return {}
    prose = WordProse(package)
    pieces = Body(body, prose.styles)
    extents: dict[str, Extent] = {}
    marks: dict[str, Mark] = {}
    for name, marking in made.items():
        extent = anchored(pieces, name, None)
        if extent is None:
            continue
        extents[name] = extent
        elements = [piece.element for piece in pieces.pieces[extent.first : extent.last + 1]]
        reading = prose.read(elements, base=marking.look)
        marks[name] = Mark(pieces.lines(extent.first, extent.last), digest(reading.blocks), marking)
    return noted(marks, [piece.text for _, piece in rest(pieces, extents)])
