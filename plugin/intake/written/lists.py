"""Listor. The sections that are rows: what is proposed, what it builds on, who it is sent to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kansli.plugin.intake.people import Recipient, ends_recipients, read_recipients
from kansli.plugin.intake.proposals import read_groups
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.intake.written.document import person
from kansli.plugin.intake.written.paper import Row, place
from kansli.plugin.intake.written.parts import Part
from kansli.plugin.intake.written.prose import items, plain_clause


def proposal_rows(parts: Iterable[Part], vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Groups of clauses, each with the codes of the bodies they are put before; a name that is unknown stays one."""
    found = []
    for part in parts:
        place(part.rows)
        text = _text(part.rows)
        for group in read_groups(text, heading=part.heading, vocabulary=vocabulary):
            bodies = [vocabulary.body_code(name) or name for name in group.boards]
            found.append({"bodies": bodies, "clauses": [plain_clause(clause) for clause in group.clauses]})
    return found


def clauses(parts: Iterable[Part]) -> list[str]:
    """The rows of a decision or the like, one text each."""
    found: list[str] = []
    for part in parts:
        place(part.rows)
        found += [plain_clause(each) for each in items(part.rows)]
    return found


def basis_rows(parts: Iterable[Part]) -> list[dict[str, str]]:
    """A document a row."""
    return [{"text": text} for text in clauses(parts)]


def recipient_rows(parts: Iterable[Part]) -> dict[str, list[dict[str, Any]]]:
    """The two groups; a line that was wrapped is whole again, one that was crossed out says so."""
    groups: dict[str, list[dict[str, Any]]] = {"for_action": [], "for_information": []}
    for part in parts:
        rows = part.rows[: _recipients_end(part.rows)]
        place(rows)
        read = read_recipients("\n".join(_whole(rows)))
        for group, people in (("for_action", read.for_action), ("for_information", read.for_information)):
            groups[group] += [_recipient(one) for one in people]
    return groups


def lost_looks(parts: Iterable[Part]) -> Iterator[str]:
    """A sentence about every row of a list that had italics or bold, which a row cannot have."""
    for part in parts:
        for row in part.rows if part.words.kind not in ("text", "recipients") else ():
            if plain_clause(row.words) != row.words:
                yield f"Kursiv eller fet stil under ”{part.heading.strip('*')}” följer inte med: ”{row.words[:80]}”."


def _recipient(one: Recipient) -> dict[str, Any]:
    return person(one.name, "address", "", struck=one.struck, note=one.note)


def _recipients_end(rows: Sequence[Row]) -> int:
    """How many rows are recipients: up to a stamp, or to the logotype over two lines of a next document."""
    for at, row in enumerate(rows):
        if ends_recipients(row.words):
            return at
        if at and row.words == "kommun":
            return at - 1
    return len(rows)


def _whole(rows: Sequence[Row]) -> list[str]:
    lines: list[str] = []
    for row in rows:
        goes_on = bool(lines) and not row.blank_before and not lines[-1].endswith(":")
        if goes_on and (lines[-1][-1] in ",-–" or lines[-1].endswith(" och") or row.words[0].islower()):
            lines[-1] = f"{lines[-1]} {row.words}"
        else:
            lines.append(row.words)
    return lines


def _text(rows: Sequence[Row]) -> str:
    return "\n".join(f"\n{row.text}" if row.blank_before else row.text for row in rows).strip("\n")
