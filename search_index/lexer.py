"""Frågans delar. How a query falls apart in numbers, fields, phrases, operators, parentheses and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kansli.search_index.identifiers import Recogniser

Kind = Literal["number", "field", "phrase", "prefix", "word", "and", "or", "not", "open", "close"]

FIELDS = {
    **dict.fromkeys(("diarienr", "diarienummer", "dnr", "ärende"), "number"),
    **dict.fromkeys(("paragraf", "§"), "paragraph"),
    **dict.fromkeys(("nämnd", "organ"), "board"),
    **dict.fromkeys(("år", "årtal"), "year"),
    **dict.fromkeys(("typ", "handlingstyp"), "kind"),
    **dict.fromkeys(("status", "läge"), "status"),
    "handläggare": "officer",
    "gäller": "valid",
    "version": "version",
}
"""Field as typed → what it asks about."""

OPERATORS: dict[str, Kind] = {"OCH": "and", "AND": "and", "ELLER": "or", "OR": "or", "INTE": "not", "NOT": "not"}
_QUOTES = '"”“„»«'
_SPACE = re.compile(r"\s+")
_CHUNK = re.compile(rf"[^\s(){_QUOTES}]+")
_FIELD = re.compile(r"([^\W\d_]+|§):", re.IGNORECASE)
_LOOKS_LIKE_FIELD = re.compile(r"([^\W\d_]{2,}):(?!/)")
_QUOTED = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the query. `text` is a field's value, a phrase without its quotes, a prefix without its star."""

    kind: Kind
    text: str
    start: int
    end: int
    field: str = ""
    canonical: tuple[str, ...] = ()


def unknown_field(piece: Piece, following: Piece | None) -> str:
    """The name before the colon of a word that looks like a field and is none; empty for every other word.

    A colon at the end of a word is a title's (`Remiss: plan`), unless what is quoted follows at once.
    """
    match = _LOOKS_LIKE_FIELD.match(piece.text) if piece.kind == "word" else None
    if match is None or match[1].casefold() in FIELDS:
        return ""
    quoted = following is not None and following.kind == "phrase" and following.start == piece.end
    return match[1] if quoted or match.end() < len(piece.text) else ""


def lex(query: str, recognise: Recogniser) -> list[Piece]:
    """Cut a normalised query in pieces; every sign that means nothing is passed over."""
    numbers = _numbers(query, recognise)
    pieces: list[Piece] = []
    at = 0
    while at < len(query):
        if space := _SPACE.match(query, at):
            at = space.end()
            continue
        piece = _piece(query, at, numbers)
        pieces.append(piece)
        at = piece.end
    return pieces


def _numbers(query: str, recognise: Recogniser) -> dict[int, Piece]:
    """Recognised numbers by where they begin, overlaps left out."""
    spans: dict[tuple[int, int], list[str]] = {}
    for start, end, canonical in recognise(query):
        if 0 <= start < end <= len(query):
            spans.setdefault((start, end), []).append(canonical)
    found: dict[int, Piece] = {}
    reached = 0
    for (start, end), canonical_numbers in sorted(spans.items()):
        if start >= reached:
            found[start] = Piece("number", query[start:end], start, end, canonical=tuple(canonical_numbers))
            reached = end
    return found


def _piece(query: str, at: int, numbers: dict[int, Piece]) -> Piece:
    if at in numbers:
        return numbers[at]
    sign = query[at]
    if sign in "()":
        return Piece("open" if sign == "(" else "close", sign, at, at + 1)
    if (quoted := _QUOTED.match(query, at)) is not None:
        inside = numbers.get(quoted.start(1))
        if inside is not None and inside.end == quoted.end(1):
            return Piece("number", inside.text, at, quoted.end(), canonical=inside.canonical)
        return Piece("phrase", quoted[1], at, quoted.end())
    field = _FIELD.match(query, at)
    if field is not None and (name := FIELDS.get(field[1].casefold())) is not None:
        piece = _field(query, at, field.end(), name, numbers)
        if piece is not None:
            return piece
    end = _chunk_end(query, at, numbers)
    chunk = query[at:end]
    if chunk in OPERATORS:
        return Piece(OPERATORS[chunk], chunk, at, end)
    return Piece("prefix", chunk[:-1], at, end) if chunk.endswith("*") else Piece("word", chunk, at, end)


def _field(query: str, start: int, at: int, name: str, numbers: dict[int, Piece]) -> Piece | None:
    """The value after the colon; only before a number may there be a space (`Dnr: …`)."""
    if name in ("number", "paragraph") and (space := _SPACE.match(query, at)):
        at = space.end()
    if at in numbers and name in ("number", "paragraph"):
        number = numbers[at]
        return Piece("number", number.text, start, number.end, canonical=number.canonical)
    if (quoted := _QUOTED.match(query, at)) is not None:
        return Piece("field", quoted[1], start, quoted.end(), field=name)
    chunk = _CHUNK.match(query, at)
    return Piece("field", chunk[0], start, chunk.end(), field=name) if chunk else None


def _chunk_end(query: str, at: int, numbers: dict[int, Piece]) -> int:
    """Where the word ends: at a space, a sign, or a number that begins inside it."""
    chunk = _CHUNK.match(query, at)
    end = chunk.end() if chunk else at + 1
    return min((start for start in numbers if at < start < end), default=end)
