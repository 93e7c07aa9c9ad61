"""Fälten att visa. Which fields a template's author is offered for a document type: its own, not those it shares."""

from __future__ import annotations

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.starter import starter
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.rendering.catalogues import catalogue_for
from kansli.plugin.templating.types import type_named

_SECTIONS = "sektioner."


def offered_fields(profile: Profile, type_id: str) -> Catalogue:
    """The fields of the type without the sections of other types, which a shared template may use but never prints.

    Refused for a type without a template.
    """
    kind = type_named(profile, type_id)
    own = {f"{_SECTIONS}{section.id}" for section in kind.sections}
    fields = catalogue_for(profile, kind.id).fields
    return Catalogue(field for field in fields if not field.path.startswith(_SECTIONS) or field.path in own)


def starter_for(profile: Profile, type_id: str) -> bytes:
    """The Word file to start a template of the type from."""
    return starter(offered_fields(profile, type_id), title=type_named(profile, type_id).label)
