"""Jämför. What differs between two files or two stored versions, and the Word file that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from kansli.doctemplates.compared_apart import compare_documents_within, compare_readings_within, marked_within
from kansli.doctemplates.diff import Comparison
from kansli.doctemplates.package import readable
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.read import Block, Reading, read
from kansli.doctemplates.redline import Redline
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.intake.extract import extract
from kansli.plugin.intake.sections import find_headings
from kansli.plugin.rights import Actor
from kansli.plugin.store.accounts import User
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.store.files import FileStore

_HOUSE = "Kansli"
_LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)


class NotCompared(Refused):
    """The two cannot be compared, or not be marked in one Word file. `code` is the engine's where it refused."""

    code = "not_compared"

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code or self.code


@dataclass(frozen=True)
class Side:
    """One of the two: its name as people say it, its bytes, and who signs the changes it brings, and when.

    `stored` is the text that was read out of a stored file when it came; empty for a file at hand.
    """

    name: str
    data: bytes
    filename: str
    author: str = ""
    made: datetime | None = None
    stored: str = ""

    @cached_property
    def is_word(self) -> bool:
        """Tell whether our own reader reads it, with its headings, tables and running heads."""
        return self.data.startswith(b"PK") and readable(self.data) is None

    def text(self, office: Path | None) -> str:
        """Return its plain text; refused with the reader's own sentence where there is none."""
        if self.stored:
            return self.stored
        found = extract(self.data, self.filename, office=office)
        if not found.text:
            raise NotCompared(" ".join([f"{self.name} har ingen text.", *(each.message for each in found.warnings)]))
        return found.text


def side_of_file(filename: str, data: bytes) -> Side:
    """Return a file at hand as a side. What it says of itself signs the changes."""
    side = Side(filename, data, filename)
    if not side.is_word:
        return side
    said = _read(side).properties
    author = said.get("lastModifiedBy", "") or said.get("creator", "")
    return Side(filename, data, filename, author, _moment(said.get("modified", "") or said.get("created", "")))


def side_of_version(version: DocumentVersion, files: FileStore, *, actor: Actor) -> Side:
    """Return a stored version as a side: its Word file where it has one, else its first file.

    NotFound unless the actor may see the document; refused where the files are cleared or may not be opened.
    """
    from kansli.plugin.overview.document_page import visible_document

    visible_document(version.document_id, actor=actor)
    name = f"Version {version.number}"
    rows = list(VersionFile.select().where(VersionFile.version == version).order_by(VersionFile.position))
    if not rows:
        raise NotCompared(f"{name} har ingen fil att jämföra.")
    chosen = next((row for row in rows if row.filename.lower().endswith((".docx", ".dotx"))), rows[0])
    if chosen.quarantine:
        raise NotCompared(f"{name} kan inte jämföras. {chosen.quarantine}", "quarantined")
    author = User.get_or_none(User.email == version.author)
    return Side(
        name,
        files.read(chosen.file.sha256),
        chosen.filename,
        author.name if author is not None else version.author,
        version.created_at,
        chosen.text or "",
    )


def two_sides(document_id: int, *, old: int, new: int, files: FileStore, actor: Actor) -> tuple[Side, Side]:
    """Return two versions of a document by their numbers; NotFound where it has no such version for the actor."""
    from kansli.plugin.overview.document_page import visible_document

    document = visible_document(document_id, actor=actor)
    found = {row.number: row for row in DocumentVersion.select().where(DocumentVersion.document == document)}
    for number in (old, new):
        if number not in found:
            raise NotFound(f"Version {number}")
    return side_of_version(found[old], files, actor=actor), side_of_version(found[new], files, actor=actor)


def compare(old: Side, new: Side, *, office: Path | None = None) -> Comparison:
    """Compare two sides: Word files with all that our reader sees, anything else as text under headings.

    `office` is the LibreOffice that reads older formats. Tracked changes count as accepted, and that is said.
    """
    try:
        if old.is_word and new.is_word:
            return compare_documents_within(old.data, new.data)
        return compare_readings_within(_of_text(old.text(office)), _of_text(new.text(office)))
    except TemplateError as error:
        raise NotCompared(error.message, error.code) from error


def redline(old: Side, new: Side, *, accept: bool = False) -> Redline:
    """Return the new side as a Word file with the changes marked, signed by its author at its own time.

    Refused where either is not a Word file, or has tracked changes of its own (with `accept` they count as accepted).
    """
    for side in (old, new):
        if not side.is_word:
            raise NotCompared(
                f"{side.name} är inte ett Word-dokument (.docx). "
                "Ändringar kan bara märkas mellan två Word-dokument; jämför texten på skärmen i stället.",
                "not_word",
            )
    try:
        when = new.made or _LONG_AGO
        return marked_within(old.data, new.data, author=new.author or _HOUSE, date=when.astimezone(UTC), accept=accept)
    except TemplateError as error:
        raise NotCompared(error.message, error.code) from error


def _read(side: Side) -> Reading:
    try:
        return read(side.data)
    except TemplateError as error:
        raise NotCompared(error.message, error.code) from error


def _of_text(text: str) -> Reading:
    """Plain text as a reading: what looks like a heading is one, and a blank line parts paragraphs."""
    return Reading(blocks=tuple(_blocks(text)), text=text, title="", language="")


def _blocks(text: str) -> Iterator[Block]:
    at = 0
    for heading in find_headings(text):
        yield from _paragraphs(text[at : heading.start])
        yield Block("heading", text[heading.start : heading.end].strip(), heading.level)
        at = heading.end
    yield from _paragraphs(text[at:])


def _paragraphs(text: str) -> Iterator[Block]:
    return (Block("paragraph", part.strip()) for part in text.split("\n\n") if part.strip())


def _moment(text: str) -> datetime | None:
    """The moment in UTC; None where the file says none, or one that falls outside the calendar in UTC."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
