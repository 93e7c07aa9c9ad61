"""Bygge. Turns a profile's merged rows into the immutable values that the rest of Kansli reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from kansli.plugin.lowcode import model
from kansli.plugin.lowcode.layers import BASE, Tree
from kansli.plugin.lowcode.problems import ProfileProblem
from kansli.plugin.lowcode.schema import TABLES, Table
from kansli.plugin.lowcode.source import Row

T = TypeVar("T")


def missing_keys(tree: Tree) -> list[ProfileProblem]:
    """Return a problem for every row that lacks a key it must have, counted after merging."""
    problems: list[ProfileProblem] = []
    for table, spec in TABLES.items():
        for row in tree[table]:
            problems += _missing(row, spec)
    heads = tree["profile"]
    # The base has a head too; only its own file gives a municipality its name.
    if not heads or (Path(heads[0].place.file).parent.name == BASE and not tree.name.startswith("_")):
        message = 'Kommunens namn saknas. Skriv [profile] och municipality = "…" i profile.toml.'
        problems.append(ProfileProblem(f"{tree.name}/profile.toml", 1, "profile.municipality", message))
    return problems


def _missing(row: Row, spec: Table) -> list[ProfileProblem]:
    told = {key for key in row.places if key not in row.values}  # a wrong value has its own problem already
    problems = [
        row.problem(key, f"Nyckeln ”{key}” saknas.")
        for key, wanted in spec.keys.items()
        if wanted.required and key not in row.values and key not in told
    ]
    for name, child in spec.children.items():
        for inner in row.children.get(name, []):
            problems += _missing(inner, child)
    return problems


def build_profile(tree: Tree) -> model.Profile:
    """Return the profile; the tree must be without problems."""
    head = _one(tree["profile"][0], TABLES["profile"], model.ProfileHead)
    lists = _all(tree, "list", model.ListDef)
    return model.Profile(
        name=tree.name,
        municipality=head.municipality,
        language=head.language,
        roles={role.id: role for role in _all(tree, "role", model.RoleDef)},
        registries={registry.code: registry for registry in _all(tree, "registry", model.RegistryDef)},
        bodies={body.code: body for body in _all(tree, "body", model.BodyDef)},
        units={unit.code: unit for unit in _all(tree, "unit", model.UnitDef)},
        case_types={kind.id: kind for kind in _all(tree, "case_type", model.CaseType)},
        document_types={kind.id: kind for kind in _all(tree, "document_type", model.DocumentType)},
        workflows={workflow.id: workflow for workflow in _all(tree, "workflow", model.Workflow)},
        lists={found.id: found.items for found in lists},
        list_labels={found.id: found.label for found in lists},
        synonyms={found.term: found.equals for found in _all(tree, "synonym", model.SynonymDef)},
    )


def _all(tree: Tree, table: str, kind: type[T]) -> list[T]:
    return [_one(row, TABLES[table], kind) for row in tree[table]]


def _one(row: Row, spec: Table, kind: type[T]) -> T:
    values: dict[str, Any] = {}
    for key, value in row.values.items():
        attribute = spec.rename.get(key, key)
        if attribute:
            values[attribute] = value
    for name, child in spec.children.items():
        values[name] = tuple(_one(inner, child, child.model) for inner in row.children.get(name, []))
    return kind(**values)
