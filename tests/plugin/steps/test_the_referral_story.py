"""The main job through the steps alone: an incoming referral is registered, answered, decided, sent and closed."""

from __future__ import annotations

import pytest

from kansli.plugin import journal
from kansli.plugin.errors import Blocked
from kansli.plugin.rendering import render
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.decisions import Decision, Referral
from kansli.plugin.store.documents import Dispatch, Document
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.templating.shipped import publish_shipped_templates


def test_a_referral_goes_from_arrival_to_closed_case(desk, actor_of):
    publish_shipped_templates(desk.system)
    secretary, manager = actor_of("board_secretary"), actor_of("manager")
    officer = actor_of("case_officer", email="kim@exempel.se", name="Kim Påhittad")
    case = desk.referral()
    desk.do("assign_officer", case, officer="kim@exempel.se")
    assert Watch.get(Watch.case == case).user.email == "kim@exempel.se"
    memo = desk.memo(case)
    desk.do("submit_memo", memo, actor=officer)
    desk.do("approve_memo", memo, actor=manager)
    statement = desk.made("draft_statement", memo, actor=officer, sections={"statement": "Nämnden tillstyrker."})
    render(desk.system, statement, actor=officer)
    with pytest.raises(Blocked, match="Yttrandet är inte beslutat"):
        desk.do("dispatch_statement", desk.fresh(statement), actor=secretary)
    decided = desk.decide(memo, actor=secretary, adopts="statement", paragraph="§ 12")
    assert decided.facts["citation"] == "Tekniska nämnden § 12, 2026-01-27"
    with pytest.raises(Blocked, match="UTKAST"):
        desk.do("dispatch_statement", desk.fresh(statement), actor=secretary)
    made = render(desk.system, desk.fresh(statement), actor=secretary)
    desk.do("dispatch_statement", desk.fresh(statement), actor=secretary, channel="email", sent_on="2026-02-03")
    assert Dispatch.get(Dispatch.purpose == "for_action").recipient == "Kommunstyrelsen"
    referral = Referral.get(Referral.case == case)
    assert (referral.state, referral.answer.record_id) == ("answered", made.document)
    assert Watch.get(Watch.case == case).state == "done"
    sent = Document.get_by_id(referral.answer_id)
    assert (sent.state, sent.finalised_reason, sent.sent_on.isoformat()) == ("dispatched", "expedierad", "2026-02-03")
    desk.do("close_case", case, actor=secretary)
    assert Case.get_by_id(case.id).state == "closed"
    journal.seal()
    assert journal.verify().faults == ()
    assert LogEntry.select().where(LogEntry.case_id == case.id).count() >= 10


def test_the_adopted_memo_can_itself_be_the_statement(desk):
    publish_shipped_templates(desk.system)
    case = desk.referral()
    memo = desk.approved(case)
    draft = render(desk.system, memo, actor=desk.actor)
    desk.decide(memo, adopts="memo")
    assert Memo.get_by_id(memo.id).is_statement
    with pytest.raises(Blocked, match="UTKAST"):
        desk.do("dispatch_document", Document.get_by_id(int(draft.document.partition(":")[2])))
    made = render(desk.system, desk.fresh(memo), actor=desk.actor)
    document = Document.get_by_id(int(made.document.partition(":")[2]))
    desk.do("dispatch_document", document)
    assert Referral.get(Referral.case == case).answer_id == document.id
    assert Decision.get().text == "att anta tjänsteskrivelsen som sitt yttrande."
    assert Statement.select().count() == 0
