"""A template is proposed by one, put in use by another, and every version stays."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from word_templates import MEMO, template

from kansli.plugin.clock import today
from kansli.plugin.errors import Blocked, NotAllowed, Refused
from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.runner import run
from kansli.plugin.store.base import database
from kansli.plugin.store.documents import StoredFile
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.templating.proposing import publish_file
from kansli.plugin.templating.shipped import publish_shipped_templates


def test_what_a_secretary_proposes_a_system_manager_puts_in_use(each_workshop):
    proposal = each_workshop.propose(note="Ny logotyp")
    assert each_workshop.numbers() == [1]
    outcome = each_workshop.publish(proposal, note="Granskad och provfylld")
    version = template_in_force(MEMO)
    assert outcome.record == version.record_id
    assert (version.number, version.note, version.valid_from) == (2, "Granskad och provfylld", today())
    assert (version.proposed_by, version.published_by) == (each_workshop.secretary.email, each_workshop.manager.email)
    proposal = TemplateProposal.get_by_id(proposal.id)
    assert (proposal.state, proposal.number, proposal.closed_by) == ("published", 2, each_workshop.manager.email)


def test_the_proposer_does_not_put_it_in_use_herself(each_workshop):
    proposal = each_workshop.propose(actor=each_workshop.manager)
    with pytest.raises(Refused, match="Be någon annan") as refused:
        each_workshop.publish(proposal)
    assert refused.value.code == "same_person"
    assert each_workshop.numbers() == [1]


def test_the_operator_may_do_both_and_it_is_logged(workshop, the_operator):
    publish_file(workshop.system, MEMO, template(), filename="mall.docx", note="Bråttom", actor=the_operator)
    logged = [(row.step, row.actor) for row in LogEntry.select().order_by(LogEntry.id.desc()).limit(2)]
    assert logged == [("publish_template", the_operator.log_name), ("propose_template", the_operator.log_name)]


def test_nothing_is_left_of_a_file_that_a_user_tries_to_put_in_use_at_once(workshop):
    with pytest.raises(Refused):
        publish_file(workshop.system, MEMO, template(), filename="m.docx", note="Bråttom", actor=workshop.manager)
    assert TemplateProposal.select().where(TemplateProposal.proposed_by == workshop.manager.email).count() == 0


@pytest.mark.parametrize("role", ["reader", "registrar", "case_officer"])
def test_who_only_reads_templates_does_not_propose_any(workshop, actor_of, role):
    with pytest.raises(NotAllowed):
        workshop.propose(actor=actor_of(role))


def test_who_proposes_does_not_put_in_use_and_one_diary_is_not_enough(workshop, actor_of):
    proposal = workshop.propose()
    for actor in (actor_of("board_secretary"), actor_of("system_manager", registry="TN")):
        with pytest.raises(NotAllowed):
            workshop.publish(proposal, actor=actor)


def test_a_note_says_what_is_new_and_why_it_was_put_in_use(workshop):
    for take in (lambda: workshop.propose(note=" "), lambda: workshop.publish(workshop.propose(), note="")):
        with pytest.raises(Refused) as refused:
            take()
        assert refused.value.field == "note"


def test_every_fault_of_a_faulty_template_is_told_and_nothing_is_stored(workshop):
    before = TemplateProposal.select().count(), StoredFile.select().count()
    with pytest.raises(Blocked) as blocked:
        workshop.propose(template("{{ arende.rubrk }}", "{% for x in underlag %}"))
    assert [item.code for item in blocked.value.details] == ["template_fault"] * 2
    assert "Menade du ”arende.rubrik”?" in blocked.value.details[0].message
    assert (TemplateProposal.select().count(), StoredFile.select().count()) == before


def test_a_template_that_no_type_uses_and_a_file_that_is_gone_are_refused(workshop, the_operator):
    from kansli.plugin.store.lowcode import installation

    data = {"template": "lund/okänd", "note": "x", "file": {"sha256": "ab" * 32}}
    with pytest.raises(Refused) as refused:
        run(workshop.system, "propose_template", installation(), actor=the_operator, data=data)
    assert {item.field for item in refused.value.details} == {"template", "file"}


def test_a_proposal_is_put_in_use_once(each_workshop):
    proposal = each_workshop.propose()
    each_workshop.publish(proposal)
    with pytest.raises(Refused, match="togs i bruk som version 2"):
        each_workshop.publish(proposal, seen=2)
    assert each_workshop.numbers() == [1, 2]


def test_a_withdrawn_proposal_stays_to_be_read_and_is_never_used(workshop, actor_of):
    proposal = workshop.propose()
    with pytest.raises(NotAllowed):
        run(workshop.system, "withdraw_template", proposal, actor=actor_of("board_secretary"))
    run(workshop.system, "withdraw_template", proposal, actor=workshop.secretary)
    assert TemplateProposal.get_by_id(proposal.id).state == "withdrawn"
    with pytest.raises(Refused, match="drogs tillbaka"):
        workshop.publish(proposal)
    with pytest.raises(Refused, match="drogs tillbaka"):
        run(workshop.system, "withdraw_template", proposal, actor=workshop.manager)


def test_of_two_proposals_the_second_is_not_put_over_the_first_unseen(each_workshop, actor_of):
    first, second = each_workshop.propose(), each_workshop.propose(template("{{ arende.rubrik }}"))
    each_workshop.publish(first)
    with pytest.raises(Refused, match="Version 2") as refused:
        each_workshop.publish(second)
    assert refused.value.code == "template_overtaken"
    each_workshop.publish(second, seen=2)
    assert each_workshop.numbers() == [1, 2, 3]


def test_two_who_put_templates_in_use_at_once_get_a_number_each_or_an_answer(each_workshop):
    proposals = [each_workshop.propose(), each_workshop.propose(template("{{ arende.rubrik }}"))]
    told: list[str] = []
    start = threading.Barrier(2)

    def take(proposal):
        with database.connection_context():
            start.wait()
            try:
                each_workshop.publish(proposal)
            except Refused as refusal:
                told.append(refusal.code)

    threads = [threading.Thread(target=take, args=(proposal,)) for proposal in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["template_overtaken"]
    assert each_workshop.numbers() == [1, 2]


def test_a_version_may_wait_for_its_day(workshop):
    tomorrow = today() + timedelta(days=1)
    workshop.publish(workshop.propose(), valid_from=tomorrow.isoformat())
    assert template_in_force(MEMO).number == 1
    assert template_in_force(MEMO, day=tomorrow).number == 2
    with pytest.raises(Refused) as refused:
        workshop.publish(workshop.propose(), valid_from="2020-01-01")
    assert refused.value.field == "valid_from"


def test_what_came_with_kansli_held_also_before_it_was_installed(workshop):
    long_ago = today() - timedelta(days=2000)
    workshop.publish(workshop.propose(), always=True)
    assert template_in_force(MEMO, day=long_ago).number == 1
    assert template_in_force(MEMO).number == 2


def test_an_older_version_is_put_in_use_again_as_a_new_one(workshop):
    shipped = template_in_force(MEMO)
    workshop.publish(workshop.propose())
    outcome = run(workshop.system, "restore_template", shipped, actor=workshop.manager, data={"note": "Fel logotyp"})
    assert (outcome.facts["number"], outcome.facts["restored"]) == (3, 1)
    assert template_in_force(MEMO).file.sha256 == shipped.file.sha256
    with pytest.raises(Refused, match="redan den senaste"):
        run(workshop.system, "restore_template", shipped, actor=workshop.manager, data={"note": "Igen"})


def test_what_somebody_has_put_in_use_is_not_replaced_by_what_is_shipped(workshop):
    workshop.publish(workshop.propose())
    assert publish_shipped_templates(workshop.system) == []


def test_a_version_is_never_changed(workshop):
    before = [tuple(row.__data__.items()) for row in TemplateVersion.select().order_by(TemplateVersion.id)]
    workshop.publish(workshop.propose())
    rows = [tuple(row.__data__.items()) for row in TemplateVersion.select().order_by(TemplateVersion.id)]
    assert rows[: len(before)] == before
