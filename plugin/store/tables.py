"""Alla tabeller, in an order in which they can be made. The map from a public id's kind to its table."""

from __future__ import annotations

from kansli.plugin.errors import NotFound
from kansli.plugin.store.accounts import Grant, SignInAttempt, User
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case, CaseRelation, Matter, SecrecyMark, Watch
from kansli.plugin.store.conversions import Conversion
from kansli.plugin.store.decisions import Decision, Referral, ReferralBody
from kansli.plugin.store.documents import Dispatch, Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.jobs import IndexOutbox, Job, Lease
from kansli.plugin.store.journal import HandledRequest, LogEntry, LogPayload
from kansli.plugin.store.lowcode import Setting, TypeVersion
from kansli.plugin.store.organisation import Body, NumberFormat, NumberSeries, Organisation, Registry, Unit
from kansli.plugin.store.search import SearchUnit, UnitVersion
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.store.writing import BasisLink, DraftBuffer, Memo, MemoVersion, Statement, StatementVersion

TABLES: tuple[type[Record], ...] = (
    Setting,
    TypeVersion,
    Registry,
    NumberFormat,
    NumberSeries,
    Body,
    Unit,
    Organisation,
    User,
    Grant,
    SignInAttempt,
    Matter,
    Case,
    CaseRelation,
    Watch,
    StoredFile,
    Document,
    TemplateVersion,
    TemplateProposal,
    Memo,
    MemoVersion,
    Decision,
    DocumentVersion,
    VersionFile,
    Dispatch,
    SecrecyMark,
    Statement,
    StatementVersion,
    BasisLink,
    DraftBuffer,
    Referral,
    ReferralBody,
    LogEntry,
    LogPayload,
    HandledRequest,
    Job,
    IndexOutbox,
    Lease,
    Conversion,
    SearchUnit,
    UnitVersion,
)

_BY_KIND = {table.record_kind: table for table in TABLES}


def table_of(kind: str) -> type[Record]:
    """Return the table of a record kind; refused when there is none."""
    try:
        return _BY_KIND[kind]
    except KeyError:
        raise NotFound(f"Posttypen ”{kind}”") from None


def get_record(record_id: str) -> Record:
    """Return the record of a public id (`memo:3`); refused when it is malformed or there is none.

    Knows nothing of rights: callers ask `rights.must_see`.
    """
    kind, _, number = record_id.partition(":")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotFound(f"”{record_id}”")
    found: Record | None = table_of(kind).get_or_none(id=int(number))
    if found is None:
        raise NotFound(f"”{record_id}”")
    return found
