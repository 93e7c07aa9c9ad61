"""Fältlista. Which fields a template may use, what they are called, and what they look like filled in."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

# What the variable of a repeating section begins with: no one can type it, and its item need not be named.
IMPLIED = "@"
FieldType = Literal["text", "date", "money", "boolean", "markdown", "list", "group"]
Size = Literal["short", "long", "empty"]
_LONG_WORDS = "samråd beredning överenskommelse ärende åtgärd kommunfullmäktige välfärd område "
_EXAMPLE_DATE, _EXAMPLE_MONEY = date(2026, 11, 22), Decimal("12500")
# At most so many rows are tried when a template is filled with long example data.
_LONG_LIST = 12


@dataclass(frozen=True, slots=True)
class Field:
    """Fält. `path` is dotted from the root (`forslag.satser` is a field of each item of the list `forslag`)."""

    path: str
    label: str
    type: FieldType = "text"
    example: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Mål. What a path in a template leads to; `path` is the catalogue's, `type` that of one item inside a loop."""

    path: str
    type: FieldType
    label: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class _Node:
    entry: Field
    children: dict[str, _Node] = field(default_factory=dict)


class Catalogue:
    """Fältlista. A typed tree of fields; groups that are only named by their children need no field of their own."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)
        self._root = _Node(Field("", "", "group"))
        self._nodes: dict[str, _Node] = {}
        for entry in self.fields:
            self._add(entry)
        self._key = hash(self.fields)

    def __hash__(self) -> int:
        return self._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and self.fields == other.fields

    def _add(self, entry: Field) -> None:
        if not all(name.isidentifier() for name in entry.path.split(".")):
            raise ValueError(f"Fältets namn ”{entry.path}” är inte giltigt: ord av bokstäver och siffror, med punkt.")
        known = self._nodes.get(entry.path)
        if known is not None and known.entry in self.fields:
            raise ValueError(f"Fältet ”{entry.path}” står två gånger i fältlistan.")
        parent_path, _, name = entry.path.rpartition(".")
        if parent_path and parent_path not in self._nodes:
            self._add(Field(parent_path, parent_path, "group"))
        parent = self._nodes[parent_path] if parent_path else self._root
        if parent.entry.type not in {"group", "list"}:
            raise ValueError(f"”{parent_path}” är varken grupp eller lista och kan inte innehålla ”{entry.path}”.")
        node = _Node(entry, known.children if known else {})
        parent.children[name] = self._nodes[entry.path] = node

    def lookup(self, path: str) -> Field | None:
        """Slå upp. The field of a full path; None where there is none."""
        node = self._nodes.get(path)
        return node.entry if node else None

    def resolve(self, path: str, scope: Mapping[str, str]) -> Target | None:
        """Lös upp. A path as written in a template, where `scope` gives the loop variables' lists by full path.

        The fields of a list are reached only through a loop; None for everything the catalogue does not hold.
        """
        path = self.spelled(path, scope)
        first, _, rest = path.partition(".")
        if first not in scope:
            node = self._nodes.get(path)
            inside = any(self._is_list(parent) for parent in _parents(path))
            return None if node is None or inside else _target(node.entry)
        owner = self._nodes.get(scope[first])
        if owner is None:
            return None
        if not rest:
            kind: FieldType = "group" if owner.children else "text"
            return Target(owner.entry.path, kind, owner.entry.label, owner.entry.required)
        full = f"{owner.entry.path}.{rest}"
        node = self._nodes.get(full)
        inside = any(self._is_list(parent) for parent in _parents(full) if len(parent) > len(owner.entry.path))
        return None if node is None or inside else _target(node.entry)

    def spelled(self, path: str, scope: Mapping[str, str]) -> str:
        """Utskriven. The path with its loop variable, where a repeating section lets the variable be understood.

        In such a section a field of the item is named by itself or by its full path, and a text by its list. What
        could belong to several sections belongs to the innermost. `scope` as for `resolve`, outermost first.
        """
        for variable, owner in reversed(list(scope.items())):
            if not variable.startswith(IMPLIED):
                continue
            inner = path.removeprefix(f"{owner}.")
            if inner != path or f"{owner}.{path}" in self._nodes:
                return f"{variable}.{inner}"
            if path in {owner, owner.rpartition(".")[2]} and not self._nodes[owner].children:
                return variable
        return path

    def _is_list(self, path: str) -> bool:
        return self._nodes[path].entry.type == "list" if path in self._nodes else False

    def suggest(self, path: str, scope: Mapping[str, str] | None = None) -> str:
        """Förslag. The field that was probably meant, as it is written at that place; empty where none is near."""
        names = list(self._reachable(scope or {}))
        near = difflib.get_close_matches(path, names, 1, 0.6)
        if near:
            return near[0]
        last = path.rpartition(".")[2]
        same_end = [name for name in names if name.rpartition(".")[2] == last]
        return same_end[0] if len(same_end) == 1 else ""

    def _reachable(self, scope: Mapping[str, str]) -> Iterator[str]:
        for path, node in self._nodes.items():
            if node.entry.type != "group" and not any(self._is_list(parent) for parent in _parents(path)):
                yield path
        for variable, owner in scope.items():
            implied = variable.startswith(IMPLIED)
            node = self._nodes[owner]
            if not node.children:
                yield owner.rpartition(".")[2] if implied else variable
            for path in self._nodes:
                if path.startswith(owner + "."):
                    yield path.removeprefix(owner + ".") if implied else variable + path.removeprefix(owner)

    def example_values(self, size: Size = "short") -> dict[str, object]:
        """Exempelvärden. The whole tree filled: each field's example, long texts and lists, or nothing optional."""
        return {name: _example(node, size) for name, node in self._root.children.items()}


def _parents(path: str) -> Iterator[str]:
    while "." in path:
        path = path.rpartition(".")[0]
        yield path


def _target(entry: Field) -> Target:
    return Target(entry.path, entry.type, entry.label, entry.required)


def _example(node: _Node, size: Size) -> object:
    kind, absent = node.entry.type, size == "empty" and not node.entry.required
    if kind == "group":
        return {name: _example(child, size) for name, child in node.children.items()}
    if kind == "list":
        count = 0 if absent else _LONG_LIST if size == "long" else 2
        return [_example_item(node, size, number) for number in range(1, count + 1)]
    if kind == "boolean":
        return size != "empty"
    if absent:
        return None if kind in {"date", "money"} else ""
    if kind == "date":
        return date.fromisoformat(node.entry.example) if node.entry.example else _EXAMPLE_DATE
    if kind == "money":
        return Decimal(node.entry.example) if node.entry.example else _EXAMPLE_MONEY
    return _example_text(node.entry, size)


def _example_item(node: _Node, size: Size, number: int) -> object:
    if node.children:
        return {name: _example(child, size) for name, child in node.children.items()}
    return f"{_example_text(node.entry, size)} {number}"


def _example_text(entry: Field, size: Size) -> str:
    text = entry.example or entry.label
    if size != "long":
        return text
    if entry.type != "markdown":
        return f"{text} {_LONG_WORDS * 3}".strip()
    paragraph = f"{text} {_LONG_WORDS * 12}".strip()
    return f"{paragraph}\n\n{paragraph}\n\n- {text}\n- {_LONG_WORDS}\n\n1. {text}\n2. {_LONG_WORDS}"
