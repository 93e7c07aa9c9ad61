"""Steps of a case: who answers for it, what is watched, and when it may be closed, opened again or voided."""

from __future__ import annotations

import pytest

from kansli.plugin.errors import Blocked, Refused, WrongState
from kansli.plugin.rendering import render
from kansli.plugin.rules.finalised import STATUS_LABELS
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document
from kansli.plugin.store.writing import DraftBuffer, Memo
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.drafts import keep_draft


def test_an_officer_needs_a_role_that_may_write_in_the_registry(desk, actor_of):
    case = desk.case()
    for stranger in (actor_of("reader"), actor_of("case_officer", registry="KS")):
        with pytest.raises(Refused, match="ingen roll"):
            desk.do("assign_officer", case, officer=stranger.email)


def test_the_watches_of_the_earlier_officer_follow_the_case(desk, actor_of):
    first, second = actor_of("case_officer"), actor_of("case_officer")
    case = desk.referral()
    desk.do("assign_officer", case, officer=first.email)
    desk.do("assign_officer", case, officer=second.email)
    assert Watch.get(Watch.case == case).user_id == second.id


def test_a_watch_that_somebody_else_has_stays_with_her(desk, actor_of):
    officer, secretary = actor_of("case_officer"), actor_of("board_secretary")
    case = desk.case()
    desk.do("add_watch", case, title="Ring ordföranden", due="2026-12-01", user=secretary.email)
    desk.do("assign_officer", case, officer=officer.email)
    assert Watch.get().user_id == secretary.id


def test_a_watch_without_a_day_is_refused(desk):
    with pytest.raises(Refused) as caught:
        desk.do("add_watch", desk.case(), title="Ring")
    assert caught.value.field == "due"


def test_a_watch_that_is_done_cannot_be_done_again(desk):
    watch = desk.made("add_watch", desk.case(), title="Ring", due="2026-12-01")
    desk.do("complete_watch", watch)
    assert desk.fresh(watch).done_at is not None
    with pytest.raises(WrongState):
        desk.do("complete_watch", watch)


def test_the_types_own_fields_are_kept_and_unknown_ones_refused(desk):
    case = desk.referral()
    desk.do("update_case", case, fields={"requested_headings": "Sammanfattning\nProcessen"})
    assert desk.fresh(case).data["requested_headings"] == "Sammanfattning\nProcessen"
    with pytest.raises(Refused) as caught:
        desk.do("update_case", case, fields={"färg": "blå"})
    assert caught.value.field == "fields.färg"


def test_closing_tells_every_blocker_at_once_each_with_its_record(desk):
    case = desk.referral()
    memo = desk.memo(case)
    note = desk.document(case, kind="note", received_on="", working=True)
    with pytest.raises(Blocked) as caught:
        desk.do("close_case", case)
    found = {item.code: item.record for item in caught.value.details}
    assert found.keys() == {"no_officer", "memo_unfinished", "referral_open", "watch_open", "working_material"}
    assert (found["memo_unfinished"], found["working_material"]) == (memo.record_id, note.record_id)


def test_a_memo_that_is_the_statement_needs_its_file_before_the_case_is_closed(desk, actor_of):
    case = desk.case(officer=actor_of("case_officer").email)
    memo = desk.approved(case)
    desk.decide(memo, adopts="memo")
    with pytest.raises(Blocked) as caught:
        desk.do("close_case", case)
    assert [(item.code, item.record) for item in caught.value.details] == [("statement_without_file", memo.record_id)]
    document = desk.document(case, kind="memo", direction="internal", files=[desk.file("yttrande.docx")])
    Memo.update(document=document).where(Memo.id == memo.id).execute()
    desk.do("close_case", case)
    assert desk.fresh(case).closed_on is not None


def test_closing_makes_what_is_left_a_public_record_and_throws_unsaved_typing_away(desk, actor_of):
    officer = actor_of("case_officer")
    case = desk.case(officer=officer.email)
    memo = desk.memo(case)
    keep_draft(desk.system, officer, memo, {"title": "Halvskrivet"}, memo.version)
    desk.do("withdraw_memo", memo, reason="Behövs inte")
    note = desk.document(case, kind="note", received_on="")
    desk.do("close_case", case)
    assert desk.fresh(note).finalised_reason == "ärendet är slutbehandlat"
    assert STATUS_LABELS["finalised"] == "Upprättad"
    assert DraftBuffer.select().count() == 0
    assert desk.fresh(case).closed_on is not None


def test_a_closed_case_is_opened_again_with_a_reason(desk, actor_of):
    case = desk.case(officer=actor_of("case_officer").email)
    desk.do("close_case", case)
    with pytest.raises(Blocked):
        desk.do("reopen_case", case)
    desk.do("reopen_case", case, reason="Ny skrivelse har kommit")
    assert (desk.fresh(case).state, desk.fresh(case).closed_on) == ("open", None)


