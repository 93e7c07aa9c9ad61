"""A desk to work at: cases, handlingar and memos made through the steps themselves."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kansli.plugin.rights import Actor
from kansli.plugin.runner import Outcome, run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo
from kansli.plugin.system import System
from kansli.plugin.writing.content import content_of

REQUIRED = ("summary", "background", "child_impact", "financial_impact")


@dataclass
class Desk:
    """Somebody with every right, and what she has in her hands."""

    system: System
    actor: Actor

    def tn(self) -> Registry:
        return Registry.get(Registry.code == "TN")

    def file(self, name: str = "brev.txt", data: bytes = b"Ett brev.", quarantine: str = "") -> dict[str, object]:
        blob = self.system.files.put(data)
        return {
            "sha256": blob.sha256,
            "size": blob.size,
            "filename": name,
            "media_type": "text/plain",
            "quarantine": quarantine,
        }

    def do(self, step: str, subject, *, actor: Actor | None = None, reason: str = "", request_id: str = "", **data):
        return run(
            self.system, step, subject, actor=actor or self.actor, data=data, reason=reason, request_id=request_id
        )

    def made(self, step: str, subject, **data):
        return get_record(self.do(step, subject, **data).record)

    def fresh(self, record):
        return type(record).get_by_id(record.id)

    def case(self, case_type: str = "general", **data) -> Case:
        return self.made("open_case", self.tn(), case_type=case_type, title="Cykelväg vid norra infarten", **data)

    def referral(self, **first) -> Case:
        """A case that answers a referral from kommunstyrelsen, with its missiv as handling 1."""
        missive = {
            "kind": "cover_letter",
            "counterparty": "Kommunstyrelsen",
            "counterparty_reference": "KS 2026/0017",
            "received_on": "2026-01-07",
            "response_due": "2026-02-28",
            "files": [self.file("missiv.txt", b"Missiv.")],
            **first,
        }
        return self.made(
            "register_incoming",
            self.tn(),
            case_type="referral_response",
            title="Remiss om gångvägar",
            documents=[missive],
        )

    def document(self, case: Case, **data) -> Document:
        given = {"kind": "letter", "title": "Brev", "received_on": "2026-01-07", **data}
        return self.made("register_document", case, **given)

    def memo(self, case: Case, **more) -> Memo:
        memo = self.made("draft_memo", case)
        content = content_of(memo)
        content["proposals"] = [{"bodies": ["TN"], "clauses": ["att anta tjänsteskrivelsen som sitt yttrande."]}]
        content["sections"] = {name: f"Text om {name}." for name in REQUIRED}
        content["signatories"] = [{"name": "Robin Påhittad", "title": "teknisk direktör"}]
        self.do("edit_memo", memo, **{**content, **more})
        return self.fresh(memo)

    def approved(self, case: Case) -> Memo:
        memo = self.memo(case)
        self.do("approve_memo", memo)
        return self.fresh(memo)

    def decide(self, subject, paragraph: str = "12", **data) -> Outcome:
        return self.do("record_decision", subject, decided_on="2026-01-27", paragraph=paragraph, **data)


@pytest.fixture
def desk(system, the_operator) -> Desk:
    return Desk(system, the_operator)
