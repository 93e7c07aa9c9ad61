"""Dokumenthuvud. Title, date, sender and officers: what stands above the first section, seldom labelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from kansli.plugin.intake.decisions import find_bodies
from kansli.plugin.intake.people import is_name, is_unit
from kansli.plugin.intake.recognise import FoundNumber
from kansli.plugin.intake.sections import CONTENTS, Line, split_lines
from kansli.plugin.intake.vocabulary import Vocabulary, fold_heading
from kansli.plugin.rules.case_numbers import PREFIX_WORDS
from kansli.plugin.rules.dates import find_dates


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the span of the text that gives it."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines before the first section say. `word` is the document's own name for its kind."""

    title: Found | None = None
    date: Found | None = None
    sender: Found | None = None
    word: str = ""
    officers: tuple[str, ...] = ()


KIND_WORDS = frozenset(
    {
        *(
            "tjänsteskrivelse",
            "tjänsteutlåtande",
            "missiv",
            "remissmissiv",
            "remiss",
            "yttrande",
            "remissvar",
            "protokoll",
        ),
        *("protokollsutdrag", "sammanträdesprotokoll", "kallelse", "föredragningslista", "anslag", "bevis om anslag"),
        *("bilaga", "överenskommelse", "handlingsplan", "avtal", "delegationsbeslut", "inbjudan att lämna synpunkter"),
    }
)
"""Words that stand alone at the top and name the kind of document."""

_TITLE_LABEL = re.compile(r"(?i)^(?:ärende(?:mening|rubrik)?|rubrik|ämne|angående|ang\.?|avser|gäller)\s*:\s*(?=\S)")
_SENDER_LABEL = re.compile(r"(?i)^(?:från|avsändare|remitterande(?: myndighet| nämnd)?)\s*:\s*(?=\S)")
_DATE_LABEL = re.compile(r"(?i)^(?:datum|daterad|dokumentdatum|upprättad|skapad)\b\s*:?\s*")
_ADDRESSEES = re.compile(r"(?i)^(?:till|mottagare|remissinstanser|sändlista|enligt sändlista|kopia|adressat)\b\s*:?")
_FIELD = re.compile(
    rf"(?i)^(?:{PREFIX_WORDS}|handläggare|kontaktperson|telefon|tel|e-post|mobil|adress|postadress|besöksadress|webb|"
    r"org\.? ?nr|datum|sida|er beteckning|vår beteckning|svar senast|svara senast|sista svarsdag|remisstid|diariet)\b"
)
_ADDRESS = re.compile(r"(?i)@|www\.|\b\d{3} ?\d{2}\b|\bbox \d+|(?:gatan|vägen|torget) \d+")
_SOMEONE_SPEAKS = re.compile(r"(?i)^(?:vi|jag|härmed|undertecknad)\b")
_CLOSING = re.compile(r"(?i)^(?:med )?(?:vänlig|bästa|hjärtlig)\w* hälsning\w*,?$|^mvh,?$")
_GREETING = re.compile(r"(?i)^(?:hej|bästa|till den det berör|med vänlig)")
_AUTHORITY = re.compile(
    r"(?i)^[\wåäöé ,&-]*(?:myndigheten|verket|departementet|länsstyrelsen.*|regionen?|region [\wåäö]+|kommun|kansliet|"
    r"inspektionen|förbundet|nämnden|styrelsen|fullmäktige|rådet|domstolen|ombudsmannen|ab)$"
)
_MOST_LINES, _LONGEST_TITLE, _SENTENCE = 40, 250, 90


def read_head(text: str, *, vocabulary: Vocabulary, numbers: tuple[FoundNumber, ...]) -> Head:
    """Read the lines up to the first section that the vocabulary knows."""
    lines = _head_lines(text, vocabulary)
    plain = [line for line in lines if not _is_furniture(line, numbers)]
    title = _labelled(lines, _TITLE_LABEL) or _title(plain, vocabulary)
    above = [line for line in plain if title is None or line.start < title.start]
    named = next((fold_heading(line.text) for line in lines if fold_heading(line.text) in KIND_WORDS), "")
    return Head(
        title=title,
        date=_date(lines),
        sender=_labelled(lines, _SENDER_LABEL) or _sender(lines, vocabulary) or _who_greets(text),
        word=named,
        officers=tuple(line.text.strip() for line in above if is_name(line.text.strip())),
    )


def _head_lines(text: str, vocabulary: Vocabulary) -> list[Line]:
    lines: list[Line] = []
    for line in split_lines(text[:20_000])[:_MOST_LINES]:
        words = fold_heading(line.text)
        if words in CONTENTS or (lines and vocabulary.section_id(line.text) and words not in KIND_WORDS):
            break
        if lines and _is_prose(line.text):
            break
        lines.append(line)
    return lines


