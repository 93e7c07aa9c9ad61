"""Skrivelser. Memos and statements: written here section by section, versioned at every save."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.accounts import User
from kansli.plugin.store.base import Guarded, MomentField, Record, allowed
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.lowcode import TypeVersion
from kansli.plugin.store.organisation import Body


class Written(Guarded):
    """What memos and statements share. The present content is the newest version's.

    Content is a mapping: `title`, `date` (ISO), `sections` {id: Markdown}, `proposals`
    [{body, clauses: [text]}], `basis` [{text, version?, decision?}], `recipients`
    {for_action: [{name, address}], for_information: […]}, `signatories` [{name, title}].
    """

    case = pw.ForeignKeyField(Case, on_delete="RESTRICT", verbose_name="Ärende")
    body = pw.ForeignKeyField(Body, on_delete="RESTRICT", verbose_name="Till organ")
    title = pw.TextField(verbose_name="Rubrik")
    author = pw.ForeignKeyField(User, null=True, on_delete="RESTRICT", verbose_name="Skriven av")
    type_version = pw.ForeignKeyField(TypeVersion, on_delete="RESTRICT")
    content_number = pw.IntegerField(default=1, verbose_name="Version av texten")
    document = pw.ForeignKeyField(Document, null=True, on_delete="RESTRICT", verbose_name="Handling")
    """The handling its renderings are versions of; working material until it is finalised."""


class WrittenVersion(Record):
    """A saved wording. What those of memos and of statements share; `owner` is whose wording it is."""

    number = pw.IntegerField()
    content = pw.JSONField()
    author = pw.TextField()
    comment = pw.TextField(default="")
    created_at = MomentField(default=now)


class Memo(Written):
    """Tjänsteskrivelse. May itself be adopted as the statement (`is_statement`)."""

    record_kind = "memo"
    is_statement = pw.BooleanField(default=False, verbose_name="Är yttrandet")
    approved_by = pw.ForeignKeyField(User, null=True, on_delete="RESTRICT", verbose_name="Godkänd av")
    approved_at = MomentField(null=True, verbose_name="Godkänd")

    class Meta:
        constraints = [allowed("state", "draft", "submitted", "approved", "decided", "withdrawn")]


class MemoVersion(WrittenVersion):
    """En sparad lydelse av en tjänsteskrivelse."""

    record_kind = "memo_version"
    owner = pw.ForeignKeyField(Memo, backref="versions", on_delete="RESTRICT")

    class Meta:
        indexes = ((("owner", "number"), True),)


class Statement(Written):
    """Yttrande. The board's: a draft until a decision adopts it."""

    record_kind = "statement"
    memo = pw.ForeignKeyField(Memo, null=True, backref="statements", on_delete="RESTRICT", verbose_name="Ur")
    decision = pw.DeferredForeignKey("Decision", null=True, on_delete="RESTRICT")
    stance = pw.TextField(default="", verbose_name="Ställningstagande")

    class Meta:
        constraints = [allowed("state", "draft", "decided", "dispatched", "withdrawn")]


class StatementVersion(WrittenVersion):
    """En sparad lydelse av ett yttrande."""

    record_kind = "statement_version"
    owner = pw.ForeignKeyField(Statement, backref="versions", on_delete="RESTRICT")

    class Meta:
        indexes = ((("owner", "number"), True),)


class BasisLink(Record):
    """Underlag: what a memo's newest version rests on, kept as rows so that the other end can find its users."""

    record_kind = "basis_link"
    memo = pw.ForeignKeyField(Memo, backref="basis_links", on_delete="CASCADE")
    version = pw.ForeignKeyField(DocumentVersion, null=True, backref="basis_of", on_delete="RESTRICT")
    decision = pw.DeferredForeignKey("Decision", null=True, backref="basis_of", on_delete="RESTRICT")


class DraftBuffer(Record):
    """Utkast mellan sparningar: what a person has typed and not saved. Neither logged nor indexed."""

    record_kind = "draft_buffer"
    user = pw.ForeignKeyField(User, backref="buffers", on_delete="CASCADE")
    record = pw.TextField()
    form = pw.JSONField()
    base_version = pw.IntegerField()
    updated_at = MomentField(default=now)

    class Meta:
        indexes = ((("user", "record"), True),)
