"""Byt fältnamn. One field's name for another in a whole template: in the text, in controls, in loops and properties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kansli.doctemplates.grammar import Tag, parse_tags
from kansli.doctemplates.locate import Map
from kansli.doctemplates.ooxml import FALLBACK, SDT, SDT_PR, SPACE, VAL, W15, P, T, W, segments, text_of
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.problems import Place, Problem
from kansli.doctemplates.structure import text_parts

_PATH = re.compile(r"[^\W\d_]\w*(?:\.[^\W\d_]\w*)*")


@dataclass(frozen=True, slots=True)
class Change:
    """Byte. One line of the template, before and after; `place` as its author knows it."""

    place: Place
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """Bytt. The new file, every line that changed, and what could not be changed where it stands."""

    data: bytes
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...] = ()


def rename_field(template: bytes, old: str, new: str) -> Renamed:
    """Byt. Every use of the field `old`, and of the fields under it; nothing else of the file changes.

    Inside a loop the field is written with the loop's own word, `x.namn`, which stays. Raises `Unreadable`.
    """
    package = Package.open(template)
    work = _Work(old, new, {spot.paragraph: spot.place for spot in Map(package).spots})
    for part in text_parts(package):
        work.container(part.container, part.name)
    for kind in ("core-properties", "custom-properties"):
        for name in package.related("", kind):
            work.properties(package.xml(name))
    data = pack(package.written()) if work.changes else template
    return Renamed(data, tuple(work.changes), tuple(work.problems))


@dataclass(slots=True)
class _Work:
    """Arbetet. Follows the loops in the order of the text, so that a loop's own word is understood."""

    old: str
    new: str
    places: Mapping[Element, Place]
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def container(self, container: Element, name: str) -> None:
        scopes: list[tuple[str, str]] = []
        for element in container.iter(P, SDT):
            if element.tag == SDT:
                self._control(element, scopes, name)
            else:
                self._paragraph(element, scopes, self.places.get(element) or Place(name))

    def _paragraph(self, paragraph: Element, scopes: list[tuple[str, str]], place: Place) -> None:
        text = text_of(paragraph)
        edits: list[tuple[int, int, str]] = []
        for tag in parse_tags(text):
            written = self._written(tag.path, scopes, place) if tag.path else tag.path
            if written != tag.path:
                at = tag.start + _offset(tag)
                edits.append((at, at + len(tag.path), written))
            if tag.kind == "for":
                scopes.append((tag.variable, self._full(tag.path, scopes)))
            elif tag.kind == "endfor" and scopes:
                scopes.pop()
        for start, end, written in reversed(edits):
            _replace(paragraph, start, end, written)
        # The fallback drawing repeats a text box for old readers: changed with it, and told once.
        if edits and next(paragraph.iterancestors(FALLBACK), None) is None:
            self.changes.append(Change(place, text.strip(), text_of(paragraph).strip()))

    def _control(self, control: Element, scopes: list[tuple[str, str]], name: str) -> None:
        properties = control.find(SDT_PR)
        tag = properties.find(W + "tag") if properties is not None else None
        path = (tag.get(VAL) or "").strip() if tag is not None else ""
        if tag is None or not _PATH.fullmatch(path):
            return
        inside = next(control.iter(P), None)
        around = inside if inside is not None else next(control.iterancestors(P), None)
        place = self.places.get(around) if around is not None else None
        written = self._written(path, scopes, place or Place(name), relative_to=_repeated(control))
        if written != path:
            tag.set(VAL, written)
            self.changes.append(Change(place or Place(name), f"kontroll {path}", f"kontroll {written}"))

    def properties(self, root: Element) -> None:
        for entry in root.iter():
            before = entry.text or ""
            tags = [tag for tag in parse_tags(before) if tag.path]
            after = before
            for tag in reversed(tags):
                at = tag.start + _offset(tag)
                after = after[:at] + self._written(tag.path, [], _PROPERTIES) + after[at + len(tag.path) :]
            if after != before:
                entry.text = after
                self.changes.append(Change(_PROPERTIES, before, after))

    def _full(self, path: str, scopes: list[tuple[str, str]]) -> str:
        first, dot, rest = path.partition(".")
        owner = next((owner for variable, owner in reversed(scopes) if variable == first), None)
        return path if owner is None else owner + dot + rest

    def _written(self, path: str, scopes: list[tuple[str, str]], place: Place, *, relative_to: str = "") -> str:
        """The path as it is to be written at this place; unchanged where another field is meant."""
        first = path.partition(".")[0]
        owner = next((owner for variable, owner in reversed(scopes) if variable == first), None)
        if owner is None and relative_to and not self._meant(path) and self._meant(f"{relative_to}.{path}"):
            owner, first = relative_to, ""
        if owner is None:
            return self._exchanged(path) if self._meant(path) else path
        full = f"{owner}.{path}" if not first else self._full(path, scopes)
        if self._meant(owner) or not self._meant(full):
            return path
        wanted = self._exchanged(full)
        if not wanted.startswith(owner + "."):
            said = f"”{path}” hör till listan ”{owner}” och kan inte bli ”{wanted}”, som inte gör det. Ändra i Word."
            self.problems.append(place.problem(said, code="other_list"))
            return path
        return (first + wanted.removeprefix(owner)).lstrip(".")

    def _meant(self, full: str) -> bool:
        return full == self.old or full.startswith(self.old + ".")

    def _exchanged(self, full: str) -> str:
        return self.new + full.removeprefix(self.old)


_PROPERTIES = Place("Dokumentets egenskaper")


def _offset(tag: Tag) -> int:
    """Where the path begins in the tag's own characters; a loop's word may be part of the path's."""
    return tag.source.rindex(tag.path) if tag.kind == "for" else tag.source.index(tag.path, 2)


def _repeated(control: Element) -> str:
    """The list of the repeating section around a control; empty where there is none."""
    for outer in control.iterancestors(SDT):
        properties = outer.find(SDT_PR)
        if properties is not None and properties.find(W15 + "repeatingSection") is not None:
            tag = properties.find(W + "tag")
            return (tag.get(VAL) or "").strip() if tag is not None else ""
    return ""


def _replace(paragraph: Element, start: int, end: int, written: str) -> None:
    """The new name in the look of the old one's first letter, whatever runs it was split over."""
    first = True
    for segment in segments(paragraph):
        if segment.end <= start or segment.start >= end or segment.element.tag != T:
            continue
        head = segment.text[: max(0, start - segment.start)]
        tail = segment.text[max(0, end - segment.start) :]
        segment.element.text = head + (written if first else "") + tail
        segment.element.set(SPACE, "preserve")
        first = False
