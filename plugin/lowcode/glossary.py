"""Ordlista. Reads the one list of words that the code, the pages and the handbook share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An identifier of the code, its Swedish word and what it means here."""

    id: str
    swedish: str
    definition: str


@cache
def glossary() -> dict[str, Term]:
    """Return every term by its identifier, in the order of the file."""
    text = files("kansli.plugin").joinpath("glossary.toml").read_text(encoding="utf-8")
    return {row["id"]: Term(**row) for row in tomllib.loads(text)["term"]}
