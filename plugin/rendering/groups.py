"""Fältgrupper. What the groups of the field lists are called to people; their names in templates have no å, ä or ö."""

from __future__ import annotations

from collections.abc import Iterable

from kansli.doctemplates.catalogue import Field

_LABELS = {
    "anslag": "Anslag",
    "arende": "Ärende",
    "beslut": "Beslut",
    "dokument": "Dokument",
    "forvaltning": "Förvaltning",
    "kommun": "Kommun",
    "motpart": "Motpart",
    "mottagare": "Mottagare",
    "namnd": "Nämnd",
    "sammantrade": "Sammanträde",
    "sektioner": "Avsnitt",
}


def with_groups(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields, after a field for each group that they stand in and that has a name of its own."""
    given = tuple(fields)
    roots = dict.fromkeys(field.path.partition(".")[0] for field in given if "." in field.path)
    named = {field.path for field in given}
    groups = (Field(root, _LABELS[root], "group") for root in roots if root in _LABELS and root not in named)
    return (*groups, *given)
