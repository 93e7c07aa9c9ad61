"""Profiler. A municipality as data: types, fields, workflows, bodies. Knows no municipality by name."""

from kansli.plugin.lowcode.check import check_profile
from kansli.plugin.lowcode.definition import definition, definition_hash, restore
from kansli.plugin.lowcode.load import demo_profile, known_profiles, load_profile, shipped_profiles
from kansli.plugin.lowcode.problems import ProfileInvalid, ProfileMissing, ProfileProblem

__all__ = [
    "ProfileInvalid",
    "ProfileMissing",
    "ProfileProblem",
    "check_profile",
    "definition",
    "definition_hash",
    "demo_profile",
    "known_profiles",
    "load_profile",
    "restore",
    "shipped_profiles",
]
