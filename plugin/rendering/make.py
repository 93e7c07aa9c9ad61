"""Skapa Word-fil. Filled and verified outside the transaction; stored by a step, and possible to make again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.fill import fill
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.scan import scan
from kansli.plugin.clock import now
from kansli.plugin.lowcode.definition import restore
from kansli.plugin.lowcode.model import DocumentType
from kansli.plugin.rendering.catalogues import catalogue_of, form_field, has_room, place_of
from kansli.plugin.rendering.hand_edited import must_not_be_hand_edited
from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.rendering.refusals import NoRoom, NoTemplate, TextChanged, refusal
from kansli.plugin.rendering.values import values_of
from kansli.plugin.rights import Actor, must_see
from kansli.plugin.runner import run
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System
from kansli.plugin.writing.origin import stamps

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Rendering:
    """A stored rendering: its bytes' hash, the template it was made with, its handling and version (public ids)."""

    sha256: str
    template: str
    template_version: int
    document: str
    version: str


def render(
    system: System, record: Memo | Statement, *, actor: Actor, request_id: str = "", replace_edited: bool = False
) -> Rendering:
    """Make the Word file of the record as it is now, and store it as a version of its handling.

    Nothing new is stored when the newest version was made from the same values with the same template. Refused,
    with the form field named, where the template demands a value that is missing; and where the newest version has
    been edited by hand (`HandEdited`), unless `replace_edited` says that a new one is wanted after it.
    """
    must_see(actor, record)
    for attempt in range(1, _ATTEMPTS + 1):
        fresh = type(record).get_by_id(record.id)
        template = template_in_force(_template_name(system, fresh))
        if not replace_edited:
            must_not_be_hand_edited(fresh.document)
        snapshot = _snapshot(system, fresh, template)
        same = _unchanged(fresh, template, snapshot)
        if same is not None:
            return _rendering(same, template)
        try:
            return _store(system, fresh, template, snapshot, actor, request_id, replace_edited)
        except TextChanged:
            if attempt == _ATTEMPTS:
                raise
    raise TextChanged


def _template_name(system: System, record: Memo | Statement) -> str:
    """The template that the type names today: a template is changed without opening a new type version."""
    type_id = record.type_version.type_id
    today = system.profile.document_types.get(type_id)
    name = today.template if today else record.type_version.definition.get("template")
    if not name:
        raise NoTemplate(type_id)
    return str(name)


def _snapshot(system: System, record: Memo | Statement, template: TemplateVersion) -> dict[str, Any]:
    """All that the file is made from besides the template; JSON."""
    values = values_of(system, record)
    made_from = {
        "values": values,
        "title": values["dokument"]["rubrik"],
        "language": "sv-SE" if system.profile.language == "sv" else system.profile.language,
        "author": values["forvaltning"]["namn"] or values["kommun"]["namn"],
        "type_version": record.type_version_id,
    }
    custom = stamps(record, {**made_from, "template": template.id})
    return {**made_from, "created": now().replace(microsecond=0).isoformat(), "custom": custom}


def _unchanged(
    record: Memo | Statement, template: TemplateVersion, snapshot: Mapping[str, Any]
) -> DocumentVersion | None:
    if record.document is None or record.document.state not in {"working", "registered", "dispatched"}:
        return None
    versions = DocumentVersion.select().where(DocumentVersion.document == record.document)
    newest: DocumentVersion | None = versions.order_by(DocumentVersion.number.desc()).first()
    if newest is None or newest.template_version_id != template.id or not newest.values_snapshot:
        return None
    if not VersionFile.select().where(VersionFile.version == newest).exists():
        return None
    earlier = dict(newest.values_snapshot)
    return newest if {**earlier, "created": ""} == {**snapshot, "created": ""} else None


def _store(
    system: System,
    record: Memo | Statement,
    template: TemplateVersion,
    snapshot: dict[str, Any],
    actor: Actor,
    request_id: str,
    replace_edited: bool,
) -> Rendering:
    data = _filled(system, template, snapshot, record.record_id)
    blob = system.files.put(data)
    outcome = run(
        system,
        "render_memo" if isinstance(record, Memo) else "render_statement",
        record,
        actor=actor,
        request_id=request_id,
        data={
            "file": {"sha256": blob.sha256, "filename": _filename(record, snapshot), "media_type": WORD},
            "template_version": template.id,
            "values_snapshot": snapshot,
            "content_number": record.content_number,
            "replace_edited": replace_edited,
        },
    )
    made: DocumentVersion = DocumentVersion.get_by_id(int(outcome.record.partition(":")[2]))
    return _rendering(made, made.template_version or template)


@lru_cache(maxsize=32)
def _used(template: bytes, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(scan(template, catalogue).fields)


def _must_have_room(
    template: bytes, kind: DocumentType, catalogue: Catalogue, snapshot: Mapping[str, Any], record: str
) -> None:
    """Refuse to leave out a section, text or list, that has been written but that the template does not print."""
    used = _used(template, catalogue)
    homeless = {
        form_field(place): section.label
        for section in kind.sections
        if (place := place_of(section)) and _is_written(snapshot["values"], place) and not has_room(section, used)
    }
    if homeless:
        raise NoRoom(homeless, record)


def _is_written(values: Mapping[str, Any], path: str) -> bool:
    """Whether anything stands at a path of the values; a group is written when any of its lists is."""
    found: Any = values
    for name in path.split("."):
        found = found.get(name) or {}
    return any(found.values()) if isinstance(found, Mapping) else bool(found)


def _filled(system: System, template: TemplateVersion, snapshot: Mapping[str, Any], record: str) -> bytes:
    kind, data = _kind(snapshot), system.files.read(template.file.sha256)
    catalogue = catalogue_of(system.profile, kind)
    try:
        _must_have_room(data, kind, catalogue, snapshot, record)
        return fill(
            data,
            snapshot["values"],
            catalogue=catalogue,
            title=snapshot["title"],
            language=snapshot["language"],
            author=snapshot["author"],
            created=datetime.fromisoformat(snapshot["created"]),
            # PostgreSQL keeps the keys of JSON in an order of its own.
            custom=dict(sorted(snapshot["custom"].items())),
        )
    except TemplateError as error:
        raise refusal(error, record) from error


def _kind(snapshot: Mapping[str, Any]) -> DocumentType:
    resolved = get_record(f"type_version:{snapshot['type_version']}")
    return restore(DocumentType, resolved.definition)


def regenerate(system: System, version: DocumentVersion) -> bytes:
    """Make a rendered version's file again from what was kept; the same bytes as were stored."""
    if version.template_version is None or not version.values_snapshot or "type_version" not in version.values_snapshot:
        raise NoTemplate(version.record_id)
    return _filled(system, version.template_version, version.values_snapshot, version.record_id)


def _filename(record: Memo | Statement, snapshot: Mapping[str, Any]) -> str:
    """Number and kind only: a title could say what is secret."""
    number = "".join(letter if letter.isalnum() else "-" for letter in record.case.case_number)
    draft = " UTKAST" if snapshot["values"]["dokument"]["utkast"] else ""
    return f"{number} {snapshot['values']['dokument']['slag']}{draft}.docx"


def _rendering(version: DocumentVersion, template: TemplateVersion) -> Rendering:
    file = VersionFile.get(VersionFile.version == version).file
    return Rendering(file.sha256, template.template, template.number, version.document.record_id, version.record_id)