def _is_prose(words: str) -> bool:
    """The first sentence of the text itself: the head is over."""
    ended = words.endswith((".", ":", "?", "!"))
    return "\t" not in words and (len(words) > _LONGEST_TITLE or (len(words) > _SENTENCE and ended))


def _is_furniture(line: Line, numbers: tuple[FoundNumber, ...]) -> bool:
    """Fields, addresses, dates and numbers alone on their line."""
    words = line.text.strip()
    if (
        _FIELD.match(words)
        or _SENDER_LABEL.match(words)
        or _ADDRESS.search(words)
        or _ADDRESSEES.match(words)
        or _GREETING.match(words)
        or _CLOSING.match(words)
    ):
        return True
    covered = sum(number.end - number.start for number in numbers if line.start <= number.start < line.end)
    covered += sum(len(date.text) for date in find_dates(words) if date.value.day)
    return covered >= len(words) * 0.6


def _labelled(lines: list[Line], label: re.Pattern[str]) -> Found | None:
    for line in lines:
        if match := label.match(line.text):
            value = line.text[match.end() :].strip()
            # A mail address is left out where a real name stands before it; "Registrator" alone would tell nothing.
            if named := re.fullmatch(r'"?(?P<name>\S+ [^<"]+?)"?\s*<[^>]*>', value):
                value = named["name"]
            return Found(value, line.start + match.end(), line.end)
    return None


def _title(lines: list[Line], vocabulary: Vocabulary) -> Found | None:
    """The first line marked as a heading; else the first that may be a title, rather one of several words."""
    possible = [line for line in lines if _may_be_title(_unmarked(line.text), vocabulary)]
    marked = [line for line in possible if line.text.startswith("#")]
    several = [line for line in possible if len(line.text.split()) > 1]
    line = next(iter([*marked, *several, *possible]), None)
    if line is None:
        return None
    words, end = _unmarked(line.text), line.end
    following = lines[lines.index(line) + 1 :][:1]
    if following and re.match(r"- ?[a-zåäö]", following[0].text) and len(following[0].text) < _SENTENCE:
        words, end = f"{words} {following[0].text.strip()}", following[0].end
    mark = re.match(r"(?:#{1,6}\s+|\*\*)?", line.text)
    return Found(words, line.start + (mark.end() if mark else 0), end)


def _unmarked(words: str) -> str:
    return re.sub(r"^#{1,6}\s+|\*\*", "", words).strip()


def _may_be_title(words: str, vocabulary: Vocabulary) -> bool:
    if len(words) < 4 or len(words) > _LONGEST_TITLE or "\t" in words or words.startswith(("- ", "(", "|")):
        return False
    if fold_heading(words) in KIND_WORDS or is_name(words) or is_unit(words) or _is_body(words, vocabulary):
        return False
    if not any(map(str.isalpha, words)) or _AUTHORITY.match(words):
        return False
    sentences = re.search(r"[.!?] [A-ZÅÄÖ]", words) or words.endswith("!") or _SOMEONE_SPEAKS.match(words)
    return not sentences and not (words.endswith((".", ",", ":", "?")) and len(words) > 60)


def _is_body(words: str, vocabulary: Vocabulary) -> bool:
    bodies = find_bodies(words, vocabulary=vocabulary)
    return any(body.end - body.start >= len(words) * 0.7 for body in bodies) or words in vocabulary.units


def _date(lines: list[Line]) -> Found | None:
    """A date alone on its line, after a label, or at the end of a line of place and date."""
    for line in lines:
        words = _DATE_LABEL.sub("", line.text)
        offset = line.end - len(words)
        if _FIELD.match(words) or _ADDRESSEES.match(words):
            continue
        for date in find_dates(words):
            rest = (words[: date.start] + words[date.end :]).strip(" ,.\t")
            if date.value.day and len(rest) <= 20 and not re.search(r"(?i)senast|remisstid|anslag|inkom|svar|§", rest):
                return Found(date.value.iso, offset + date.start, offset + date.end)
    return None


def _sender(lines: list[Line], vocabulary: Vocabulary) -> Found | None:
    """The first body, unit or authority alone on its line, above the addressees."""
    municipality: Found | None = None
    for line in lines:
        words = line.text.strip()
        if _ADDRESSEES.match(words):
            break
        if len(words) > _SENTENCE or not (is_unit(words) or _is_body(words, vocabulary) or _AUTHORITY.match(words)):
            continue
        found = Found(words, line.start, line.end)
        if not words.lower().endswith("kommun"):
            return found
        municipality = municipality or found
    return municipality


def _who_greets(text: str) -> Found | None:
    """A letter without letterhead: whoever stands under `Vänliga hälsningar`."""
    lines = split_lines(text)
    for line, below in pairwise(lines):
        if _CLOSING.match(line.text.strip()) and len(below.text) <= 80:
            return Found(below.text.strip(), below.start, below.end)
    return None
