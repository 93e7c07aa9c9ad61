"""Versioner. How the bytes of a handling become an immutable version with its files, and who reads them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kansli.plugin.inputs import Inputs
from kansli.plugin.jobs import enqueue
from kansli.plugin.runner import Running
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile

FILES_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class FileValues:
    """A file that already lies in the store. `quarantine` is the sentence that says why it may not be opened."""

    sha256: str
    size: int
    filename: str
    media_type: str = "application/octet-stream"
    quarantine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionValues:
    """A version to be made."""

    files: tuple[FileValues, ...] = ()
    label: str = ""
    comment: str = ""
    version_date: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def read_version(running: Running, inputs: Inputs) -> VersionValues:
    """Read `files`, `label`, `comment`, `version_date`, `valid_from`, `valid_to`."""
    valid_from = inputs.day("valid_from", "Gäller från")
    valid_to = inputs.day("valid_to", "Gäller till")
    if valid_from and valid_to and valid_to < valid_from:
        inputs.refuse("valid_to", f"Gäller till ({valid_to}) kan inte vara före Gäller från ({valid_from}).")
    return VersionValues(
        files=read_files(running, inputs),
        label=inputs.text("label", "Benämning"),
        comment=inputs.long_text("comment", "Kommentar", limit=2000),
        version_date=inputs.day("version_date", "Versionens datum"),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def read_files(running: Running, inputs: Inputs) -> tuple[FileValues, ...]:
    """Read `files`: a list of `{sha256, size, filename, media_type, quarantine}` of bytes already in the store."""
    given = inputs.data.get("files") or []
    if not isinstance(given, (list, tuple)) or not all(isinstance(item, Mapping) for item in given):
        inputs.refuse("files", "Filerna ska vara en lista.")
        return ()
    if len(given) > FILES_AT_ONCE:
        inputs.refuse("files", f"{len(given)} filer är för många på en gång, högst {FILES_AT_ONCE}. Dela upp dem.")
        return ()
    return tuple(item for number, one in enumerate(given) if (item := _file(running, inputs, one, number)))


def _file(running: Running, inputs: Inputs, given: Mapping[str, object], number: int) -> FileValues | None:
    inner = inputs.part(given, f"files.{number}")
    name = inner.text("filename", "Filnamn", limit=255) or f"fil {number + 1}"
    sha256 = inner.text("sha256", "Kontrollsumma")
    try:
        path = running.system.files.path(sha256)
    except ValueError:
        path = None
    if path is None or not path.is_file():
        inputs.refuse("files", f"Filen ”{name}” finns inte kvar på servern. Välj den igen.")
        return None
    return FileValues(
        sha256=sha256,
        size=path.stat().st_size,
        filename=name,
        media_type=inner.text("media_type", "Format") or "application/octet-stream",
        quarantine=inner.text("quarantine", "Karantän", limit=1000),
    )


def make_version(
    running: Running,
    document: Document,
    values: VersionValues,
    *,
    source: str,
    template_version: object = None,
    values_snapshot: Mapping[str, object] | None = None,
    taken_back: Mapping[str, object] | None = None,
) -> DocumentVersion:
    """Add the next version with its files, and queue the reading of those that may be opened."""
    last = newest_version(document)
    made: DocumentVersion = DocumentVersion.create(
        document=document,
        number=(last.number if last else 0) + 1,
        label=values.label,
        comment=values.comment,
        source=source,
        author=running.actor.log_name,
        version_date=values.version_date,
        valid_from=values.valid_from,
        valid_to=values.valid_to,
        template_version=template_version,
        values_snapshot=values_snapshot,
        taken_back=taken_back,
    )
    for position, item in enumerate(values.files, 1):
        _add_file(made, item, position)
    return made


def _add_file(version: DocumentVersion, values: FileValues, position: int) -> None:
    row = VersionFile.create(
        version=version,
        position=position,
        file=stored_file(values.sha256, values.size),
        filename=values.filename,
        media_type=values.media_type,
        quarantine=values.quarantine,
    )
    if not values.quarantine:
        enqueue("read_file", {"version_file": row.id})


def stored_file(sha256: str, size: int) -> StoredFile:
    """The row of the bytes; two processes that meet with the same bytes share it."""
    StoredFile.insert(sha256=sha256, size=size).on_conflict_ignore().execute()
    found: StoredFile = StoredFile.get(StoredFile.sha256 == sha256)
    return found


def newest_version(document: Document) -> DocumentVersion | None:
    """The last version, or None where there is none yet."""
    found: DocumentVersion | None = (
        DocumentVersion.select()
        .where(DocumentVersion.document == document)
        .order_by(DocumentVersion.number.desc())
        .first()
    )
    return found


def file_facts(version: DocumentVersion | None) -> list[dict[str, object]]:
    """What the log keeps of a version's files: names, sizes and hashes."""
    if version is None:
        return []
    rows = VersionFile.select(VersionFile, StoredFile).join(StoredFile).where(VersionFile.version == version)
    return [
        {"sha256": row.file.sha256, "size": row.file.size, "filename": row.filename, "quarantine": row.quarantine}
        for row in rows.order_by(VersionFile.position)
    ]
