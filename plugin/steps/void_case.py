"""Makulera ärendet. The row and the number stay, with the reason; the number is never given again."""

from __future__ import annotations

from kansli.plugin.errors import Blocked, Blocker
from kansli.plugin.guards import case_memos_finished
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.documents import Document


def perform(running: Running, subject: Case) -> Done:
    """Void a case that was opened by mistake. Refused while it holds handlingar or unfinished memos."""
    blockers = (*_documents(subject), *case_memos_finished(subject, running.reason))
    if blockers:
        raise Blocked(blockers)
    subject.void_reason = running.reason.strip()
    watches = list(Watch.select().where((Watch.case == subject) & (Watch.state == "open")))
    for watch in watches:
        change(watch, state="done", done_at=running.at)
    return Done(subject, changed=tuple(watches), facts={"reason": subject.void_reason})


def _documents(case: Case) -> tuple[Blocker, ...]:
    living = Document.state.in_(["working", "registered", "dispatched"])
    return tuple(
        Blocker(
            "document_in_case",
            f"Handlingen ”{document.title}” finns i ärendet. Makulera eller rensa den först.",
            document.record_id,
        )
        for document in Document.select().where((Document.case == case) & living)
    )
