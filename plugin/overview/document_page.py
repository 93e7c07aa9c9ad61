"""Handlingen. One document with its versions, their files, where they went, and the text of the file that is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import peewee as pw

from kansli.plugin.errors import NotFound
from kansli.plugin.overview.case_documents import FileRow, status_of
from kansli.plugin.rights import Actor, visible_documents
from kansli.plugin.rules.finalised import RecordStatus
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Dispatch, Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.organisation import Body, Registry
from kansli.plugin.store.templates import TemplateVersion

if TYPE_CHECKING:
    from kansli.plugin.intake.sections import SectionText


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version as the page tells of it. `hashes` go with `files`."""

    id: int
    number: int
    label: str
    comment: str
    source: str
    author: str
    version_date: date | None
    valid_from: date | None
    valid_to: date | None
    adopted_by: str
    template: str
    template_number: int
    created_at: datetime
    files: tuple[FileRow, ...]
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """A recipient of a version."""

    recipient: str
    purpose: str
    channel: str
    sent_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The document and what belongs to it. `sections` are those of `shown`, the version that is read."""

    document: Document
    status: RecordStatus
    versions: tuple[VersionRow, ...]
    dispatches: tuple[DispatchRow, ...]
    shown: VersionRow | None
    sections: tuple[SectionText, ...]
    warnings: tuple[str, ...]


def document_page(document_id: int, *, actor: Actor, version: int | None = None) -> DocumentPage:
    """Return the page of a document, with the text of version number `version` (the newest when None)."""
    document = visible_document(document_id, actor=actor)
    versions = tuple(_versions(document))
    if version is not None and version not in {row.number for row in versions}:
        raise NotFound(f"Version {version}")
    shown = next((row for row in versions if version in (None, row.number)), None)
    text, warnings = _text(shown)
    return DocumentPage(
        document=document,
        status=status_of(document, case=document.case),
        versions=versions,
        dispatches=tuple(_dispatches(document)),
        shown=shown,
        sections=_sections(text),
        warnings=warnings,
    )


def visible_document(document_id: int, *, actor: Actor) -> Document:
    """Return the document with its case; NotFound where the actor may not see it."""
    found: Document | None = (
        Document.select(Document, Case, Registry, User)
        .join_from(Document, Case)
        .join_from(Case, Registry)
        .join_from(Case, User, pw.JOIN.LEFT_OUTER, on=(Case.officer == User.id), attr="officer")
        .where((Document.id == document_id) & visible_documents(actor))
        .get_or_none()
    )
    if found is None:
        raise NotFound("Handlingen")
    return found


def visible_file(file_id: int, *, actor: Actor) -> VersionFile:
    """Return a file of a document that the actor may see, without its text; NotFound otherwise."""
    columns = [field for field in VersionFile._meta.sorted_fields if field.name != "text"]
    found: VersionFile | None = (
        VersionFile.select(*columns, StoredFile, DocumentVersion.id, Document.id)
        .join_from(VersionFile, StoredFile)
        .join_from(VersionFile, DocumentVersion)
        .join_from(DocumentVersion, Document)
        .join_from(Document, Case)
        .where((VersionFile.id == file_id) & visible_documents(actor))
        .get_or_none()
    )
    if found is None:
        raise NotFound("Filen")
    return found


def _sections(text: str) -> tuple[SectionText, ...]:
    from kansli.plugin.intake.sections import split_units  # reading a text is only needed where there is one

    return tuple(split_units(text)) if text else ()


def _versions(document: Document) -> Iterable[VersionRow]:
    columns = [field for field in DocumentVersion._meta.sorted_fields if field.name != "values_snapshot"]
    file_columns = [field for field in VersionFile._meta.sorted_fields if field.name != "text"]
    query = (
        DocumentVersion.select(
            *columns, *file_columns, VersionFile.text.is_null(False).alias("read"), StoredFile, TemplateVersion,
            Decision, Body, User.name,
        )
        .join_from(DocumentVersion, VersionFile, pw.JOIN.LEFT_OUTER, attr="file_row")
        .join_from(VersionFile, StoredFile, pw.JOIN.LEFT_OUTER, on=(VersionFile.file == StoredFile.id), attr="file")
        .join_from(
            DocumentVersion, TemplateVersion, pw.JOIN.LEFT_OUTER,
            on=(DocumentVersion.template_version == TemplateVersion.id), attr="template_version",
        )
        .join_from(
            DocumentVersion, Decision, pw.JOIN.LEFT_OUTER, on=(DocumentVersion.adopted_by == Decision.id),
            attr="adopted_by",
        )
        .join_from(DocumentVersion, User, pw.JOIN.LEFT_OUTER, on=(User.email == DocumentVersion.author), attr="made_by")
        .join_from(Decision, Body, pw.JOIN.LEFT_OUTER, on=(Decision.body == Body.id), attr="body")
        .where(DocumentVersion.document == document)
        .order_by(DocumentVersion.number.desc(), VersionFile.position)
    )  # fmt: skip
    by_number: dict[int, list[DocumentVersion]] = {}
    for row in query:
        by_number.setdefault(row.number, []).append(row)
    return (_version(rows) for rows in by_number.values())


def _version(rows: list[DocumentVersion]) -> VersionRow:
    version = rows[0]
    files = [row.file_row for row in rows if getattr(row, "file_row", None) is not None and row.file_row.id]
    template = version.template_version if version.template_version_id else None
    return VersionRow(
        id=version.id,
        number=version.number,
        label=version.label,
        comment=version.comment,
        source=version.source,
        author=getattr(getattr(version, "made_by", None), "name", None) or version.author,
        version_date=version.version_date,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        adopted_by=version.adopted_by.citation if version.adopted_by_id else "",
        template=template.template if template is not None else "",
        template_number=template.number if template is not None else 0,
        created_at=version.created_at,
        files=tuple(
            FileRow(
                row.id,
                row.filename,
                row.media_type,
                row.file.size,
                row.quarantine,
                row.pages,
                bool(getattr(row, "read", 0)),
            )
            for row in files
        ),
        hashes=tuple(row.file.sha256 for row in files),
    )


def _dispatches(document: Document) -> Iterable[DispatchRow]:
    query = (
        Dispatch.select(Dispatch, DocumentVersion.number)
        .join(DocumentVersion)
        .where(DocumentVersion.document == document)
        .order_by(Dispatch.id)
    )
    return (DispatchRow(row.recipient, row.purpose, row.channel, row.sent_at, row.version.number) for row in query)


def _text(shown: VersionRow | None) -> tuple[str, tuple[str, ...]]:
    if shown is None:
        return "", ()
    rows = list(
        VersionFile.select(VersionFile.text, VersionFile.warnings)
        .where(VersionFile.version == shown.id)
        .order_by(VersionFile.position)
    )
    text = "\n\n".join(row.text for row in rows if row.text)
    warnings = tuple(_sentence(warning) for row in rows for warning in row.warnings or ())
    return text, warnings


def _sentence(warning: object) -> str:
    return str(warning.get("message", "")) if isinstance(warning, dict) else str(warning)
