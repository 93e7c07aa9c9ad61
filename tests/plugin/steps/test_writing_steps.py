"""Steps of writing: drafts are filled in, saved as versions, approved by who may; no typed text is ever lost."""

from __future__ import annotations

import pytest

from kansli.plugin.errors import Blocked, Conflict, NotAllowed, Refused, WrongState
from kansli.plugin.store.documents import DocumentVersion
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.journal import LogEntry, LogPayload
from kansli.plugin.store.writing import BasisLink, DraftBuffer, Memo, MemoVersion, Statement
from kansli.plugin.writing.content import content_of
from kansli.plugin.writing.drafts import draft_of, keep_draft
from kansli.plugin.writing.saving import save_text
from kansli.plugin.writing.sections import with_section


def test_a_new_memo_is_filled_in_with_what_is_known(desk, actor_of):
    officer = actor_of("case_officer", name="Kim Påhittad")
    case = desk.referral()
    desk.do("assign_officer", case, officer=officer.email)
    content = content_of(desk.made("draft_memo", case))
    assert content["title"] == "Remiss om gångvägar"
    assert content["proposals"] == [{"bodies": ["TN"], "clauses": []}]
    assert content["recipients"]["for_action"] == [{"name": "Kommunstyrelsen", "address": ""}]
    assert content["recipients"]["for_information"] == [{"name": "Akten", "address": ""}]
    assert content["signatories"] == [{"name": "Kim Påhittad", "title": ""}]


def test_the_next_memo_is_signed_as_the_last_one(desk):
    case = desk.case()
    desk.approved(case)
    content = content_of(desk.made("draft_memo", case))
    assert content["signatories"] == [{"name": "Robin Påhittad", "title": "teknisk direktör"}]


def test_a_save_makes_a_version_and_the_same_text_again_makes_none(desk):
    memo = desk.memo(desk.case())
    again = desk.do("edit_memo", memo, **content_of(memo))
    assert again.facts["changed"] is False
    assert [row.number for row in MemoVersion.select().order_by(MemoVersion.number)] == [1, 2]


def test_the_log_keeps_the_hash_of_a_text_and_never_its_words(desk):
    memo = desk.memo(desk.case(), sections={"summary": "Hemliga ord"})
    entry = LogEntry.select().where(LogEntry.step == "edit_memo").order_by(LogEntry.id.desc()).first()
    payload = LogPayload.get(LogPayload.entry == entry).payload
    assert "content_sha256" in payload
    assert "Hemliga" not in payload
    assert content_of(memo)["sections"] == {"summary": "Hemliga ord"}


def test_a_section_that_the_type_does_not_have_is_refused_at_its_field(desk):
    memo = desk.memo(desk.case())
    with pytest.raises(Refused) as caught:
        desk.do("edit_memo", memo, **{**content_of(memo), "sections": {"vinjett": "text"}})
    assert caught.value.field == "sections.vinjett"


def test_a_memo_without_a_title_is_refused(desk):
    memo = desk.memo(desk.case())
    with pytest.raises(Refused) as caught:
        desk.do("edit_memo", memo, **{**content_of(memo), "title": " "})
    assert caught.value.field == "title"


def test_two_editors_conflict_and_both_texts_are_kept(desk, actor_of):
    first, second = actor_of("case_officer", name="Första"), actor_of("board_secretary")
    memo = desk.memo(desk.case())
    began = memo.version
    theirs = {**content_of(memo), "sections": {"summary": "Den förstas text."}}
    ours = {**content_of(memo), "sections": {"summary": "Den andras text."}}
    save_text(desk.system, memo, theirs, actor=first, expected_version=began)
    with pytest.raises(Conflict) as caught:
        save_text(desk.system, memo, ours, actor=second, expected_version=began)
    assert "Den förstas text." in caught.value.theirs
    assert "Den andras text." in caught.value.ours
    assert content_of(desk.fresh(memo))["sections"]["summary"] == "Den förstas text."
    assert draft_of(second, memo).form["sections"]["summary"] == "Den andras text."


def test_text_typed_into_what_has_been_approved_meanwhile_is_kept(desk, actor_of):
    officer = actor_of("case_officer")
    memo = desk.memo(desk.case())
    desk.do("approve_memo", memo)
    with pytest.raises(WrongState):
        save_text(desk.system, memo, {"title": "Sent skrivet"}, actor=officer, expected_version=memo.version)
    assert draft_of(officer, memo).form["title"] == "Sent skrivet"


