"""A case with everything in it, made through the steps, and a count of what the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from kansli.plugin.registering import receive, register
from kansli.plugin.rights import actor_for
from kansli.plugin.runner import run
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo


@dataclass
class Desk:
    """The work of a board: cases and memos made by one who may everything."""

    web: Any

    @property
    def actor(self) -> Any:
        return actor_for(self.web.people["everything"], self.web.system.profile)

    def case(
        self, title: str = "Lekplatsen vid Ängsvägen", *, files: tuple[tuple[str, bytes], ...] = (), **data: Any
    ) -> Case:
        received = [receive(self.web.system, content, name) for name, content in files]
        values = {"case_type": "general", "title": title, **data}
        registry = Registry.get(Registry.code == "TN")
        done = register(self.web.system, registry, values, received, actor=self.actor)
        return get_record(done.record)

    def memo(self, case: Case, **content: Any) -> Memo:
        done = run(self.web.system, "draft_memo", case, actor=self.actor, data=content)
        return get_record(done.record)

    def take(self, step: str, record: Any, *, reason: str = "", **data: Any) -> Any:
        fresh = get_record(record.record_id)
        return run(self.web.system, step, fresh, actor=self.actor, data=data, reason=reason)


@pytest.fixture
def desk(web: Any) -> Desk:
    return Desk(web)


@contextmanager
def _counted() -> Iterator[list[str]]:
    seen: list[str] = []
    engine = database.obj
    original = engine.execute_sql

    def execute(sql: str, *rest: Any, **named: Any) -> Any:
        who_asks = '"session_key" = ' in sql or 'FROM "role_grant"' in sql
        if sql.lstrip("( ").upper().startswith("SELECT") and not who_asks:
            seen.append(sql)
        return original(sql, *rest, **named)

    engine.execute_sql = execute
    try:
        yield seen
    finally:
        del engine.execute_sql


@pytest.fixture
def counted() -> Callable[[], Any]:
    """`with counted() as seen:` gathers the queries of a page, besides those that ask who is signed in."""
    return _counted
