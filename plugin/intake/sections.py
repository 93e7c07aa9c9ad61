"""Avsnitt. Where a document's headings are, how they nest, and the text under each.

Plain text has no headings of its own, so a heading is told by its place: a short line alone, not a sentence, with
text under it. A table of contents names headings but is none. Two uses: the sections that a profile knows by name
(a memo's), and the heading tree of a plan or an agreement (the units that search finds).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kansli.plugin.intake.vocabulary import Vocabulary, fold_heading
from kansli.plugin.rules.case_numbers import canonical
from kansli.plugin.rules.dates import find_dates

CONTENTS = frozenset({"innehåll", "innehållsförteckning"})
USUAL_TOP_HEADINGS = frozenset(
    {
        *(
            "bakgrund",
            "syfte",
            "mål",
            "parter",
            "inledning",
            "uppföljning",
            "uppföljning och utvärdering",
            "utvärdering",
        ),
        *("handlingsplan", "anslutning", "utträde", "giltighet", "giltighetstid", "ikraftträdande", "uppsägning"),
        *("tvist", "ändringar", "ändringar och tillägg", "underskrifter", "bilagor", "ansvar", "revidering"),
    }
)
"""Headings that close a list of sub-sections in nearly every agreement and plan."""

PROTOCOL_HEADINGS = {
    "beslut": "decision",
    "yrkande": "motions",
    "yrkanden": "motions",
    "proposition": "proposition_order",
    "propositioner": "proposition_order",
    "propositionsordning": "proposition_order",
    "omröstning": "vote",
    "votering": "vote",
    "reservation": "reservations",
    "reservationer": "reservations",
    "protokollsanteckning": "minutes_notes",
    "särskilt yttrande": "separate_statements",
    "medskick": "riders",
    "medskick till protokollet": "riders",
}
"""Headings that every protocol has, whatever the profile; the profile's own words come before these."""

_CONTENTS_LINE = re.compile(r"^(?P<title>.*?[^\W\d_].*?)(?:\s?\.{2,}\s*|(?:\s\.){2,}\s*|\t+|\s{3,})(?P<page>\d{1,3})$")
_LONGEST_CONTENTS_LINE = 300
_NUMBER = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])")
_MARKDOWN = re.compile(r"^(#{1,6})\s+(?=\S)")
_BOLD_LINE = re.compile(r"^\*\*[^*]+\*\*:?$")
_BULLET = re.compile(r"^\s*- ")
ADDRESSED_PROPOSAL = re.compile(
    r"(?i)(?:[\wåäö-]+ )?förslag till [^.:]*(?:nämnd|styrelse|beredning|fullmäktige|utskott)[a-zåäö]*(?: besluta?)?:"
)
"""A heading that says to whom something is proposed: `Kontorets förslag till parknämnden:`."""
BOARD_DECISION = re.compile(r"(?i)[^.:]{0,80}(?:nämnds|nämndens|styrelsens|fullmäktiges|utskotts|utskottets) beslut:?")
"""The heading of a decision in minutes: `Parknämndens beslut`."""
_LONGEST, _MOST_WORDS = 100, 14
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: its place, its words, and whether a blank line stands before and after it."""

    start: int
    end: int
    text: str
    blank_before: bool
    blank_after: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: `start`–`end` is its line, `level` counts from 1, `number` is what it is numbered by."""

    start: int
    end: int
    text: str
    level: int
    number: str = ""
    certain: bool = False


@dataclass(frozen=True, slots=True)
class SectionText:
    """The text under a heading, up to the next one; `text` is `whole[start:end]`. The title is not in the path."""

    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class NamedSection:
    """A section that the profile knows: its id, the heading as written, and its text in the document's span."""

    id: str
    heading: str
    level: int
    text: str
    start: int
    end: int


def split_units(text: str) -> tuple[SectionText, ...]:
    """Cut a plan or an agreement into the text under each heading; what stands before the first has an empty path."""
    headings = find_headings(text)
    title = _title_heading(text, headings)
    path: list[Heading] = []
    units = []
    first = headings[0].start if headings else len(text)
    if (opening := _unit(text, (), 0, first)).text:
        units.append(opening)
    for at, heading in enumerate(headings):
        end = headings[at + 1].start if at + 1 < len(headings) else len(text)
        path = [above for above in path if above.level < heading.level and above is not title] + [heading]
        names = () if heading is title else tuple(_name(each) for each in path)
        unit = _unit(text, names, heading.end, end, heading.number)
        if unit.text or names:
            units.append(unit)
    return tuple(units)


