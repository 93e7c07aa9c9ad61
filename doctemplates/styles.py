"""Formatmallar. What a paragraph's style means: its name in every language of Word, its heading level, its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, VAL, W, child_value, make, parse
from kansli.doctemplates.opc import Package

_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """Formatmall. What is needed of one style; `outline` and the list are None where the style does not say."""

    identifier: str
    name: str
    kind: str
    based_on: str
    outline: int | None
    numbering: tuple[int, int] | None


class Styles:
    """Formatmallar. Looked up by id (localised in Word) or by name (the same in every language)."""

    def __init__(self, root: Element | None) -> None:
        self._by_id: dict[str, Style] = {}
        self._by_name: dict[tuple[str, str], str] = {}
        self._default = ""
        self.language = _language(root)
        for element in root.iter(W + "style") if root is not None else ():
            style = _style(element)
            self._by_id[style.identifier] = style
            self._by_name.setdefault((style.kind, style.name.casefold()), style.identifier)
            if style.kind == "paragraph" and element.get(W + "default") in {"1", "true"}:
                self._default = style.identifier

    def id_of(self, name: str, *, kind: str = "paragraph") -> str | None:
        """Mallens id. None where the template has no style of that name."""
        return self._by_name.get((kind, name.casefold()))

    def name_of(self, identifier: str | None) -> str:
        """Mallens namn. The built-in English name also in a Swedish Word; empty for an unknown id."""
        style = self._by_id.get(identifier or self._default)
        return style.name if style is not None else ""

    def heading_level(self, identifier: str | None) -> int:
        """Rubriknivå. 1 to 9, or 0 for what is no heading; by name or outline level, also inherited."""
        for style in self._chain(identifier):
            match = _HEADING.match(style.name)
            if match:
                return int(match.group(1))
            if style.outline is not None:
                return style.outline + 1 if style.outline < 9 else 0
        return 0

    def numbering_of(self, identifier: str | None) -> tuple[int, int] | None:
        """Lista. The (numId, level) that the style gives its paragraphs, also inherited."""
        return next((style.numbering for style in self._chain(identifier) if style.numbering is not None), None)

    def _chain(self, identifier: str | None) -> Iterator[Style]:
        seen: set[str] = set()
        style = self._by_id.get(identifier or self._default)
        while style is not None and style.identifier not in seen:
            seen.add(style.identifier)
            yield style
            style = self._by_id.get(style.based_on)


def _style(element: Element) -> Style:
    properties = element.find(PPR)
    outline = child_value(properties, W + "outlineLvl")
    listed = properties.find(W + "numPr") if properties is not None else None
    number, level = child_value(listed, W + "numId"), child_value(listed, W + "ilvl")
    return Style(
        identifier=element.get(W + "styleId") or "",
        name=child_value(element, W + "name") or "",
        kind=element.get(W + "type") or "paragraph",
        based_on=child_value(element, W + "basedOn") or "",
        outline=int(outline) if outline is not None and outline.isdecimal() else None,
        numbering=_listed(number, level) if listed is not None else None,
    )


def _listed(number: str | None, level: str | None) -> tuple[int, int] | None:
    if number is None or not number.isdecimal():
        return None
    return int(number), int(level) if level is not None and level.isdecimal() else 0


def _language(root: Element | None) -> str:
    lang = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang") if root is not None else None
    return (lang.get(VAL) or "") if lang is not None else ""


@lru_cache(maxsize=64)
def _read(data: bytes) -> Styles:
    return Styles(parse(data))


def styles_of(package: Package) -> Styles:
    """Dokumentets formatmallar. Read once for each content, since documents of a template share it."""
    names = package.related(package.main, "styles")
    return _read(package.parts[names[0]]) if names else Styles(None)


@lru_cache(maxsize=64)
def with_language(data: bytes, language: str) -> bytes:
    """Språk. The same styles with the language as the default of all text; made where it is missing."""
    root = parse(data)
    element = root
    for tag in ("docDefaults", "rPrDefault", "rPr"):
        child = element.find(W + tag)
        if child is None:
            child = make(W + tag)
            element.insert(0, child)
        element = child
    lang = element.find(W + "lang")
    if lang is None:
        lang = make(W + "lang")
        # The schema puts a few rare properties after w:lang.
        later = [c for c in element if c.tag in {W + "eastAsianLayout", W + "specVanish", W + "oMath"}]
        element.insert(element.index(later[0]) if later else len(element), lang)
    lang.set(VAL, language)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written


def style_of(paragraph: Element) -> str | None:
    """Styckets formatmall. Its id, None where the paragraph has the default style."""
    return child_value(paragraph.find(PPR), W + "pStyle")


def heading_level_of(paragraph: Element, styles: Styles) -> int:
    """Styckets rubriknivå. By its own outline level where it has one, else by its style; 0 for what is no heading."""
    own = child_value(paragraph.find(PPR), W + "outlineLvl")
    if own is not None and own.isdecimal():
        return int(own) + 1 if int(own) < 9 else 0
    return styles.heading_level(style_of(paragraph))
