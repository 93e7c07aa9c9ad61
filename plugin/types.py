"""Typversioner. Publishes a type's resolved definition, so that a record can point at what it was opened under."""

from __future__ import annotations

from kansli.plugin.lowcode.definition import definition, definition_hash
from kansli.plugin.lowcode.model import CaseType, DocumentType
from kansli.plugin.store.lowcode import TypeVersion


def type_version(kind: str, resolved: CaseType | DocumentType) -> TypeVersion:
    """Return the published version of the definition, publishing it the first time it is used."""
    digest = definition_hash(resolved)
    same = (TypeVersion.kind == kind) & (TypeVersion.type_id == resolved.id)
    found: TypeVersion | None = TypeVersion.get_or_none(same & (TypeVersion.definition_hash == digest))
    if found is not None:
        return found
    made: TypeVersion = TypeVersion.create(
        kind=kind,
        type_id=resolved.id,
        number=TypeVersion.select().where(same).count() + 1,
        definition=definition(resolved),
        definition_hash=digest,
    )
    return made
