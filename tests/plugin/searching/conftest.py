"""Cases and documents to search in: registered by steps where the story matters, by rows where only the state does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import pytest

from kansli.plugin.rights import Actor, operator
from kansli.plugin.runner import run
from kansli.plugin.searching.indexer import catch_up
from kansli.plugin.searching.search import search
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.organisation import Body, Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, MemoVersion
from kansli.plugin.types import type_version


@dataclass
class Archive:
    """A small archive that a test fills row by row. What is made is indexed by `index`."""

    system: object

    def case(self, title: str, *, registry: str = "TN", secret: bool = False) -> Case:
        row = Registry.get(Registry.code == registry)
        made = run(self.system, "open_case", row, actor=operator(), data={"case_type": "general", "title": title})
        case = get_record(made.record)
        if secret:
            Case.update(secret=True).where(Case.id == case.id).execute()
        return case

    def document(self, case: Case, title: str, *texts: str, kind: str = "other", **values: object) -> Document:
        """A registered document with one version for each text."""
        highest = Document.select().where(Document.case == case).count()
        document = Document.create(
            case=case, sequence=highest + 1, kind=kind, title=title, direction="incoming", state="registered", **values
        )
        for text in texts:
            self.version(document, text)
        self.changed(document)
        return document

    def version(
        self, document: Document, text: str | None, *, quarantine: str = "", **values: object
    ) -> DocumentVersion:
        number = DocumentVersion.select().where(DocumentVersion.document == document).count() + 1
        version = DocumentVersion.create(document=document, number=number, source="received", **values)
        data = f"{version.id}/{text}".encode()
        stored = StoredFile.create(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        VersionFile.create(version=version, file=stored, filename="plan.docx", text=text, quarantine=quarantine)
        self.changed(document)
        return version

    def memo(self, case: Case, title: str, *, clauses: tuple[str, ...] = (), **sections: str) -> Memo:
        kind = self.system.profile.document_types["memo"]
        memo = Memo.create(
            case=case, body=case.body, title=title, type_version=type_version("document", kind), state="draft"
        )
        content = {"title": title, "sections": sections, "proposals": [{"bodies": ["TN"], "clauses": list(clauses)}]}
        MemoVersion.create(owner=memo, number=1, content=content, author="test")
        self.changed(memo)
        return memo

    def decision(self, case: Case | None, title: str, text: str, paragraph: str, day: date) -> Decision:
        body = Body.get(Body.code == "TN")
        made = Decision.create(
            case=case, body=body, decided_on=day, year=day.year, paragraph=paragraph, title=title, text=text
        )
        self.changed(made)
        return made

    def changed(self, record: object) -> None:
        IndexOutbox.create(record=record.record_id)

    def index(self) -> int:
        return catch_up(self.system)

    def found(self, text: str, actor: Actor | None = None, **options: object) -> list[str]:
        return [hit.id for hit in search(self.system, text, actor=actor or operator(), **options).hits]


@pytest.fixture
def archive(system) -> Archive:
    return Archive(system)
