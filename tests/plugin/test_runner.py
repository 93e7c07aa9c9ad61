"""The runner: rights, state, guards, one transaction, log and outbox."""

from __future__ import annotations

import pytest

from kansli.plugin.errors import Blocked, Conflict, InvalidField, InvalidFields, NotAllowed, NotFound, WrongState
from kansli.plugin.repeats import RequestTaken
from kansli.plugin.runner import possible, run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.organisation import Body, NumberSeries, Registry
from kansli.plugin.store.tables import get_record

OPEN = {"case_type": "general", "title": "Cykelväg vid norra infarten"}


def tn() -> Registry:
    return Registry.get(Registry.code == "TN")


def opened(system, actor, **data):
    return get_record(run(system, "open_case", tn(), actor=actor, data={**OPEN, **data}).record)


def test_a_registrar_opens_a_case_and_it_gets_the_next_number_of_the_series(system, actor_of):
    actor = actor_of("registrar")
    first, second = opened(system, actor), opened(system, actor)
    assert second.sequence == first.sequence + 1
    assert second.case_number == f"TN {second.year}/{second.sequence:04}"


def test_opening_writes_one_log_entry_in_the_registrys_chain_and_one_outbox_row(system, actor_of):
    case = opened(system, actor_of("registrar"))
    entry = LogEntry.get(LogEntry.record == case.record_id)
    assert (entry.chain, entry.step, entry.case_id) == ("TN", "open_case", case.id)
    assert IndexOutbox.select().where(IndexOutbox.record == case.record_id).count() == 1


def test_a_repeated_request_returns_the_first_outcome_and_registers_once(system, actor_of):
    actor = actor_of("registrar")
    first = run(system, "open_case", tn(), actor=actor, data=OPEN, request_id="klick-1")
    again = run(system, "open_case", tn(), actor=actor, data=OPEN, request_id="klick-1")
    assert (again.record, again.repeated) == (first.record, True)
    assert Case.select().count() == 1


def test_somebody_elses_request_id_does_not_show_their_outcome(system, actor_of):
    run(system, "open_case", tn(), actor=actor_of("registrar"), data=OPEN, request_id="gissad")
    with pytest.raises(RequestTaken):
        run(system, "open_case", tn(), actor=actor_of("registrar"), data=OPEN, request_id="gissad")


@pytest.mark.parametrize("changed", [{"data": {**OPEN, "title": "Något annat"}}, {"reason": "Ett nytt skäl"}])
def test_another_content_under_a_used_request_id_is_refused_and_not_lost(system, actor_of, changed):
    actor = actor_of("registrar")
    run(system, "open_case", tn(), actor=actor, data=OPEN, request_id="klick-1")
    with pytest.raises(RequestTaken, match="Ingenting av det nya är sparat"):
        run(system, "open_case", tn(), actor=actor, request_id="klick-1", **{"data": OPEN, **changed})
    assert Case.select().count() == 1


def test_another_step_under_a_used_request_id_is_refused(system, actor_of):
    actor = actor_of("board_secretary")
    case = opened(system, actor)
    run(system, "add_watch", case, actor=actor, data={"title": "Ring", "due": "2030-01-02"}, request_id="klick-2")
    with pytest.raises(RequestTaken):
        run(system, "void_case", case, actor=actor, reason="Dubbelt", request_id="klick-2")
    assert get_record(case.record_id).state == "open"


def test_what_no_database_can_hold_is_left_out_of_a_reason_and_a_request_id(system, actor_of):
    actor = actor_of("registrar")
    case = opened(system, actor)
    run(system, "void_case", case, actor=actor, reason="Dub\x00belt\ud800", request_id="a\x00\udcff")
    assert get_record(case.record_id).void_reason == "Dubbelt"


def test_a_reason_that_is_too_long_is_refused_at_its_field(system, actor_of):
    actor = actor_of("registrar")
    with pytest.raises(InvalidField) as refused:
        run(system, "void_case", opened(system, actor), actor=actor, reason="x" * 5001)
    assert refused.value.field == "reason"


