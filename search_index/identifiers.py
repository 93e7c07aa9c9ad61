"""Nummer i text. Diarienummer and paragraphs, found in any spelling before words are analysed.

This is the plain recogniser of the leaf; an installation hands in its own, which knows its number formats.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

Recogniser = Callable[[str], Sequence[tuple[int, int, str]]]
"""Text → (start, end, canonical) in order; the same span several times where one spelling names several numbers."""

_NUMBER = re.compile(
    r"(?<![\w/])(?P<board>[^\W\d_]{1,10})[\s./:_-]{0,3}(?P<year>(?:19|20)\d\d|\d\d)"
    r"(?:[/:](?P<seq>\d{1,9})(?!\d)(?:-\d{1,4}(?!\d))?|[.-](?P<dashed>\d{1,9})(?!\d|[.-]\d))"
)
"""A dash between year and number is read only where no further number follows, which would make it a date."""
_PARAGRAPH = re.compile(
    r"(?:§§?|\bparagraf(?:en|er|erna)?\b)\s*(?P<first>\d{1,5})(?!\d)(?:\s?[-–—]\s?(?P<last>\d{1,5})(?!\d))?",
    re.IGNORECASE,
)
_STATUTE_BEFORE = re.compile(r"(?:^|[\s(,.])\d{1,3}\s*$")
_OTHER_WORDS = (
    "sou ds dir prop bet sfs rskr skr kap art nr sid s kl den år till och i mot från eller januari februari mars april "
    "maj juni juli augusti september oktober november december "
    "dnr diarienr diarienummer ärende ärendenr beteckning ref referens"
)
_NOT_REGISTRIES = frozenset(_OTHER_WORDS.split())
"""Words that stand before a year and a number without being a registry: print series, law, months."""

_CENTURY_TURN = 70
_LONGEST_RANGE = 100


def recognise_identifiers(text: str) -> list[tuple[int, int, str]]:
    """Diarienummer such as `AB 2020/0874`, `ab-20/874` → `ab/2020/874`, and `§ 121` → `§121`."""
    return sorted([*_numbers(text), *_paragraphs(text)], key=lambda found: (found[0], found[1]))


def canonical_number(board: str, year: str, number: str) -> str:
    """The key that all spellings share; a year of two digits is of this century before 70."""
    whole = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= _CENTURY_TURN else 2000)
    return f"{board.casefold()}/{whole}/{int(number)}"


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _NUMBER.finditer(text):
        if match["board"].casefold() not in _NOT_REGISTRIES:
            number = match["seq"] or match["dashed"]
            yield match.start(), match.end(), canonical_number(match["board"], match["year"], number)


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Paragraphs of minutes; `6 kap. 40 §` and `11 § förvaltningslagen` name the number first and are left alone."""
    for match in _PARAGRAPH.finditer(text):
        if match[0].startswith("§") and _STATUTE_BEFORE.search(text, max(0, match.start() - 8), match.start()):
            continue
        first = int(match["first"])
        last = int(match["last"] or first)
        if not first <= last < first + _LONGEST_RANGE:
            yield match.start(), match.end("first"), f"§{first}"
            continue
        for number in range(first, last + 1):
            yield match.start(), match.end(), f"§{number}"
