"""Sökenheter. What the index holds, by id; which version holds what, and where in it."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.store.base import LastingId, Record, allowed
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion


class SearchUnit(Record):
    """Sökenhet: one entry of the index. For documents, one per unique normalised section text in the series.

    `record` is what a hit opens; rights are the case's and document's, read at search time.
    """

    record_kind = "unit_text"
    id = LastingId()
    record = pw.TextField(index=True)
    kind = pw.TextField()
    case = pw.ForeignKeyField(Case, null=True, backref="units", on_delete="CASCADE")
    document = pw.ForeignKeyField(Document, null=True, backref="units", on_delete="CASCADE")
    text_hash = pw.TextField()
    heading = pw.TextField(default="")
    text = pw.TextField()

    class Meta:
        indexes = ((("record", "text_hash"), True),)
        constraints = [allowed("kind", "case", "document", "memo", "statement", "decision")]


class UnitVersion(Record):
    """Var en sökenhet står: in which version, under which heading, at which offsets of its text."""

    record_kind = "unit_version"
    id = LastingId()
    unit = pw.ForeignKeyField(SearchUnit, backref="places", on_delete="CASCADE")
    version = pw.ForeignKeyField(DocumentVersion, backref="units", on_delete="CASCADE")
    position = pw.IntegerField()
    number = pw.TextField(default="")
    heading_path = pw.TextField(default="")
    start = pw.IntegerField()
    end = pw.IntegerField()

    class Meta:
        indexes = ((("version", "position"), True),)
