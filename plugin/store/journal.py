"""Loggen. Append-only, sealed in a chain a registry; the payload can be destroyed while the chain still verifies."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.base import MomentField, Record


class LogEntry(Record):
    """Logghändelse: who did which step to what, when and why. `chain` is the registry's code, or `kansli`."""

    record_kind = "log"
    chain = pw.TextField(index=True)
    position = pw.IntegerField(null=True)
    """Place in the chain; null until sealed. `verify` reports the unsealed tail."""
    at = MomentField(default=now, index=True, verbose_name="När")
    actor = pw.TextField(verbose_name="Vem")
    step = pw.TextField(verbose_name="Steg")
    record = pw.TextField(index=True, verbose_name="Post")
    case_id = pw.IntegerField(null=True, index=True)
    reason = pw.TextField(default="", verbose_name="Skäl")
    request_id = pw.TextField(default="")
    payload_hash = pw.TextField()
    previous_hash = pw.TextField(null=True)
    hash = pw.TextField(null=True)

    class Meta:
        indexes = ((("chain", "position"), True),)


class LogPayload(Record):
    """Innehållet i en logghändelse, with the salt that makes its hash unguessable. Destroyed by disposal only."""

    record_kind = "log_payload"
    entry = pw.ForeignKeyField(LogEntry, unique=True, backref="payloads", on_delete="RESTRICT")
    salt = pw.TextField()
    payload = pw.TextField()
    """Canonical JSON: `{"changes": {column: [before, after]}, "facts": {…}, "made": {…}}`; `made` where a row was."""


class HandledRequest(Record):
    """En redan hanterad begäran: a repeated request id returns the first outcome."""

    record_kind = "handled_request"
    request_id = pw.TextField(unique=True)
    step = pw.TextField()
    actor = pw.TextField()
    outcome = pw.JSONField()
    at = MomentField(default=now, index=True)
