"""Typversion. A resolved type as plain data with a hash, so that a case can keep the type it was opened under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from kansli.plugin.fingerprint import fingerprint
from kansli.plugin.lowcode.model import BodyDef, CaseType, DocumentType, RegistryDef, Workflow

Defined = CaseType | DocumentType | Workflow | RegistryDef | BodyDef
D = TypeVar("D", bound=Defined)


def definition(subject: Defined) -> dict[str, Any]:
    """Return the type as JSON values: lists for tuples, ISO for dates, years as text. Stored with the type version."""
    plain: dict[str, Any] = _plain(subject)
    return plain


def definition_hash(subject: Defined | Mapping[str, Any]) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of a type or of a definition already taken."""
    data = subject if isinstance(subject, Mapping) else definition(subject)
    return fingerprint(data)


def restore(kind: type[D], data: Mapping[str, Any]) -> D:
    """Return the type that `definition` was taken of. Keys that the model no longer has are passed over."""
    restored: D = _restored(kind, data)
    return restored


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _restored(hint: Any, value: Any) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        known = {field.name for field in fields(hint)}
        return hint(**{key: _restored(hints[key], item) for key, item in value.items() if key in known})
    if get_origin(hint) is tuple:
        return tuple(_restored(get_args(hint)[0], item) for item in value)
    if get_origin(hint) is dict:
        return {int(key): item for key, item in value.items()}
    return date.fromisoformat(value) if hint is date else value
