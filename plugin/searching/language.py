"""Sökspråk. What the profile teaches the search: its numbers, its synonyms and its own names of boards and states."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from kansli.plugin.lowcode.model import Profile
from kansli.plugin.searching import numbers_in_text
from kansli.search_index.analysis import Language

KIND_LABELS = {
    "case": "Ärende",
    "document": "Handling",
    "memo": "Tjänsteskrivelse",
    "statement": "Yttrande",
    "decision": "Beslut",
}
"""The kinds of records that can be found, and what they are called."""


def language_of(profile: Profile) -> Language:
    """Return the language of an installation."""
    registries = tuple(profile.registries)
    told = repr((numbers_in_text.VERSION, sorted(registries)))
    return Language(
        recognise=numbers_in_text.recogniser(registries),
        synonyms=_synonyms(profile),
        names={"board": _board_names(profile), "kind": _kind_names(profile), "status": _status_names(profile)},
        fingerprint=hashlib.sha256(told.encode()).hexdigest()[:16],
    )


def _synonyms(profile: Profile) -> Mapping[str, tuple[str, ...]]:
    """Every single word of a group leads to all the others of it; a board's code to its name."""
    found: dict[str, list[str]] = {}
    for term, equals in profile.synonyms.items():
        group = (term, *equals)
        for word in group:
            if len(word.split()) == 1:
                found.setdefault(word, []).extend(other for other in group if other != word)
    for body in profile.bodies.values():
        found.setdefault(body.code, []).append(body.name)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def _board_names(profile: Profile) -> Mapping[str, str]:
    return _spellings((body.code, (body.code, body.name, *body.aliases)) for body in profile.bodies.values())


def _kind_names(profile: Profile) -> Mapping[str, str]:
    kinds = [(kind, (label,)) for kind, label in KIND_LABELS.items()]
    types = [(kind.id, (kind.label,)) for kind in profile.document_types.values() if kind.id not in KIND_LABELS]
    return _spellings([*types, *kinds])


def _status_names(profile: Profile) -> Mapping[str, str]:
    states = [state for workflow in profile.workflows.values() for state in workflow.states]
    return _spellings((state.id, (state.label,)) for state in states)


def _spellings(values: Iterable[tuple[str, tuple[str, ...]]]) -> Mapping[str, str]:
    return {spelling: value for value, spellings in values for spelling in spellings}
