"""Profil som filer. Writes a resolved profile as one self-contained folder of TOML that can be read back as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable
from tomlkit.items import Table as TomlTable

from kansli.plugin.lowcode.check import find_problems
from kansli.plugin.lowcode.layers import Tree, read_tree, shipped_profiles
from kansli.plugin.lowcode.problems import ProfileInvalid
from kansli.plugin.lowcode.schema import TABLES, Table
from kansli.plugin.lowcode.source import Row

FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    "profile.toml": ("Hela profilen finns i den här mappen; inget läggs under den.", ("profile",)),
    "roles.toml": ("Roller och vad de får göra.", ("role",)),
    "organisation.toml": ("Diarier, organ och enheter.", ("registry", "body", "unit")),
    "case_types.toml": ("Ärendetyper.", ("case_type",)),
    "document_types.toml": ("Handlingstyper, med avsnitten i dokumentets ordning.", ("document_type",)),
    "workflows.toml": ("Arbetsflöden: lägen och steg.", ("workflow",)),
    "lists.toml": ("Slutna listor.", ("list",)),
    "synonyms.toml": ("Ord som betyder samma sak vid sökning.", ("synonym",)),
}
_TALL = frozenset({"sections"})
"""Rows that are written under a heading each; the others become a table with a line a row."""


def export_profile(name: str, folder: Path, *, search_path: Sequence[Path] | None = None) -> tuple[Path, ...]:
    """Write the profile's files into `folder`, replacing those of the same name; returns them.

    ProfileInvalid where the profile has faults: what cannot be used is not handed on.
    """
    tree = read_tree(name, search_path=search_path or (shipped_profiles(),))
    problems = find_problems(tree)
    if problems:
        raise ProfileInvalid(name, tuple(problems))
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for file_name, text in exported_files(tree).items():
        path = folder / file_name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return tuple(written)


def exported_files(tree: Tree) -> dict[str, str]:
    """Return file name → text for every table that has rows."""
    texts = {}
    for file_name, (comment, tables) in FILES.items():
        document = tomlkit.document()
        document.add(tomlkit.comment(comment))
        for table in tables:
            if tree[table]:
                document.add(table, _head(tree) if table == "profile" else _rows(tree[table], TABLES[table]))
        if any(tree[table] for table in tables):
            texts[file_name] = tomlkit.dumps(document)
    return texts


def _head(tree: Tree) -> TomlTable:
    table = tomlkit.table()
    for key, value in {**tree["profile"][0].values, "standalone": True}.items():
        table.add(key, value)
    return table


def _rows(rows: list[Row], spec: Table) -> AoT:
    result = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        for key in spec.keys:
            if key in row.values:
                table.add(key, _plain(row.values[key]))
        for name, child in spec.children.items():
            inner = row.children.get(name)
            if inner:
                table.add(name, _rows(inner, child) if name in _TALL else _lines(inner, child))
        result.append(table)
    return result


def _lines(rows: list[Row], spec: Table) -> Array:
    result = tomlkit.array().multiline(True)
    for row in rows:
        line = tomlkit.inline_table()
        for key in spec.keys:
            if key in row.values:
                line.append(key, _plain(row.values[key]))
        result.append(line)
    return result


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict):
        years: InlineTable = tomlkit.inline_table()
        for year, first in value.items():
            years.append(str(year), first)
        return years
    return value
