"""Hänvisningar. A name in one row that must exist in another; an id that must be usable as one."""

from __future__ import annotations

import re
from collections.abc import Collection

from kansli.plugin.lowcode.problems import ProfileProblem, closest
from kansli.plugin.lowcode.source import Row

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[^\W_][\w-]*")


def unknown(row: Row, key: str, known: Collection[str], what: str) -> list[ProfileProblem]:
    """Return a problem for each name under `key` that `known` does not hold. `what` begins the sentence."""
    value = row.values.get(key)
    names = value if isinstance(value, tuple) else () if value is None else (value,)
    return [
        row.problem(key, f"{what} ”{name}” finns inte.", suggestion=closest(name, known))
        for name in names
        if name not in known
    ]


def bad_id(row: Row, key: str) -> list[ProfileProblem]:
    """Return a problem for an id that is not lower case letters a–z, digits and underscores."""
    value = row.values.get(key)
    if value is None or _IDENTIFIER.fullmatch(value):
        return []
    return [row.problem(key, f"”{value}” kan inte vara id. Använd små bokstäver a–z, siffror och _.")]


def bad_code(row: Row) -> list[ProfileProblem]:
    """Return a problem for a code with spaces or signs in it; å, ä and ö are letters."""
    value = row.values.get("code")
    if value is None or _CODE.fullmatch(value):
        return []
    return [row.problem("code", f"”{value}” kan inte vara kod. Använd bokstäver, siffror, _ och bindestreck.")]
