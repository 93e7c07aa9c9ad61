"""Profilfiler. Reads TOML into rows that remember the file and line of every key, and says what does not belong.

The standard library's parser gives values but no lines, so each statement is also read alone: a statement begins
where the one before ended, and ends at the first line where it reads as TOML.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kansli.plugin.lowcode.problems import Place, ProfileProblem, closest
from kansli.plugin.lowcode.schema import CONTROL_KEYS, KIND_NAMES, TABLES, Key, Table

KeyPath = tuple[str | int, ...]
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(slots=True)
class Row:
    """A row of a profile, with where each of its keys was last set. `controls` holds remove, after and replace."""

    path: str
    place: Place
    values: dict[str, Any] = field(default_factory=dict)
    children: dict[str, list[Row]] = field(default_factory=dict)
    controls: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def place_of(self, key: str) -> Place:
        """Return where the key was set, or where the row begins."""
        return self.places.get(key, self.place)

    def problem(self, key: str, message: str, *, suggestion: str = "") -> ProfileProblem:
        """Return a problem that points at the key's own line."""
        place = self.place_of(key)
        path = f"{self.path}.{key}" if key else self.path
        return ProfileProblem(place.file, place.line, path, message, suggestion)


def identity(values: dict[str, Any], spec: Table) -> str:
    """Return what names the row over the layers: its id, code, step or day; empty where it has none."""
    return next((str(values[key]) for key in spec.identity if key in values), "")


