"""Protokollsutdrag. From the text of an extract to its parts: what was moved, put, decided, reserved and sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kansli.plugin.intake.people import opening_person
from kansli.plugin.intake.sections import BOARD_DECISION
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.intake.written.document import RecognisedDocument
from kansli.plugin.intake.written.footnotes import take_marked_notes, take_notes
from kansli.plugin.intake.written.furniture import Furniture, take_furniture
from kansli.plugin.intake.written.heads import Heading, read_heading
from kansli.plugin.intake.written.lists import basis_rows, clauses, lost_looks, proposal_rows, recipient_rows
from kansli.plugin.intake.written.paper import Row, rows_of, unplaced
from kansli.plugin.intake.written.parts import Part, as_plain, cut
from kansli.plugin.intake.written.sections import parts_of, plain_rows, texts_of

_ITEM = re.compile(r"^§ ?(?P<paragraph>\d{1,4}[a-zA-Z]?)\b[\s.:]*(?P<title>.*)$")


def read_extract(text: str, type_id: str, *, vocabulary: Vocabulary, markdown: bool) -> RecognisedDocument:
    """Recognise the text of one protocol extract."""
    rows = rows_of(text)
    body, furniture = take_furniture(rows)
    body, notes = take_marked_notes(body) if markdown else take_notes(body)
    paragraph, title, after = _item(body)
    above, parts = cut(body, vocabulary.written[type_id], after=after)
    as_plain([*above, *plain_rows(parts)], markdown=markdown)
    told = read_heading(above, sender="", vocabulary=vocabulary, addressed=True)
    board = _board(parts, told, vocabulary)
    content = {
        "title": title,
        "case_number": told.numbers[0] if told.numbers else "",
        "body": board,
        "paragraph": paragraph,
        "meeting_date": told.date,
        "notice_date": furniture.notice_date,
        "sections": texts_of(parts, notes, markdown=markdown),
        "recipients": recipient_rows(parts_of(parts, "recipients")),
        **_lists(parts, vocabulary),
    }
    return RecognisedDocument(
        type_id=type_id,
        content=content,
        title=title,
        date=_date(told, furniture),
        case_numbers=tuple(told.numbers),
        unit=told.unit,
        unplaced=(*unplaced(rows), *notes.left()),
        lost=tuple(lost_looks(parts)),
    )


def _item(rows: Sequence[Row]) -> tuple[str, str, int]:
    """The §, its title, and where they end; the title stands beside the § or on the line under it."""
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        match = _ITEM.match(row.words)
        if match is None:
            continue
        row.placed = True
        if match["title"] or below is None:
            return match["paragraph"], match["title"], row.start
        below.placed = True
        return match["paragraph"], below.words, below.start
    return "", "", -1


def _date(told: Heading, furniture: Furniture) -> str:
    return told.date or furniture.notice_date


def _board(parts: Sequence[Part], told: Heading, vocabulary: Vocabulary) -> str:
    """Whose protocol it is: the decision's heading, else the head, else the registry of the number."""
    headings = (part.heading.rstrip(":") for part in parts if part.words.id == "decision")
    named = [re.sub(r"(?i) beslut$", "", heading) for heading in headings if BOARD_DECISION.fullmatch(heading)]
    found = [code for name in named if (code := vocabulary.body_code(name))]
    found += [addressee["body"] for addressee in told.addressees]
    found += [code for number in told.numbers if (code := vocabulary.body_code(number.split()[0].upper()))]
    return next(iter([*found, *(re.sub(r"s$", "", name) for name in named)]), "")


def _lists(parts: Sequence[Part], vocabulary: Vocabulary) -> dict[str, Any]:
    by_id = {name: [part for part in parts if part.words.id == name] for name in ("decision", "riders")}
    return {
        "proposals": proposal_rows(parts_of(parts, "proposals"), vocabulary),
        "basis": basis_rows(parts_of(parts, "basis")),
        "motions": list(_spoken(parts_of(parts, "motions"), "mover")),
        "propositions": clauses(part for part in parts if part.words.id == "proposition_order"),
        "decision": clauses(by_id["decision"]),
        "riders": clauses(by_id["riders"]),
        "reservations": list(_spoken(parts_of(parts, "reservations"), "person")),
    }


def _spoken(parts: Sequence[Part], key: str) -> Iterator[dict[str, str]]:
    """What somebody moved or reserved: who, of which party, in what role, and the words."""
    for sentence in clauses(parts):
        opened = opening_person(sentence)
        if opened is None:
            yield {key: "", "party": "", "role": "", "text": sentence}
        else:
            who, words = opened
            yield {key: who.name, "party": who.party or "", "role": who.role or "", "text": words}
