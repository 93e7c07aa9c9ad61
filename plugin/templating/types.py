"""Mall och handlingstyp. Which document types a template serves, and which template a type is written with."""

from __future__ import annotations

from kansli.plugin.errors import Refused
from kansli.plugin.lowcode.model import DocumentType, Profile


class NotWritten(Refused):
    """The document type is unknown, or is not written in Kansli and has no template."""

    code = "no_template_type"

    def __init__(self, type_id: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"Handlingstypen ”{type_id}” har ingen mall. De som har det är {', '.join(known) or 'inga'}.", field="type"
        )


def template_names(profile: Profile) -> tuple[str, ...]:
    """The templates that the profile's types name, in alphabetical order."""
    return tuple(sorted({kind.template for kind in profile.document_types.values() if kind.template}))


def types_of(profile: Profile, template: str) -> tuple[DocumentType, ...]:
    """The document types that are written with the template; none when no type names it."""
    return tuple(kind for kind in profile.document_types.values() if kind.template and kind.template == template)


def type_named(profile: Profile, type_id: str) -> DocumentType:
    """The document type of an id; refused when it has no template."""
    kind = profile.document_types.get(type_id)
    if kind is None or not kind.template:
        raise NotWritten(type_id, tuple(one.id for one in profile.document_types.values() if one.template))
    return kind
