"""Ögonblicksbild. A record's columns as plain values, and what differs between two of them; for the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from kansli.plugin.store.base import Record

_NOT_LOGGED = {"password", "session_key", "version", "created_at", "id"}


def snapshot(record: Record) -> dict[str, object]:
    """Return column → plain value. Foreign keys are ids; secrets and bookkeeping are left out."""
    columns = type(record)._meta.sorted_fields
    return {
        column.name: _plain(record.__data__.get(column.name)) for column in columns if column.name not in _NOT_LOGGED
    }


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    """Return column → [before, after] for what changed."""
    return {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