def read_file(path: Path, *, label: str) -> tuple[dict[str, list[Row]], list[ProfileProblem]]:
    """Read one file: rows by table name, and everything in it that a profile may not hold."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        return {}, [ProfileProblem(label, line, "", "Filen är inte sparad som UTF-8. Spara om den med den kodningen.")]
    except tomllib.TOMLDecodeError as fault:
        return {}, [_syntax_problem(str(fault), text, label)]
    reader = _Reader(label, _lines(text))
    rows: dict[str, list[Row]] = {}
    for name, value in content.items():
        rows[name] = reader.top(name, value)
    return rows, reader.problems


def _syntax_problem(fault: str, text: str, label: str) -> ProfileProblem:
    found = _AT_LINE.search(fault)
    line = int(found.group(1)) if found else text.count("\n") + 1
    if "overwrite" in fault or "twice" in fault:
        return ProfileProblem(label, line, "", "Samma nyckel eller tabell står två gånger. Ta bort den ena.")
    advice = "Se efter att citattecken, hakparenteser och klamrar är stängda och att varje nyckel har ett =."
    return ProfileProblem(label, line, "", f"Raden går inte att läsa som TOML. {advice}")


class _Reader:
    """Turns parsed TOML into rows along the schema, collecting problems on the way."""

    def __init__(self, label: str, lines: dict[KeyPath, int]) -> None:
        self.label = label
        self.lines = lines
        self.problems: list[ProfileProblem] = []

    def top(self, name: str, value: Any) -> list[Row]:
        """Read a top-level key: one of the known tables, as rows."""
        place = self._place((name,))
        if name not in TABLES:
            message = f"Tabellen ”{name}” finns inte i en profil."
            self._add(place, name, message, closest(name, TABLES))
            return []
        spec = TABLES[name]
        if not spec.identity:
            if isinstance(value, dict):
                return [self._row(value, spec, (name,), name)]
            self._add(place, name, f"Skriv tabellen som [{name}].")
            return []
        return self._rows(value, spec, (name,), name)

    def _rows(self, value: Any, spec: Table, path: KeyPath, name: str) -> list[Row]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._add(self._place(path), name, f"Skriv raderna som [[{name}]] eller som en lista av {{ … }}.")
            return []
        rows = []
        for index, item in enumerate(value):
            key = identity(item, spec)
            rows.append(self._row(item, spec, (*path, index), f"{name}.{key or index + 1}"))
        return rows

    def _row(self, table: dict[str, Any], spec: Table, path: KeyPath, name: str) -> Row:
        row = Row(name, self._place(path))
        for key, value in table.items():
            place = row.places[key] = self._place((*path, key))
            if key in spec.children:
                row.children[key] = self._rows(value, spec.children[key], (*path, key), f"{name}.{key}")
            elif key in CONTROL_KEYS and spec.identity:
                self._control(row, key, value)
            elif key not in spec.keys:
                known = [*spec.keys, *spec.children, *(CONTROL_KEYS if spec.identity else ())]
                self._add(place, f"{name}.{key}", f"Nyckeln ”{key}” finns inte här.", closest(key, known))
            else:
                self._value(row, key, value, spec.keys[key])
        return row

    def _control(self, row: Row, key: str, value: Any) -> None:
        wanted = Key("text" if key == "after" else "flag")
        if _fits(value, wanted):
            row.controls[key] = value
        else:
            self.problems.append(row.problem(key, f"Här ska stå {KIND_NAMES[wanted.kind]}."))

    def _value(self, row: Row, key: str, value: Any, wanted: Key) -> None:
        if not _fits(value, wanted):
            self.problems.append(row.problem(key, f"Här ska stå {KIND_NAMES[wanted.kind]}."))
        elif wanted.one_of and value not in wanted.one_of:
            message = f"”{value}” går inte att välja. Välj bland: {', '.join(wanted.one_of)}."
            self.problems.append(row.problem(key, message, suggestion=closest(value, wanted.one_of)))
        else:
            row.values[key] = _plain(value)

    def _place(self, path: KeyPath) -> Place:
        while path and path not in self.lines:
            path = path[:-1]
        return Place(self.label, self.lines.get(path, 1))

    def _add(self, place: Place, key: str, message: str, suggestion: str = "") -> None:
        self.problems.append(ProfileProblem(place.file, place.line, key, message, suggestion))


def _fits(value: Any, wanted: Key) -> bool:
    if wanted.kind == "text":
        return isinstance(value, str) and bool(value.strip() or not wanted.required)
    if wanted.kind == "texts":
        return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
    if wanted.kind == "flag":
        return isinstance(value, bool)
    if wanted.kind == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, dict) and all(
        re.fullmatch(r"\d{4}", year) and type(first) is int and first >= 1 for year, first in value.items()
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {int(year): first for year, first in value.items()}
    return value


def _lines(text: str) -> dict[KeyPath, int]:
    """Return the line of every table and key, by its path; text must be valid TOML."""
    found: dict[KeyPath, int] = {}
    counts: dict[KeyPath, int] = {}
    here: KeyPath = ()
    for line, statement in _statements(text):
        content = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            here = _heading(content, counts, is_array=statement.lstrip().startswith("[["))
            found.setdefault(here, line)
            found.setdefault(here[:1], line)
        else:
            _keys(content, here, line, statement, found)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each statement with the line it begins on; blank lines and comments belong to none."""
    pending: list[str] = []
    start = 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not pending:
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            start = number
        pending.append(line)
        chunk = "\n".join(pending)
        try:
            tomllib.loads(chunk)
        except tomllib.TOMLDecodeError:
            continue
        yield start, chunk
        pending = []


def _heading(content: dict[str, Any], counts: dict[KeyPath, int], *, is_array: bool) -> KeyPath:
    names: list[str] = []
    level: Any = content
    while isinstance(level, dict) and level:
        name = next(iter(level))
        names.append(name)
        level = level[name]
    path: KeyPath = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, names[-1])
    if is_array:
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
    return path


def _keys(content: dict[str, Any], here: KeyPath, line: int, statement: str, found: dict[KeyPath, int]) -> None:
    for key, value in content.items():
        path = (*here, key)
        found.setdefault(path, line)
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            # Rows written as { … }: each on its own line where they are; otherwise all on the statement's line.
            openings = [line + n for n, text in enumerate(statement.split("\n")) if text.lstrip().startswith("{")]
            own_lines = len(openings) == len(value)
            for index in range(len(value)):
                found[(*path, index)] = openings[index] if own_lines else line