def find_headings(text: str) -> tuple[Heading, ...]:
    """Find the headings of a text, in order, with their levels."""
    lines = split_lines(text)
    contents, listed = _contents(lines)
    # Where headings are marked, nothing else is one.
    marked = any(_MARKDOWN.match(line.text) for line in lines)
    found = [
        heading
        for at, line in enumerate(lines)
        if at not in contents
        and (not marked or _MARKDOWN.match(line.text))
        and (heading := _as_heading(line, lines, at, listed)) is not None
    ]
    return tuple(_with_levels(text, found))


def named_sections(text: str, *, vocabulary: Vocabulary, until: int | None = None) -> tuple[NamedSection, ...]:
    """Find the sections whose headings the vocabulary knows; each goes on to the next one."""
    lines = split_lines(text)
    contents, _ = _contents(lines)
    found: list[tuple[Line, str]] = []
    for at, line in enumerate(lines):
        section = _section_of(line, vocabulary) if at not in contents and _may_be_named(line) else None
        if section:
            found.append((line, section))
    named = []
    for at, (line, section) in enumerate(found):
        end = found[at + 1][0].start if at + 1 < len(found) else len(text) if until is None else until
        start, end = trimmed(text, line.end, max(line.end, end))
        named.append(NamedSection(section, _shown(line.text), 1, text[start:end], start, end))
    return tuple(named)


def split_lines(text: str) -> list[Line]:
    """The lines that are not blank."""
    lines: list[Line] = []
    start = 0
    blank = True
    rows = text.split("\n")
    for at, row in enumerate(rows):
        if row.strip():
            after = at + 1 >= len(rows) or not rows[at + 1].strip()
            lines.append(Line(start, start + len(row), row, blank, after))
        blank = not row.strip()
        start += len(row) + 1
    return lines


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Shrink a span to leave out white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _section_of(line: Line, vocabulary: Vocabulary) -> str | None:
    """A heading that the vocabulary knows, or a proposal with its addressees: `Kontorets förslag till X:`."""
    section = vocabulary.section_id(line.text)
    section = section or PROTOCOL_HEADINGS.get(fold_heading(line.text))
    if section is None and line.blank_after and BOARD_DECISION.fullmatch(line.text.strip()):
        return "decision"
    return section or ("proposals" if ADDRESSED_PROPOSAL.fullmatch(line.text.strip()) else None)


def _may_be_named(line: Line) -> bool:
    """A known heading stands first in its paragraph; a sentence that happens to begin so is longer."""
    return (line.blank_before or line.blank_after) and len(line.text) <= _LONGEST * 2 and not _BULLET.match(line.text)


def _unit(text: str, path: tuple[str, ...], start: int, end: int, number: str = "") -> SectionText:
    start, end = trimmed(text, start, end)
    return SectionText(path, text[start:end], start, end, number)


def _name(heading: Heading) -> str:
    return _NUMBER.sub("", heading.text) if heading.number else heading.text


def _shown(line: str) -> str:
    return re.sub(r"^#{1,6}\s+|\*\*", "", line.strip()).strip()


def _contents_line(text: str) -> re.Match[str] | None:
    """A title and its page. Only what ends in a digit is tried: on a paragraph's length the pattern is slow."""
    fits = text[-1:].isdecimal() and len(text) <= _LONGEST_CONTENTS_LINE
    return _CONTENTS_LINE.match(text) if fits else None


def _contents(lines: Sequence[Line]) -> tuple[set[int], frozenset[str]]:
    """The lines of the table of contents, and the headings it names."""
    rows: set[int] = set()
    titles: set[str] = set()
    for at, line in enumerate(lines):
        match = _contents_line(line.text)
        if match and line.text.count("\t") <= 1:
            rows.add(at)
            titles.add(fold_heading(match["title"].strip(" .")))
        elif _is_short(line.text) and fold_heading(line.text) in CONTENTS:
            rows.add(at)
            rows.update(_contents_without_pages(lines, at))
    paged = {at for at in rows if _contents_line(lines[at].text)}
    if len(paged) < 3:
        rows -= {at for at in paged if not _near(at, rows - paged)}
    titles |= {fold_heading(lines[at].text) for at in rows - paged} - CONTENTS
    return rows, frozenset(titles if rows else ())


def _near(at: int, others: set[int]) -> bool:
    return any(0 < at - other < 4 for other in others)


def _contents_without_pages(lines: Sequence[Line], heading: int) -> set[int]:
    """Under `Innehåll`: the lines up to where the first of them comes again, as the heading itself."""
    if heading + 1 >= len(lines) or _contents_line(lines[heading + 1].text):
        return set()
    first = fold_heading(lines[heading + 1].text)
    for at in range(heading + 2, min(len(lines), heading + 80)):
        if not _is_short(lines[at].text):
            return set()
        if fold_heading(lines[at].text) == first:
            return set(range(heading + 1, at))
    return set()


