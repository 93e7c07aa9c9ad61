"""Igenkänning. Which pieces of a text are diarienummer and laws, and which only look like it.

First a table of patterns marks what is something else (dates, printed series, telephone numbers, amounts, periods);
what remains is read as numbers, the labelled ones (`Dnr:`) in any form, the bare ones only where the form is safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kansli.plugin.intake.spans import Covered
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.rules.case_numbers import NOT_REGISTRIES, PREFIX_WORDS, parse_number
from kansli.plugin.rules.dates import find_dates, find_periods


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A diarienummer in a text. `label` is the words before it, lower case, where there are any."""

    text: str
    canonical: str
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A named pattern of the table: what the match is instead of a diarienummer."""

    name: str
    regex: re.Pattern[str]


_SERIES = (
    r"(?:SOU|Ds|Dir|Dirs|[Pp]rop|[Bb]et|Rskr|rskr|Skr|[Mm]ot|SFS|HFD|RÅ|NJA|AD|MÖD|JK|PM|"
    r"Utlåtande|Motion|ISO|IEC|EU)"
)
OTHER_NUMBERS: tuple[Pattern, ...] = (
    Pattern("web address", re.compile(r"(?:https?://|www\.)\S+", re.I)),
    Pattern("e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    Pattern(
        "printed series",
        re.compile(rf"\b{_SERIES}\.?\s?\(?(?:(?:19|20)\d\d(?:/\d\d)?:\d+|(?:EU|EG)\b\)?\s?\d+/\d+)\)?"),
    ),
    Pattern("parliamentary year", re.compile(r"\b(?:19|20)\d\d/\d\d:\w*\d+")),
    Pattern("council motion", re.compile(r"\b[Mm]otion(?:en)?\s\(?(?:19|20)\d\d:\d+\)?")),
    Pattern("union act", re.compile(r"\((?:EU|EG|EEG)\)\s(?:nr\s)?\d+/\d+|\b\d{2,4}/\d+/(?:EU|EG|EEG)\b")),
    Pattern("law collection", re.compile(r"\b[A-ZÅÄÖ-]{1,8}FS\s?(?:19|20)\d\d:\d+")),
    Pattern("personal number", re.compile(r"\b(?:19|20)?\d{6}[-+]\d{4}\b")),
    Pattern("telephone", re.compile(r"(?<![\w/])(?:\+46|0\d{1,3})\s?[-–]\s?\d[\d ]{4,}\d")),
    Pattern("amount", re.compile(r"\b\d{1,3}(?:[ .]\d{3})+(?:,\d+)?(?:\s?(?:kr|kronor|tkr|mkr|mnkr|SEK)\b)?", re.I)),
    Pattern("money", re.compile(r"\b\d+(?:,\d+)?\s?(?:kr|kronor|tkr|mkr|mnkr|procent|%)(?!\w)", re.I)),
    Pattern("law", re.compile(r"\((?:SFS )?\d{4}:\d{1,4}\)")),
    Pattern("clock", re.compile(r"\bkl\.?\s?\d\d?[.:]\d\d\b")),
)

_NUMBER_AND_SUFFIX = r"(?P<rest>\d{1,7}(?:[-./:]\d{1,4}(?:\.\d{1,3}){0,3})?)(?![\w]|[-–/:.,]\d)"
_BARE = re.compile(
    rf"(?<![\w/§:.\-–])(?P<board>[^\W\d_]{{1,8}})(?P<first>[ /.\-–]?)(?P<year>(?:19|20)\d\d|\d\d)"
    rf"(?P<second> ?[/:.\-–] ?| ){_NUMBER_AND_SUFFIX}"
)
_LABEL = re.compile(rf"(?i)(?<!\w)(?P<label>{PREFIX_WORDS})\b[ \t]*[.:]?[ \t]*(?:\n\s*)?(?P<value>[^\n,;()]{{3,60}})")
_LIST_SIGN = re.compile(r"\s{0,2}(?:,|;|\boch\b|\bsamt\b|/)\s{0,2}$")
_LONGEST_SIGN = 8
_SAFE_SIGNS = frozenset("/:-–.")
_LAW = re.compile(
    r"(?i)(?:\bSFS\s|\b\w*(?:lag|lagen|förordning|förordningen|balk|balken)\b[^.\n()]{0,60}\((?:SFS )?)"
    r"(\d{4}:\d{1,4})\b"
)


def find_numbers(text: str, *, vocabulary: Vocabulary) -> tuple[FoundNumber, ...]:
    """Find every diarienummer, in order; `text[start:end]` is the number without its label."""
    covered = Covered(len(text))
    for start, end in _other_spans(text):
        covered.take(start, end)
    known = {code.casefold() for code in (*vocabulary.own_registries, *vocabulary.bodies.values())}
    found: dict[int, FoundNumber] = {}
    for number in (*_labelled(text), *_bare(text, known)):
        if covered.free(number.start, number.end):
            covered.take(number.start, number.end)
            found[number.start] = number
    labelled = {number.canonical for number in found.values() if number.label}
    ends = {number.end for number in found.values()}
    for number in _loose(text):
        listed = number.canonical in labelled or _continues_list(text, number, ends)
        if listed and covered.free(number.start, number.end):
            covered.take(number.start, number.end)
            ends.add(number.end)
            found[number.start] = number
    return tuple(found[start] for start in sorted(found))


def find_laws(text: str) -> tuple[str, ...]:
    """The numbers of the laws that a text cites, each once: `1976:580`."""
    return tuple(dict.fromkeys(match[1] for match in _LAW.finditer(text)))


def _other_spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in OTHER_NUMBERS:
        for match in pattern.regex.finditer(text):
            yield match.span()
    for date in find_dates(text):
        if date.value.day:
            yield date.start, date.end
    for start, end, _ in find_periods(text):
        before = text[max(0, start - 4) : start]
        # KS 2020-2021 after a label is a number; after a word it is a period. The label is read elsewhere.
        if not re.search(r"[A-ZÅÄÖ]{2}[ -]$", before):
            yield start, end


def _labelled(text: str) -> Iterator[FoundNumber]:
    """What follows `Dnr`, `Diarienummer`, `Er beteckning`: the longest reading of its first words."""
    for match in _LABEL.finditer(text):
        words = list(re.finditer(r"\S+", match["value"]))[:4]
        for count in range(len(words), 0, -1):
            start, end = match.start("value") + words[0].start(), match.start("value") + words[count - 1].end()
            shown = text[start:end].rstrip(" .:")
            number = parse_number(shown)
            if number is not None:
                label = re.sub(r"\s+", " ", match["label"].lower())
                yield FoundNumber(shown, number.canonical, start, start + len(shown), label)
                break


def _bare(text: str, known: set[str]) -> Iterator[FoundNumber]:
    for match in _BARE.finditer(text):
        if _is_safe(match, known) and (number := _found(match)) is not None:
            yield number


def _loose(text: str) -> Iterator[FoundNumber]:
    """Everything of the form; taken only where the same number, or the list it stands in, is labelled."""
    for match in _BARE.finditer(text):
        if match["second"] != " " and (number := _found(match)) is not None:
            yield number


def _found(match: re.Match[str]) -> FoundNumber | None:
    number = parse_number(match[0])
    return FoundNumber(match[0], number.canonical, match.start(), match.end()) if number else None


def _is_safe(match: re.Match[str], known: set[str]) -> bool:
    """A number without label: by a registry that we know, or capitals with a sign that numbers have."""
    board, year, rest = match["board"], match["year"], match["rest"]
    sign = match["second"].strip()
    if board.casefold() in NOT_REGISTRIES:
        return False
    looks_like_period = sign in "-–" and re.fullmatch(r"(?:19|20)\d\d", rest) is not None and len(year) == 4
    if board.casefold() in known:
        return (bool(sign) or len(rest) >= 4) and not looks_like_period and (board[0].isupper() or len(year) == 4)
    if not (board.isupper() and len(board) >= 2):
        return False
    if len(year) == 2:
        return sign == "/" and match["first"] in (" ", "-", "/")
    if not sign:
        return len(rest) >= 4 and rest.startswith("0")
    return sign in _SAFE_SIGNS and not looks_like_period and not (board.endswith("FS") and sign == ":")


def _continues_list(text: str, number: FoundNumber, ends: set[int]) -> bool:
    """`Dnr: KS 17/53, Jä 18/51`: the second is labelled by the first, which ends where the comma stands."""
    sign = _LIST_SIGN.search(text[max(0, number.start - _LONGEST_SIGN) : number.start])
    return sign is not None and number.start - len(sign[0]) in ends
