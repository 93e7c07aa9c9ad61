"""Skrivelsen. One memo or statement: its present content, its earlier ones, what is being typed, its document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from kansli.plugin.errors import NotFound
from kansli.plugin.rights import Actor, visible_cases
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.lowcode import TypeVersion
from kansli.plugin.store.organisation import Body, Registry, Unit
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.content import Content, content_of, version_table
from kansli.plugin.writing.drafts import Draft, draft_of

TABLES = {"memo": Memo, "statement": Statement}
_HANDING_OVER = ("submit_memo", "return_memo", "approve_memo")


@dataclass(frozen=True, slots=True)
class Saved:
    """An earlier wording."""

    number: int
    author: str
    comment: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Rendering:
    """A Word file that was made out of the record, or edited after it (`template` is empty then)."""

    version: int
    file_id: int
    filename: str
    sha256: str
    source: str
    template: str
    template_number: int
    draft: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What was said along with the last step that moved the text on: why it came back, what the manager should know."""

    who: str
    said: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WritingPage:
    """The record and what its page shows."""

    record: Memo | Statement
    content: Content
    history: tuple[Saved, ...]
    renderings: tuple[Rendering, ...]
    draft: Draft | None
    decision: Decision | None
    message: Message | None


@dataclass(frozen=True, slots=True)
class Source:
    """Something of the case that a memo can rest on. `value` is `version:12` or `decision:3`."""

    value: str
    label: str


def visible_writing(kind: str, number: int, *, actor: Actor) -> Memo | Statement:
    """Return the memo or statement with its case, body, unit and author; NotFound where the actor may not see it."""
    table: Any = TABLES[kind]
    query = (
        table.select(table, Case, Registry, Unit, Body, User, TypeVersion)
        .join_from(table, Case)
        .join_from(Case, Registry)
        .join_from(Case, Unit, pw.JOIN.LEFT_OUTER, on=(Case.unit == Unit.id), attr="unit")
        .join_from(table, Body, on=(table.body == Body.id))
        .join_from(table, TypeVersion, on=(table.type_version == TypeVersion.id))
        .join_from(table, User, pw.JOIN.LEFT_OUTER, on=(table.author == User.id), attr="author")
        .where((table.id == number) & visible_cases(actor))
    )
    found: Memo | Statement | None = query.get_or_none()
    if found is None:
        raise NotFound("Tjänsteskrivelsen" if kind == "memo" else "Yttrandet")
    return found


def writing_page(kind: str, number: int, *, actor: Actor) -> WritingPage:
    """Return everything that the page of a memo or statement shows."""
    record = visible_writing(kind, number, actor=actor)
    return WritingPage(
        record=record,
        content=content_of(record),
        history=_history(record),
        renderings=_renderings(record),
        draft=draft_of(actor, record),
        decision=_decision(record),
        message=_message(record),
    )


def sources(case: Case, *, newest: tuple[tuple[int, str], ...]) -> tuple[Source, ...]:
    """Return what a memo of the case can rest on: document versions (`newest`: id and label) and decisions."""
    decisions = Decision.select(Decision, Body).join(Body).where(Decision.case == case).order_by(Decision.decided_on)
    documents = tuple(Source(f"version:{number}", label) for number, label in newest)
    return documents + tuple(Source(decision.record_id, decision.citation) for decision in decisions)


def _message(record: Memo | Statement) -> Message | None:
    """The words of the newest of the steps that hand a text to somebody else; none when it had no words."""
    last = (
        LogEntry.select(LogEntry, User.name)
        .join(User, pw.JOIN.LEFT_OUTER, on=(User.email == LogEntry.actor), attr="user")
        .where((LogEntry.record == record.record_id) & LogEntry.step.in_(_HANDING_OVER))
        .order_by(LogEntry.id.desc())
        .first()
    )
    if last is None or not last.reason:
        return None
    user = getattr(last, "user", None)
    return Message((user.name if user is not None else "") or last.actor, last.reason, last.at)


def _history(record: Memo | Statement) -> tuple[Saved, ...]:
    table: Any = version_table(record)
    names = User.select(User.name).where(User.email == table.author)
    query = (
        table.select(table.number, table.comment, table.created_at, pw.fn.COALESCE(names, table.author).alias("who"))
        .where(table.owner == record)
        .order_by(table.number.desc())
    )
    return tuple(Saved(row.number, row.who, row.comment, row.created_at) for row in query)


def _renderings(record: Memo | Statement) -> tuple[Rendering, ...]:
    if record.document_id is None:
        return ()
    query = (
        VersionFile.select(
            VersionFile.id, VersionFile.filename, StoredFile.sha256, DocumentVersion.number, DocumentVersion.created_at,
            DocumentVersion.source, DocumentVersion.values_snapshot, DocumentVersion.taken_back,
            TemplateVersion.template, TemplateVersion.number,
        )
        .join_from(VersionFile, StoredFile)
        .join_from(VersionFile, DocumentVersion)
        .join_from(
            DocumentVersion, TemplateVersion, pw.JOIN.LEFT_OUTER,
            on=(DocumentVersion.template_version == TemplateVersion.id), attr="made_by",
        )
        .join_from(DocumentVersion, Document)
        .where(Document.id == record.document_id)
        .order_by(DocumentVersion.number.desc())
    )  # fmt: skip
    return tuple(_rendering(row) for row in query)


def _rendering(row: VersionFile) -> Rendering:
    template = getattr(row.version, "made_by", None)
    return Rendering(
        version=row.version.number,
        file_id=row.id,
        filename=row.filename,
        sha256=row.file.sha256,
        source=row.version.source,
        template=template.template if template is not None else "",
        template_number=template.number if template is not None else 0,
        draft=row.version.is_draft,
        created_at=row.version.created_at,
    )


def _decision(record: Memo | Statement) -> Decision | None:
    """The decision that adopted it: the statement's own, or the one that was taken after the memo."""
    own = Decision.id == record.decision_id if isinstance(record, Statement) else Decision.memo == record
    found: Decision | None = Decision.select(Decision, Body).join(Body).where(own).order_by(Decision.id.desc()).first()
    return found
