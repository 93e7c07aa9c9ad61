"""Beslutshänvisning. Which decisions a text cites: body, date and §, as far as the text gives them.

A § of a law is none; neither is the § that a protocol extract itself is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kansli.plugin.intake.spans import Covered, first_after, last_before
from kansli.plugin.intake.vocabulary import GENERAL_BODIES, Vocabulary, fold
from kansli.plugin.rules.dates import FoundDate, find_dates


@dataclass(frozen=True, slots=True)
class FoundDecision:
    """A cited decision. `body` is its lower-case base form; `date` ISO, as exact as the text is."""

    body: str | None
    paragraph: str | None
    date: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A body named in a text; `short` where it is an abbreviation."""

    name: str
    start: int
    end: int
    short: bool = False


_WORD = r"[\wÅÄÖåäöé-]"
_SOME, _MORE = rf"{_WORD}{{0,40}}", rf"{_WORD}{{1,40}}"
_NOUN = rf"{_SOME}(?:nämnd(?:en)?|styrelse[n]?|fullmäktige|utskott(?:et)?|beredning(?:en)?)s?"
_GENERIC = re.compile(
    rf"(?<![\w-])(?:(?:[A-ZÅÄÖ]{_MORE}|tekniska)(?:- ?(?:och|{_MORE}))? )?(?:{_MORE}- (?:och )?)?"
    rf"{_NOUN}(?: {_NOUN})?(?![\w-])"
)
_PARAGRAPH = re.compile(r"(?:§§?\s?|\b[Pp]aragraf(?:er)?\s)(?P<number>\d{1,4}(?:\s?[-–]\s?\d{1,4})?)(?!\d)")
_STATUTE_BEFORE = re.compile(r"(?:\bkap\.?\s?|(?<![\d-])\b\d{1,3}\s?[a-z]?\s)$")
_STATUTE_AFTER = re.compile(
    r"^\s*(?:[a-z]\s)?(?:\d\s?st\.?\s)?(?:i\s|enligt\s)?"
    r"(?:\w*(?:lagen|balken|förordningen)\b|(?:KL|FL|OSL|TF|MBL|PBL|SoL)\b)"
)
_OWN_ITEM = re.compile(r"^(?:\*\*|#+ )?§\s?\d+(?:\s+\S|\s*$)")
_GENERAL_HEADS = ("kommunfullmäktige", "kommunstyrelsen", "kommunstyrelse")
_NAMELESS = frozenset({"nämnden", "nämnd", "styrelsen", "styrelse", "utskottet", "beredningen", "beredning", "utskott"})
"""What a text calls a board that it has named before; by itself it names none."""
_VERB = r"(?:beslutade|beslöt|beslutat|antog|godkände|fastställde)"
_ADOPTED_BY = re.compile(
    r"(?i)(?:antogs|antagen|antaget|antagits|godkändes|godkänd|fastställdes|fastställd|beslutades|beslutad)"
    r" av (?:\w+s )?$"
)
_BODY_THEN_DATE = re.compile(rf"(?i)(?:\s*beslut)?\s*,?\s*(?P<verb>{_VERB})?\s*(?:,|i|den|under|per den)?\s*")
_DATE_THEN_BODY = re.compile(rf"(?i)\s*,?\s*{_VERB}\s+(?:\w+s )?")
_BEFORE, _AFTER, _NEAR = 160, 60, 60


def find_decisions(text: str, *, vocabulary: Vocabulary) -> tuple[FoundDecision, ...]:
    """Find every cited decision, in order."""
    dates = find_dates(text)
    bodies = find_bodies(text, vocabulary=vocabulary)
    found = list(_with_paragraph(text, bodies, dates))
    covered = Covered(len(text))
    for decision in found:
        covered.take(decision.start, decision.end)
    for decision in _without_paragraph(text, bodies, dates):
        if covered.free(decision.start, decision.end):
            covered.take(decision.start, decision.end)
            found.append(decision)
    return tuple(sorted(found, key=lambda decision: decision.start))


def find_bodies(text: str, *, vocabulary: Vocabulary) -> tuple[FoundBody, ...]:
    """Find the bodies that a text names: the vocabulary's own, the usual abbreviations, and what is called a board."""
    names = sorted({*vocabulary.bodies, *(name.upper() for name in GENERAL_BODIES)}, key=len, reverse=True)
    own = re.compile(rf"(?<![\w-])(?:{'|'.join(map(_alternative, names))})s?(?![\w-])")
    names_of: dict[str, str] = {}
    found: list[FoundBody] = []
    # The longer of two overlapping readings is the name: "Östra byanämnden" before "byanämnden".
    matches = [match for regex in (own, _GENERIC) for match in regex.finditer(text)]
    covered = Covered(len(text))
    for match in sorted(matches, key=lambda match: match.start() - match.end()):
        if fold(match[0]).removesuffix("s") in _NAMELESS or not covered.free(*match.span()):
            continue
        covered.take(*match.span())
        name = names_of.setdefault(match[0], body_name(match[0], vocabulary=vocabulary))
        found.append(FoundBody(name, *match.span(), short=match[0].isupper()))
    return tuple(sorted(found, key=lambda body: body.start))


