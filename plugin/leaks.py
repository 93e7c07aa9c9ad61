"""Läckor. What a file says besides its text: tracked changes, comments and hidden text, before it leaves the house."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.intake.gate import TYPES
from kansli.plugin.store.base import Record
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.writing import Statement

CHECK = "check_before_publishing"
"""The code of a reader's caution about such a thing."""
CONFIRMED = "leaks_checked"
"""The tick box by which somebody answers for the file."""
SENDING = frozenset({"dispatch_document", "dispatch_statement", "finalise_document"})
_MAY_HIDE = frozenset(TYPES[name].media_type for name in ("docx", "doc", "odt", "rtf", "pdf"))


def leaks_of(version: DocumentVersion | None) -> tuple[str, ...]:
    """Say what follows along unseen with the version's files; a file that nobody has read yet may hold anything.

    What we have rendered ourselves holds none of it, and a file in quarantine is sent by nobody.
    """
    if version is None or version.source == "rendered":
        return ()
    rows = VersionFile.select().where((VersionFile.version == version) & (VersionFile.quarantine == ""))
    return tuple(sentence for row in rows.order_by(VersionFile.position) for sentence in _in_file(row))


def leaks_before(step: str, subject: Record) -> tuple[str, ...]:
    """What the form of a step that sends something should warn of; () for other steps."""
    document = subject.document if isinstance(subject, Statement) else subject
    if step not in SENDING or not isinstance(document, Document):
        return ()
    versions = DocumentVersion.select().where(DocumentVersion.document == document)
    return leaks_of(versions.order_by(DocumentVersion.number.desc()).first())


def _in_file(row: VersionFile) -> list[str]:
    if row.text is None:
        unread = f"”{row.filename}” är inte läst ännu, så ingen vet om den innehåller något dolt."
        return [unread] if row.media_type in _MAY_HIDE else []
    return [f"”{row.filename}”: {one['message']}" for one in row.warnings if one.get("code") == CHECK]


def must_be_looked_at(inputs: Inputs, version: DocumentVersion | None) -> tuple[str, ...]:
    """Refuse at the tick box until somebody answers for what follows along; returned for the log when they do."""
    found = leaks_of(version)
    if found and not inputs.flag(CONFIRMED):
        advice = "Rensa filen och lägg in den på nytt, eller intyga att allt får följa med."
        inputs.refuse(CONFIRMED, " ".join([*found, advice]))
    return found
