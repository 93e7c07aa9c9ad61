"""Sammanslagning. How a layer's rows change the rows of the layers under it: by id, in order, nothing silent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kansli.plugin.lowcode.problems import ProfileProblem, closest
from kansli.plugin.lowcode.schema import Table
from kansli.plugin.lowcode.source import Row, identity


def combine(base: list[Row], over: list[Row], spec: Table, problems: list[ProfileProblem]) -> list[Row]:
    """Lay `over` upon `base`. Rows of the same id are merged, `remove` takes away, `after` moves."""
    result = list(base)
    seen: dict[str, Row] = {}
    for row in over:
        name = identity(row.values, spec)
        if name in seen and name:
            first = seen[name].place
            problems.append(row.problem("", f"”{name}” står två gånger: även i {first.file} rad {first.line}."))
            continue
        seen[name] = row
        _apply(result, row, name, spec, problems)
    return result


def _apply(result: list[Row], row: Row, name: str, spec: Table, problems: list[ProfileProblem]) -> None:
    names = [identity(other.values, spec) for other in result]
    position = names.index(name) if name in names else None
    if row.controls.get("remove"):
        if position is None:
            message = f"”{name}” kan inte tas bort, den finns inte i grunden."
            problems.append(row.problem("remove", message, suggestion=closest(name, names)))
        else:
            del result[position]
        return
    if position is None:
        merged = _merge(Row(row.path, row.place), row, spec, problems)
    else:
        merged = _merge(result.pop(position), row, spec, problems)
    result.insert(_position(result, row, position, spec, problems), merged)


def _position(result: list[Row], row: Row, old: int | None, spec: Table, problems: list[ProfileProblem]) -> int:
    default = len(result) if old is None else old
    if "after" not in row.controls:
        return default
    names = [identity(other.values, spec) for other in result]
    wanted = row.controls["after"]
    if wanted in names:
        return names.index(wanted) + 1
    problems.append(row.problem("after", f"”{wanted}” finns inte att stå efter.", suggestion=closest(wanted, names)))
    return default


def _merge(base: Row, over: Row, spec: Table, problems: list[ProfileProblem]) -> Row:
    whole = bool(over.controls.get("replace"))
    values = dict(base.values)
    for key, value in over.values.items():
        values[key] = value if whole else _joined(base.values.get(key), value)
    children = dict(base.children)
    for name, rows in over.children.items():
        under = [] if whole else base.children.get(name, [])
        children[name] = combine(under, rows, spec.children[name], problems)
    return replace(over, values=values, children=children, places={**base.places, **over.places}, controls={})


def _joined(old: Any, new: Any) -> Any:
    """Lists and year tables grow; everything else is replaced."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return (*old, *(item for item in new if item not in old))
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **new}
    return new