def test_a_kept_draft_is_neither_logged_nor_indexed_and_goes_with_the_save(desk, actor_of):
    officer = actor_of("case_officer")
    memo = desk.memo(desk.case())
    before = (LogEntry.select().count(), IndexOutbox.select().count())
    keep_draft(desk.system, officer, memo, {"title": "Halvt"}, memo.version)
    keep_draft(desk.system, officer, memo, {"title": "Halvt skrivet"}, memo.version)
    assert (LogEntry.select().count(), IndexOutbox.select().count()) == before
    assert draft_of(officer, memo).form == {"title": "Halvt skrivet"}
    save_text(desk.system, memo, content_of(memo), actor=officer, expected_version=memo.version)
    assert DraftBuffer.select().count() == 0


def test_nobody_reads_somebody_elses_draft(desk, actor_of):
    officer = actor_of("case_officer")
    memo = desk.memo(desk.case())
    keep_draft(desk.system, officer, memo, {"title": "Mitt"}, memo.version)
    assert draft_of(actor_of("board_secretary"), memo) is None


def test_a_draft_in_a_case_that_may_not_be_seen_is_refused(desk, actor_of):
    memo = desk.memo(desk.case())
    with pytest.raises(Refused):
        keep_draft(desk.system, actor_of("case_officer", registry="KS"), memo, {}, 1)


def test_the_basis_keeps_its_links_to_versions_as_rows(desk):
    case = desk.case()
    desk.document(case, files=[desk.file()])
    version = DocumentVersion.get()
    memo = desk.memo(case, basis=[{"text": "Brevet", "version": version.record_id}, {"text": "Samtal med grannar"}])
    assert [link.version_id for link in BasisLink.select().where(BasisLink.memo == memo)] == [version.id]
    desk.do("edit_memo", memo, **{**content_of(memo), "basis": []})
    assert BasisLink.select().count() == 0


def test_a_memo_begins_with_the_missiv_and_the_remiss_as_its_basis(desk):
    case = desk.referral(files=[desk.file()])
    desk.document(case, kind="annex", files=[desk.file("bilaga.txt")])
    first = DocumentVersion.select().order_by(DocumentVersion.id).get()
    (row,) = content_of(desk.memo(case))["basis"]
    assert row["version"] == first.record_id
    assert row["text"].startswith(f"{first.document.title}, 20")


def test_a_secret_missiv_is_not_named_in_the_basis_of_a_memo(desk):
    desk.document(case := desk.case(), kind="cover_letter", files=[desk.file()], secrecy={"provision": "osl_21_1"})
    assert content_of(desk.memo(case))["basis"] == []


def test_a_proposed_basis_can_be_taken_away(desk):
    memo = desk.memo(desk.referral(files=[desk.file()]))
    desk.do("edit_memo", memo, **{**content_of(memo), "basis": []})
    assert content_of(desk.fresh(memo))["basis"] == []


def test_a_basis_that_points_at_nothing_or_at_what_may_not_be_seen_is_refused(desk, actor_of):
    secret = desk.case()
    desk.document(secret, files=[desk.file()])
    desk.do("mark_secret", secret, provision="osl_21_1")
    memo, officer = desk.memo(desk.case()), actor_of("case_officer")
    for target in ("version:999", "case:1", "skräp", DocumentVersion.get().record_id):
        with pytest.raises(Refused) as caught:
            basis = [{"text": "Brevet", "version": target}]
            desk.do("edit_memo", memo, actor=officer, **{**content_of(memo), "basis": basis})
        assert caught.value.field == "basis.0.version"


def test_a_memo_without_a_proposal_is_not_handed_in(desk):
    memo = desk.made("draft_memo", desk.case())
    with pytest.raises(Blocked, match="Förslag till beslut saknas"):
        desk.do("submit_memo", memo)


def test_approving_tells_every_section_that_is_missing(desk):
    memo = desk.memo(desk.case(), sections={"summary": "Kort."})
    with pytest.raises(Blocked) as caught:
        desk.do("approve_memo", memo)
    assert {item.field for item in caught.value.details} == {"background", "child_impact", "financial_impact"}


def test_an_approver_without_the_role_is_refused(desk, actor_of):
    memo = desk.memo(desk.case())
    for role in ("case_officer", "board_secretary", "registrar", "reader"):
        with pytest.raises(NotAllowed):
            desk.do("approve_memo", memo, actor=actor_of(role))


def test_an_approval_says_who_and_when_and_is_taken_back_with_a_reason(desk, actor_of):
    manager = actor_of("manager")
    memo = desk.memo(desk.case())
    desk.do("approve_memo", memo, actor=manager)
    assert desk.fresh(memo).approved_by_id == manager.id
    with pytest.raises(Blocked):
        desk.do("return_memo", memo)
    desk.do("return_memo", memo, reason="Ekonomin saknas")
    assert (desk.fresh(memo).state, desk.fresh(memo).approved_by_id) == ("draft", None)


def test_what_is_approved_is_not_edited(desk):
    memo = desk.approved(desk.case())
    with pytest.raises(WrongState):
        desk.do("edit_memo", memo, **content_of(memo))


