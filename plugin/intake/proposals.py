"""Förslag och underlag. What a text proposes to whom, and which documents it builds on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kansli.plugin.intake.decisions import find_bodies
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.rules.dates import find_dates


@dataclass(frozen=True, slots=True)
class ProposedDecision:
    """One proposed decision; `board` is the lower-case name of the body it is for, where the text says."""

    board: str | None
    text: str


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    """The clauses that are proposed together; `boards` are lower-case names, none where the text names no board."""

    boards: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document that a text builds on, as its basis line tells."""

    title: str
    kind: str
    date: str | None


DOCUMENT_WORDS: tuple[tuple[str, str], ...] = (
    (r"^bilaga\b", "annex"),
    (r"^(?:remiss)?missiv", "cover_letter"),
    (r"tjänste(?:skrivelse|utlåtande)", "memo"),
    (r"protokollsutdrag", "minutes_extract"),
    (r"protokoll\b", "minutes"),
    (r"^kallelse|föredragningslista", "summons"),
    (r"yttrande|remissvar", "statement"),
    (r"^remiss\b", "referral"),
    (r"(?:handlings|samverkans|utvecklings)plan|\bplan\b", "action_plan"),
    (r"överenskommelse|avtal", "agreement"),
)
"""A word of a document's title → its kind; the first row that fits wins."""

_LEAD = re.compile(
    r"(?i)^(?P<board>.{3,160}?) (?:föreslås|beslutar?)(?: för egen del)?(?: att)?(?: besluta(?: att)?)?\s*:?$"
)
_THAT_CLAUSE = re.compile(r"^(?:- )?att\b", re.I)
_NUMBERED = re.compile(r"^\d{1,2}[.)]\s+")
_DATE_TAIL = re.compile(r"[\s,–-]*(?:\b(?:daterad|daterat|dat\.?|den|av den)\s*)*$", re.I)


def read_proposals(text: str, *, heading: str, vocabulary: Vocabulary) -> tuple[ProposedDecision, ...]:
    """Read the text under `Förslag till beslut`: att-satser after a lead line, numbered, or whole sentences."""
    return tuple(
        ProposedDecision(board, words)
        for group in read_groups(text, heading=heading, vocabulary=vocabulary)
        for words in group.clauses
        for board in group.boards or (_subject(words, vocabulary),)
    )


def read_groups(text: str, *, heading: str, vocabulary: Vocabulary) -> tuple[ProposalGroup, ...]:
    """Read the same text by whom it is proposed to: the boards that the heading or a lead line names."""
    addressed = heading[heading.lower().find("förslag till ") :].removesuffix(":")
    boards = _boards(addressed, vocabulary)
    groups: list[tuple[tuple[str, ...], list[str]]] = [(boards, [])]
    for clause in _clauses(text):
        if lead := _LEAD.match(clause):
            groups.append((_boards(lead["board"], vocabulary), []))
        else:
            groups[-1][1].append(_NUMBERED.sub("", clause.removeprefix("- ")))
    return tuple(ProposalGroup(names, tuple(clauses)) for names, clauses in groups if clauses)


def _boards(words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(body.name for body in find_bodies(words, vocabulary=vocabulary))


def read_basis(text: str) -> tuple[CitedDocument, ...]:
    """Read the text under `Beslutsunderlag`: a document a line; lines that cite a decision by its § are left out."""
    found = []
    for row in text.split("\n"):
        line = re.sub(r"^\s*(?:- |\d{1,2}[.)]\s+)", "", row).strip().strip("*")
        if not line or re.search(r"§\s?\d", line):
            continue
        dates = [date for date in find_dates(line) if date.value.day]
        title = line
        if dates and not line[dates[-1].end :].strip(" .)"):
            title = _DATE_TAIL.sub("", line[: dates[-1].start]).rstrip(" ,(")
        found.append(CitedDocument(title or line, document_kind(title), dates[-1].value.iso if dates else None))
    return tuple(found)


def document_kind(title: str) -> str:
    """The kind that a document's title tells."""
    return next((kind for word, kind in DOCUMENT_WORDS if re.search(word, title, re.I)), "unknown")


def _clauses(text: str) -> list[str]:
    """Paragraphs, and each att-sats or numbered row by itself; a row that continues one belongs to it."""
    clauses: list[str] = []
    fresh = True
    for row in text.split("\n"):
        line = row.strip()
        if not line:
            fresh = True
            continue
        starts = (
            fresh or _THAT_CLAUSE.match(line) or _NUMBERED.match(line) or line.startswith("- ") or _LEAD.match(line)
        )
        if starts or not clauses or _LEAD.match(clauses[-1]):
            clauses.append(line)
        else:
            clauses[-1] += f" {line}"
        fresh = False
    return clauses


def _subject(sentence: str, vocabulary: Vocabulary) -> str | None:
    """`Kommunstyrelsen ger …`: the body that the sentence begins with."""
    first = next(iter(find_bodies(sentence[:80], vocabulary=vocabulary)), None)
    return first.name if first and first.start == 0 else None
