"""Profilen i bruk. Loads a municipality's profile, or refuses it with every fault at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kansli.plugin.lowcode.build import build_profile
from kansli.plugin.lowcode.check import find_problems
from kansli.plugin.lowcode.layers import is_name, known_profiles, read_tree, shipped_profiles
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.lowcode.problems import ProfileInvalid, ProfileMissing

__all__ = ["demo_profile", "known_profiles", "load_profile", "shipped_profiles"]


def load_profile(name: str, *, search_path: Sequence[Path] | None = None) -> Profile:
    """Return the profile, resolved over `_base`.

    `search_path` holds folders of profiles, the one with the last word first: the data directory's before the
    shipped. `ProfileMissing` when there is none of that name; `ProfileInvalid` holds every fault of a bad one.
    Steps, guards and templates are not known here: `check_profile` compares those.
    """
    if not is_name(name):
        raise ProfileMissing(name, known_profiles(search_path or (shipped_profiles(),)))
    tree = read_tree(name, search_path=search_path or (shipped_profiles(),))
    problems = find_problems(tree)
    if problems:
        raise ProfileInvalid(name, tuple(problems))
    return build_profile(tree)


def demo_profile(search_path: Sequence[Path] | None = None) -> str | None:
    """Return the name of the profile that says `demo = true`, the first by name; None where there is none."""
    folders = search_path or (shipped_profiles(),)
    for name in known_profiles(folders):
        heads = read_tree(name, search_path=folders)["profile"]
        if heads and heads[0].values.get("demo"):
            return name
    return None
