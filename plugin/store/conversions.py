"""Omvandlingar. A PDF that somebody asked for: on its way, made, or not possible. Derived, no part of the record."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.accounts import User
from kansli.plugin.store.base import LastingId, MomentField, Record, allowed
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import DocumentVersion


class Conversion(Record):
    """Omvandling: one result of one source and its settings, made by a job and forgotten after a day.

    `asked_by` is null where whoever may see the version may have the file; else it is for that person alone.
    """

    record_kind = "conversion"
    id = LastingId()
    key = pw.TextField(unique=True)
    """A fingerprint of the kind, the sources' bytes and the settings: the same PDF is made once."""
    kind = pw.TextField(verbose_name="Slag")
    state = pw.TextField(default="waiting", verbose_name="Läge")
    version = pw.ForeignKeyField(DocumentVersion, null=True, on_delete="CASCADE")
    case = pw.ForeignKeyField(Case, null=True, on_delete="CASCADE")
    asked_by = pw.ForeignKeyField(User, null=True, on_delete="CASCADE")
    source = pw.TextField(default="")
    """The address of the bytes that it is made of; empty for a bundle, whose files are in `settings`."""
    settings = pw.JSONField(default=dict)
    filename = pw.TextField(default="")
    attempt = pw.IntegerField(default=0, verbose_name="Försök")
    """How many times it has been asked for anew; the job of an earlier one does nothing."""
    parts = pw.IntegerField(default=1)
    parts_done = pw.IntegerField(default=0)
    message = pw.TextField(default="")
    """Why it failed; may name a file, so only those who may have the result are shown it."""
    sha256 = pw.TextField(null=True)
    asked_at = MomentField(default=now, verbose_name="Begärd")
    finished_at = MomentField(null=True, verbose_name="Klart")

    class Meta:
        constraints = [
            allowed("kind", "pdf", "archive", "bundle", "trial"),
            allowed("state", "waiting", "done", "failed"),
        ]
