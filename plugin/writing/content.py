"""Innehållet. The one shape of what a memo or a statement says, and how a form becomes it.

`{"title", "date", "sections": {id: Markdown}, "proposals": [{"body", "clauses": [text]}],
"basis": [{"text", "version"?, "decision"?}], "recipients": {"for_action": [{"name", "address"}],
"for_information": […]}, "signatories": [{"name", "title"}], "officers": [{"name", "title"}]}`

`officers` are those named at the head, in order; none: the case officer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kansli.plugin.errors import NotFound
from kansli.plugin.fingerprint import fingerprint
from kansli.plugin.inputs import Inputs
from kansli.plugin.store.organisation import Body
from kansli.plugin.store.writing import Memo, MemoVersion, Statement, StatementVersion

Content = dict[str, Any]
RECIPIENT_GROUPS = ("for_action", "for_information")
ROWS = 200


def content_of(record: Memo | Statement, *, number: int | None = None) -> Content:
    """The newest saved content, or that of a numbered version; NotFound where there is none of that number."""
    table = version_table(record)
    wanted = record.content_number if number is None else number
    found = table.get_or_none((table.owner == record) & (table.number == wanted))
    if found is None:
        raise NotFound(f"Lydelse {wanted}")
    content: Content = found.content
    return content


def version_table(record: Memo | Statement) -> type[MemoVersion] | type[StatementVersion]:
    """Where the record's saved versions are kept."""
    return MemoVersion if isinstance(record, Memo) else StatementVersion


def empty_content(title: str, day: str) -> Content:
    """Content that says nothing yet."""
    return {
        "title": title,
        "date": day,
        "sections": {},
        "proposals": [],
        "basis": [],
        "recipients": {group: [] for group in RECIPIENT_GROUPS},
        "signatories": [],
        "officers": [],
    }


def content_hash(content: Content) -> str:
    """SHA-256 of the content: what the log keeps of a text that may have to be destroyed."""
    return fingerprint(content)


def read_content(inputs: Inputs, definition: Mapping[str, Any]) -> Content:
    """Read a whole content by the type's definition. Empty rows go; unknown sections are refused, never dropped."""
    day = inputs.day("date", "Datum", required=True)
    return {
        "title": inputs.text("title", "Rubrik", required=True),
        "date": day.isoformat() if day else "",
        "sections": _sections(inputs, definition),
        "proposals": _proposals(inputs),
        "basis": _basis(inputs),
        "recipients": _recipients(inputs),
        "signatories": _people(inputs, "signatories", "title"),
        "officers": _people(inputs, "officers", "title"),
    }


def _sections(inputs: Inputs, definition: Mapping[str, Any]) -> dict[str, str]:
    given = inputs.data.get("sections") or {}
    if not isinstance(given, Mapping):
        inputs.refuse("sections", "Avsnitten ska vara en tabell med avsnittets namn och text.")
        return {}
    inner = inputs.part(given, "sections")
    texts = {item["id"]: item["label"] for item in definition.get("sections", ()) if item.get("kind") == "text"}
    for name in given:
        if name not in texts:
            inner.refuse(str(name), f"Avsnittet ”{str(name)[:40]}” finns inte i {definition.get('label', 'typen')}.")
    found = {name: inner.long_text(name, label) for name, label in texts.items()}
    return {name: text for name, text in found.items() if text}


def _rows(inputs: Inputs, field: str, given: object) -> list[Mapping[str, object]]:
    rows = given or []
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        inputs.refuse(field, "Raderna ska vara en lista.")
        return []
    if len(rows) > ROWS:
        inputs.refuse(field, f"{len(rows)} rader är för många, högst {ROWS}.")
        return []
    return list(rows)


def _proposals(inputs: Inputs) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for number, row in enumerate(_rows(inputs, "proposals", inputs.data.get("proposals"))):
        inner = inputs.part(row, f"proposals.{number}")
        code = inner.text("body", "Organ")
        if code and not Body.select().where(Body.code == code).exists():
            inner.refuse("body", f"Organet ”{code}” finns inte.")
        clauses = row.get("clauses") or []
        if not isinstance(clauses, (list, tuple)):
            inner.refuse("clauses", "Att-satserna ska vara en lista.")
            clauses = []
        told = {str(place): clause for place, clause in enumerate(clauses)}
        numbered = inner.part(told, "clauses")
        texts = [numbered.long_text(place, "Att-sats", limit=10_000) for place in told]
        found.append({"body": code, "clauses": [text for text in texts if text]})
    return found


def _basis(inputs: Inputs) -> list[dict[str, str]]:
    found = []
    for number, row in enumerate(_rows(inputs, "basis", inputs.data.get("basis"))):
        inner = inputs.part(row, f"basis.{number}")
        item = {"text": inner.text("text", "Underlag", limit=1000)}
        for link in ("version", "decision"):
            target = inner.text(link, "Underlag")
            if target:
                item[link] = target
        if item["text"]:
            found.append(item)
        elif len(item) > 1:
            inner.refuse("text", "Underlag: skriv vad som ska stå på raden.")
    return found


def _recipients(inputs: Inputs) -> dict[str, list[dict[str, str]]]:
    given = inputs.data.get("recipients") or {}
    if not isinstance(given, Mapping):
        inputs.refuse("recipients", "Mottagarna ska stå i två grupper.")
        given = {}
    inner = inputs.part(given, "recipients")
    return {group: _people(inner, group, "address") for group in RECIPIENT_GROUPS}


def _people(inputs: Inputs, field: str, second: str) -> list[dict[str, str]]:
    found = []
    for number, row in enumerate(_rows(inputs, field, inputs.data.get(field))):
        inner = inputs.part(row, f"{field}.{number}")
        person = {"name": inner.text("name", "Namn"), second: inner.text(second, "Uppgift")}
        if person["name"]:
            found.append(person)
        elif person[second]:
            inner.refuse("name", "Namn saknas på raden.")
    return found
