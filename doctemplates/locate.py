"""Felets plats. Leads a problem back to its paragraph in the template, and puts faults in the order of the text."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import TXBX, P, W
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prepare import prepare
from kansli.doctemplates.problems import Place, Problem
from kansli.doctemplates.structure import TextPart, places, text_parts

_MARK = "{urn:kansli:locate}n"


@dataclass(frozen=True, slots=True)
class Spot:
    """Ställe. One paragraph of the untouched template, with the place that the scan calls it by."""

    place: Place
    part: str
    paragraph: Element


class Map:
    """Karta. Every paragraph of a template in reading order."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.spots = _spots(package)

    def find(self, problem: Problem) -> Spot | None:
        """Finn. The paragraph that a problem is about; None for what concerns a whole part or the whole file."""
        return next((self.spots[at] for at in (self._at(problem),) if at is not None), None)

    def rank(self, problem: Problem) -> int:
        """Ordning. Where the problem stands among the paragraphs; what concerns the whole file comes first."""
        at = self._at(problem)
        if at is not None:
            return at + 1
        inside = (number for number, spot in enumerate(self.spots, 1) if spot.place.part == problem.part)
        return next(inside, 0)

    def _at(self, problem: Problem) -> int | None:
        own = [number for number, spot in enumerate(self.spots) if spot.place.part == problem.part]
        if problem.paragraph:
            same = [number for number in own if self.spots[number].place.paragraph == problem.paragraph]
            if same:
                return same[0]
        if problem.text:
            same = [number for number in own if self.spots[number].place.text == problem.text]
            return same[0] if same else None
        # A row of a table is named without a paragraph, and a control by its label alone.
        return own[0] if own and self.spots[own[0]].place.in_table else None


def in_place_order(template: bytes, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """I platsordning. The problems as they come when the template is read from the top. Raises `Unreadable`."""
    found = Map(Package.open(template))
    return tuple(sorted(problems, key=found.rank))


def _spots(package: Package) -> list[Spot]:
    originals: dict[str, dict[str, Element]] = {}
    copies: dict[str, Element] = {}
    found: list[Spot] = []
    for part in text_parts(package):
        root = package.xml(part.part)
        if part.part not in copies:
            originals[part.part], copies[part.part] = _numbered(root)
        container = _same(root, copies[part.part], part.container)
        if container is None:
            continue
        for element, place in places(TextPart(part.part, container, part.name)).items():
            mark = element.get(_MARK) if element.tag == P else None
            if mark is not None:
                found.append(Spot(place, part.part, originals[part.part][mark]))
    return found


def _numbered(root: Element) -> tuple[dict[str, Element], Element]:
    """The original paragraphs by number, and a prepared copy of the tree whose paragraphs bear the numbers."""
    originals = {str(number): paragraph for number, paragraph in enumerate(root.iter(P))}
    prepared = copy.deepcopy(root)
    for number, paragraph in enumerate(prepared.iter(P)):
        paragraph.set(_MARK, str(number))
    prepare(prepared)
    return originals, prepared


def _same(root: Element, prepared: Element, container: Element) -> Element | None:
    """The container's counterpart: the root itself, the body, or a note by its id."""
    if container is root:
        return prepared
    identifier = container.get(W + "id")
    return next((one for one in prepared.iter(container.tag) if one.get(W + "id") == identifier), None)


def anchor_of(spot: Spot) -> Element:
    """Fäste. The paragraph where Word can show a comment: for text in a text box, the one that the box belongs to."""
    boxes = list(spot.paragraph.iterancestors(TXBX))
    if not boxes:
        return spot.paragraph
    return next(boxes[-1].iterancestors(P), spot.paragraph)
