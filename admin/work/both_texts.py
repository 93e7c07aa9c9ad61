"""Två texter. Where two people have saved different things: what differs, and the content that a choice gives."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from kansli.plugin.writing.content import OFFICER_CONTACT, RECIPIENT_GROUPS

Content = dict[str, Any]
_SAID = ("text", "body", "number", "name", "title", "address", "note", *OFFICER_CONTACT)


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that the two texts have differently. `can_join` tells that both can be kept, one after the other."""

    part: str
    label: str
    theirs: str
    ours: str
    can_join: bool


def differences(theirs: Content, ours: Content, definition: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return every part that differs, in the order of the document."""
    return tuple(
        Difference(part, label, _readable(part, theirs), _readable(part, ours), part not in {"title", "date"})
        for part, label in _parts(definition)
        if _value(part, theirs) != _value(part, ours)
    )


def merged(theirs: Content, ours: Content, definition: Mapping[str, Any], chosen: Mapping[str, str]) -> Content:
    """Return their content with the parts that were chosen: `ours`, `theirs`, or `both` (theirs before ours)."""
    made = copy.deepcopy(theirs)
    for part, _label in _parts(definition):
        choice = chosen.get(part, "ours")
        if _value(part, theirs) == _value(part, ours) or choice == "theirs":
            continue
        _put(part, made, _joined(part, theirs, ours) if choice == "both" else copy.deepcopy(_value(part, ours)))
    return made


def _parts(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "title", _("Rubrik")
    yield "date", _("Datum")
    yield "officers", _("Handläggare")
    for section in definition.get("sections", ()):
        kind = section.get("kind", "text")
        yield (f"sections.{section['id']}" if kind == "text" else kind), section["label"]


def _value(part: str, content: Content) -> Any:
    name, _dot, inner = part.partition(".")
    if name == "sections":
        return content.get("sections", {}).get(inner, "").replace("\r\n", "\n")
    if name == "recipients":
        return {group: content.get(name, {}).get(group, []) for group in RECIPIENT_GROUPS}
    return content.get(name) or ("" if name in {"title", "date"} else [])


def _put(part: str, content: Content, value: Any) -> None:
    name, _dot, inner = part.partition(".")
    if name == "sections":
        content.setdefault("sections", {})[inner] = value
    else:
        content[name] = value


def _joined(part: str, theirs: Content, ours: Content) -> Any:
    first, second = _value(part, theirs), _value(part, ours)
    if isinstance(first, str):
        return "\n\n".join(text for text in (first, second) if text)
    if isinstance(first, dict):
        return {group: _union(first[group], second[group]) for group in first}
    return _union(first, second)


def _union(first: list[Any], second: list[Any]) -> list[Any]:
    return copy.deepcopy(first + [row for row in second if row not in first])


def _readable(part: str, content: Content) -> str:
    value = _value(part, content)
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        value = [row for rows in value.values() for row in rows]
    return "\n".join(_row(row) for row in value)


def _row(row: Mapping[str, Any]) -> str:
    if "clauses" in row:
        return "\n".join([f"{', '.join(row.get('bodies', ()))}:", *row["clauses"]])
    said = ", ".join(str(row[name]) for name in _SAID if row.get(name))
    return _("%(recipient)s (struken)", recipient=said) if row.get("struck") else said
