"""What a template's page and steps tell and let one do: no more than one's rights, in all the diaries it serves."""

from __future__ import annotations

from collections import OrderedDict

import pytest
from word_templates import MEMO, template
from writing_desk import Writer

from kansli.plugin.errors import NotAllowed
from kansli.plugin.runner import run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.templates import TemplateProposal
from kansli.plugin.templating import checking
from kansli.plugin.templating.apart import Limits, scan_apart
from kansli.plugin.templating.checking import check_template
from kansli.plugin.templating.overview import template_page


def test_a_template_does_not_count_the_documents_that_one_may_not_see(workshop, actor_of, the_operator):
    writer = Writer(workshop.system, the_operator)
    memo = writer.memo()
    writer.file(memo)
    reader, name = actor_of("reader"), memo.type_version.definition["template"]
    made = [sum(template_page(workshop.system, name, actor=who).made.values()) for who in (reader, the_operator)]
    Case.update(secret=True).where(Case.id == memo.case_id).execute()
    hidden = [sum(template_page(workshop.system, name, actor=who).made.values()) for who in (reader, the_operator)]
    assert (made, hidden) == ([1, 1], [0, 1])


def test_who_puts_templates_in_use_in_one_diary_does_not_withdraw_what_serves_all(workshop, actor_of):
    proposal = workshop.propose()
    with pytest.raises(NotAllowed):
        run(workshop.system, "withdraw_template", proposal, actor=actor_of("system_manager", registry="TN"))
    assert TemplateProposal.get_by_id(proposal.id).state == "proposed"


def test_a_template_whose_reading_was_stopped_is_opened_nowhere_else(workshop, monkeypatch):
    tight = Limits(memory=1)
    monkeypatch.setattr(checking, "_reports", OrderedDict())
    monkeypatch.setattr(checking, "scan_apart", lambda data, catalogues: scan_apart(data, catalogues, limits=tight))
    report = check_template(workshop.system.profile, MEMO, template())
    assert (report.ok, report.sound) == (False, False)
