"""A memo with its Word file, as it lies on the desk of one who goes on writing in Word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kansli.plugin.rendering import render
from kansli.plugin.rights import Actor
from kansli.plugin.runner import run
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System
from kansli.plugin.writing.content import content_of

SECTIONS = {
    "summary": "Nämnden ställer sig bakom planen.",
    "background": "Kommunstyrelsen har skickat en plan på remiss.\n\nPlanen gäller **gångvägar** i fem delar.",
    "assessment": "Förvaltningen ser två risker:\n\n- kostnaden\n- tiden",
    "child_impact": "Barn går till skolan på vägarna.",
    "financial_impact": "Förslaget kostar ingenting.",
}
CLAUSES = ["att anta tjänsteskrivelsen som sitt yttrande,", "att förklara paragrafen omedelbart justerad."]


@dataclass
class Writer:
    """Somebody with every right, a memo, and the way between it and Word."""

    system: System
    actor: Actor

    def memo(self, **more: Any) -> Memo:
        registry = Registry.get(Registry.code == "TN")
        data = {"case_type": "general", "title": "Remiss om gångvägar"}
        case = get_record(run(self.system, "open_case", registry, actor=self.actor, data=data).record)
        memo = get_record(run(self.system, "draft_memo", case, actor=self.actor).record)
        content = content_of(memo)
        content["sections"] = dict(SECTIONS)
        content["proposals"] = [{**content["proposals"][0], "clauses": list(CLAUSES)}]
        content["basis"] = [{"text": "Missiv 2026-01-07"}, {"text": "Planen, remissversionen"}]
        content["signatories"] = [{"name": "Robin Påhittad", "title": "teknisk direktör"}]
        run(self.system, "edit_memo", memo, actor=self.actor, data={**content, **more})
        return Memo.get_by_id(memo.id)

    def file(self, memo: Memo, **options: Any) -> bytes:
        """The memo's Word file, made now."""
        fresh = Memo.get_by_id(memo.id)
        return self.system.files.read(render(self.system, fresh, actor=self.actor, **options).sha256)

    def file_of(self, statement: Statement) -> bytes:
        """The statement's Word file."""
        return self.system.files.read(render(self.system, statement, actor=self.actor).sha256)

    def write(self, memo: Memo, *, actor: Actor | None = None, **sections: str) -> None:
        """Change sections in Kansli."""
        fresh = Memo.get_by_id(memo.id)
        content = content_of(fresh)
        content["sections"] = {**content["sections"], **sections}
        run(self.system, "edit_memo", fresh, actor=actor or self.actor, data=content)

    def sections(self, memo: Memo) -> dict[str, str]:
        sections: dict[str, str] = content_of(Memo.get_by_id(memo.id))["sections"]
        return sections
