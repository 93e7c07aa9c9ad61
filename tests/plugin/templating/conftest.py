"""Where templates are made, and people who may do different things with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from word_templates import MEMO, template

from kansli.plugin.rights import Actor
from kansli.plugin.runner import Outcome, run
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.system import System
from kansli.plugin.templating.proposing import propose
from kansli.plugin.templating.shipped import publish_shipped_templates


@dataclass
class Workshop:
    """Where templates are made: a secretary proposes, a system manager puts in use."""

    system: System
    secretary: Actor
    manager: Actor

    def propose(self, data: bytes = b"", *, name: str = MEMO, note: str = "Ny logotyp", actor: Actor | None = None):
        who = actor or self.secretary
        made = propose(self.system, name, data or template(), filename="mall.docx", note=note, actor=who)
        found = get_record(made.record)
        assert isinstance(found, TemplateProposal)
        return found

    def publish(
        self, proposal: TemplateProposal, *, actor: Actor | None = None, note: str = "Granskad", **data
    ) -> Outcome:
        given = {"note": note, **data}
        return run(self.system, "publish_template", proposal, actor=actor or self.manager, data=given)

    def numbers(self, name: str = MEMO) -> list[int]:
        versions = TemplateVersion.select().where(TemplateVersion.template == name).order_by(TemplateVersion.number)
        return [version.number for version in versions]


def _workshop(system: System, actor_of: Callable[..., Actor]) -> Workshop:
    publish_shipped_templates(system)
    return Workshop(system, actor_of("board_secretary"), actor_of("system_manager"))


@pytest.fixture
def workshop(sqlite_system, actor_of) -> Workshop:
    return _workshop(sqlite_system, actor_of)


@pytest.fixture
def each_workshop(system, actor_of) -> Workshop:
    """The same, once on each engine."""
    return _workshop(system, actor_of)
