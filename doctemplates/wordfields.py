"""Words egna fält. The field codes of a document (ECMA-376 part 1, 17.16), and where their text stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import FALLBACK, RUN, P, T, W

_CODE = re.compile(r'\s*(\w+)(?:\s+(?:"([^"]*)"|([^\s\\"]+)))?')
_SWITCH = re.compile(r'\\([*@#bf])\s*(?:"([^"]*)"|([^\s\\]+))')
_SIMPLE, _CHAR, _INSTRUCTION = W + "fldSimple", W + "fldChar", W + "instrText"
_GONE = frozenset({W + "del", W + "moveFrom"})
OUTSIDE = frozenset({
    "DDE", "DDEAUTO", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "IMPORT", "DATABASE", "RD", "MACROBUTTON",
})  # fmt: skip
"""Kinds of fields that fetch something from elsewhere, or start something."""


@dataclass(slots=True, eq=False)
class WordField:
    """Word-fält. One field: `start` is its `fldSimple` or first `fldChar`, `texts` what it last showed.

    `inner` says that it stands in the code of another field, `holds` that others stand in it; `end` is None for a
    simple field and for one that never ends.
    """

    paragraph: Element
    start: Element
    inner: bool = False
    holds: bool = False
    code: str = ""
    separator: Element | None = None
    end: Element | None = None
    texts: list[Element] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Slag. The first word of the code, in capitals: MERGEFIELD, PAGE and so on."""
        match = _CODE.match(self.code)
        return match.group(1).upper() if match else ""

    @property
    def name(self) -> str:
        """Namn. What the field asks for, without quotes; empty where it asks for nothing."""
        match = _CODE.match(self.code)
        return (match.group(2) or match.group(3) or "").strip() if match else ""

    @property
    def switches(self) -> dict[str, str]:
        r"""Växlar. The last value of each of \\* \\@ \\# \\b \\f."""
        return {key: quoted or bare for key, quoted, bare in _SWITCH.findall(self.code)}

    @property
    def shown(self) -> str:
        """Visat. The text that the field showed when the file was saved."""
        return "".join(text.text or "" for text in self.texts)

    @property
    def simple(self) -> bool:
        """Enkelt. One element with its code as an attribute."""
        return bool(self.start.tag == _SIMPLE)

    @property
    def whole(self) -> bool:
        """Helt. By itself, and beginning and ending among the same runs, so that it can be exchanged."""
        if self.inner or self.holds:
            return False
        if self.simple:
            return True
        if self.end is None:
            return False
        runs = [mark.getparent() for mark in (self.start, self.separator, self.end) if mark is not None]
        return all(str(run.tag) == RUN for run in runs) and len({run.getparent() for run in runs}) == 1

    @property
    def in_fallback(self) -> bool:
        """Reserv. In the drawing that only old readers see, a repetition of the other."""
        return next(self.start.iterancestors(FALLBACK), None) is not None


def word_fields(root: Element) -> list[WordField]:
    """Words fält. Every field of a part in the order they begin, deleted text aside."""
    found: list[WordField] = []
    open_fields: list[WordField] = []
    for element, paragraph in _walk(root, None):
        if element.tag == _SIMPLE and paragraph is not None:
            made = _begun(element, paragraph, open_fields)
            made.code = element.get(W + "instr") or ""
            made.texts = list(element.iter(T))
            made.holds |= next(element.iter(_CHAR), None) is not None
            found.append(made)
        elif element.tag == _CHAR and paragraph is not None:
            _mark(element, paragraph, open_fields, found)
        elif open_fields and element.tag == _INSTRUCTION:
            open_fields[-1].code += element.text or ""
        elif open_fields and element.tag == T and open_fields[-1].separator is not None:
            open_fields[-1].texts.append(element)
    return found


def _mark(element: Element, paragraph: Element, open_fields: list[WordField], found: list[WordField]) -> None:
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        found.append(_begun(element, paragraph, open_fields))
        open_fields.append(found[-1])
    elif kind == "separate" and open_fields:
        open_fields[-1].separator = element
    elif kind == "end" and open_fields:
        open_fields.pop().end = element


def _begun(element: Element, paragraph: Element, open_fields: list[WordField]) -> WordField:
    if open_fields:
        open_fields[-1].holds = True
    return WordField(paragraph, element, inner=any(each.separator is None for each in open_fields))


def _walk(element: Element, paragraph: Element | None) -> Iterator[tuple[Element, Element | None]]:
    for child in element:
        if child.tag in _GONE:
            continue
        within = child if child.tag == P else paragraph
        yield child, within
        if len(child):
            yield from _walk(child, within)