def body_name(words: str, *, vocabulary: Vocabulary) -> str:
    """The lower-case base form of a body's name: genitive off, abbreviation written out."""
    if known := vocabulary.body_name(words):
        return known
    name = fold(words)
    name = GENERAL_BODIES.get(name, name)
    # A board's name ends in s only in the genitive.
    name = re.sub(r"(nämnd|nämnden|styrelsen|fullmäktige|utskott|utskottet|beredning|beredningen)s$", r"\1", name)
    head = name.rsplit(" ", 1)[-1]
    return head if head in _GENERAL_HEADS else name


def _alternative(name: str) -> str:
    """An abbreviation is matched as written; a name may begin a sentence."""
    if len(name) <= 6 and name.isupper():
        return re.escape(name)
    first = re.escape(name[0])
    return (f"[{name[0].upper()}{name[0].lower()}]" if name[0].isalpha() else first) + re.escape(name[1:])


def _with_paragraph(text: str, bodies: tuple[FoundBody, ...], dates: tuple[FoundDate, ...]) -> Iterator[FoundDecision]:
    for match in _PARAGRAPH.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        before = text[max(line_start, match.start() - _BEFORE) : match.start()]
        after = text[match.end() : min(len(text) if line_end < 0 else line_end, match.end() + _AFTER)]
        dated = (last := last_before(dates, match.start())) and not text[last.end : match.start()].strip(" ,")
        if _is_statute(before, after, dated=bool(dated)) or _is_own(text[line_start : match.end() + 2], before):
            continue
        low = match.start() - _sentence_length(before)
        body = last_before(bodies, match.start())
        body = body if body is not None and low <= body.start else None
        date = _date_of(text, match, dates, low if body is None else body.start)
        start = min(part.start for part in (body, date) if part) if body or date else match.start()
        start, end = min(start, match.start()), max(match.end(), date.end if date else 0)
        number = re.sub(r"\s", "", match["number"]).replace("–", "-")
        yield FoundDecision(
            body.name if body else None, number, date.value.iso if date else None, text[start:end], start, end
        )


def _is_statute(before: str, after: str, *, dated: bool) -> bool:
    return (bool(_STATUTE_BEFORE.search(before)) and not dated) or bool(_STATUTE_AFTER.match(after))


def _is_own(line: str, before: str) -> bool:
    return bool(_OWN_ITEM.match(line)) or bool(re.search(r"(?i)\bforts\.?\s*$", before))


def _sentence_length(before: str) -> int:
    """How far back the sentence goes."""
    ends = [match.end() for match in re.finditer(r"(?<![\d ][a-z])(?<!dnr)[.!?]\s+(?=[A-ZÅÄÖ])|;", before)]
    return len(before) - (ends[-1] if ends else 0)


def _date_of(text: str, match: re.Match[str], dates: tuple[FoundDate, ...], low: int) -> FoundDate | None:
    """The date beside the §: right after it, else the last one before it in the same citation."""
    after = first_after(dates, match.end())
    gap = text[match.end() : after.start] if after else ""
    if after and re.fullmatch(r"[^\S\n]*,?[^\S\n]*(?:per\s|av\s|från\s)?(?:den\s)?", gap):
        return after
    before = last_before(dates, match.start())
    if before is None:
        return None
    return before if low <= before.start or not text[before.end : match.start()].strip(" ,\t") else None


def _without_paragraph(
    text: str, bodies: tuple[FoundBody, ...], dates: tuple[FoundDate, ...]
) -> Iterator[FoundDecision]:
    for body in bodies:
        after = first_after(dates, body.end)
        near = after is not None and after.start - body.end <= _NEAR
        if after and near and (gap := _BODY_THEN_DATE.fullmatch(text[body.end : after.start])) and "\n" not in gap[0]:
            adopted = _ADOPTED_BY.search(text[max(0, body.start - 40) : body.start])
            if gap["verb"] or body.short or adopted:
                yield _plain(text, body, after)
                continue
        before = last_before(dates, body.start)
        if before and body.start - before.end <= _NEAR and _DATE_THEN_BODY.fullmatch(text[before.end : body.start]):
            yield _plain(text, body, before)


def _plain(text: str, body: FoundBody, date: FoundDate) -> FoundDecision:
    start, end = min(body.start, date.start), max(body.end, date.end)
    return FoundDecision(body.name, None, date.value.iso, text[start:end], start, end)
