"""Huvudet. Every line above the text, told apart: date, numbers, officers, addressees, unit, sender."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kansli.plugin.intake.head import KIND_WORDS
from kansli.plugin.intake.people import is_name, is_unit
from kansli.plugin.intake.recognise import find_numbers
from kansli.plugin.intake.vocabulary import Vocabulary, fold_heading
from kansli.plugin.intake.written.document import person
from kansli.plugin.intake.written.furniture import PAGE
from kansli.plugin.intake.written.paper import Row
from kansli.plugin.rules.case_numbers import PREFIX_WORDS, canonical
from kansli.plugin.rules.dates import find_dates

_NUMBER_LABEL = re.compile(rf"(?i)^{PREFIX_WORDS}\b\s*[.:]?\s*")
_DATE_LABEL = re.compile(r"(?i)^(?:datum|daterad|dokumentdatum|sammanträdesdatum)\b\s*:?\s*")
_TO = re.compile(r"(?i)^till\s*:?\s+")
OFFICER = re.compile(r"(?i)^(?:handläggare|kontaktperson|föredragande)\b\s*:?\s*")
PHONE = re.compile(r"(?i)^(?:tel(?:efon)?\.?|mobil)\b(?: ?\([^)]*\))?\s*:?\s*(?P<value>[+\d][\d \-–/]*)$")
MAIL = re.compile(r"(?i)^(?:(?:e-?post|mejl|mail)(?: ?\([^)]*\))?\s*:?\s*)?(?P<value>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)$")
_DRAFT = "utkast"
_BETWEEN = re.compile(r"(?i)[\s,;]|\boch\b")


@dataclass(slots=True)
class Heading:
    """What the head tells. `addressees` and `officers` have the shape of a content's."""

    date: str = ""
    numbers: list[str] = field(default_factory=list)
    officers: list[dict[str, Any]] = field(default_factory=list)
    addressees: list[dict[str, str]] = field(default_factory=list)
    unit: str = ""
    sender: str = ""
    addressed: bool = True


def read_heading(rows: Sequence[Row], *, sender: str, vocabulary: Vocabulary, addressed: bool) -> Heading:
    """Read the rows above the first section; a row whose every cell tells something is placed.

    `addressed` is true for a kind of document that is put to organs by name.
    """
    told = Heading(addressed=addressed)
    for row in rows:
        if not row.placed:
            told_all = [_take(cell, told, sender, vocabulary) for cell in _cells(row)]
            row.placed = bool(told_all) and all(told_all)
    _number_addressees(told)
    return told


def _cells(row: Row) -> Iterator[str]:
    return (cell.strip(" *") for cell in re.split(r"\t| \| | · ", row.text) if cell.strip(" *"))


def _take(words: str, told: Heading, sender: str, vocabulary: Vocabulary) -> bool:
    """Take what a line says; False where it says nothing that we know."""
    kind, _, rest = words.partition(" ")
    if rest and fold_heading(kind) in KIND_WORDS:
        return _take(rest, told, sender, vocabulary)
    letterhead = {*KIND_WORDS, _DRAFT, fold_heading(vocabulary.municipality)}
    if fold_heading(words) in letterhead or PAGE.match(words):
        return True
    if _take_date(words, told) or _take_numbers(words, told, vocabulary) or _take_officer(words, told, vocabulary):
        return True
    return _take_name(words, told, sender, vocabulary)


def _take_date(words: str, told: Heading) -> bool:
    rest = _DATE_LABEL.sub("", words)
    dates = find_dates(rest)
    if not (dates and dates[0].text == rest and dates[0].value.day) or told.date not in ("", dates[0].value.iso):
        return False
    told.date = dates[0].value.iso
    return True


def _take_numbers(words: str, told: Heading, vocabulary: Vocabulary) -> bool:
    """A label alone, a number alone, or a label and a list of numbers."""
    label = _NUMBER_LABEL.match(words)
    if label and label.end() == len(words):
        return True
    rest = words[label.end() :] if label else words
    whole = f"Dnr: {rest}"
    found = find_numbers(whole, vocabulary=vocabulary)
    left = whole
    for number in reversed(found):
        left = left[: number.start] + left[number.end :]
    alone = canonical(rest) is not None
    if not found or _BETWEEN.sub("", left.removeprefix("Dnr:")) or not (label or alone):
        return False
    told.numbers += [number.text for number in found if number.text not in told.numbers]
    return True


def _take_officer(words: str, told: Heading, vocabulary: Vocabulary) -> bool:
    """A name, with or without a title after it; then her telephone and address."""
    label = OFFICER.match(words)
    name, _, title = words[label.end() if label else 0 :].partition(",")
    if is_name(name.strip()) and not vocabulary.body_code(name):
        told.officers.append(person(name.strip(), "title", title.strip()))
        return True
    for pattern, key in ((PHONE, "phone"), (MAIL, "email")):
        if (match := pattern.match(words)) and told.officers and key not in told.officers[-1]:
            told.officers[-1][key] = match["value"].strip()
            return True
    return False


def _take_name(words: str, told: Heading, sender: str, vocabulary: Vocabulary) -> bool:
    """A body, a unit, or whoever sends."""
    name = _TO.sub("", words)
    if told.addressed and (code := vocabulary.body_code(name)):
        if all(each["body"] != code for each in told.addressees):
            told.addressees.append({"body": code, "number": ""})
        return True
    if (is_unit(words) or words in vocabulary.units) and told.unit in ("", words):
        told.unit = words
        return True
    if words == sender and not told.sender:
        told.sender = words
        return True
    return False


def _number_addressees(told: Heading) -> None:
    """Which number is whose: by the registry it begins with; as many of both are in the same order."""
    free = list(told.numbers)
    for addressee in told.addressees:
        own = next((each for each in free if each.split()[0].casefold() == addressee["body"].casefold()), None)
        if own is not None:
            addressee["number"] = own
            free.remove(own)
    without = [addressee for addressee in told.addressees if not addressee["number"]]
    if len(without) == len(free):
        for addressee, number in zip(without, free, strict=True):
            addressee["number"] = number
