"""Förifyllt. What the form of a step begins with: what the record says already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.content import clauses_for, content_of, recipients_left

Values = dict[str, Any]


def prefilled(step: str, subject: Any) -> Values:
    """Return the values that the step's form is shown with."""
    maker = _MAKERS.get(step)
    return maker(subject) if maker is not None else {}


def recipients_of(subject: Record) -> list[Mapping[str, str]]:
    """Return whom the text itself names: `{name, address, purpose}`."""
    written = _written(subject)
    if written is None:
        return []
    return [{**person, "purpose": group} for group, person in recipients_left(content_of(written))]


def _written(subject: Any) -> Memo | Statement | None:
    if isinstance(subject, (Memo, Statement)):
        return subject
    for table in (Statement, Memo):
        found: Memo | Statement | None = table.get_or_none(table.document == subject)
        if found is not None:
            return found
    return None


def _case(case: Case) -> Values:
    return {
        "title": case.title,
        "public_title": case.public_title,
        "body": case.body.code if case.body_id else "",
        "unit": case.unit.code if case.unit_id else "",
    }


def _officer(case: Case) -> Values:
    return {"officer": case.officer.email if case.officer_id else ""}


def _document(document: Document) -> Values:
    names = (
        "title", "public_title", "kind", "direction", "counterparty", "public_counterparty", "counterparty_reference",
        "channel", "note",
    )  # fmt: skip
    days = {name: getattr(document, name) for name in ("document_date", "received_on", "sent_on")}
    return {
        **{name: getattr(document, name) for name in names},
        **{name: day.isoformat() if day else "" for name, day in days.items()},
    }


def _decision(subject: Any) -> Values:
    if isinstance(subject, Case):
        return {"body": subject.body.code, "title": subject.title, "outcome": "approve"}
    memo = subject.memo if isinstance(subject, Statement) else subject
    values: Values = {"body": subject.body.code, "title": subject.title, "outcome": "approve"}
    if memo is not None:
        values["text"] = "\n".join(clauses_for(content_of(memo), subject.body.code))
        values["adopts"] = "statement" if isinstance(subject, Memo) and _has_draft_statement(subject) else ""
    return values


def _has_draft_statement(memo: Memo) -> bool:
    """Whether somebody has written a statement beside the memo: then the decision most often adopts it."""
    return bool(Statement.select().where((Statement.memo == memo) & (Statement.state == "draft")).exists())


_MAKERS: Mapping[str, Callable[[Any], Values]] = {
    "update_case": _case,
    "assign_officer": _officer,
    "update_document": _document,
    "record_decision": _decision,
}
