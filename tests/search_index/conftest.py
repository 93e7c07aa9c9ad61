"""A small archive: units as they come from a database, and a directory that lets a user see some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from kansli.search_index.analysis import Language
from kansli.search_index.directory import MaskDirectory
from kansli.search_index.engine import SearchEngine
from kansli.search_index.port import Change, SearchPage, SearchRequest, Unit


class Archive:
    """Units in an index, each its own group unless `groups` says otherwise."""

    def __init__(self, root: Path, language: Language | None = None) -> None:
        self.root = root
        self.engine = SearchEngine(root, language=language)
        self.units: dict[int, Unit] = {}
        self.groups: dict[int, int] = {}
        self.seq = 0
        self.engine.rebuild([], upto_seq=0)

    def put(self, *units: Unit, group: int | None = None) -> int:
        changes = []
        for unit in units:
            self.units[unit.id] = unit
            if group is not None:
                self.groups[unit.id] = group
            self.seq += 1
            changes.append(Change(self.seq, "put", unit.id, unit))
        return self.engine.apply(changes)

    def delete(self, *ids: int) -> int:
        changes = []
        for unit_id in ids:
            self.seq += 1
            changes.append(Change(self.seq, "delete", unit_id))
        return self.engine.apply(changes)

    def directory(self, allowed: Iterable[int] | None = None, **more: object) -> MaskDirectory:
        ids = sorted(self.units)
        seen = set(ids if allowed is None else allowed)
        return MaskDirectory(
            unit_ids=np.array(ids, np.int64),
            groups=np.array([self.groups.get(unit_id, 1_000_000 + unit_id) for unit_id in ids], np.int64),
            allowed=np.array([unit_id in seen for unit_id in ids], np.bool_),
            text=lambda unit_id, version: (self.units[unit_id].heading, self.units[unit_id].text),
            **more,
        )

    def search(self, text: str, *, directory: MaskDirectory | None = None, **more: object) -> SearchPage:
        return self.engine.search(SearchRequest(text, directory or self.directory(), **more))

    def found(self, text: str, **more: object) -> list[int]:
        return [hit.unit_id for hit in self.search(text, limit=1000, **more).hits]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "index")


@pytest.fixture
def archive_with(tmp_path: Path) -> Callable[[Language], Archive]:
    return lambda language: Archive(tmp_path / "other", language)


def section(unit_id: int, text: str, **more: object) -> Unit:
    values: dict[str, object] = {"kind": "document", "title": "", "heading": "", **more}
    return Unit(unit_id, text=text, **values)


@pytest.fixture
def make() -> Callable[..., Unit]:
    return section
