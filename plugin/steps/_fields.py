"""Egna fält. Reads the extra fields that a case or document type has by the profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from kansli.plugin.inputs import Inputs
from kansli.plugin.lowcode.model import FieldDef


def read_fields(
    inputs: Inputs, definitions: Iterable[FieldDef], *, present: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Read `fields`, a mapping id → value, as JSON values. With `present`, fields that are not given keep theirs."""
    given = inputs.data.get("fields") or {}
    if not isinstance(given, Mapping):
        inputs.refuse("fields", "Egna fält ska vara en tabell med fältets namn och värde.")
        return dict(present or {})
    inner = inputs.part(given, "fields")
    values = dict(present or {})
    known = {definition.id: definition for definition in definitions}
    for name in given:
        if name not in known:
            inner.refuse(str(name), f"Fältet ”{str(name)[:40]}” finns inte i typen.")
    for definition in known.values():
        if present is None or definition.id in given:
            values[definition.id] = _value(inner, definition)
    return values


def _value(inputs: Inputs, field: FieldDef) -> object:
    if field.type == "boolean":
        return inputs.flag(field.id)
    if field.type == "integer":
        return inputs.number(field.id, field.label)
    if field.type == "date":
        day = inputs.day(field.id, field.label, required=field.required)
        return day.isoformat() if day else None
    if field.type == "choice":
        return inputs.choice(field.id, field.label, dict.fromkeys(field.choices), required=field.required)
    if field.type == "money":
        return _money(inputs, field)
    if field.type == "long_text":
        return inputs.long_text(field.id, field.label, required=field.required)
    return inputs.text(field.id, field.label, required=field.required)


def _money(inputs: Inputs, field: FieldDef) -> str:
    text = inputs.text(field.id, field.label, required=field.required)
    plain = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    try:
        return str(Decimal(plain)) if plain else ""
    except InvalidOperation:
        inputs.refuse(field.id, f"{field.label}: ”{text[:40]}” är inget belopp.")
        return ""
