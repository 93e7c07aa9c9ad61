"""Profilkontroll. Finds everything in a profile that would stop or mislead somebody later."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from kansli.plugin.lowcode.build import missing_keys
from kansli.plugin.lowcode.check_organisation import organisation_problems
from kansli.plugin.lowcode.check_types import type_problems
from kansli.plugin.lowcode.check_workflows import workflow_problems
from kansli.plugin.lowcode.layers import Tree, read_tree, shipped_profiles
from kansli.plugin.lowcode.problems import ProfileProblem


def check_profile(
    name_or_dir: str | Path,
    *,
    search_path: Sequence[Path] | None = None,
    known_steps: Collection[str] | None = None,
    known_guards: Collection[str] | None = None,
    templates: Collection[str] | None = None,
) -> list[ProfileProblem]:
    """Return every fault of a profile, in the order of its files and lines; an empty list means that it can be used.

    A `Path` is read as a folder of its own over `_base`, a text is looked up in the search path. The names of
    steps, guards and templates live in other parts and are compared only where they are given.
    """
    tree = read_tree(name_or_dir, search_path=search_path or (shipped_profiles(),))
    return find_problems(tree, known_steps=known_steps, known_guards=known_guards, templates=templates)


def find_problems(
    tree: Tree,
    *,
    known_steps: Collection[str] | None = None,
    known_guards: Collection[str] | None = None,
    templates: Collection[str] | None = None,
) -> list[ProfileProblem]:
    """Return the faults of a tree that was read."""
    problems = [*tree.problems, *missing_keys(tree)]
    problems += workflow_problems(tree, known_steps=known_steps, known_guards=known_guards)
    problems += type_problems(tree, templates=templates)
    problems += organisation_problems(tree)
    return sorted(set(problems))
