"""Fältvärden. What a value after a field's colon means, and the sentence where it means nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kansli.search_index import nodes
from kansli.search_index.analysis import Language, fold
from kansli.search_index.lexer import Piece
from kansli.search_index.port import Versions

_VERSIONS: dict[str, Versions] = {
    **dict.fromkeys(("alla", "all"), "all"),
    **dict.fromkeys(("senaste", "latest"), "latest"),
    **dict.fromkeys(("gällande", "current"), "current"),
}
_YEARS = re.compile(r"(\d{4})?(\s*(?:-|–|—|\.\.)\s*)?(\d{4})?")
_PARAGRAPHS = re.compile(r"§{0,2}\s*(\d{1,5})(?:\s*[-–—]\s*(\d{1,5}))?")
_PARTIAL = re.compile(r"(?:(\d{4}|\d{2})[/:-])?(\d{1,9})")
_WHOLE_YEAR = re.compile(r"\d{4}")
_CENTURY_TURN = 70


@dataclass(frozen=True, slots=True)
class Reading:
    """Läsning av ett fält: a node, or the versions asked for, and a note where it was not understood."""

    node: nodes.Node | None = None
    versions: Versions | None = None
    notes: tuple[str, ...] = ()


def read_field(piece: Piece, language: Language) -> Reading:
    """Read `år:2019–2021` and its kin. What cannot be read finds nothing and says why, so that no limit is lost."""
    match piece.field:
        case "number":
            return _number(piece, language)
        case "paragraph":
            return _paragraph(piece)
        case "year":
            return _year(piece)
        case "valid":
            return _valid(piece)
        case "version":
            return _version(piece)
        case _:
            return Reading(nodes.Column(piece.field, _named(piece, language)))


def _named(piece: Piece, language: Language) -> str:
    """The value that a spelling stands for, where the installation has named it."""
    for spelling, value in language.names.get(piece.field, {}).items():
        if fold(spelling) == fold(piece.text):
            return value
    return piece.text


def _number(piece: Piece, language: Language) -> Reading:
    recognised = tuple(dict.fromkeys(canonical for _, _, canonical in language.recognise(piece.text)))
    if recognised:
        return Reading(nodes.Identifier(recognised, piece.text, piece.start, piece.end))
    partial = _PARTIAL.fullmatch(piece.text)
    if partial is None:
        return _unclear(piece, f"”{piece.text}” är inget diarienummer.", "Skriv till exempel diarienr:AB-2020/874.")
    year, number = partial.groups()
    ending = f"/{int(number)}" if year is None else f"/{_full_year(year)}/{int(number)}"
    return Reading(nodes.Identifier((ending,), piece.text, piece.start, piece.end, partial=True))


def _paragraph(piece: Piece) -> Reading:
    match = _PARAGRAPHS.fullmatch(piece.text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= first <= last < first + 100:
        return _unclear(piece, f"”{piece.text}” är ingen paragraf.", "Skriv till exempel paragraf:121.")
    paragraphs = tuple(f"§{number}" for number in range(first, last + 1))
    return Reading(nodes.Identifier(paragraphs, piece.text, piece.start, piece.end))


def _year(piece: Piece) -> Reading:
    match = _YEARS.fullmatch(piece.text)
    if match is None or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        hint = "Skriv till exempel år:2021 eller år:2019–2021."
        return _unclear(piece, f"”{piece.text}” är inget årtal.", hint)
    first = int(match[1]) if match[1] else None
    last = int(match[3]) if match[3] else None if match[2] else first
    return Reading(nodes.Years(first, last))


def _valid(piece: Piece) -> Reading:
    try:
        return Reading(versions=date.fromisoformat(piece.text))
    except ValueError:
        hint = "Skriv till exempel gäller:2021-06-01."
        return _unclear(piece, f"”{piece.text}” är inget datum.", hint)


def _version(piece: Piece) -> Reading:
    wanted = _VERSIONS.get(piece.text.casefold())
    if wanted is None:
        hint = "Skriv version:gällande, version:senaste eller version:alla."
        return _unclear(piece, f"”{piece.text}” är inget val av version.", hint)
    return Reading(versions=wanted)


def _unclear(piece: Piece, what: str, hint: str) -> Reading:
    return Reading(nodes.Nothing(piece.text), notes=(f"{what} {hint}",))


def _full_year(year: str) -> int:
    if _WHOLE_YEAR.fullmatch(year):
        return int(year)
    return int(year) + (1900 if int(year) >= _CENTURY_TURN else 2000)
