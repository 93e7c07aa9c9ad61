"""Spärrar. Questions that must be answered with yes before a step; each answers with every blocker it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kansli.plugin.errors import Blocker
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.content import content_of, proposes

Guard = Callable[[Record, str], Iterator[Blocker]]


def reason_given(record: Record, reason: str) -> Iterator[Blocker]:
    """A step that somebody will ask about needs a reason."""
    if not reason.strip():
        yield Blocker("reason_missing", "Ange ett skäl.", record.record_id, "reason")


def case_has_officer(record: Case, _reason: str) -> Iterator[Blocker]:
    """Somebody is responsible."""
    if record.officer_id is None:
        yield Blocker("no_officer", "Ärendet har ingen handläggare.", record.record_id, "officer")


def memo_has_proposal(record: Memo, _reason: str) -> Iterator[Blocker]:
    """There is something for the board to decide; a letter puts nothing before it."""
    if not proposes(record.type_version.definition):
        return
    proposals = content_of(record).get("proposals") or []
    if not any(clause.strip() for proposal in proposals for clause in proposal.get("clauses", ())):
        yield Blocker("no_proposal", "Förslag till beslut saknas.", record.record_id, "proposals")


def memo_sections_complete(record: Memo, _reason: str) -> Iterator[Blocker]:
    """Every section that the type requires has text."""
    content = content_of(record)
    for section in record.type_version.definition.get("sections", ()):
        asked_for = section.get("required") and section.get("kind", "text") == "text"
        if asked_for and not str((content.get("sections") or {}).get(section["id"], "")).strip():
            yield Blocker("section_missing", f"{section['label']} saknas.", record.record_id, section["id"])


def memo_approved(record: Statement, _reason: str) -> Iterator[Blocker]:
    """The manager has approved the memo that the statement rests on."""
    if record.memo is not None and record.memo.state not in {"approved", "decided"}:
        yield Blocker("memo_not_approved", "Tjänsteskrivelsen är inte godkänd.", record.memo.record_id)


def statement_decided(record: Statement, _reason: str) -> Iterator[Blocker]:
    """A statement is the board's: without a decision it is a draft (DOMAIN 10.2)."""
    if record.decision_id is None:
        yield Blocker("statement_not_decided", "Yttrandet är inte beslutat.", record.record_id, "decision")


def document_has_file(record: Document, _reason: str) -> Iterator[Blocker]:
    """There is something to send."""
    if not DocumentVersion.select().where(DocumentVersion.document == record).exists():
        yield Blocker("no_file", "Handlingen har ingen fil.", record.record_id, "file")


def case_memos_finished(record: Case, _reason: str) -> Iterator[Blocker]:
    """No memo is left half done."""
    unfinished = Memo.state.in_(["draft", "submitted", "approved"])
    for memo in Memo.select().where((Memo.case == record) & unfinished):
        yield Blocker(
            "memo_unfinished", f"Tjänsteskrivelsen ”{memo.title}” är varken beslutad eller återtagen.", memo.record_id
        )


def case_statements_dispatched(record: Case, _reason: str) -> Iterator[Blocker]:
    """No statement is left unsent, and a memo that is the statement has the file that was sent."""
    unsent = Statement.state.in_(["draft", "decided"])
    for statement in Statement.select().where((Statement.case == record) & unsent):
        yield Blocker(
            "statement_unsent",
            f"Yttrandet ”{statement.title}” är varken expedierat eller återtaget.",
            statement.record_id,
        )
    filed = DocumentVersion.select(DocumentVersion.document)
    adopted = (Memo.case == record) & Memo.is_statement & (Memo.state == "decided")
    for memo in Memo.select().where(adopted & (Memo.document.is_null() | Memo.document.not_in(filed))):
        yield Blocker(
            "statement_without_file",
            f"Yttrandet ”{memo.title}” är beslutat men har ingen Word-fil. Skapa den.",
            memo.record_id,
            "word",
        )


def case_referrals_answered(record: Case, _reason: str) -> Iterator[Blocker]:
    """Every referral is answered, or declined with a word about it."""
    for referral in Referral.select().where((Referral.case == record) & (Referral.state == "received")):
        yield Blocker("referral_open", f"Remissen från {referral.remitter} är inte besvarad.", referral.record_id)


def case_watches_done(record: Case, _reason: str) -> Iterator[Blocker]:
    """Nothing is being waited for."""
    for watch in Watch.select().where((Watch.case == record) & (Watch.state == "open")):
        yield Blocker("watch_open", f"Bevakningen ”{watch.title}” är inte klar.", watch.record_id)


def case_drafts_purged(record: Case, _reason: str) -> Iterator[Blocker]:
    """Working material is cleared out before it becomes public record by the closing (TF 2:12)."""
    for document in Document.select().where((Document.case == record) & (Document.state == "working")):
        yield Blocker(
            "working_material",
            f"Arbetsmaterialet ”{document.title}” är kvar. Rensa eller färdigställ det.",
            document.record_id,
        )


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        reason_given,
        case_has_officer,
        memo_has_proposal,
        memo_sections_complete,
        memo_approved,
        statement_decided,
        document_has_file,
        case_memos_finished,
        case_statements_dispatched,
        case_referrals_answered,
        case_watches_done,
        case_drafts_purged,
    )
}
