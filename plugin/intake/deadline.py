"""Svarsdag. By when an answer is asked for, as the text says it; whether that day is a good one is another rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kansli.plugin.intake.spans import first_after
from kansli.plugin.rules.dates import FoundDate, find_dates


@dataclass(frozen=True, slots=True)
class FoundDeadline:
    """The last day for an answer, and the words that say so."""

    day: date
    start: int
    end: int


_ANSWER = r"(?i)\b(?:svar\w*|yttrand\w*|remissvar\w*|synpunkter\w*|yttra sig|besvar\w+|inkomm\w+|lämna\w*|skicka\w*)\b"
_AT_THE_LATEST = r"\b(?:senast|t\.?o\.?m\.?|till och med|före|fram till)\b"
_THEN_A_DAY = r"(?=\s*(?:är|:)?\s*(?:den )?\d)"
_TRIGGERS: tuple[tuple[str, str], ...] = (
    ("answer by", rf"{_ANSWER}[^.\n]{{0,120}}?{_AT_THE_LATEST}"),
    ("by, answer", r"(?i)\bsenast\b"),
    ("last day", rf"(?i)\bsista (?:svarsdag|dag|datum)\w*(?: (?:för|att) [^.:\n]{{0,60}}?)?{_THEN_A_DAY}"),
    ("label", r"(?i)^(?:svarstid|svarsdatum|sista svarsdag|svar senast|svara senast)\b\s*:?"),
    ("period", r"(?i)\bremisstid\w*\b[^.\n]{0,60}?(?=\d)"),
)  # fmt: skip
_REACH, _LONGEST_SENTENCE = 40, 300
_NEAR_ANSWER = re.compile(r"(?i)\b(?:svar|yttrande|remiss|synpunkter|yttra)")
_OTHER_DAY = re.compile(r"(?i)\b(?:anmäl\w*|betal\w*|faktur\w*|justera\w*|anslag\w*|överklag\w*)\b")


def find_deadline(text: str, *, written: date | None) -> FoundDeadline | None:
    """Find the reply deadline; `written`, the document's date, completes a day without a year."""
    dates = [found for found in find_dates(text) if found.value.exact]
    for name, pattern in _TRIGGERS:
        for match in re.finditer(pattern, text, re.M):
            if name == "by, answer" and not _about_an_answer(text, match):
                continue
            found = _last_of_span(_next_date(text, dates, match.end()), dates, text, spans=name == "period")
            day = found.value.exact if found else None
            if found and day and (written is None or day >= written):
                return FoundDeadline(day, found.start, min(found.end, len(text)))
    return _without_year(text, written)


def _about_an_answer(text: str, match: re.Match[str]) -> bool:
    """`senast` alone counts where the sentence speaks of an answer and of nothing else."""
    low = max(0, match.start() - _LONGEST_SENTENCE)
    start = max(text.rfind("\n", low, match.start()), text.rfind(". ", low, match.start()), low - 1) + 1
    sentence = text[start : match.end() + _REACH]
    return bool(_NEAR_ANSWER.search(sentence)) and not _OTHER_DAY.search(sentence)


def _next_date(text: str, dates: list[FoundDate], after: int) -> FoundDate | None:
    found = first_after(dates, after)
    near = found is not None and found.start - after <= _REACH and "." not in text[after : found.start]
    return found if near else None


def _last_of_span(found: FoundDate | None, dates: list[FoundDate], text: str, *, spans: bool) -> FoundDate | None:
    """Of `2020-12-01–2021-02-28` the second day."""
    if found is None or not spans:
        return found
    second = first_after(dates, found.end)
    if second and re.fullmatch(
        r"\s*(?:[-–—]|till(?: och med)?|t\.?o\.?m\.?)\s*(?:den )?", text[found.end : second.start]
    ):
        return second
    return found


def _without_year(text: str, written: date | None) -> FoundDeadline | None:
    """`svara senast den 28 februari`: the next such day after the document was written."""
    if written is None:
        return None
    pattern = re.compile(_TRIGGERS[0][1] + r"\s+(?P<day>(?:den )?\d{1,2} [a-zå-ö]+)(?! \d)")
    for match in pattern.finditer(text):
        for year in (written.year, written.year + 1):
            found = find_dates(f"{match['day']} {year}")
            day = found[0].value.exact if found else None
            if day and day >= written:
                return FoundDeadline(day, match.start("day"), match.end("day"))
    return None