def _as_heading(line: Line, lines: Sequence[Line], at: int, listed: frozenset[str]) -> Heading | None:
    plain = line.text.strip()
    marked = _MARKDOWN.match(plain)
    shown = _shown(plain)
    number = found["number"] if (found := _NUMBER.match(shown)) else ""
    if marked:
        return Heading(line.start, line.end, shown.rstrip(":"), len(marked[1]), number, certain=True)
    alone = line.blank_before and line.blank_after
    certain = bool(_BOLD_LINE.match(plain)) or (fold_heading(shown) in listed and (alone or line.blank_before))
    if not certain and not (alone and looks_like_heading(shown, number)):
        return None
    if not certain and at + 1 == len(lines):
        return None
    return Heading(line.start, line.end, shown.rstrip(":"), 0, number, certain=certain)


def looks_like_heading(words: str, number: str = "") -> bool:
    """Tell whether a line alone may be a heading by its words: short, no sentence, no date, number or address."""
    if not _is_short(words) or "\t" in words or words[-1] in ".,;:!–-" or (words[-1] == "?" and not number):
        return False
    first = _NUMBER.sub("", words) if number else words
    if not (first[0].isupper() or first[0] in '”"§'):
        return False
    return not find_dates(words) and canonical(words) is None and "@" not in words


def _is_short(words: str) -> bool:
    return bool(words) and len(words) <= _LONGEST and len(words.split()) <= _MOST_WORDS and not _BULLET.match(words)


def _title_heading(text: str, headings: Sequence[Heading]) -> Heading | None:
    """The document's title, where it stands as the first heading: with a subtitle, contents or nothing above it."""
    if not headings or text[: headings[0].start].strip(" \n").count("\n\n") > 1:
        return None
    return headings[0] if headings[0].level == 1 and not headings[0].number else None


def _with_levels(text: str, headings: Sequence[Heading]) -> list[Heading]:
    """Give every heading a level: by its marks, its numbers, or by what its surroundings tell."""
    if any(heading.level for heading in headings):
        low = min(heading.level for heading in headings if heading.level)
        return [_at_level(heading, heading.level or low + 1) for heading in headings]
    out: list[Heading] = []
    group: _Group | None = None
    for at, heading in enumerate(headings):
        before_next = text[heading.end : headings[at + 1].start] if at + 1 < len(headings) else text[heading.end :]
        body = before_next.strip()
        if group is not None and not group.takes(heading, empty=not body):
            group = None
        out.append(_at_level(heading, _level(heading, inside=group is not None)))
        # The first heading is the title: what follows it is not its sub-section.
        if at and group is None and (opened := _Group.under(heading, body, headings[at + 1 :])):
            group = opened
    return out


def _level(heading: Heading, *, inside: bool) -> int:
    return max(heading.number.count(".") + 1, 2 if inside else 1)


def _at_level(heading: Heading, level: int) -> Heading:
    return Heading(heading.start, heading.end, heading.text, level, heading.number, heading.certain)


@dataclass(slots=True)
class _Group:
    """The sub-sections of a heading: listed in its text, numbered in a row, or following it at once."""

    names: tuple[str, ...] = ()
    numbered: bool = False

    @classmethod
    def under(cls, heading: Heading, body: str, following: Sequence[Heading]) -> _Group | None:
        """Tell whether `heading` opens a group, and by what its members are known."""
        if heading.number and following and following[0].number and not body:
            return cls(numbered=True) if following[0].number.startswith(f"{heading.number}.") else None
        if not body:
            return cls(numbered=bool(following and following[0].number and not heading.number))
        bullets = tuple(fold_heading(row[2:]) for row in body.split("\n") if _BULLET.match(row))
        if following and len(bullets) > 1 and _listed_in(following[0], bullets):
            return cls(names=bullets)
        return None

    def takes(self, heading: Heading, *, empty: bool) -> bool:
        """Tell whether the next heading still belongs to the group."""
        if self.names:
            return _listed_in(heading, self.names)
        if self.numbered:
            return bool(heading.number)
        return not empty and not heading.number and fold_heading(heading.text) not in USUAL_TOP_HEADINGS


def _listed_in(heading: Heading, names: tuple[str, ...]) -> bool:
    words = fold_heading(heading.text)
    return any(words == name or SequenceMatcher(None, words, name).ratio() >= _ALIKE for name in names)
