"""Jobb och utkorg. Slow and external work, queued in the transaction that wants it."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.base import LastingId, MomentField, Record, allowed


class Job(Record):
    """Jobb. Every update is conditional on the lease token; exhausted ones are parked and visible."""

    record_kind = "job"
    id = LastingId()
    kind = pw.TextField(verbose_name="Slag")
    payload = pw.JSONField(default=dict)
    state = pw.TextField(default="queued", index=True, verbose_name="Läge")
    run_after = MomentField(default=now, index=True, verbose_name="Tidigast")
    lease_token = pw.TextField(null=True)
    lease_until = MomentField(null=True)
    attempts = pw.IntegerField(default=0, verbose_name="Försök")
    progress = pw.IntegerField(default=0, verbose_name="Procent")
    error = pw.TextField(default="", verbose_name="Fel")
    unique_key = pw.TextField(null=True, unique=True)
    created_at = MomentField(default=now, verbose_name="Skapat")
    finished_at = MomentField(null=True, verbose_name="Klart")

    class Meta:
        constraints = [allowed("state", "queued", "running", "done", "parked")]


class IndexOutbox(Record):
    """Utkorg till sökindexet: which record has changed. `id` is the sequence that the index acknowledges."""

    record_kind = "index_outbox"
    id = LastingId()
    record = pw.TextField()
    at = MomentField(default=now)
    attempts = pw.IntegerField(default=0)
    error = pw.TextField(default="")


class Lease(Record):
    """En roll som bara en process har åt gången, with a fencing number that only grows."""

    record_kind = "lease"
    role = pw.TextField(unique=True)
    holder = pw.TextField(default="")
    fence = pw.IntegerField(default=0)
    until = MomentField(null=True)
