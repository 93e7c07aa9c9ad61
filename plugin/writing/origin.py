"""Ursprung. What a generated file says of itself, so that it is known again when somebody hands it back from Word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kansli.plugin.fingerprint import fingerprint
from kansli.plugin.store.writing import Memo, Statement

RECORD, CONTENT, ORIGIN, RENDERING = "kansli_record", "kansli_content", "kansli_origin", "kansli_rendering"
"""The custom properties: which record, which wording of it, in which installation, and out of which values."""

_LENGTH = 32


def origin_of(record: Memo | Statement) -> str:
    """A text that the record of the same number in another installation does not have; it never changes."""
    created = record.created_at.isoformat()
    return fingerprint([record.record_id, record.case.case_number, created])[:_LENGTH]


def stamps(record: Memo | Statement, made_from: Mapping[str, Any]) -> dict[str, str]:
    """The custom properties of a file that is made of the record now. `made_from` is all that it is filled with."""
    return {
        RECORD: record.record_id,
        CONTENT: str(record.content_number),
        ORIGIN: origin_of(record),
        RENDERING: fingerprint(dict(made_from))[:_LENGTH],
    }
