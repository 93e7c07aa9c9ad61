"""Ärendet som JSON. Everything about a case that the actor may see, in the contract's shape."""

from __future__ import annotations

from collections.abc import Iterable

from kansli.plugin import rights
from kansli.plugin.overview.hidden import hidden_records
from kansli.plugin.rights import Actor
from kansli.plugin.store.cases import Case, CaseRelation, SecrecyMark, Watch
from kansli.plugin.store.decisions import Decision, Referral
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.writing import Memo, Statement


def case_as_json(case: Case, actor: Actor) -> dict[str, object]:
    """Return the case with its documents, writings, decisions, deadlines and log."""
    hidden = hidden_records(case, actor=actor)
    return {
        "id": case.record_id,
        "case_number": case.case_number,
        "canonical": case.canonical,
        "title": case.title,
        "public_title": case.public_title,
        "type": case.case_type,
        "state": case.state,
        "board": case.registry.code,
        "body": case.body.code,
        "opened_on": _iso(case.opened_on),
        "closed_on": _iso(case.closed_on),
        "officers": [{"email": case.officer.email, "name": case.officer.name}] if case.officer else [],
        "documents": _documents(case, actor),
        "memos": [_written(memo) for memo in Memo.select().where(Memo.case == case).order_by(Memo.id)],
        "statements": [_written(item) for item in Statement.select().where(Statement.case == case)],
        "decisions": [_decision(item) for item in Decision.select().where(Decision.case == case)],
        "referrals": [_referral(item) for item in Referral.select().where(Referral.case == case)],
        "parties": _parties(case),
        "relations": _relations(case, actor),
        "deadlines": [_watch(item) for item in Watch.select().where(Watch.case == case).order_by(Watch.due)],
        "secrecy": [_mark(item) for item in case.secrecy_marks if item.record_id not in hidden],
        "log": [_entry(item) for item in _log(case) if item.record not in hidden],
    }


def _documents(case: Case, actor: Actor) -> list[dict[str, object]]:
    rows = (
        Document.select(Document, Case)
        .join(Case)
        .where((Document.case == case) & rights.visible_documents(actor))
        .order_by(Document.id)
    )
    return [
        {
            "id": row.record_id,
            "number": row.number,
            "title": row.title,
            "kind": row.kind,
            "direction": row.direction,
            "state": row.state,
            "counterparty": row.counterparty,
            "counterparty_reference": row.counterparty_reference,
            "dates": {
                "document": _iso(row.document_date),
                "received": _iso(row.received_on),
                "registered": _iso(row.registered_at),
                "finalised": _iso(row.finalised_on),
                "sent": _iso(row.sent_on),
            },
            "versions": [_version(version) for version in row.versions.order_by(DocumentVersion.number)],
        }
        for row in rows
    ]


def _version(version: DocumentVersion) -> dict[str, object]:
    template = version.template_version
    return {
        "id": version.record_id,
        "number": version.number,
        "label": version.label,
        "source": version.source,
        "date": _iso(version.version_date),
        "valid_from": _iso(version.valid_from),
        "valid_to": _iso(version.valid_to),
        "template": template.template if template else None,
        "template_version": template.number if template else None,
        "files": [
            {
                "filename": file.filename,
                "sha256": file.file.sha256,
                "size": file.file.size,
                "media_type": file.media_type,
                "quarantine": file.quarantine or None,
                "pages": file.pages,
                "warnings": file.warnings,
            }
            for file in version.files.order_by(VersionFile.position)
        ],
    }


def _written(record: Memo | Statement) -> dict[str, object]:
    return {
        "id": record.record_id,
        "title": record.title,
        "state": record.state,
        "version": record.content_number,
        "body": record.body.code,
        "document": f"document:{record.document_id}" if record.document_id else None,
    }


def _decision(item: Decision) -> dict[str, object]:
    return {
        "id": item.record_id,
        "body": item.body.code,
        "date": _iso(item.decided_on),
        "paragraph": item.paragraph,
        "delegate": item.delegate,
        "delegation_point": item.delegation_point,
        "title": item.title,
        "text": item.text,
        "outcome": item.outcome,
        "citation": item.citation,
    }


def _referral(item: Referral) -> dict[str, object]:
    return {
        "id": item.record_id,
        "direction": item.direction,
        "remitter": item.remitter,
        "their_reference": item.their_reference,
        "response_due": _iso(item.response_due),
        "extended_due": _iso(item.extended_due),
        "state": item.state,
        "stance": item.stance,
    }


def _parties(case: Case) -> list[dict[str, object]]:
    rows = (
        Document.select(Document.counterparty, Document.counterparty_reference)
        .where((Document.case == case) & (Document.counterparty != "") & ~Document.secret)
        .distinct()
        .order_by(Document.counterparty)
    )
    return [{"name": row.counterparty, "reference": row.counterparty_reference} for row in rows]


def _relations(case: Case, actor: Actor) -> list[dict[str, object]]:
    rows = CaseRelation.select().where((CaseRelation.case == case) | (CaseRelation.other == case))
    others = [(row.kind, row.other if row.case_id == case.id else row.case) for row in rows]
    return [
        {"kind": kind, "case_number": other.case_number, "id": other.record_id}
        for kind, other in others
        if rights.can(actor, "read", other)
    ]


def _watch(item: Watch) -> dict[str, object]:
    who = item.user.email if item.user else None
    return {
        "id": item.record_id,
        "kind": item.kind,
        "title": item.title,
        "due": _iso(item.due),
        "state": item.state,
        "user": who,
    }


def _mark(item: SecrecyMark) -> dict[str, object]:
    return {
        "provision": item.provision,
        "authority": item.authority,
        "marked_on": _iso(item.marked_on),
        "lifted_on": _iso(item.lifted_on),
        "document": f"document:{item.document_id}" if item.document_id else None,
    }


def _log(case: Case) -> Iterable[LogEntry]:
    entries: Iterable[LogEntry] = LogEntry.select().where(LogEntry.case_id == case.id).order_by(LogEntry.id)
    return entries


def _entry(item: LogEntry) -> dict[str, object]:
    return {
        "id": item.id,
        "at": _iso(item.at),
        "actor": item.actor,
        "step": item.step,
        "record": item.record,
        "reason": item.reason,
    }


def _iso(value: object) -> str | None:
    return value.isoformat() if hasattr(value, "isoformat") else None
