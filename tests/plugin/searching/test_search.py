"""A search by a person: what is found, what is shown of it, and what nobody is told."""

from __future__ import annotations

from datetime import date

import pytest

from kansli.plugin.errors import InvalidField, NotAllowed
from kansli.plugin.rights import Actor, operator
from kansli.plugin.searching.search import search
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.jobs import IndexOutbox

PLAN = """# Plan för samverkan

## Syfte

Planen gäller samverkan mellan kommunen och den idéburna sektorn.

## Mötesplatser

Kommunen upplåter lokaler till föreningar utan avgift.
"""


def test_the_page_has_every_key_of_the_contract_and_no_other(system, archive):
    archive.document(archive.case("Samverkan"), "Plan för samverkan", PLAN)
    archive.index()
    page = search(system, "samverkan idéburen sektor", actor=operator()).as_json()
    assert set(page) == {"query", "interpreted", "total", "took_ms", "suggestions", "hits", "facets"}
    assert set(page["facets"]) == {"board", "year", "kind", "status"}
    keys = {
        "id",
        "kind",
        "title",
        "case_number",
        "board",
        "date",
        "status",
        "score",
        "section",
        "versions",
        "snippet",
        "url",
    }
    assert all(set(hit) == keys for hit in page["hits"])
    assert page["total"] == len(page["hits"]) == 1
    assert any(marked for _, marked in page["hits"][0]["snippet"])


def test_one_search_finds_the_case_the_memo_the_decision_and_the_right_section_of_the_plan(system, archive):
    case = archive.case("Remiss om samverkan med idéburen sektor")
    plan = archive.document(case, "Handlingsplan", PLAN, kind="action_plan")
    memo = archive.memo(case, "Yttrande om samverkan", background="Den idéburna sektorn har frågat om samverkan.")
    decision = archive.decision(
        case, "Samverkan", "Nämnden antar förslaget om idéburen sektor.", "12", date(2021, 1, 27)
    )
    archive.index()
    page = search(system, "samverkan idéburen sektor", actor=operator())
    assert {hit.id for hit in page.hits} == {record.record_id for record in (case, plan, memo, decision)}
    assert next(hit.section for hit in page.hits if hit.id == plan.record_id) == "Syfte"
    assert next(hit.section for hit in page.hits if hit.id == memo.record_id) == "Ärendet"
    assert page.facets["kind"] == {"case": 1, "document": 1, "memo": 1, "decision": 1}


@pytest.mark.parametrize(
    "spelling", ["{year}/{sequence}", "TN {year}/{sequence:04}", "tn-{year}-{sequence}", "Dnr TN{year}/{sequence}"]
)
def test_a_case_is_found_by_any_spelling_of_its_number_also_without_the_board(system, archive, spelling):
    case = archive.case("Belysning i parken")
    archive.index()
    assert archive.found(spelling.format(year=case.year, sequence=case.sequence)) == [case.record_id]


def test_a_paragraph_finds_its_decision(system, archive):
    decision = archive.decision(archive.case("Park"), "Belysning", "Nämnden godkänner.", "121", date(2021, 3, 3))
    archive.index()
    assert archive.found("§ 121") == [decision.record_id]
    assert archive.found("tn § 121") == [decision.record_id]
    assert archive.found("ks § 121") == []


def test_a_decision_is_told_with_its_outcome_in_the_profiles_words(system, archive):
    archive.decision(archive.case("Ny gång"), "Ny gång", "att bygga gången", "12", date(2021, 1, 27))
    archive.index()
    hits = search(system, "bygga gången", actor=operator()).hits
    assert [hit.status_label for hit in hits if hit.kind == "decision"] == ["Enligt förslaget"]


def test_the_synonyms_of_the_profile_are_used_when_the_question_is_read(system, archive):
    case = archive.case("Svar om tjänsteutlåtande för torget")
    archive.index()
    assert archive.found("tjänsteskrivelse torget") == [case.record_id]


def test_filters_and_order_by_date(system, archive):
    first = archive.document(archive.case("Torget"), "Brev om torget", "Om torget.", document_date=date(2019, 5, 1))
    second = archive.document(
        archive.case("Torget", registry="KS"), "Brev om torget", "Om torget.", document_date=date(2020, 5, 1)
    )
    archive.index()
    assert archive.found("torget", kinds=["document"], sort="date") == [second.record_id, first.record_id]
    assert archive.found("torget", kinds=["document"], boards=["TN"]) == [first.record_id]
    assert archive.found("torget", kinds=["document"], year=2020) == [second.record_id]
    assert archive.found("torget", limit=1, offset=1, kinds=["document"], sort="date") == [first.record_id]


def test_a_negative_place_is_refused(system, archive):
    with pytest.raises(InvalidField):
        search(system, "x", actor=operator(), offset=-1)


def test_a_user_without_the_right_to_search_is_refused(system, archive):
    with pytest.raises(NotAllowed):
        search(system, "x", actor=Actor(id=1, name="Ingen", email="ingen@exempel.se"))


def test_a_quarantined_file_is_never_in_the_index_but_its_handling_is(system, archive):
    document = archive.document(archive.case("Brev"), "Brev från föreningen")
    archive.version(document, "hemligt makro", quarantine="Går inte att öppna.")
    archive.index()
    assert archive.found("makro") == []
    assert archive.found("föreningen") == [document.record_id]


def test_a_reader_in_one_registry_sees_nothing_of_another(system, archive, actor_of):
    archive.document(archive.case("Torget", registry="KS"), "Brev om torget", "Om torget.")
    archive.index()
    page = search(system, "torget", actor=actor_of("reader", registry="TN"))
    assert (page.total, page.hits, page.facets["board"]) == (0, (), {})


def test_a_case_made_secret_is_gone_from_the_next_search_before_anything_is_indexed(system, archive, actor_of):
    case = archive.case("Torget")
    archive.document(case, "Brev om torget", "Om torget.")
    archive.index()
    reader, officer = actor_of("reader"), actor_of("case_officer")
    assert len(archive.found("torget", reader)) == 2
    Case.update(secret=True, officer=officer.id).where(Case.id == case.id).execute()
    assert archive.found("torget", reader) == []
    assert len(archive.found("torget", officer)) == 2
    assert len(archive.found("torget", actor_of("registrar"))) == 2
    Case.update(secret=False).where(Case.id == case.id).execute()
    assert len(archive.found("torget", reader)) == 2


def test_a_secret_document_in_an_open_case_is_seen_by_those_who_may(system, archive, actor_of):
    case = archive.case("Torget")
    document = archive.document(case, "Brev om torget", "Om torget.")
    archive.index()
    Document.update(secret=True).where(Document.id == document.id).execute()
    assert archive.found("torget", actor_of("reader")) == [case.record_id]
    assert set(archive.found("torget", actor_of("manager"))) == {case.record_id, document.record_id}


def test_what_is_purged_is_gone_at_once(system, archive):
    document = archive.document(archive.case("Park"), "Utkast", "Om torget.")
    archive.index()
    Document.update(state="purged").where(Document.id == document.id).execute()
    assert archive.found("torget") == []


def test_the_page_tells_how_much_waits_to_be_indexed_among_what_the_reader_may_see(system, archive, actor_of):
    archive.case("Öppet")
    archive.case("Stängt", secret=True)
    archive.index()
    IndexOutbox.create(record="case:1")
    IndexOutbox.create(record="case:2")
    assert search(system, "x", actor=actor_of("reader")).waiting == 1
    assert search(system, "x", actor=operator()).waiting == 2
