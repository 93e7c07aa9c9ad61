"""Sökenheter. Which units a record has; for a document one for each unique section text in its series of versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kansli.plugin.lowcode.model import Profile
from kansli.plugin.searching.passages import Passage, passages_of, text_hash
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.content import content_of

SEARCHED: dict[str, type[Record]] = {table.record_kind: table for table in (Case, Document, Memo, Statement, Decision)}
_MADE_HERE = "rendered"
DONE_WITH = "purged"


@dataclass(frozen=True, slots=True)
class WantedUnit:
    """A unit that a record should have. Without `places` it belongs to the record as a whole, in all its versions."""

    text_hash: str
    heading: str
    text: str
    places: tuple[Passage, ...] = ()


def wanted_units(profile: Profile, record: Record) -> tuple[WantedUnit, ...]:
    """Return the units that the record has now; none for what is purged."""
    if isinstance(record, Case):
        return (_unit("", _lines(record.title, record.case_number, record.public_title, _fields(record.data))),)
    if isinstance(record, Document):
        return tuple(_document(profile, record))
    if isinstance(record, Memo | Statement):
        return tuple(_written(record))
    if isinstance(record, Decision):
        cited = f"{record.citation} ({record.body.code})"  # as it is said, with the board's code as it is typed
        return (_unit("", _lines(record.title, cited, record.text)),)
    raise TypeError(f"{record.record_kind} is not searched")


def _unit(heading: str, text: str, *, prefix: str = "") -> WantedUnit:
    return WantedUnit(f"{prefix}{text_hash(heading, text)}", heading, text)


def _lines(*texts: str) -> str:
    return "\n".join(text.strip() for text in dict.fromkeys(texts) if text and text.strip())


def _fields(data: Mapping[str, object] | None) -> str:
    return _lines(*(str(value) for value in (data or {}).values() if isinstance(value, str)))


def _document(profile: Profile, document: Document) -> Iterator[WantedUnit]:
    if document.state == DONE_WITH:
        return
    versions = list(DocumentVersion.select().where(DocumentVersion.document == document))
    if not document.sequence and versions and all(_is_rendering(version) for version in versions):
        return  # a draft's Word file: the draft itself is found
    yield _about(profile, document)
    found: dict[str, list[Passage]] = {}
    for passage in _passages(versions):
        found.setdefault(passage.text_hash, []).append(passage)
    for key, places in found.items():
        yield WantedUnit(key, places[0].path, places[0].text, tuple(places))


def _is_rendering(version: DocumentVersion) -> bool:
    """Tell whether it was made here, or edited in Word and read back: its text is the draft's."""
    return bool(version.source == _MADE_HERE or version.taken_back)


def _about(profile: Profile, document: Document) -> WantedUnit:
    """What stands on the register's card, findable also when no file can be read."""
    kind = profile.document_types.get(document.kind)
    text = _lines(
        document.title,
        document.number,
        kind.label if kind else "",
        document.counterparty,
        document.counterparty_reference,
        document.public_title,
        document.public_counterparty,
        document.note,
        _fields(document.data),
    )
    return _unit("", text, prefix="about:")


def _passages(versions: Iterable[DocumentVersion]) -> Iterator[Passage]:
    """The sections of every version, oldest version first. What Kansli rendered itself is found as what it was."""
    read = {version.id: version for version in versions if version.source != _MADE_HERE}
    files: dict[int, list[VersionFile]] = {}
    for file in VersionFile.select().where(VersionFile.version.in_(list(read) or [-1])):
        files.setdefault(file.version_id, []).append(file)
    for version in sorted(read.values(), key=lambda version: int(version.number)):
        yield from passages_of(version, files.get(version.id, []))


def _written(record: Memo | Statement) -> Iterator[WantedUnit]:
    content = content_of(record)
    yield _unit("", _lines(record.title, *_basis(content), *_numbers(content)), prefix="about:")
    defined = {section["id"]: section for section in record.type_version.definition.get("sections", ())}
    for section_id, text in (content.get("sections") or {}).items():
        if str(text).strip():
            label = str(defined.get(section_id, {}).get("label", section_id))
            yield _unit(label, str(text), prefix=f"{section_id}:")
    proposals = _proposals(content)
    if proposals:
        label = next(
            (row["label"] for row in defined.values() if row.get("kind") == "proposals"), "Förslag till beslut"
        )
        yield _unit(str(label), proposals, prefix="proposals:")


def _basis(content: Mapping[str, Any]) -> list[str]:
    return [str(item.get("text", "")) for item in content.get("basis") or () if isinstance(item, Mapping)]


def _numbers(content: Mapping[str, Any]) -> list[str]:
    """The numbers that the text has with the organs it is addressed to."""
    return [str(row.get("number", "")) for row in content.get("addressees") or () if isinstance(row, Mapping)]


def _proposals(content: Mapping[str, Any]) -> str:
    clauses = [
        str(clause).strip()
        for proposal in content.get("proposals") or ()
        for clause in proposal.get("clauses") or ()
        if str(clause).strip()
    ]
    return "\n".join(f"att {clause}" if not clause.lower().startswith("att ") else clause for clause in clauses)
