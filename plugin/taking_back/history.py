"""Tidigare inläsningar. What the same person has read in before out of her copy of the same file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kansli.plugin.rights import Actor
from kansli.plugin.store.documents import DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.taking_back.identity import Identity
from kansli.plugin.writing.content import Content, content_of


def read_before(identity: Identity, *, actor: Actor) -> Mapping[str, Content]:
    """Return, by the name of each part that she took in, the content that her latest reading made.

    She goes on writing in the file that she has on her own disk: her second reading follows on her first. What others
    have read in out of copies of their own is somebody else's text, and stays a conflict.
    """
    found: dict[str, Content] = {}
    for version in _taken_back(identity.record):
        told = version.taken_back
        if version.author == actor.log_name and told["content"] == identity.content_number:
            made = content_of(identity.record, number=told["became"])
            found |= dict.fromkeys(told["parts"], made)
    return found


def version_with(record: Memo | Statement, sha256: str) -> DocumentVersion | None:
    """The version of the text's handling that has exactly these bytes."""
    query = (
        DocumentVersion.select()
        .join_from(DocumentVersion, VersionFile)
        .join_from(VersionFile, StoredFile)
        .where((DocumentVersion.document == record.document_id) & (StoredFile.sha256 == sha256))
        .order_by(DocumentVersion.number.desc())
    )
    found: DocumentVersion | None = query.first()
    return found


def _taken_back(record: Memo | Statement) -> Iterator[DocumentVersion]:
    query = DocumentVersion.select().where(
        (DocumentVersion.document == record.document_id) & DocumentVersion.taken_back.is_null(False)
    )
    yield from query.order_by(DocumentVersion.number)
