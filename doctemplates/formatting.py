"""Formatering. What has changed in how the same words look, where they lead and what paragraphs they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kansli.doctemplates.alignment import Span
from kansli.doctemplates.carry import Carrier, Side
from kansli.doctemplates.ooxml import RPR, VAL, W, child_value, text_of
from kansli.doctemplates.styles import style_of, styles_of
from kansli.doctemplates.wordline import Line, link_of

# Properties that a reader sees, and that no program rewrites by merely opening and saving the file.
_SEEN = tuple(
    W + name
    for name in ("b", "i", "u", "strike", "dstrike", "caps", "smallCaps", "vanish", "color", "highlight", "vertAlign")
)
_OFF = {"0", "false", "off", "none", "auto"}
_MOST = 10


@dataclass(slots=True)
class Formatting:
    """Formatering. Collects what is no change of text, a sentence for each paragraph."""

    carrier: Carrier
    _found: list[str] = field(default_factory=list)

    def compare(self, was: Line, now: Line, spans: list[Span]) -> None:
        """Jämför ett stycke. Only words that both have can have changed their look."""
        old, new = self.carrier.old, self.carrier.new
        shown = f"”{_short(text_of(now.paragraph))}”"
        styles = [_style_name(side, line.paragraph) for side, line in ((old, was), (new, now))]
        if styles[0].casefold() != styles[1].casefold():
            self._found.append(f"{shown} hade formatmallen {styles[0]} och har {styles[1]}.")
        same = _same_runs(was, now, spans)
        if any(_look(old, one) != _look(new, other) for one, other in same):
            self._found.append(f"Formateringen av ord i {shown} har ändrats.")
        if any(self._address(old, one) != self._address(new, other) for one, other in same):
            self._found.append(f"En länk i {shown} leder någon annanstans.")

    def in_field(self, now: Line) -> None:
        """I ett fält. The mark is there, but LibreOffice shows a field whole, and Word reckons it anew."""
        self._found.append(
            f"Värdet i ett fält i ”{_short(text_of(now.paragraph))}” har ändrats, och märket syns inte överallt."
        )

    def sentences(self) -> tuple[str, ...]:
        """Meningar. The first ones in full, and how many more there are."""
        more = len(self._found) - _MOST
        rest = (f"Ytterligare {more} ändringar av format och länkar.",) if more > 0 else ()
        return tuple(self._found[:_MOST]) + rest

    def _address(self, side: Side, run: Element) -> str:
        link = link_of(run)
        return self.carrier.address(side, link) if link is not None else ""


def _style_name(side: Side, paragraph: Element) -> str:
    return styles_of(side.package).name_of(style_of(paragraph)) or "Normal"


def _same_runs(was: Line, now: Line, spans: list[Span]) -> dict[tuple[Element, Element], None]:
    """The runs in which words that both have begin, each pair once: a run holds many words."""
    found: dict[tuple[Element, Element], None] = {}
    for span in spans:
        for i, j in zip(range(span.old_start, span.old_end), range(span.new_start, span.new_end), strict=False):
            if span.equal and not now.keys[j].isspace():
                found[was.tokens[i].parts[0][0].run, now.tokens[j].parts[0][0].run] = None
    return found


def _look(side: Side, run: Element) -> tuple[str, ...]:
    properties = run.find(RPR)
    if properties is None:
        return ()
    style = child_value(properties, W + "rStyle")
    seen = [f"{tag}={_value(properties, tag)}" for tag in _SEEN if _value(properties, tag)]
    return (*seen, styles_of(side.package).name_of(style).casefold() if style else "")


def _value(properties: Element, tag: str) -> str:
    found = properties.find(tag)
    if found is None:
        return ""
    value = found.get(VAL) or "on"
    return "" if value.casefold() in _OFF else value.casefold()


def layout_changes(old: Element, new: Element) -> tuple[str, ...]:
    """Sidlayout. Whether the pages are of another size, with other margins, or parted in other places."""
    if _pages(old) == _pages(new):
        return ()
    return ("Sidornas storlek, marginaler eller avsnittsbrytningar har ändrats.",)


def _pages(body: Element) -> list[list[tuple[str, ...]]]:
    return [
        [
            tuple(f"{key}={value}" for key, value in sorted(child.attrib.items()))
            for child in section
            if child.tag in {W + "pgSz", W + "pgMar", W + "cols", W + "type"}
        ]
        for section in body.iter(W + "sectPr")
    ]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
