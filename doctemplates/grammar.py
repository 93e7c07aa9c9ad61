"""Mallspråk. What may stand between the braces of a template, and what is said when something else stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kansli.doctemplates.catalogue import FieldType

TagKind = Literal["value", "for", "if", "else", "endfor", "endif", "fault"]
Level = Literal["", "p", "tr"]

FORMATS: dict[str, tuple[FieldType, ...]] = {
    "datum": ("date",),
    "datum_iso": ("date",),
    "belopp": ("money",),
    "versaler": ("text", "date"),
    "lista": ("list",),
    "kryss": ("boolean",),
}
_HOW = "Fält skrivs {{ arende.rubrik }}."
_NAME = r"[^\W\d_]\w*"
_PATH = rf"{_NAME}(?:\.{_NAME})*"
_VALUE = re.compile(rf"\s*({_PATH})\s*(?:\|\s*(\w+)\s*)?")
_FOR = re.compile(rf"({_NAME})\s+in\s+({_PATH})")
_IF = re.compile(rf"(?:(inte|not)\s+)?({_PATH})")
_COMMAND = re.compile(r"\s*(?:(p|tr)\s+)?(\w+)\s*(.*?)\s*", re.DOTALL)
_SPACED = re.compile(r"\{\s+[{%]|[}%]\s+\}")
_OPENERS = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_CLOSERS = {"{{": "}}", "{%": "%}"}


@dataclass(frozen=True, slots=True)
class Tag:
    """Märke. One pair of braces in a paragraph's text: `start` and `end` are offsets, `source` its characters."""

    kind: TagKind
    source: str
    start: int
    end: int
    path: str = ""
    format: str = ""
    variable: str = ""
    negated: bool = False
    level: Level = ""
    message: str = ""
    code: str = ""

    @property
    def is_block(self) -> bool:
        """Blockmärke. A tag that must stand alone on its line or row."""
        return self.kind not in {"value", "fault"}


def parse_tags(text: str) -> tuple[Tag, ...]:
    """Läs märken. Every tag in the text in order; what cannot be understood is a `fault` with a sentence."""
    if "{" not in text and "}" not in text:
        return ()
    return _parsed(text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> tuple[Tag, ...]:
    return tuple(_tags(text))


def _tags(text: str) -> Iterator[Tag]:
    position = 0
    while match := _OPENERS.search(text, position):
        start, opener = match.start(), match.group()
        yield from _loose(text, position, start)
        closer = _CLOSERS.get(opener)
        if closer is None:
            yield _stray(opener, start)
            position = match.end()
            continue
        following = _OPENERS.search(text, match.end())
        if following is None or following.group() != closer:
            said = f"ett fält är inte avslutat. {_HOW}"
            yield Tag("fault", text[start : start + 60], start, match.end(), message=said, code="unclosed")
            position = match.end()
            continue
        position = following.end()
        parse = _value if opener == "{{" else _command
        yield parse(text[match.end() : following.start()], text[start:position], start, position)
    yield from _loose(text, position, len(text))


def _stray(mark: str, start: int) -> Tag:
    if "#" in mark:
        said, code = "anteckningar {# … #} används inte i mallar. Ta bort den", "comment_tag"
    else:
        said, code = f"”{mark}” avslutar inget fält", "unopened"
    return Tag("fault", mark, start, start + len(mark), message=f"{said}. {_HOW}", code=code)


def _loose(text: str, start: int, end: int) -> Iterator[Tag]:
    """Braces with space between them are nearly always a mistyped field, and would be printed as they stand."""
    match = _SPACED.search(text, start, end)
    if match:
        said = "skriv klamrarna {{ och }} utan mellanslag emellan"
        yield Tag("fault", match.group(), match.start(), match.end(), message=f"{said}. {_HOW}", code="spaced_braces")


def _value(inner: str, source: str, start: int, end: int) -> Tag:
    match = _VALUE.fullmatch(inner)
    if match is None:
        said = f"fältet ”{_short(source)}” kan inte tolkas"
        return Tag("fault", source, start, end, message=f"{said}. {_HOW}", code="bad_field")
    form = match.group(2) or ""
    if form and form not in FORMATS:
        known = ", ".join(FORMATS)
        said = f"okänt format ”{form}”. De format som finns är {known}."
        return Tag("fault", source, start, end, path=match.group(1), message=said, code="unknown_format")
    return Tag("value", source, start, end, path=match.group(1), format=form)


def _command(inner: str, source: str, start: int, end: int) -> Tag:
    match = _COMMAND.fullmatch(inner)
    if match is None:
        return _not_understood(source, start, end)
    prefix, word, rest = match.group(1) or "", match.group(2), match.group(3)
    level: Level = "p" if prefix == "p" else "tr" if prefix == "tr" else ""
    if word == "for" and (loop := _FOR.fullmatch(rest)):
        return Tag("for", source, start, end, path=loop.group(2), variable=loop.group(1), level=level)
    if word == "if" and (condition := _IF.fullmatch(rest)):
        negated = condition.group(1) is not None
        return Tag("if", source, start, end, path=condition.group(2), negated=negated, level=level)
    if word in {"else", "endfor", "endif"} and not rest:
        kind: TagKind = "else" if word == "else" else "endfor" if word == "endfor" else "endif"
        return Tag(kind, source, start, end, level=level)
    if word in {"for", "if", "else", "endfor", "endif"}:
        return _not_understood(source, start, end)
    said = f"kommandot ”{word}” finns inte. Det som finns är for, endfor, if, else och endif."
    return Tag("fault", source, start, end, message=said, code="unknown_command")


def _not_understood(source: str, start: int, end: int) -> Tag:
    said = f"”{_short(source)}” kan inte tolkas. Skriv {{% for x in lista %}} eller {{% if [inte] fält %}}."
    return Tag("fault", source, start, end, message=said, code="bad_command")


def _short(source: str) -> str:
    return source if len(source) <= 60 else source[:59] + "…"
