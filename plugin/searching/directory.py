"""Vem som ser vad. The search's unit directory for one person: rights read from the database for every search.

A mark of secrecy or a changed grant therefore holds for the next search, before anything has been indexed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import peewee as pw

from kansli.plugin.clock import today
from kansli.plugin.rights import Actor, visible_cases, visible_documents
from kansli.plugin.searching.passages import text_hash, version_text
from kansli.plugin.searching.structure import NONE, Fingerprint, Structure, structure
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, VersionFile
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.search import SearchUnit, UnitVersion
from kansli.search_index.directory import MaskDirectory, version_ranges
from kansli.search_index.port import Ids, Mask

_KEPT = 8


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may see: registries open for reading, and the cases and documents that are closed all the same."""

    registries: frozenset[int]
    reads: bool
    hidden_cases: frozenset[int]
    hidden_documents: frozenset[int]


def sight_of(actor: Actor) -> Sight:
    """Read a person's rights as they are now."""
    reading = [permit for permit in actor.permits if "read" in permit.verbs]
    all_registries = [int(number) for (number,) in Registry.select(Registry.id).tuples()]
    return Sight(
        registries=frozenset(
            number for number in all_registries if actor.operator or any(permit.covers(number) for permit in reading)
        ),
        reads=actor.operator or bool(reading),
        hidden_cases=_first(Case.select(Case.id).where(Case.secret))
        - _first(Case.select(Case.id).where(Case.secret & visible_cases(actor))),
        hidden_documents=_hidden_documents(actor),
    )


def _hidden_documents(actor: Actor) -> frozenset[int]:
    secret = Document.select(Document.id).join(Case).where(Document.secret)
    purged = Document.select(Document.id).where(Document.state == "purged")
    return (_first(secret) - _first(secret.where(visible_documents(actor)))) | _first(purged)


def _first(query: pw.ModelSelect) -> frozenset[int]:
    return frozenset(int(number) for (number,) in query.tuples())


class Directory(MaskDirectory):
    """What one person may know about units, in the state that the structure has."""

    def __init__(self, known: Structure, allowed: Mask, day: date) -> None:
        super().__init__(
            unit_ids=known.unit_ids,
            groups=known.groups,
            allowed=allowed,
            text=shown_text,
            versions=known.versions,
            place_units=known.place_units,
            place_versions=known.place_versions,
            today=day,
        )
        self._structure = known

    def ranges(self, unit_id: int) -> str:
        """In which versions the unit stands, among those that could be read: `2–4, borttagen i 5`."""
        known = self._structure
        held = {int(version) for version in known.place_versions[known.place_units == unit_id]}
        if not held:
            return ""
        group = int(self.group(np.array([unit_id], np.int64))[0])
        table = known.versions
        rows = sorted(
            (int(table.numbers[row]), int(table.ids[row]))
            for row in np.flatnonzero(table.groups == group)
            if int(table.ids[row]) in known.read_versions
        )
        return version_ranges([(number, version in held) for number, version in rows])


@dataclass(slots=True)
class _Cache:
    """The directories of the latest few people; a directory says nothing that its key does not."""

    kept: OrderedDict[tuple[int, Fingerprint, Sight, date], Directory] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)


_cache = _Cache()


def directory_for(actor: Actor) -> Directory:
    """Return the directory that holds for the person at this moment."""
    sight, known, day = sight_of(actor), structure(), today()
    key = (id(known), known.fingerprint, sight, day)
    with _cache.lock:
        found = _cache.kept.pop(key, None)
    if found is None:
        found = Directory(known, _allowed(known, sight), day)
    with _cache.lock:
        _cache.kept[key] = found
        while len(_cache.kept) > _KEPT:
            _cache.kept.popitem(last=False)
    return found


def _allowed(known: Structure, sight: Sight) -> Mask:
    without_case = known.cases == NONE
    readable = np.isin(known.registries, _array(sight.registries)) & ~np.isin(known.cases, _array(sight.hidden_cases))
    allowed = np.where(without_case, sight.reads, readable)
    return np.asarray(allowed & ~np.isin(known.documents, _array(sight.hidden_documents)), np.bool_)


def _array(numbers: Iterable[int]) -> Ids:
    return np.array(sorted(numbers), np.int64)


def shown_text(unit_id: int, version_id: int) -> tuple[str, str]:
    """Heading path and text of a unit as they stand in the version, or as stored where it stands in none."""
    row = SearchUnit.get_or_none(SearchUnit.id == unit_id)
    if row is None:
        return "", ""
    place = (
        UnitVersion.select()
        .where((UnitVersion.unit == unit_id) & (UnitVersion.version == version_id))
        .order_by(UnitVersion.position)
        .first()
    )
    if place is None:
        return row.heading, row.text
    whole = version_text(VersionFile.select().where(VersionFile.version == version_id))
    text = whole[place.start : place.end]
    heading = place.heading_path.rpartition(" › ")[2]
    if text_hash(heading, text) != row.text_hash and row.text not in text:
        text = row.text  # a file was read since: the offsets are set right when it is indexed
    return place.heading_path, text
