"""The page about profiles names everything that a profile may hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from kansli.plugin.lowcode.schema import CONTROL_KEYS, TABLES, Table
from kansli.plugin.lowcode.verbs import VERBS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "profiles.md").read_text(encoding="utf-8")


def _words(table: Table) -> set[str]:
    own = {word for key in table.keys.values() for word in key.one_of} | set(table.keys) | set(table.children)
    return own.union(*(_words(child) for child in table.children.values()))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_key_and_choice_is_explained(name: str) -> None:
    heading = f"[{name}]" if name == "profile" else f"[[{name}]]"

    assert heading in PAGE
    assert {word for word in _words(TABLES[name]) if f"`{word}`" not in PAGE} == set()


def test_every_verb_and_every_control_key_is_explained() -> None:
    assert {verb for verb in VERBS if f"`{verb}`" not in PAGE} == set()
    assert all(f"`{key} = " in PAGE for key in CONTROL_KEYS)
