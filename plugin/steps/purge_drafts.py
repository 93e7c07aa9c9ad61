"""Rensa arbetsmaterial. Text and bytes of drafts go before they become public record; the log keeps their hashes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._versions import file_facts
from kansli.plugin.store.cases import Case
from kansli.plugin.store.conversions import Conversion
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.search import SearchUnit
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.store.writing import BasisLink


def perform(running: Running, subject: Case | Document) -> Done:
    """Purge the case's working material, or one handling that is working material (TF 2:12).

    The rows of the handlingar stay, without files. Draft renderings of what has been registered since go too.
    Facts: `purged`: what was purged, with the hashes of its files.
    """
    if isinstance(subject, Document):
        facts = {"purged": [_purge(running, subject)]}
        return Done(subject, changed=(subject.case,), facts=facts)
    working = list(Document.select().where((Document.case == subject) & (Document.state == "working")))
    purged = [_purge(running, document) for document in working]
    purged += [_empty(version) for version in _superseded_drafts(subject)]
    for document in working:
        change(document, state="purged")
    return Done(subject, changed=tuple(working), facts={"purged": purged})


def _purge(running: Running, document: Document) -> Mapping[str, object]:
    versions = list(DocumentVersion.select().where(DocumentVersion.document == document))
    facts = [_empty(version) for version in versions]
    SearchUnit.delete().where(SearchUnit.document == document).execute()
    change(document, purged_at=running.at)
    return {"document": document.record_id, "title": document.title, "versions": facts}


def _superseded_drafts(case: Case) -> Iterable[DocumentVersion]:
    """Versions marked UTKAST, rendered or edited after it, of written handlingar that have a number by now."""
    registered = Document.state.in_(["registered", "dispatched"])
    rendered = (
        DocumentVersion.select()
        .join(Document, on=(DocumentVersion.document == Document.id))
        .where((Document.case == case) & registered & DocumentVersion.source.in_(["rendered", "word"]))
    )
    return [version for version in rendered if version.is_draft and version.files.count()]


def _empty(version: DocumentVersion) -> dict[str, object]:
    """Take away the version's files, the bytes' rows where nobody else has them, and the text it was made from."""
    facts = {"version": version.record_id, "number": version.number, "files": file_facts(version)}
    used = [row.file_id for row in VersionFile.select().where(VersionFile.version == version)]
    VersionFile.delete().where(VersionFile.version == version).execute()
    bundles = (Conversion.kind == "bundle") & (Conversion.case == version.document.case_id)
    Conversion.delete().where((Conversion.version == version) | bundles).execute()
    BasisLink.delete().where(BasisLink.version == version).execute()
    marker = {"values": {"dokument": {"utkast": True}}} if version.is_draft else None
    DocumentVersion.update(values_snapshot=marker).where(DocumentVersion.id == version.id).execute()
    for file_id in used:
        _let_go(file_id)
    return facts


def _let_go(file_id: int) -> None:
    """The bytes lose their row with their last use; the sweeper takes them from the disk."""
    used = VersionFile.select().where(VersionFile.file == file_id).exists()
    template = any(
        table.select().where(table.file == file_id).exists() for table in (TemplateVersion, TemplateProposal)
    )
    if not used and not template:
        StoredFile.delete().where(StoredFile.id == file_id).execute()
