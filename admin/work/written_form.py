"""Skrivelsens formulär. How a content becomes fields and comes back, and what the row buttons do without a script."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from kansli.plugin.writing.content import RECIPIENT_GROUPS

Content = dict[str, Any]
Form = MultiDict[str, str]
_MOST_PROPOSALS = 50


def posted_content(form: Form, definition: Mapping[str, Any]) -> Content:
    """Return the content as typed: nothing checked, nothing dropped but what was never there."""
    texts = [item["id"] for item in definition.get("sections", ()) if item.get("kind", "text") == "text"]
    return {
        "title": form.get("title", ""),
        "date": form.get("date", ""),
        "sections": {name: form[f"sections.{name}"] for name in texts if form.get(f"sections.{name}", "").strip()},
        "proposals": _proposals(form),
        "basis": [_basis(text, link) for text, link in _rows(form, "basis", ("text", "link"))],
        "recipients": {
            group: [{"name": name, "address": address} for name, address in _rows(form, group, ("name", "address"))]
            for group in RECIPIENT_GROUPS
        },
        "signatories": [
            {"name": name, "title": title} for name, title in _rows(form, "signatories", ("name", "title"))
        ],
    }


def without_empty(content: Content) -> Content:
    """Return the content without the rows that say nothing: what is saved and compared."""
    kept = copy.deepcopy(content)
    for proposal in kept["proposals"]:
        proposal["clauses"] = [clause for clause in proposal["clauses"] if clause.strip()]
    kept["basis"] = [row for row in kept["basis"] if any(value.strip() for value in row.values())]
    for group in RECIPIENT_GROUPS:
        kept["recipients"][group] = _filled(kept["recipients"].get(group, []))
    kept["signatories"] = _filled(kept["signatories"])
    return kept


def row_operation(content: Content, operation: str) -> Content:
    """Return the content after a row button: `add:basis`, `remove:proposals.0:2`, `up:…`, `down:…`.

    An operation that fits no row leaves the content as it is.
    """
    changed = copy.deepcopy(content)
    verb, _, rest = operation.partition(":")
    where, _, place = rest.partition(":")
    rows = _list_at(changed, where)
    if rows is None:
        return changed
    index = int(place) if place.isascii() and place.isdigit() else -1
    action = _OPERATIONS.get(verb)
    if verb == "add":
        rows.append(_new_row(where))
    elif action is not None and 0 <= index < len(rows):
        action(rows, index)
    return changed


def _proposals(form: Form) -> list[Content]:
    found = []
    for number in range(_MOST_PROPOSALS):
        if f"proposals.{number}.body" not in form and f"proposals.{number}.clause" not in form:
            break
        clauses = form.getlist(f"proposals.{number}.clause")
        found.append({"body": form.get(f"proposals.{number}.body", ""), "clauses": clauses})
    return found


def _rows(form: Form, name: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
    lists = [form.getlist(f"{name}.{column}") for column in columns]
    return list(zip(*lists, strict=False))


def _basis(text: str, link: str) -> dict[str, str]:
    kind = link.partition(":")[0]
    return {"text": text, kind: link} if kind in {"version", "decision"} else {"text": text}


def _filled(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if any(value.strip() for value in row.values())]


def _list_at(content: Content, where: str) -> list[Any] | None:
    name, _, rest = where.partition(".")
    if name == "proposals":
        proposals: list[Content] = content["proposals"]
        if not rest.isascii() or not rest.isdigit() or int(rest) >= len(proposals):
            return proposals if not rest else None
        clauses: list[Any] = proposals[int(rest)]["clauses"]
        return clauses
    if name == "recipients":
        people: list[Any] | None = content["recipients"].get(rest)
        return people
    rows: list[Any] | None = content[name] if name in {"basis", "signatories"} else None
    return rows


def _new_row(where: str) -> Any:
    if where == "proposals":
        return {"body": "", "clauses": [""]}
    if where.startswith("proposals."):
        return ""
    if where == "basis":
        return {"text": ""}
    return {"name": "", "title": ""} if where == "signatories" else {"name": "", "address": ""}


def _up(rows: list[Any], index: int) -> None:
    if index > 0:
        rows[index - 1], rows[index] = rows[index], rows[index - 1]


def _down(rows: list[Any], index: int) -> None:
    if index + 1 < len(rows):
        rows[index + 1], rows[index] = rows[index], rows[index + 1]


def _remove(rows: list[Any], index: int) -> None:
    del rows[index]


_OPERATIONS: Mapping[str, Callable[[list[Any], int], None]] = {"up": _up, "down": _down, "remove": _remove}
