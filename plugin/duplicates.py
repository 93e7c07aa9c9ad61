"""Dubbletter. Which handlingar hold a file that has just arrived already: told, never in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kansli.plugin.rights import Actor, visible_documents
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.files import Blob

_TOLD = 3


@dataclass(frozen=True, slots=True)
class SameFile:
    """A handling that holds the same bytes. `number` is empty for working material; `day` when it came or was made."""

    document: str
    number: str
    title: str
    day: date | None

    @property
    def sentence(self) -> str:
        """What the registrar is told."""
        which = self.number or "arbetsmaterial"
        day = f" ({self.day.isoformat()})" if self.day else ""
        return f"Samma fil finns redan: {which} ”{self.title}”{day}. Är det samma handling behövs den inte igen."


def same_files(blob: Blob, *, actor: Actor | None) -> tuple[SameFile, ...]:
    """The handlingar with the same bytes, oldest first, as far as the actor may see them. One query.

    `actor` None is the operator. Empty files are all alike and tell nothing; voided handlingar hinder nobody.
    """
    if not blob.size:
        return ()
    seen = visible_documents(actor) if actor else Document.id.is_null(False)
    rows = (
        Document.select(Document, Case)
        .join_from(Document, Case)
        .join_from(Document, DocumentVersion)
        .join_from(DocumentVersion, VersionFile)
        .join_from(VersionFile, StoredFile)
        .where((StoredFile.sha256 == blob.sha256) & Document.state.not_in(["voided", "purged"]) & seen)
        .order_by(Document.id)
        .distinct()
    )
    found = {row.id: row for row in rows.limit(_TOLD * 2)}
    return tuple(_same_file(row) for row in list(found.values())[:_TOLD])


def _same_file(row: Document) -> SameFile:
    return SameFile(row.record_id, row.number, row.title, row.received_on or row.document_date)
