"""Handlingar i ärendet. The documents of a case with the files of their newest version, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import peewee as pw

from kansli.plugin.rights import Actor, visible_documents
from kansli.plugin.rules.finalised import RecordFacts, RecordStatus, record_status
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as a link shows it. `size` in bytes; `quarantine` is why it may not be opened, empty when it may."""

    id: int
    filename: str
    media_type: str
    size: int
    quarantine: str
    pages: int | None
    read: bool


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """A document of the case. `sequence` None: working material without a number."""

    id: int
    record: str
    sequence: int | None
    number: str
    kind: str
    title: str
    direction: str
    counterparty: str
    reference: str
    day: date | None
    state: str
    status: RecordStatus
    secret: bool
    version_id: int | None
    version_number: int | None
    version_label: str
    files: tuple[FileRow, ...]


def case_documents(case: Case, *, actor: Actor) -> tuple[CaseDocument, ...]:
    """Return the case's documents as far as the actor may see them, newest first. One query."""
    newest = DocumentVersion.alias()
    last = newest.select(pw.fn.MAX(newest.number)).where(newest.document == Document.id)
    query = (
        Document.select(*_document_columns(), *_version_columns(), *_file_columns())
        .join_from(Document, Case)
        .join_from(
            Document,
            DocumentVersion,
            pw.JOIN.LEFT_OUTER,
            on=((DocumentVersion.document == Document.id) & (DocumentVersion.number == last)),
        )
        .join_from(DocumentVersion, VersionFile, pw.JOIN.LEFT_OUTER, on=(VersionFile.version == DocumentVersion.id))
        .join_from(VersionFile, StoredFile, pw.JOIN.LEFT_OUTER, on=(VersionFile.file == StoredFile.id))
        .where((Document.case == case) & visible_documents(actor))
        .order_by(Document.id.desc(), VersionFile.position)
    )
    return tuple(_gathered(case, query.dicts()))


def status_of(document: Document, *, case: Case) -> RecordStatus:
    """Derive the status of a document out of what has happened to it."""
    facts = {
        "received": document.received_on if document.direction == "incoming" else None,
        "sent_on": document.sent_on,
        "finalised_on": document.finalised_on,
        "finalised_reason": document.finalised_reason,
    }
    return _status(facts, case)


def _document_columns() -> tuple[object, ...]:
    skipped = {"case", "data", "note", "public_title", "public_counterparty", "channel", "version", "created_at"}
    fields = [field for field in Document._meta.sorted_fields if field.name not in skipped]
    return tuple(fields)


def _version_columns() -> tuple[object, ...]:
    return (
        DocumentVersion.id.alias("version_id"),
        DocumentVersion.number.alias("version_number"),
        DocumentVersion.label.alias("version_label"),
    )


def _file_columns() -> tuple[object, ...]:
    return (
        VersionFile.id.alias("file_id"),
        VersionFile.filename,
        VersionFile.media_type,
        VersionFile.quarantine,
        VersionFile.pages,
        VersionFile.text.is_null(False).alias("read"),
        StoredFile.size,
    )


def _gathered(case: Case, rows: Iterable[dict[str, object]]) -> Iterable[CaseDocument]:
    present: CaseDocument | None = None
    for row in rows:
        if present is None or present.id != row["id"]:
            if present is not None:
                yield present
            present = _case_document(case, row)
        if row["file_id"] is not None:
            present = replace(present, files=(*present.files, _file(row)))
    if present is not None:
        yield present


def _case_document(case: Case, row: dict[str, object]) -> CaseDocument:
    facts = dict(row, received=row["received_on"] if row["direction"] == "incoming" else None)
    sequence = row["sequence"]
    values = {name: row[name] for name in ("id", "kind", "title", "direction", "counterparty", "state", "secret")}
    return CaseDocument(
        **values,  # type: ignore[arg-type]  # columns of Document, each of its field's type
        record=f"document:{row['id']}",
        sequence=sequence,  # type: ignore[arg-type]
        number=f"{case.case_number}-{sequence}" if sequence else "",
        reference=str(row["counterparty_reference"]),
        day=row["received_on"] or row["sent_on"] or row["finalised_on"] or row["document_date"],  # type: ignore[arg-type]
        status=_status(facts, case),
        version_id=row["version_id"],  # type: ignore[arg-type]
        version_number=row["version_number"],  # type: ignore[arg-type]
        version_label=str(row["version_label"] or ""),
        files=(),
    )


def _status(facts: dict[str, object], case: Case) -> RecordStatus:
    """A finishing that the log has a reason for is told with that reason."""
    finalised, reason = facts["finalised_on"], str(facts["finalised_reason"] or "")
    status = record_status(
        RecordFacts(
            received=facts["received"],  # type: ignore[arg-type]
            dispatched=facts["sent_on"],  # type: ignore[arg-type]
            completed=finalised,  # type: ignore[arg-type]
            case_closed=case.closed_on,
        )
    )
    return replace(status, reason=reason) if finalised and status.since == finalised and reason else status


def _file(row: dict[str, object]) -> FileRow:
    return FileRow(
        id=int(str(row["file_id"])),
        filename=str(row["filename"]),
        media_type=str(row["media_type"]),
        size=int(str(row["size"])),
        quarantine=str(row["quarantine"]),
        pages=None if row["pages"] is None else int(str(row["pages"])),
        read=bool(row["read"]),
    )
