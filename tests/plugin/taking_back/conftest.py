"""A desk to write at, on each engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from writing_desk import Writer

from kansli.plugin.rights import Actor, operator
from kansli.plugin.settings import Settings
from kansli.plugin.store.writing import Memo
from kansli.plugin.system import System, open_system
from kansli.plugin.templating.shipped import publish_shipped_templates


@pytest.fixture
def writer(sqlite_system: System, the_operator: Actor) -> Writer:
    """At a desk on SQLite."""
    publish_shipped_templates(sqlite_system)
    return Writer(sqlite_system, the_operator)


@pytest.fixture
def writer_on_each(system: System, the_operator: Actor) -> Writer:
    """The same, once on each engine."""
    publish_shipped_templates(system)
    return Writer(system, the_operator)


@dataclass(frozen=True)
class Shared:
    """A memo and the file that was printed of it, for tests that only look."""

    writer: Writer
    memo: Memo
    printed: bytes


@pytest.fixture(scope="module")
def shared(installed_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """One installation on SQLite for all tests of a module; none of them writes."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    shutil.copytree(installed_folder, folder)
    system = open_system(Settings(data=folder))
    system.database.connect(reuse_if_open=True)
    publish_shipped_templates(system)
    writer = Writer(system, replace(operator(), name="test"))
    memo = writer.memo()
    printed = writer.file(memo)
    yield Shared(writer, Memo.get_by_id(memo.id), printed)
    system.database.close()
