"""Utseende. What a style gives its text, so that only what a person has set by hand counts as their formatting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, RPR, VAL, W, child_value, parse
from kansli.doctemplates.opc import Package

_QUOTES = frozenset({"quote", "intense quote", "block text", "quotations", "citat", "starkt citat"})
_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """Utseende. What shows of a style or of a piece of text; empty where nothing is said."""

    bold: bool | None = None
    italic: bool | None = None
    strike: bool | None = None
    underline: str = ""
    color: str = ""
    marker: str = ""
    font: str = ""
    size: str = ""
    capitals: str = ""
    raised: str = ""
    hidden: bool = False


NOTHING = Look()


def look_of(properties: Element | None) -> Look:
    """Utseende. Of one set of run properties, without what its styles say."""
    if properties is None or not len(properties):
        return NOTHING
    said = {child.tag: child for child in properties}
    fonts = said.get(W + "rFonts")
    strikes = [_toggle(said, "strike"), _toggle(said, "dstrike")]
    return Look(
        bold=_toggle(said, "b"),
        italic=_toggle(said, "i"),
        strike=None if strikes == [None, None] else any(strikes),
        underline=_said(said, "u", "none"),
        color=_said(said, "color", "auto").upper(),
        marker=_said(said, "highlight", "none") or _fill(said),
        font=(fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "") if fonts is not None else "",
        size=_said(said, "sz", ""),
        capitals=next((tag for tag in ("caps", "smallCaps") if _toggle(said, tag)), ""),
        raised=_said(said, "vertAlign", "baseline"),
        hidden=bool(_toggle(said, "vanish")),
    )


def _toggle(said: Mapping[str, Element], tag: str) -> bool | None:
    child = said.get(W + tag)
    return None if child is None else child.get(VAL) not in {"0", "false", "off"}


def _said(said: Mapping[str, Element], tag: str, nothing: str) -> str:
    child = said.get(W + tag)
    value = (child.get(VAL) or "") if child is not None else ""
    return "" if value == nothing else value


def _fill(said: Mapping[str, Element]) -> str:
    shade = said.get(W + "shd")
    fill = (shade.get(W + "fill") or "") if shade is not None else ""
    return "" if fill.lower() in {"", "auto", "ffffff"} else fill


class Looks:
    """Formatmallarnas utseende. By style id, with what is inherited."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._names: dict[str, str] = {}
        self._default = ""
        self._merged: dict[str, Look] = {}
        self._defaults = NOTHING
        for element in root.iter(W + "style") if root is not None else ():
            identifier = element.get(W + "styleId") or ""
            self._elements[identifier] = element
            self._names[identifier] = (child_value(element, W + "name") or "").casefold()
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in {"1", "true"}:
                self._default = identifier
        if root is not None:
            self._defaults = look_of(root.find(f"{W}docDefaults/{W}rPrDefault/{RPR}"))

    def of_character(self, identifier: str | None) -> Look:
        """Teckenformat. What a character style gives; nothing for none."""
        return self._look(identifier, NOTHING) if identifier else NOTHING

    def of_paragraph(self, identifier: str | None) -> Look:
        """Styckeformat. What a paragraph style and the document's defaults give."""
        return self._look(identifier or self._default, self._defaults)

    def _look(self, identifier: str, defaults: Look) -> Look:
        known = self._merged.get(identifier)
        if known is None:
            known = defaults
            for element in reversed(list(self._chain(identifier))):
                known = over(known, look_of(element.find(RPR)))
            self._merged[identifier] = known
        return known

    def alignment(self, identifier: str | None) -> str:
        """Justering. What the paragraph style says, also inherited."""
        for element in self._chain(identifier or self._default):
            said = child_value(element.find(PPR), W + "jc")
            if said:
                return said
        return ""

    def is_quote(self, identifier: str | None) -> bool:
        """Citat. Whether the paragraph style is one of quotes, or built on one."""
        return any(
            self._names.get(element.get(W + "styleId") or "") in _QUOTES
            for element in self._chain(identifier or self._default)
        )

    def _chain(self, identifier: str) -> Iterator[Element]:
        for _ in range(_CHAIN):
            element = self._elements.get(identifier)
            if element is None:
                return
            yield element
            identifier = child_value(element, W + "basedOn") or ""


def over(under: Look, upper: Look) -> Look:
    """Lagt över. What shows when one look lies over another."""
    return Look(
        upper.bold if upper.bold is not None else under.bold,
        upper.italic if upper.italic is not None else under.italic,
        upper.strike if upper.strike is not None else under.strike,
        upper.underline or under.underline,
        upper.color or under.color,
        upper.marker or under.marker,
        upper.font or under.font,
        upper.size or under.size,
        upper.capitals or under.capitals,
        upper.raised or under.raised,
        upper.hidden or under.hidden,
    )


@lru_cache(maxsize=64)
def _read(data: bytes) -> Looks:
    return Looks(parse(data))


def looks_of(package: Package) -> Looks:
    """Dokumentets utseenden. Read once for each content of the styles."""
    names: Mapping[int, str] = dict(enumerate(package.related(package.main, "styles")))
    return _read(package.parts[names[0]]) if names else Looks(None)
