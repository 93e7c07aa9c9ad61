"""Skrivelsens formulär. How a content becomes fields and comes back, and what the row buttons do without a script."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from kansli.plugin.writing.content import OFFICER_CONTACT, RECIPIENT_GROUPS

Content = dict[str, Any]
Form = MultiDict[str, str]
_MOST_PROPOSALS = 50
_PEOPLE = ("addressees", "signatories", "officers")
_NEW_ROWS: Mapping[str, Content] = {
    "addressees": {"body": "", "number": ""},
    "basis": {"text": ""},
    "signatories": {"name": "", "title": ""},
    "officers": {"name": "", "title": ""},
}


def posted_content(form: Form, definition: Mapping[str, Any]) -> Content:
    """Return the content as typed: nothing checked, nothing dropped but what was never there."""
    texts = [item["id"] for item in definition.get("sections", ()) if item.get("kind", "text") == "text"]
    return {
        "title": form.get("title", ""),
        "date": form.get("date", ""),
        "sections": {name: form[f"sections.{name}"] for name in texts if form.get(f"sections.{name}", "").strip()},
        **_addressees(form, definition),
        "proposals": _proposals(form),
        "basis": [_basis(text, link) for text, link in _rows(form, "basis", ("text", "link"))],
        "recipients": {
            group: [_recipient(*row) for row in _rows(form, group, ("name", "address", "struck", "note"))]
            for group in RECIPIENT_GROUPS
        },
        "signatories": [
            {"name": name, "title": title} for name, title in _rows(form, "signatories", ("name", "title"))
        ],
        "officers": [_officer(*row) for row in _rows(form, "officers", ("name", "title", *OFFICER_CONTACT))],
    }


def without_empty(content: Content) -> Content:
    """Return the content without the rows that say nothing: what is saved and compared."""
    kept = copy.deepcopy(content)
    for proposal in kept["proposals"]:
        proposal["clauses"] = [clause for clause in proposal["clauses"] if clause.strip()]
    kept["basis"] = [row for row in kept["basis"] if any(value.strip() for value in row.values())]
    for group in RECIPIENT_GROUPS:
        kept["recipients"][group] = _filled(kept["recipients"].get(group, []))
    for name in _PEOPLE:
        if name in kept:
            kept[name] = _filled(kept[name])
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
        if f"proposals.{number}.bodies" not in form and f"proposals.{number}.clause" not in form:
            break
        clauses = form.getlist(f"proposals.{number}.clause")
        found.append({"bodies": form.getlist(f"proposals.{number}.bodies"), "clauses": clauses})
    return found


def _addressees(form: Form, definition: Mapping[str, Any]) -> Content:
    if not any(item.get("kind") == "addressees" for item in definition.get("sections", ())):
        return {}
    rows = _rows(form, "addressees", ("body", "number"))
    return {"addressees": [{"body": body, "number": number} for body, number in rows]}


def _recipient(name: str, address: str, struck: str, note: str) -> Content:
    marked: Content = {"struck": True} if struck else {}
    return {"name": name, "address": address, **marked, **({"note": note} if note.strip() else {})}


def _officer(name: str, title: str, *contact: str) -> Content:
    said = zip(OFFICER_CONTACT, contact, strict=True)
    return {"name": name, "title": title, **{key: text for key, text in said if text.strip()}}


def _rows(form: Form, name: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """A row for each value of the first column; what a column lacks is empty."""
    first, *rest = (form.getlist(f"{name}.{column}") for column in columns)
    filled = [[*values, *[""] * (len(first) - len(values))] for values in rest]
    return list(zip(first, *(values[: len(first)] for values in filled), strict=True))


def _basis(text: str, link: str) -> dict[str, str]:
    kind = link.partition(":")[0]
    return {"text": text, kind: link} if kind in {"version", "decision"} else {"text": text}


def _filled(rows: list[Content]) -> list[Content]:
    return [row for row in rows if any(value.strip() for value in row.values() if isinstance(value, str))]


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
    rows: list[Any] | None = content.setdefault(name, []) if name in {"basis", *_PEOPLE} else None
    return rows


def _new_row(where: str) -> Any:
    if where == "proposals":
        return {"bodies": [], "clauses": [""]}
    if where.startswith("proposals."):
        return ""
    return copy.copy(_NEW_ROWS.get(where, {"name": "", "address": ""}))


def _up(rows: list[Any], index: int) -> None:
    if index > 0:
        rows[index - 1], rows[index] = rows[index], rows[index - 1]


def _down(rows: list[Any], index: int) -> None:
    if index + 1 < len(rows):
        rows[index + 1], rows[index] = rows[index], rows[index + 1]


def _remove(rows: list[Any], index: int) -> None:
    del rows[index]


_OPERATIONS: Mapping[str, Callable[[list[Any], int], None]] = {"up": _up, "down": _down, "remove": _remove}
