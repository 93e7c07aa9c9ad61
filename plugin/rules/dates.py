"""Datum. Which day, month, season or year a Swedish text means, and what is written as a day but is none."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTH_NAMES = ("", "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
                "november", "december")  # fmt: skip
MONTHS = (
    {name: number for number, name in enumerate(_MONTH_NAMES) if name}
    | {name[:3]: number for number, name in enumerate(_MONTH_NAMES) if name}
    | {"sept": 9}
)
"""Names and short names of the months."""
SEASONS = {"våren": (1, 6), "sommaren": (6, 8), "hösten": (7, 12), "vintern": (1, 12)}
"""First and last month. Spring and autumn are the half-years of municipal planning; a winter touches two years."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, or only a month, a season or a year, as the text has it."""

    year: int
    month: int | None = None
    day: int | None = None
    season: str | None = None

    @property
    def iso(self) -> str:
        """As much of ISO 8601 as is known: `2021-01-08`, `2019-01`, `2017`."""
        if self.month is None:
            return f"{self.year:04}"
        return f"{self.year:04}-{self.month:02}" + (f"-{self.day:02}" if self.day else "")

    @property
    def exact(self) -> date | None:
        """The day, where the text gives one."""
        return self.first if self.day else None

    @property
    def first(self) -> date:
        """The first day that the text can mean."""
        months = SEASONS.get(self.season or "", (1, 12))
        return date(self.year, self.month or months[0], self.day or 1)

    @property
    def last(self) -> date:
        """The last day that the text can mean."""
        month = self.month or SEASONS.get(self.season or "", (1, 12))[1]
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in a text."""

    start: int
    end: int
    text: str
    value: PartialDate


@dataclass(frozen=True, slots=True)
class Period:
    """Years from and to, both included: 2021–2024."""

    first_year: int
    last_year: int


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_FORMS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<y>(?:19|20)\d\d)[ ]?-[ ]?(?P<m>\d\d?)[ ]?-[ ]?(?P<d>\d\d?)(?![\w/])(?!-(?!\d{4}-\d\d-\d\d))"),
    ("words", rf"(?:den )?(?P<d>\d\d?)[:.]?(?:e|a)? (?P<n>{_MONTH})\b\.?(?: (?P<y>(?:19|20)\d\d))(?!\w)"),
    ("dots", r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>(?:19|20)\d\d)(?!\w)"),
    ("slash", r"(?P<d>\d\d?)/(?P<m>\d\d?)[ -](?P<y>(?:19|20)\d\d)(?!\w)"),
    ("month", rf"(?P<n>{_MONTH}) (?P<y>(?:19|20)\d\d)(?!\w)"),
    ("season", rf"(?P<s>{'|'.join(SEASONS)}) (?P<y>(?:19|20)\d\d)(?!\w)"),
)
"""Every form that is recognised inside running text, the more exact before the vaguer."""

_SEARCH = tuple(re.compile(rf"(?<![\w/])(?<!(?<!\d\d\d\d-\d\d-\d\d)-){form}") for _, form in _FORMS)
_PERIOD = re.compile(r"(?<![\w/:-])((?:19|20)\d\d) ?[-–—] ?((?:19|20)\d\d)(?![\w/-])")


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Find every date in a running text, in order; what has the form of a date but does not exist is left out."""
    found: list[FoundDate] = []
    claimed = bytearray(len(text))
    for start, end, value in _written(text):
        if value is not None and claimed.find(1, start, end) < 0:
            claimed[start:end] = b"\x01" * (end - start)
            found.append(FoundDate(start, end, text[start:end], value))
    return tuple(sorted(found, key=lambda date: date.start))


def find_impossible_dates(text: str) -> tuple[tuple[int, int, str], ...]:
    """Find what is written as a day but does not exist: start, end and the words."""
    spans = [(start, end) for start, end, value in _written(text) if value is None]
    return tuple((start, end, text[start:end]) for start, end in sorted(spans))


def find_periods(text: str) -> tuple[tuple[int, int, Period], ...]:
    """Find every period of years in a running text: start, end, value."""
    found = ((match.start(), match.end(), _period(match)) for match in _PERIOD.finditer(text))
    return tuple((start, end, period) for start, end, period in found if period is not None)


def _written(text: str) -> tuple[tuple[int, int, PartialDate | None], ...]:
    """All that has the form of a date, None for what does not exist. One letter is asked about from many sides."""
    return _written_again(text) if len(text) <= _REMEMBERED else _written_once(text)


def _written_once(text: str) -> tuple[tuple[int, int, PartialDate | None], ...]:
    return tuple((*match.span(), _value(match)) for match in _matches(_plain(text)))


_REMEMBERED = 200_000
"""Characters: longer texts are read each time rather than held."""
_written_again = lru_cache(maxsize=8)(_written_once)


def _matches(plain: str) -> Iterator[re.Match[str]]:
    for form in _SEARCH:
        yield from form.finditer(plain)


def _value(match: re.Match[str]) -> PartialDate | None:
    parts = {"m": None, "n": None, "d": None, "s": None} | match.groupdict()
    year = int(match["y"])
    month = MONTHS[parts["n"]] if parts["n"] else int(parts["m"]) if parts["m"] else None
    day = int(parts["d"]) if parts["d"] else None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return PartialDate(year, month, day, parts["s"])


def _period(match: re.Match[str]) -> Period | None:
    first, last = int(match[1]), int(match[2])
    return Period(first, last) if first < last else None


_PLAIN_SIGNS = {0x2013: "-", 0x2012: "-", 0x2011: "-", 0xA0: " ", 0x202F: " "}


def _plain(text: str) -> str:
    """Lower case with plain spaces and dashes, every character kept in its place so that offsets hold."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    return lower.translate(_PLAIN_SIGNS)
