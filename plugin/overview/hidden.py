"""Dolt i ärendet. What in a case that the actor may see is still not to be told of to her."""

from __future__ import annotations

from kansli.plugin.rights import Actor, visible_documents
from kansli.plugin.store.cases import Case, SecrecyMark
from kansli.plugin.store.documents import Document, DocumentVersion


def hidden_records(case: Case, *, actor: Actor) -> frozenset[str]:
    """Return the public ids of the case's secret handlingar, of their versions and of the markings on them.

    A marking's provision and a version's log entry tell of the handling too. One query where nothing is hidden.
    """
    seen = Document.select(Document.id).join(Case).where((Document.case == case) & visible_documents(actor))
    unseen = list(Document.select(Document.id).where((Document.case == case) & Document.id.not_in(seen)))
    if not unseen:
        return frozenset()
    versions = DocumentVersion.select(DocumentVersion.id).where(DocumentVersion.document.in_(unseen))
    marks = SecrecyMark.select(SecrecyMark.id).where(SecrecyMark.document.in_(unseen))
    return frozenset(row.record_id for rows in (unseen, versions, marks) for row in rows)
