"""Nummer i sökningen. Diarienummer and § in any spelling, also without the board: then it is each registry's number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kansli.plugin.rules.case_numbers import NOT_REGISTRIES, PREFIX_WORDS, canonical, canonical_key
from kansli.search_index.identifiers import recognise_identifiers

VERSION = 1
"""Raised with every change here that finds other numbers: an older index is then built anew."""

_GAP = r"[\s./:_-]{1,3}"
_BARE = re.compile(r"(?<![\w/:.-])(?P<year>(?:19|20)\d\d)(?:[/:]|-(?=\d{3}))(?P<number>\d{1,7})(?![\d/:-]|\.\d)")
_PREFIX = re.compile(rf"\b(?:{PREFIX_WORDS})[\s.:]*$", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?\s*$")
_LONGEST_PREFIX = 30

Found = tuple[int, int, str]


def recogniser(registries: Iterable[str]) -> Callable[[str], list[Found]]:
    """Return a function that finds numbers: (start, end, canonical), in order.

    `registries` are the codes of our own: their numbers may have any sign or space between year and number, and a
    number that names no registry is found as the number of each of them.
    """
    codes = tuple(dict.fromkeys(registries))
    own = _own_pattern(codes)

    def recognise(text: str) -> list[Found]:
        found = set(_plain(text))
        if own is not None:
            found |= set(_matched(own, text))
        taken = [(start, end) for start, end, _ in found]
        for start, end, key in _bare(text, codes):
            if not any(start < other_end and other_start < end for other_start, other_end in taken):
                found.add((start, end, key))
        return sorted((_with_prefix(text, start, key), end, key) for start, end, key in found)

    return recognise


def _plain(text: str) -> Iterator[Found]:
    """What any reader would take for a number; a word such as Dnr before it is no registry."""
    for start, end, key in recognise_identifiers(text):
        if key.startswith("§") or canonical(text[start:end]) is not None:
            yield start, end, key


def _own_pattern(codes: tuple[str, ...]) -> re.Pattern[str] | None:
    if not codes:
        return None
    listed = "|".join(re.escape(code) for code in sorted(codes, key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/])(?P<board>{listed}){_GAP}(?P<year>(?:19|20)\d\d){_GAP}(?P<number>\d{{1,7}})(?!\d)", re.IGNORECASE
    )


def _matched(pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        key = canonical_key(match["board"], int(match["year"]), int(match["number"]))
        yield match.start(), match.end(), key


def _bare(text: str, codes: tuple[str, ...]) -> Iterator[Found]:
    for match in _BARE.finditer(text):
        word = _WORD_BEFORE.search(text[max(0, match.start() - _LONGEST_PREFIX) : match.start()])
        if word and word[1].casefold() in NOT_REGISTRIES - {"nr"}:
            continue  # a law, a bill, a report: SOU 2016:13
        for code in codes:
            yield match.start(), match.end(), canonical_key(code, int(match["year"]), int(match["number"]))


def _with_prefix(text: str, start: int, key: str) -> int:
    """Where a number begins with the words that only say that it is one: `Dnr`, `Vår beteckning`."""
    if key.startswith("§"):
        return start
    prefix = _PREFIX.search(text[max(0, start - _LONGEST_PREFIX) : start])
    return start - len(prefix[0]) if prefix else start
