"""Hel skrivelse. From the text of a memo, a statement or a cover letter to the content that Kansli writes it from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kansli.doctemplates.markdown import normalise
from kansli.plugin.intake.inspect import Inspection
from kansli.plugin.intake.people import Signatory, find_signatures, is_name, is_unit
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.intake.written.document import RecognisedDocument, person
from kansli.plugin.intake.written.footnotes import Notes, take_marked_notes, take_notes, with_notes
from kansli.plugin.intake.written.furniture import take_furniture
from kansli.plugin.intake.written.heads import MAIL, OFFICER, PHONE, Heading, read_heading
from kansli.plugin.intake.written.lists import basis_rows, lost_looks, proposal_rows, recipient_rows
from kansli.plugin.intake.written.paper import Row, place, rows_of, unplaced
from kansli.plugin.intake.written.parts import Part, as_plain, cut
from kansli.plugin.intake.written.prose import as_markdown
from kansli.plugin.intake.written.sections import parts_of, plain_rows, texts_of

_CONTACT = (("phone", PHONE), ("email", MAIL))


def read_memo(
    text: str, seen: Inspection, type_id: str, *, vocabulary: Vocabulary, markdown: bool
) -> RecognisedDocument:
    """Recognise a whole text of a written kind; `seen` is the inspection of the same text."""
    rows = rows_of(text)
    body, _ = take_furniture(rows)
    body, notes = take_marked_notes(body) if markdown else take_notes(body)
    title = _title_rows(body, seen)
    place(title)
    sections = vocabulary.written[type_id]
    after = title[-1].start if title else -1
    above, parts = cut(body, sections, after=after)
    as_plain([*above, *plain_rows(parts)], markdown=markdown)
    signed = _take_signed(text, parts, above, vocabulary)
    head = [row for row in above if row not in title]
    addressed = any(section.kind == "addressees" for section in sections)
    told = read_heading(head, sender=_value(seen.sender), vocabulary=vocabulary, addressed=addressed)
    texts = texts_of(parts, notes, markdown=markdown)
    if not parts:
        texts = _only_section(above, type_id, vocabulary, notes)
    officers = [*told.officers, *signed.officers]
    written_on = told.date or _value(seen.date)
    content = {
        "title": _value(seen.title),
        "date": written_on,
        "sections": texts,
        "proposals": proposal_rows(parts_of(parts, "proposals"), vocabulary),
        "basis": basis_rows(parts_of(parts, "basis")),
        "recipients": recipient_rows(parts_of(parts, "recipients")),
        "signatories": [person(one.name, "title", one.title or "") for one in signed.signatories],
        "officers": officers,
        "addressees": told.addressees,
    }
    return RecognisedDocument(
        type_id=type_id,
        content=content,
        title=_value(seen.title),
        date=written_on,
        case_numbers=tuple(told.numbers),
        signatories=signed.signatories,
        unit=told.unit or signed.unit,
        sender=told.sender,
        unplaced=(*unplaced(rows), *notes.left()),
        lost=tuple(lost_looks(parts)),
    )


def _value(found: Any) -> str:
    return found.value if found else ""


def _title_rows(rows: Sequence[Row], seen: Inspection) -> list[Row]:
    """The row or rows that the title stands on."""
    if seen.title is None:
        return []
    return [row for row in rows if row.start < seen.title.end and row.start + len(row.text) > seen.title.start]


def _only_section(above: Sequence[Row], type_id: str, vocabulary: Vocabulary, notes: Notes) -> dict[str, str]:
    """A letter without headings: all that the head left is its one text."""
    kinds = [section for section in vocabulary.written[type_id] if section.kind == "text"]
    left = [row for row in above if not row.placed]
    if len(kinds) != 1 or not left:
        return {}
    place(left)
    return {kinds[0].id: normalise(with_notes(as_markdown(left), notes))}


class _Signed(Heading):
    """The lines where the text is signed."""

    signatories: tuple[Signatory, ...] = ()


def _take_signed(text: str, parts: list[Part], above: list[Row], vocabulary: Vocabulary) -> _Signed:
    """Take the signature's rows off the part that they stand in: who signs, and who has prepared the matter."""
    signed = _Signed()
    sent = next((part.rows[0].start for part in parts if part.words.kind == "recipients" and part.rows), None)
    until = len(text) if sent is None else text.rfind("\n", 0, _heading_start(text, sent)) + 1
    block = find_signatures(text, until=until, vocabulary=vocabulary)
    if block is None:
        return signed
    signed.signatories = block.signatories
    rows: list[Row] = []
    for holder in (above, *(part.rows for part in parts)):
        mine = [row for row in holder if block.start <= row.start < block.end]
        rows += mine
        holder[:] = [row for row in holder if row not in mine]
    known = {words for one in block.signatories for words in (one.name, one.title or "")}
    for row in rows:
        row.placed = row.words in known or _take_contact(row.words, signed)
    return signed


def _heading_start(text: str, sent: int) -> int:
    """Where the line above the first recipient begins: the heading of the list."""
    return len(text[:sent].rstrip())


def _take_contact(words: str, signed: _Signed) -> bool:
    """The officer's lines: name, title, unit, telephone, e-mail, in the order that they are written."""
    if label := OFFICER.match(words):
        name, _, title = words[label.end() :].partition(",")
        signed.officers.append(person(name.strip(), "title", title.strip()))
        return is_name(name.strip())
    if not signed.officers:
        if is_unit(words) and not signed.unit:
            signed.unit = words
            return True
        return False
    officer = signed.officers[-1]
    for key, pattern in _CONTACT:
        if match := pattern.match(words):
            officer[key] = match["value"].strip()
            return True
    unit = bool(re.match(r"(?i)(?:enheten|avdelningen|sektionen)\b", words)) or is_unit(words)
    for key, fits in (("unit", unit), ("title", not unit)):
        if fits and not officer.get(key):
            officer[key] = words
            return True
    return False