def test_a_withdrawn_memo_can_still_be_read(desk):
    memo = desk.memo(desk.case())
    desk.do("withdraw_memo", memo, reason="Frågan är avgjord")
    assert Memo.get_by_id(memo.id).state == "withdrawn"
    assert content_of(memo)["title"]


def test_a_statement_begins_from_the_memo_under_the_senders_headings(desk):
    case = desk.referral()
    desk.do("update_case", case, fields={"requested_headings": "Sammanfattning\nOrganisation"})
    memo = desk.memo(case, sections={"summary": "Kort sagt ja.", "assessment": "Förvaltningen bedömer."})
    statement = desk.made("draft_statement", memo)
    text = content_of(statement)["sections"]["statement"]
    assert text == "### Sammanfattning\n\nKort sagt ja.\n\n### Organisation\n\nFörvaltningen bedömer."
    assert content_of(statement)["recipients"]["for_action"][0]["name"] == "Kommunstyrelsen"


def test_a_memo_has_one_statement_at_a_time(desk):
    memo = desk.memo(desk.referral())
    statement = desk.made("draft_statement", memo)
    with pytest.raises(Refused, match="redan ett yttrande"):
        desk.do("draft_statement", memo)
    desk.do("withdraw_statement", statement, reason="Börjar om")
    desk.do("draft_statement", memo)
    assert Statement.select().count() == 2


def test_a_statement_is_saved_as_a_memo_is(desk):
    statement = desk.made("draft_statement", desk.memo(desk.referral()))
    content = {**content_of(statement), "sections": {"statement": "Nämnden tillstyrker."}}
    save_text(desk.system, statement, content, actor=desk.actor, expected_version=statement.version)
    assert content_of(desk.fresh(statement))["sections"]["statement"] == "Nämnden tillstyrker."


def put(memo, section, text):
    return with_section(content_of(memo), section, text, type_version=memo.type_version, body="TN")


def test_a_section_given_as_text_becomes_the_rows_that_it_is(desk):
    memo = desk.made("draft_memo", desk.case())
    lead = "Tekniska nämnden föreslås besluta"
    proposals = f"{lead}\n\natt anta yttrandet, och\n\natt översända det till\nkommunstyrelsen."
    assert put(memo, "proposals", proposals)["proposals"] == [
        {"bodies": ["TN"], "clauses": ["att anta yttrandet, och", "att översända det till kommunstyrelsen."]}
    ]
    assert put(memo, "basis", "- Missiv 2026-01-05\n- Planen")["basis"] == [
        {"text": "Missiv 2026-01-05"},
        {"text": "Planen"},
    ]
    recipients = put(memo, "recipients", "För verkställighet:\nKommunstyrelsen\n\nFör kännedom:\nAkten")["recipients"]
    assert [person["name"] for person in recipients["for_action"]] == ["Kommunstyrelsen"]
    assert [person["name"] for person in recipients["for_information"]] == ["Akten"]
    assert put(memo, "signatories", "Robin Påhittad\nTeknisk direktör")["signatories"] == [
        {"name": "Robin Påhittad", "title": "Teknisk direktör"}
    ]
    assert put(memo, "officers", "Kim Påhittad\nRobin Påhittad, ingenjör")["officers"] == [
        {"name": "Kim Påhittad", "title": ""},
        {"name": "Robin Påhittad", "title": "ingenjör"},
    ]
    assert put(memo, "summary", "Kort **sagt**.")["sections"]["summary"] == "Kort **sagt**."


def test_a_section_unknown_to_the_type_is_refused_with_those_there_are(desk):
    with pytest.raises(Refused, match="summary"):
        put(desk.made("draft_memo", desk.case()), "vinjett", "text")


def test_handing_in_tells_every_section_that_is_missing_before_the_manager_is_troubled(desk):
    memo = desk.memo(desk.case(), sections={"summary": "Kort."})
    with pytest.raises(Blocked) as caught:
        desk.do("submit_memo", memo)
    assert {item.field for item in caught.value.details} == {"background", "child_impact", "financial_impact"}


def test_a_character_that_cannot_be_kept_is_told_when_the_text_is_saved(desk):
    memo = desk.memo(desk.case())
    content = content_of(memo)
    assert "removed" not in desk.do("edit_memo", memo, **{**content, "title": "Å & <ö> 😀"}).facts
    saved = desk.do("edit_memo", memo, **{**content, "sections": {"summary": "K\x00ort\ud83d."}})
    assert content_of(Memo.get_by_id(memo.id))["sections"] == {"summary": "Kort."}
    assert saved.facts["removed"] == [
        "Sammanfattning: tecken som ett dokument inte kan innehålla togs bort (U+0000, U+D83D). Resten är kvar."
    ]
