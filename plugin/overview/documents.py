"""Handlingslistan och postlistan. Registered documents across cases, and what came in and went out on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import peewee as pw

from kansli.plugin.overview.refs import CaseRef, Page, page_of
from kansli.plugin.rights import Actor, visible_documents
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document

SIZE = 50
UNREGISTERED = ("working", "purged")
"""Left out by name: a condition on the states that are wanted tempts SQLite to fetch and sort every one of them."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A row of a list of documents. `day` is when it came, went or was made, whichever is its own."""

    id: int
    number: str
    kind: str
    title: str
    direction: str
    counterparty: str
    reference: str
    day: date | None
    registered_at: datetime | None
    state: str
    secret: bool
    case: CaseRef


@dataclass(frozen=True, slots=True)
class PostList:
    """The day's post: what came in and what went out."""

    day: date
    incoming: tuple[DocumentRow, ...]
    outgoing: tuple[DocumentRow, ...]


def document_list(
    actor: Actor, *, direction: str = "", kind: str = "", page: int = 0, size: int = SIZE
) -> Page[DocumentRow]:
    """Return a page of registered documents, the last made first. One query."""
    wanted = Document.state.not_in(UNREGISTERED)
    if direction:
        wanted &= Document.direction == direction
    if kind:
        wanted &= Document.kind == kind
    query = _query(actor).where(wanted).order_by(Document.id.desc()).limit(size + 1).offset(page * size)
    return page_of((_row(document) for document in query), page=page, size=size)


def post_list(actor: Actor, *, day: date) -> PostList:
    """Return what was received and what was sent on a day. One query."""
    came = (Document.direction == "incoming") & (Document.received_on == day)
    went = (Document.direction == "outgoing") & (Document.sent_on == day)
    query = _query(actor).where(Document.state.not_in(UNREGISTERED) & (came | went)).order_by(Document.id)
    rows = [_row(document) for document in query]
    return PostList(
        day,
        tuple(row for row in rows if row.direction == "incoming"),
        tuple(row for row in rows if row.direction == "outgoing"),
    )


def _query(actor: Actor) -> pw.ModelSelect:
    return Document.select(Document, Case).join(Case).where(visible_documents(actor))


def _row(document: Document) -> DocumentRow:
    case = document.case
    return DocumentRow(
        id=document.id,
        number=document.number,
        kind=document.kind,
        title=document.title,
        direction=document.direction,
        counterparty=document.counterparty,
        reference=document.counterparty_reference,
        day=document.received_on or document.sent_on or document.finalised_on or document.document_date,
        registered_at=document.registered_at,
        state=document.state,
        secret=document.secret or case.secret,
        case=CaseRef(case.id, case.case_number, case.title),
    )
