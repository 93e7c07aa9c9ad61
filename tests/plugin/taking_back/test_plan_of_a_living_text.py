"""The plan against a text that goes on living: what others have changed, hidden or approved since the file was made."""

from __future__ import annotations

import pytest
from word_desk import edited, rewrite, with_property

from kansli.plugin.errors import NotAllowed, NotFound, WrongState
from kansli.plugin.runner import run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.writing import Memo
from kansli.plugin.taking_back import plan


def planned(writer, data, **options):
    return plan(writer.system, data, actor=options.pop("actor", writer.actor), **options)


def states(found):
    return {part.name: part.state for part in found.parts}


def test_what_was_changed_in_kansli_alone_stays_as_it_is(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"))
    writer.write(memo, assessment="En ny bedömning.")
    assert planned(writer, data).sections("changed") == ["background"]


def test_a_section_changed_on_both_sides_is_a_conflict(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"))
    writer.write(memo, background="En helt annan bakgrund.")
    found = planned(writer, data)
    (part,) = found.in_state("conflict")
    assert (part.section, part.current) == ("background", "En helt annan bakgrund.")
    assert part.needs_choice


def test_the_same_change_on_both_sides_is_none(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("Barn går till skolan", "Alla går till skolan"))
    writer.write(memo, child_impact="Alla går till skolan på vägarna.")
    assert states(planned(writer, data))["sections.child_impact"] == "unchanged"


def test_a_text_that_may_not_be_seen_answers_as_one_that_is_not_there(writer, actor_of):
    memo = writer.memo()
    data = writer.file(memo)
    officer = actor_of("case_officer")
    Case.update(secret=True).where(Case.id == memo.case_id).execute()
    answers = []
    for one in (data, with_property(data, "kansli_record", "memo:999"), with_property(data, "kansli_record", "case:1")):
        with pytest.raises(NotFound) as refused:
            planned(writer, one, actor=officer)
        answers.append(refused.value.message)
    assert len(set(answers)) == 1


def test_a_reader_may_not_take_anything_back(writer, actor_of):
    data = edited(writer.file(writer.memo()), rewrite("skickat", "sänt"))
    with pytest.raises(NotAllowed):
        planned(writer, data, actor=actor_of("reader"))


def test_what_lies_with_the_manager_is_taken_back_by_the_manager_alone(writer, actor_of):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat", "sänt"))
    run(writer.system, "submit_memo", Memo.get_by_id(memo.id), actor=writer.actor)
    assert planned(writer, data, actor=actor_of("manager")).sections("changed") == ["background"]
    with pytest.raises(NotAllowed):
        planned(writer, data, actor=actor_of("case_officer"))


def test_a_text_that_is_approved_may_not_change(writer):
    memo = writer.memo()
    data = writer.file(memo)
    run(writer.system, "approve_memo", Memo.get_by_id(memo.id), actor=writer.actor)
    with pytest.raises(WrongState):
        planned(writer, data)
