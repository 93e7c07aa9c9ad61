"""Registrering. From a file that arrived to a numbered handling: received, proposed, registered, and read later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kansli.plugin.duplicates import same_files
from kansli.plugin.errors import InvalidField, InvalidFields
from kansli.plugin.intake import gate
from kansli.plugin.office_program import office_program
from kansli.plugin.rights import Actor
from kansli.plugin.runner import Outcome, run
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import VersionFile
from kansli.plugin.store.files import Blob
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.organisation import Registry
from kansli.plugin.system import System

if TYPE_CHECKING:
    from kansli.plugin.proposing import Proposal

READ_AT_ONCE = 20 << 20
"""Bytes of a file that is read while somebody waits for a proposal; larger ones are read by the worker only."""

_CASE_FIELDS = ("case_type", "title", "public_title", "body", "unit", "officer", "fields", "secrecy")
_OF_A_DOCUMENT = (
    "kind",
    "counterparty",
    "counterparty_reference",
    "document_date",
    "received_on",
    "response_due",
    "document_title",
)


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is safely stored. `quarantine` is empty, or the sentence that says why it may not be opened."""

    blob: Blob
    filename: str
    media_type: str
    quarantine: str
    verdict: gate.Verdict

    def as_file(self) -> dict[str, object]:
        """What the steps take in `files`."""
        return {
            "sha256": self.blob.sha256,
            "size": self.blob.size,
            "filename": self.filename,
            "media_type": self.media_type,
            "quarantine": self.quarantine,
        }


def receive(system: System, stream: IO[bytes] | bytes, filename: str) -> Received:
    """Store what has arrived, unchanged, and tell whether it can be opened. Refused only over the size limit."""
    blob = system.files.put(stream, limit=system.incoming_limit)
    with system.files.open(blob.sha256) as stored:
        verdict = gate.judge(stored, file_name=filename, max_bytes=system.incoming_limit)
    return Received(blob, verdict.display_name, verdict.type.media_type, verdict.message, verdict)


def receive_path(system: System, name: str | Path) -> Received:
    """Receive a file of this machine's, as the command line does."""
    path = Path(name)
    try:
        with path.open("rb") as stream:
            return receive(system, stream, path.name)
    except OSError as error:
        raise InvalidField("file", f"{path}: filen kan inte läsas ({error.strerror or error}).") from None


def propose(system: System, received: Received, *, registry: Registry, actor: Actor | None = None) -> Proposal:
    """Read the file and propose how to register it; whatever cannot be read gives a proposal without a title."""
    from kansli.plugin.intake.extract import extract
    from kansli.plugin.proposing import ArrivedFile, propose_from

    text = ""
    warnings = [received.quarantine] if received.quarantine else []
    title = ""
    if not received.quarantine and received.blob.size <= READ_AT_ONCE:
        read = extract(
            system.files.read(received.blob.sha256),
            file_name=received.filename,
            verdict=received.verdict,
            office=office_program(system.settings),
        )
        text, title = read.text, read.title
        warnings += [warning.message for warning in read.warnings]
    file = ArrivedFile(
        name=received.filename,
        type_id=received.verdict.type.id,
        title=title,
        unreadable=bool(received.quarantine),
        same=same_files(received.blob, actor=actor),
    )
    return propose_from(system, text, registry=registry, actor=actor, file=file, warnings=tuple(warnings))


def register(
    system: System,
    where: Registry | Case,
    values: Mapping[str, object],
    files: Sequence[Received | Mapping[str, object]],
    *,
    actor: Actor,
    request_id: str = "",
) -> Outcome:
    """Register what has arrived, in one transaction.

    In a registry: a new case (`case_type`, `title` …) and its first handling, whose title is `document_title` or
    the case's. In a case: one more handling, `title`. `values["documents"]` may list several handlingar instead,
    each with `files` of its own. A repeated `request_id` gives the first outcome.
    """
    listed = [_as_file(file) for file in files]
    if isinstance(where, Case):
        data = {**values, "kind": values.get("kind") or "unknown", "files": listed}
        return run(system, "register_document", where, actor=actor, data=data, request_id=request_id)
    data = {name: values[name] for name in _CASE_FIELDS if name in values}
    data["documents"] = _listed_documents(values) or _first_document(system, values, listed)
    try:
        return run(system, "register_incoming", where, actor=actor, data=data, request_id=request_id)
    except (InvalidField, InvalidFields) as refusal:
        if values.get("documents"):
            raise
        raise _on_one_card(refusal) from None


def _on_one_card(refusal: InvalidField | InvalidFields) -> InvalidField | InvalidFields:
    """The same faults, at the fields of the card where case and handling are filled in together."""
    faults = tuple(InvalidField(_card_field(fault.field or ""), fault.message) for fault in refusal.details)
    return faults[0] if len(faults) == 1 else InvalidFields(faults)


def _card_field(field: str) -> str:
    own = field.removeprefix("documents.0.")
    return "document_title" if own != field and own == "title" else own


def _as_file(file: Received | Mapping[str, object]) -> dict[str, object]:
    return file.as_file() if isinstance(file, Received) else dict(file)


def _listed_documents(values: Mapping[str, object]) -> list[dict[str, object]]:
    documents = values.get("documents") or ()
    if not isinstance(documents, (list, tuple)):
        raise InvalidField("documents", "Handlingarna ska vara en lista.")
    return [{**each, "files": [_as_file(file) for file in each.get("files", ())]} for each in documents]


def _first_document(
    system: System, values: Mapping[str, object], files: list[dict[str, object]]
) -> list[dict[str, object]]:
    """The handling that the case begins with; none where nothing is said of one."""
    if not files and not any(values.get(name) for name in _OF_A_DOCUMENT):
        return []
    case_type = system.profile.case_types.get(str(values.get("case_type") or ""))
    default = "referral" if case_type and case_type.answers_referral else "unknown"
    own: dict[str, object] = {name: value for name, value in values.items() if name not in _CASE_FIELDS}
    own["title"] = values.get("document_title") or values.get("title") or ""
    own["kind"] = values.get("kind") or default
    return [{**own, "files": files}]


def read_file(system: System, version_file_id: int) -> None:
    """Read the text out of a stored file and let the index know. Doing it again changes nothing.

    A file in quarantine, or one that has been purged since, is left alone.
    """
    from kansli.plugin.intake.extract import extract

    row = VersionFile.get_or_none(VersionFile.id == version_file_id)
    if row is None or row.quarantine:
        return
    if row.text is None:
        data, office = system.files.read(row.file.sha256), office_program(system.settings)
        read = extract(data, file_name=row.filename, office=office)
        _keep_text(row, read.text, read.pages, [{"code": one.code, "message": one.message} for one in read.warnings])


def _keep_text(row: VersionFile, text: str, pages: int | None, warnings: list[dict[str, Any]]) -> None:
    with database.atomic():
        unread = (VersionFile.id == row.id) & VersionFile.text.is_null()
        kept = VersionFile.update(text=text, pages=pages, warnings=warnings).where(unread).execute()
        if kept:
            IndexOutbox.create(record=row.version.document.record_id)
