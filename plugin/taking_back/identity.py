"""Igenkänning. Which record a file from Word belongs to, and which wording of it the file was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kansli.doctemplates.opc import Package
from kansli.doctemplates.outside import check_returned
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.properties import read_properties
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.rights import Actor, can
from kansli.plugin.store.base import Record
from kansli.plugin.store.documents import DocumentVersion
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.taking_back.refusals import MadeElsewhere, NotOurs, Unreadable, WordingUnknown
from kansli.plugin.writing.content import version_table
from kansli.plugin.writing.origin import CONTENT, ORIGIN, RECORD, RENDERING, origin_of


@dataclass(frozen=True, slots=True)
class Identity:
    """Where a file comes from: the record, and the number of the wording that it was printed from."""

    record: Memo | Statement
    content_number: int
    rendering: str


def identify(data: bytes, *, actor: Actor) -> Identity:
    """Return what the file says of itself, and has the right to say.

    Refused: what is no Word file, what Kansli did not make, what another installation made. A record that the actor
    may not see is refused in the same words as one that is not there.
    """
    return identity_in(properties_of(data), actor=actor)


def known_as(data: bytes, *, actor: Actor) -> Memo | Statement | None:
    """The record that the file can be read back into, as far as the actor may know; None for any other file."""
    try:
        return identify(data, actor=actor).record
    except Refused:
        return None


def properties_of(data: bytes) -> Mapping[str, str]:
    """The file's own properties.

    Refused unless it passes the strict gate: the file becomes a version of ours, that is printed and sent.
    """
    try:
        problems = check_returned(data)
        if problems:
            raise Unreadable(problems[0].code, problems[0].message)
        return read_properties(Package.open(data))
    except TemplateError as error:
        raise Unreadable(error.code, error.message) from error


def identity_in(properties: Mapping[str, str], *, actor: Actor) -> Identity:
    """Return the identity that the properties hold; see `identify`."""
    name, number = properties.get(RECORD, ""), properties.get(CONTENT, "")
    if not name:
        raise NotOurs
    record = _record(name, actor)
    if properties.get(ORIGIN, "") != origin_of(record):
        raise MadeElsewhere
    table = version_table(record)
    known = number.isascii() and number.isdigit() and len(number) < 10
    if not known or not table.select().where((table.owner == record) & (table.number == int(number))).exists():
        raise WordingUnknown(number)
    return Identity(record, int(number), properties.get(RENDERING, ""))


def rendering_of(identity: Identity) -> DocumentVersion | None:
    """The stored version that the file was before it was edited; None where it has been purged."""
    versions = DocumentVersion.select().where(
        (DocumentVersion.document == identity.record.document_id) & (DocumentVersion.source == "rendered")
    )
    for version in versions.order_by(DocumentVersion.number.desc()):
        custom = (version.values_snapshot or {}).get("custom") or {}
        if custom.get(RENDERING) == identity.rendering and version.files.exists():
            found: DocumentVersion = version
            return found
    return None


def _record(name: str, actor: Actor) -> Memo | Statement:
    missing = NotFound("Texten som filen är skapad ur")
    try:
        found: Record = get_record(name)
    except NotFound:
        raise missing from None
    if not isinstance(found, (Memo, Statement)) or not can(actor, "read", found):
        raise missing
    return found
