"""Ordförråd. What a profile teaches the intake: its bodies, its headings and its own registries."""

from __future__ import annotations

from kansli.plugin.intake.vocabulary import SectionWords, Vocabulary
from kansli.plugin.lowcode.model import Profile


def vocabulary_of(profile: Profile) -> Vocabulary:
    """Return the words that the recogniser needs, from the profile."""
    bodies: dict[str, str] = {}
    for body in profile.bodies.values():
        for name in (body.name, body.code, *body.aliases):
            bodies[name] = body.code
    headings: dict[str, tuple[str, ...]] = {}
    for kind in profile.document_types.values():
        for section in kind.sections:
            known = headings.get(section.id, ())
            fresh = tuple(word for word in (section.label, *section.synonyms) if word not in known)
            headings[section.id] = known + fresh
    units = {name: unit.code for unit in profile.units.values() for name in (unit.name, *unit.aliases)}
    written = {
        kind.id: tuple(
            SectionWords(section.id, section.kind, (section.label, *section.synonyms)) for section in kind.sections
        )
        for kind in profile.document_types.values()
        if kind.written
    }
    return Vocabulary(
        bodies=bodies,
        headings=headings,
        own_registries=tuple(profile.registries),
        units=units,
        written=written,
        municipality=profile.municipality,
    )