def test_a_case_with_handlingar_is_not_voided(desk):
    case = desk.case()
    document = desk.document(case)
    with pytest.raises(Blocked) as caught:
        desk.do("void_case", case, reason="Fel diarium")
    assert caught.value.details[0].record == document.record_id


def test_a_voided_case_keeps_its_number_and_reason_and_the_number_is_not_given_again(desk):
    case = desk.case()
    desk.do("add_watch", case, title="Ring", due="2026-12-01")
    desk.do("void_case", case, reason="Öppnat av misstag")
    voided = desk.fresh(case)
    assert (voided.state, voided.case_number, voided.void_reason) == ("voided", case.case_number, "Öppnat av misstag")
    assert Watch.get().state == "done"
    assert desk.case().sequence == case.sequence + 1


def test_an_extension_moves_the_watch(desk):
    case = desk.referral(response_due="2026-02-27")
    desk.do("extend_referral", Referral.get(Referral.case == case), extended_due="2026-03-15")
    assert Referral.get().extended_due.isoformat() == "2026-03-15"
    assert Watch.get().due.isoformat() == "2026-03-13"


def test_an_extension_that_gives_no_more_time_is_refused(desk):
    case = desk.referral(response_due="2026-02-27")
    with pytest.raises(Refused) as caught:
        desk.do("extend_referral", Referral.get(Referral.case == case), extended_due="2026-02-20")
    assert caught.value.field == "extended_due"


def test_a_referral_is_not_answered_by_what_has_not_been_sent(desk):
    case = desk.referral()
    answer = desk.document(case, kind="letter", direction="outgoing", received_on="", files=[desk.file()])
    referral = Referral.get(Referral.case == case)
    with pytest.raises(Refused, match="inte expedierad"):
        desk.do("answer_referral", referral, answer=answer.record_id)
    desk.do("dispatch_document", answer, recipients=[{"name": "Kommunstyrelsen"}])
    desk.do("answer_referral", referral, answer=answer.record_id, stance="approve")
    assert (Referral.get().state, Watch.get().state) == ("answered", "done")


def test_a_handling_of_another_case_is_no_answer(desk):
    other = desk.document(desk.case())
    with pytest.raises(Refused, match="finns inte i ärendet"):
        desk.do("answer_referral", Referral.get(Referral.case == desk.referral()), answer=other.record_id)


def test_declining_to_answer_needs_a_reason_and_ends_the_watch(desk):
    referral = Referral.get(Referral.case == desk.referral())
    with pytest.raises(Blocked):
        desk.do("decline_referral", referral)
    desk.do("decline_referral", referral, reason="Rör inte nämndens uppdrag")
    assert (Referral.get().state, Referral.get().stance, Watch.get().state) == ("declined", "abstain", "done")


def test_an_ordinary_handling_is_sent_without_any_decision_and_is_public_by_it(desk):
    document = desk.document(desk.case(), kind="letter", direction="outgoing", received_on="", files=[desk.file()])
    desk.do("dispatch_document", document, recipients=[{"name": "Föreningen Kastanjen", "channel": "letter"}])
    sent = desk.fresh(document)
    assert (sent.state, sent.finalised_reason) == ("dispatched", "expedierad")


def test_a_handling_is_not_sent_to_nobody(desk):
    document = desk.document(desk.case(), direction="outgoing", received_on="", files=[desk.file()])
    with pytest.raises(Refused) as caught:
        desk.do("dispatch_document", document)
    assert caught.value.field == "recipients"


def test_a_handling_without_a_file_is_not_sent(desk):
    document = desk.document(desk.case(), direction="outgoing", received_on="")
    with pytest.raises(Blocked, match="ingen fil"):
        desk.do("dispatch_document", document, recipients=[{"name": "Någon"}])


def test_a_statement_made_elsewhere_is_not_sent_without_a_decision(desk):
    case = desk.referral()
    file = desk.document(case, kind="statement", direction="outgoing", received_on="", files=[desk.file()])
    with pytest.raises(Blocked, match="Yttrandet är inte beslutat"):
        desk.do("dispatch_document", file, recipients=[{"name": "Kommunstyrelsen"}])
    desk.decide(case, text="Nämnden antar yttrandet.")
    desk.do("dispatch_document", file, recipients=[{"name": "Kommunstyrelsen"}])
    assert Referral.get(Referral.case == case).answer_id == file.id


def test_a_statement_without_a_file_is_not_sent(desk):
    statement = desk.made("draft_statement", desk.approved(desk.referral()))
    desk.decide(statement)
    with pytest.raises(Blocked, match="ingen Word-fil"):
        desk.do("dispatch_statement", statement)


def test_sent_working_material_gets_its_number_then(desk):
    publish_shipped_templates(desk.system)
    memo = desk.approved(desk.case())
    made = render(desk.system, memo, actor=desk.actor)
    document = Document.get_by_id(int(made.document.partition(":")[2]))
    desk.do("dispatch_document", document, recipients=[{"name": "Revisionen"}])
    assert desk.fresh(document).sequence == 1
    assert Case.get().state == "open"