def test_a_refused_opening_gives_the_number_back(system, actor_of):
    actor = actor_of("registrar")
    case = opened(system, actor)
    with pytest.raises(InvalidFields):
        run(system, "open_case", tn(), actor=actor, data={"case_type": "finns inte", "title": ""})
    assert NumberSeries.get(NumberSeries.year == case.year).last == case.sequence


def test_a_reader_may_not_open_a_case(system, actor_of):
    with pytest.raises(NotAllowed):
        opened(system, actor_of("reader"))


def test_the_refusal_names_the_step_in_swedish(system, actor_of):
    with pytest.raises(NotAllowed, match="räcker inte för att öppna ärende"):
        opened(system, actor_of("reader"))


@pytest.mark.parametrize("step", ["close_case", "open_case", "revoke_role"])
def test_a_step_is_not_taken_on_a_record_that_it_is_not_for(system, the_operator, step):
    with pytest.raises(NotFound, match="Steget"):
        run(system, step, Body.get(Body.code == "TN"), actor=the_operator, data=OPEN)


def test_a_registrar_of_another_board_may_not_open_a_case_here(system, actor_of):
    with pytest.raises(NotAllowed):
        opened(system, actor_of("registrar", registry="KS"))


def test_a_case_of_another_board_is_not_admitted_to_exist(system, actor_of):
    case = opened(system, actor_of("registrar"))
    with pytest.raises(NotFound):
        run(system, "update_case", case, actor=actor_of("registrar", registry="KS"), data={"title": "Annat"})


def test_who_saved_second_gets_a_conflict_and_nothing_is_overwritten(system, actor_of):
    actor = actor_of("registrar")
    case = opened(system, actor)
    run(system, "update_case", case, actor=actor, data={"title": "Cykelväg, ny rubrik"}, expected_version=case.version)
    with pytest.raises(Conflict):
        run(system, "update_case", case, actor=actor, data={"title": "En tredje"}, expected_version=case.version)
    assert Case.get_by_id(case.id).title == "Cykelväg, ny rubrik"


def test_a_step_that_the_state_does_not_know_is_refused_with_the_states_name(system, actor_of):
    actor = actor_of("registrar")
    case = opened(system, actor)
    with pytest.raises(WrongState, match="Pågående"):
        run(system, "reopen_case", case, actor=actor, reason="Nya uppgifter")


def test_every_blocker_is_told_at_once(system, actor_of):
    secretary = actor_of("board_secretary")
    case = opened(system, secretary)
    run(system, "add_watch", case, actor=secretary, data={"title": "Ring sökanden", "due": "2026-12-01"})
    with pytest.raises(Blocked) as refused:
        run(system, "close_case", case, actor=secretary)
    assert {blocker.code for blocker in refused.value.details} >= {"no_officer", "watch_open"}


def test_what_is_possible_names_the_blockers(system, actor_of):
    secretary = actor_of("board_secretary")
    case = opened(system, secretary)
    closing = next(item for item in possible(system, case, actor=secretary) if item.step == "close_case")
    assert [blocker.code for blocker in closing.blockers] == ["no_officer"]


def test_a_blocker_does_not_tell_of_a_secret_handling_to_one_who_may_not_see_it(system, actor_of):
    secretary, officer = actor_of("board_secretary"), actor_of("case_officer")
    case = opened(system, secretary, officer=officer.email)
    data = {"kind": "unknown", "title": "Brev från Kim", "direction": "internal", "working": True}
    kept = run(system, "register_document", case, actor=secretary, data=data).record
    marking = {"document": kept, "provision": "OSL 26 kap. 1 §"}
    run(system, "mark_secret", case, actor=secretary, data=marking)
    told = {
        actor.email: next(item for item in possible(system, case, actor=actor) if item.step == "close_case").blockers
        for actor in (secretary, actor_of("case_officer"))
        if any(item.step == "close_case" for item in possible(system, case, actor=actor))
    }
    assert any("Brev från Kim" in blocker.message for blocker in told[secretary.email])
    for email, blockers in told.items():
        if email != secretary.email:
            assert [(blocker.code, blocker.record) for blocker in blockers] == [("hidden_blocker", None)]
