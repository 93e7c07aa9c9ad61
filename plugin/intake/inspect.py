"""Granskning. What a text is and says: kind, title, date, numbers, citations, people, sections, proposals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from kansli.plugin.intake.bundles import DocumentStart, find_starts
from kansli.plugin.intake.deadline import FoundDeadline, find_deadline
from kansli.plugin.intake.decisions import FoundDecision, find_decisions
from kansli.plugin.intake.head import Found, Head, read_head
from kansli.plugin.intake.kinds import tell_kind
from kansli.plugin.intake.people import (
    Person,
    Recipients,
    Signatory,
    SignatureBlock,
    find_persons,
    find_signatures,
    read_recipients,
    recipients_end,
)
from kansli.plugin.intake.proposals import CitedDocument, ProposedDecision, read_basis, read_proposals
from kansli.plugin.intake.recognise import FoundNumber, find_laws, find_numbers
from kansli.plugin.intake.sections import NamedSection, find_headings, named_sections, split_units, trimmed
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.rules.dates import find_impossible_dates

_WITH_UNITS = frozenset({"agreement", "action_plan", "annex"})


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that looks wrong in the text, and where."""

    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the text; `id` is None for a heading that the vocabulary does not know."""

    id: str | None
    heading: str
    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Everything recognised in a text. Offsets count characters in the text that was inspected."""

    kind: str
    confidence: float
    title: Found | None = None
    date: Found | None = None
    sender: Found | None = None
    deadline: FoundDeadline | None = None
    case_numbers: tuple[FoundNumber, ...] = ()
    decisions: tuple[FoundDecision, ...] = ()
    documents: tuple[CitedDocument, ...] = ()
    laws: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    sections: tuple[Section, ...] = ()
    proposals: tuple[ProposedDecision, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    recipients: Recipients = field(default_factory=Recipients)
    parts: tuple[Inspection, ...] = ()
    warnings: tuple[Warned, ...] = ()
    start: int = 0
    end: int = 0

    def as_json(self) -> dict[str, Any]:
        """The shape of CONTRACT, Inspection."""
        return {
            "kind": self.kind,
            "confidence": self.confidence,
            "title": self.title.value if self.title else None,
            "date": self.date.value if self.date else None,
            "sender": self.sender.value if self.sender else None,
            "response_due": self.deadline.day.isoformat() if self.deadline else None,
            "case_numbers": [_without(number, "label") for number in self.case_numbers],
            "decisions": [asdict(decision) for decision in self.decisions],
            "documents": [asdict(document) for document in self.documents],
            "laws": list(self.laws),
            "persons": [asdict(person) for person in self.persons],
            "sections": [asdict(section) for section in self.sections],
            "proposals": [asdict(proposal) for proposal in self.proposals],
            "signatories": [asdict(signatory) for signatory in self.signatories],
            "recipients": asdict(self.recipients),
            "parts": [{**part.as_json(), "start": part.start, "end": part.end} for part in self.parts],
            "warnings": [asdict(warning) for warning in self.warnings],
        }


def inspect(text: str, *, vocabulary: Vocabulary) -> Inspection:
    """Tell what a cleaned text is and says. A bundle has an inspection of each document in `parts`."""
    starts = find_starts(text, vocabulary=vocabulary)
    if len(starts) < 2:
        return _inspect_one(text, vocabulary, hint=starts[0] if starts else None)
    ends = [*(start.at for start in starts[1:]), len(text)]
    parts = tuple(
        _moved(_inspect_one(text[start.at : end], vocabulary, hint=start), by=start.at, end=end)
        for start, end in zip(starts, ends, strict=True)
    )
    return _of_parts(parts, text)


def _of_parts(parts: tuple[Inspection, ...], text: str) -> Inspection:
    """The whole takes title and date from its first document, citations and numbers from all."""
    first = parts[0]
    kind = "minutes" if all(part.kind == "minutes_item" for part in parts[1:]) else "bundle"
    return replace(
        first,
        kind=kind,
        confidence=round(min(part.confidence for part in parts), 2),
        case_numbers=tuple(number for part in parts for number in part.case_numbers),
        decisions=tuple(decision for part in parts for decision in part.decisions),
        documents=tuple(dict.fromkeys(document for part in parts for document in part.documents)),
        laws=tuple(dict.fromkeys(law for part in parts for law in part.laws)),
        persons=tuple(dict.fromkeys(person for part in parts for person in part.persons)),
        warnings=tuple(warning for part in parts for warning in part.warnings),
        parts=parts,
        start=0,
        end=len(text),
    )


def _inspect_one(text: str, vocabulary: Vocabulary, *, hint: DocumentStart | None) -> Inspection:
    numbers = find_numbers(text, vocabulary=vocabulary)
    head = read_head(text, vocabulary=vocabulary, numbers=numbers)
    if hint is not None and hint.title:
        head = replace(head, title=hint.title)
    named = named_sections(text, vocabulary=vocabulary)
    named, signature = _without_signatures(text, named, vocabulary)
    basis = tuple(document for section in named if section.id == "basis" for document in read_basis(section.text))
    extract = hint is not None and hint.kind != ""
    dated = head.date or (None if extract else _date_of_itself(text, head, named, basis))
    deadline = find_deadline(text, written=date.fromisoformat(dated.value) if dated else None)
    kind, confidence = (hint.kind, 0.9) if hint is not None and hint.kind else tell_kind(
        text,
        word=head.word,
        title=head.title.value if head.title else "",
        sections=[section.id for section in named],
        deadline=deadline is not None,
    )  # fmt: skip
    recipients = next((read_recipients(section.text) for section in named if section.id == "recipients"), Recipients())
    return Inspection(
        kind=kind,
        confidence=confidence,
        title=head.title,
        date=dated,
        sender=head.sender,
        deadline=deadline,
        case_numbers=numbers,
        decisions=find_decisions(text, vocabulary=vocabulary),
        documents=basis,
        laws=find_laws(text),
        persons=_persons(text, head, signature),
        sections=_sections(text, kind, named),
        proposals=_proposals(named, vocabulary),
        signatories=signature.signatories if signature else (),
        recipients=recipients,
        warnings=tuple(_warnings(text, numbers, dated)),
        end=len(text),
    )


def _without_signatures(
    text: str, named: tuple[NamedSection, ...], vocabulary: Vocabulary
) -> tuple[tuple[NamedSection, ...], SignatureBlock | None]:
    """End the last section where the signatures begin, and the recipients where their list is over."""
    recipients = next((at for at, section in enumerate(named) if section.id == "recipients"), None)
    until = len(text) if recipients is None else text.rfind(named[recipients].heading, 0, named[recipients].start)
    if recipients is None and not named:
        return named, find_signatures(text, until=len(text), vocabulary=vocabulary)
    signature = find_signatures(text, until=max(0, until), vocabulary=vocabulary)
    ended = []
    for section in named:
        end = section.end
        if signature is not None and section.start <= signature.start < end:
            end = signature.start
        if section.id == "recipients":
            end = recipients_end(text, section.start, end)
        start, end = trimmed(text, section.start, max(section.start, end))
        ended.append(replace(section, text=text[start:end], start=start, end=end))
    return tuple(ended), signature


def _date_of_itself(
    text: str, head: Head, named: Iterable[NamedSection], basis: Iterable[CitedDocument]
) -> Found | None:
    """A memo without a date of its own is often listed, with it, in its own basis."""
    lines = next((section for section in named if section.id == "basis"), None)
    if lines is None or head.title is None:
        return None
    for document in basis:
        same = head.title.value.casefold() in document.title.casefold() or document.kind == "memo"
        at = text.find(document.date, lines.start, lines.end) if document.date else -1
        if document.date and same and document.kind == "memo" and at >= 0:
            return Found(document.date, at, at + len(document.date))
    return None


def _sections(text: str, kind: str, named: tuple[NamedSection, ...]) -> tuple[Section, ...]:
    """Those that the profile names; for agreements and plans the whole tree of headings."""
    if named and kind not in _WITH_UNITS:
        return tuple(Section(one.id, one.heading, one.level, one.text, one.start, one.end) for one in named)
    known = {one.start: one.id for one in named}
    levels = {heading.text: heading.level for heading in find_headings(text)}
    return tuple(
        Section(
            known.get(unit.start), unit.heading_path[-1], levels.get(unit.heading_path[-1], len(unit.heading_path)),
            unit.text, unit.start, unit.end,
        )
        for unit in split_units(text)
        if unit.heading_path
    )  # fmt: skip


def _proposals(named: Iterable[NamedSection], vocabulary: Vocabulary) -> tuple[ProposedDecision, ...]:
    sections = (section for section in named if section.id == "proposals")
    return tuple(
        proposal
        for section in sections
        for proposal in read_proposals(section.text, heading=section.heading, vocabulary=vocabulary)
    )


def _persons(text: str, head: Head, signature: SignatureBlock | None) -> tuple[Person, ...]:
    """Everyone once: with party, officers at the top and at the bottom, signatories with their titles."""
    found = {person.name: person for person in find_persons(text)}
    for name in head.officers:
        found.setdefault(name, Person(name, "handläggare"))
    for signatory in signature.signatories if signature else ():
        found.setdefault(signatory.name, Person(signatory.name, signatory.title))
    return tuple(found.values())


def _warnings(text: str, numbers: Iterable[FoundNumber], dated: Found | None) -> Iterable[Warned]:
    for start, end, words in find_impossible_dates(text):
        yield Warned("no_such_date", f"Datumet {words} finns inte.", start, end)
    for number in numbers if dated else ():
        year = number.canonical.split("/")[1]
        if dated and year.isdigit() and int(year) > int(dated.value[:4]):
            message = f"{number.text}: numrets år är senare än handlingens datum {dated.value}."
            yield Warned("number_year_after_date", message, number.start, number.end)


def _moved(part: Inspection, *, by: int, end: int) -> Inspection:
    """The same inspection with offsets of the whole text."""
    spans = ("title", "date", "sender", "deadline")
    rows = ("case_numbers", "decisions", "sections", "warnings")
    moved = {name: _shift(value, by) for name in spans if (value := getattr(part, name)) is not None}
    moved |= {name: tuple(_shift(value, by) for value in getattr(part, name)) for name in rows}
    return replace(part, **moved, start=by, end=end)


def _shift(value: Any, by: int) -> Any:
    return replace(value, start=value.start + by, end=value.end + by)


def _without(value: Any, name: str) -> dict[str, Any]:
    return {key: each for key, each in asdict(value).items() if key != name}
