"""Synlighet i listor. Narrows a query of any table to what an actor may see, by way of the case it belongs to."""

from __future__ import annotations

from typing import Any

import peewee as pw

from kansli.plugin.overview.counterparties import visible_counterparties
from kansli.plugin.rights import Actor, visible_cases, visible_documents
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case, Matter, SecrecyMark
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.organisation import Organisation
from kansli.plugin.store.writing import DraftBuffer

TOWARDS_A_CASE = ("case", "other", "owner", "document", "version", "referral", "memo", "unit", "entry")
"""Foreign keys that lead to the case a row belongs to. All of a row's are followed, and all must be visible."""


def visible(table: type[pw.Model], actor: Actor) -> Any:
    """Return the condition that holds for the rows of `table` that the actor may see; None where all are open.

    A row with no case at all (a decision that was typed in, a search entry of a setting) is open.
    """
    if actor.operator:
        return None
    if table is Case:
        return visible_cases(actor)
    if table is Document:
        return _leads_to(Case, Case.id == Document.case, visible_documents(actor))
    if table is LogEntry:
        return _visible_entries(actor)
    if table is Organisation:
        return visible_counterparties(actor)
    if table is Matter:
        return Matter.id.not_in(Case.select(Case.matter).where(Case.matter.is_null(False))) | Matter.id.in_(
            Case.select(Case.matter).where(Case.matter.is_null(False) & visible_cases(actor))
        )
    if table is DraftBuffer:
        return DraftBuffer.user == actor.id
    return _through_keys(table, actor)


def narrow(query: pw.ModelSelect, *, table: type[pw.Model], actor: Actor) -> pw.ModelSelect:
    """Return the query with the condition of `visible`."""
    condition = visible(table, actor)
    return query if condition is None else query.where(condition)


def _visible_entries(actor: Actor) -> Any:
    """Entries of cases that the actor may see, save those about a secret handling, its versions and its markings."""
    of_case = _leads_to(Case, Case.id == LogEntry.case_id, visible_cases(actor))
    told = LogEntry.case_id.is_null() | of_case
    for table, document in (
        (Document, None),
        (DocumentVersion, DocumentVersion.document),
        (SecrecyMark, SecrecyMark.document),
    ):
        told &= ~pw.fn.EXISTS(_hidden_under(table, document, actor))
    return told


def _hidden_under(table: type[Record], document: Any, actor: Actor) -> pw.ModelSelect:
    """The row that the entry is about, where it is of a handling in the entry's case that the actor may not see."""
    query = table.select(pw.SQL("1"))
    if document is not None:
        query = query.join(Document, on=(document == Document.id))
    # What is neither true nor false (a case without an officer) is not seen either.
    unseen = pw.Case(None, [(visible_documents(actor), 0)], 1) == 1
    public_id = pw.Value(f"{table.record_kind}:").concat(pw.Cast(table._meta.primary_key, "text"))
    return query.join(Case, on=(Document.case == Case.id)).where(
        (Document.case == LogEntry.case_id) & Document.secret & unseen & (LogEntry.record == public_id)
    )


def _through_keys(table: type[pw.Model], actor: Actor) -> Any:
    together: Any = None
    for name in TOWARDS_A_CASE:
        key = table._meta.fields.get(name)
        if not isinstance(key, pw.ForeignKeyField) or not issubclass(key.rel_model, Record):
            continue
        condition = visible(key.rel_model, actor)
        if condition is None:
            continue
        part = _leads_to(key.rel_model, key.rel_field == key, condition)
        if key.null:
            part = key.is_null() | part
        together = part if together is None else together & part
    return together


def _leads_to(other: type[Record], same: Any, condition: Any) -> Any:
    """Whether the row's own record of the other table may be seen.

    Asked for each row as it is read: a list that shows the newest ones never looks at the rest of the register.
    """
    return pw.fn.EXISTS(other.select(pw.SQL("1")).where(same & condition))
