"""Recording decisions: a § once a year and body, a delegate under a point, and what the decision adopts."""

from __future__ import annotations

import pytest

from kansli.plugin.errors import Blocked, NotAllowed, Refused
from kansli.plugin.steps.record_decision import ParagraphTaken
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.writing import Memo, Statement


def refused(desk, subject, field, **data):
    with pytest.raises(Refused) as caught:
        desk.do("record_decision", subject, **{"decided_on": "2026-01-27", "text": "Bifall.", **data})
    assert field in {item.field for item in caught.value.details}
    return caught.value.message


def test_a_decision_cannot_take_a_paragraph_already_used(desk):
    desk.decide(desk.case(), "12", text="Bifall.")
    with pytest.raises(ParagraphTaken, match="§ 12 är redan använd 2026"):
        desk.decide(desk.case(), "§ 12", text="Avslag.")
    assert Decision.select().count() == 1


def test_another_body_or_another_year_may_have_the_same_paragraph(desk):
    case = desk.case()
    desk.decide(case, "12", text="Bifall.")
    desk.decide(case, "12", text="Bifall.", body="TNAU")
    desk.do("record_decision", case, decided_on="2025-12-01", paragraph="12", text="Bifall.")
    assert Decision.select().count() == 3


def test_the_proposal_is_the_text_where_none_is_written(desk):
    desk.decide(desk.approved(desk.case()))
    assert Decision.get().text == "att anta tjänsteskrivelsen som sitt yttrande."


def test_a_decision_has_not_been_taken_tomorrow(desk):
    refused(desk, desk.case(), "decided_on", decided_on="2999-01-01", paragraph="12")


def test_a_decision_needs_a_paragraph_or_a_delegate_with_a_point(desk):
    case = desk.case()
    refused(desk, case, "paragraph")
    refused(desk, case, "delegate", delegate="Kim Påhittad")
    refused(desk, case, "paragraph", paragraph="12", delegate="Kim Påhittad", delegation_point="3.1")
    refused(desk, case, "paragraph", paragraph="tolv")
    desk.do("record_decision", case, decided_on="2026-01-27", text="Bifall.", delegate="Kim", delegation_point="3.1")
    assert Decision.get().citation == "Kim, delegation 3.1, 2026-01-27"


def test_a_decision_says_what_was_decided(desk):
    refused(desk, desk.case(), "text", paragraph="12", text=" ")


def test_only_the_board_secretary_records_decisions(desk, actor_of):
    memo = desk.approved(desk.case())
    for role in ("case_officer", "manager", "registrar"):
        with pytest.raises(NotAllowed):
            desk.decide(memo, actor=actor_of(role))


def test_a_memo_sent_back_is_not_decided(desk):
    memo = desk.approved(desk.case())
    assert "Återremiss" in refused(desk, memo, "outcome", paragraph="12", outcome="send_back")
    desk.decide(memo.case, outcome="send_back", text="Återremiss.", memo=memo.record_id)
    assert desk.fresh(memo).state == "approved"


def test_a_rejection_adopts_nothing(desk):
    refused(desk, desk.approved(desk.referral()), "outcome", paragraph="12", outcome="reject", adopts="memo")


def test_a_statement_that_does_not_exist_is_not_adopted(desk):
    refused(desk, desk.approved(desk.referral()), "adopts", paragraph="12", adopts="statement")


def test_a_memo_that_is_not_approved_is_not_adopted_through_its_case(desk):
    memo = desk.memo(desk.referral())
    with pytest.raises(Refused, match="inte godkänd"):
        desk.decide(memo.case, memo=memo.record_id, adopts="memo", text="Bifall.")
    assert (Decision.select().count(), Memo.get().is_statement) == (0, False)


def test_a_statement_adopted_on_its_own_settles_its_memo_too(desk):
    memo = desk.approved(desk.referral())
    statement = desk.made("draft_statement", memo)
    desk.decide(statement)
    assert (Statement.get().state, Statement.get().decision_id) == ("decided", Decision.get().id)
    assert desk.fresh(memo).state == "decided"


def test_a_statement_is_not_adopted_before_its_memo_is_approved(desk):
    statement = desk.made("draft_statement", desk.memo(desk.referral()))
    with pytest.raises(Blocked, match="inte godkänd"):
        desk.decide(statement)


def test_a_memo_of_another_case_is_not_decided_here(desk):
    refused(desk, desk.case(), "memo", paragraph="12", memo=desk.approved(desk.case()).record_id)
