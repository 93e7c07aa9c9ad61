"""A desk to write at, on each engine."""

from __future__ import annotations

import pytest
from writing_desk import Writer

from kansli.plugin.rights import Actor
from kansli.plugin.system import System
from kansli.plugin.templates import publish_shipped_templates


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
