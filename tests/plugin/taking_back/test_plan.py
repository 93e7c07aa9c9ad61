"""The plan: what a file edited in Word would change, told before anything is stored."""

from __future__ import annotations

import pytest
from docx.enum.text import WD_COLOR_INDEX
from word_desk import comment, drop_bookmarks, drop_controls, edited, look, remove, rewrite, track, with_property
from word_desk import write_after as press_enter

from kansli.plugin.errors import NotAllowed, NotFound, Refused, WrongState
from kansli.plugin.runner import run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import DocumentVersion, StoredFile
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.writing import Memo, MemoVersion
from kansli.plugin.taking_back import plan

BACKGROUND = "Kommunstyrelsen har skickat en plan på remiss."


def planned(writer, data, **options):
    return plan(writer.system, data, actor=options.pop("actor", writer.actor), **options)


def states(found):
    return {part.name: part.state for part in found.parts}


def counted():
    return [table.select().count() for table in (MemoVersion, DocumentVersion, StoredFile, LogEntry)]


def test_a_file_that_nobody_has_edited_changes_nothing(writer):
    memo = writer.memo()
    found = planned(writer, writer.file(memo))
    assert found.record == memo
    assert set(states(found)) == {*(f"sections.{name}" for name in writer.sections(memo)), "proposals.0", "basis"}
    assert set(states(found).values()) == {"unchanged"}
    assert (found.is_empty, found.outside, found.changes, found.comments) == (True, (), (), ())


def test_a_word_changed_in_one_section_changes_that_section_alone(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), rewrite("skickat en plan", "sänt en längre plan"))
    found = planned(writer, data)
    assert found.sections("changed") == ["background"]
    (part,) = found.in_state("changed")
    assert part.word == writer.sections(memo)["background"].replace("skickat en plan", "sänt en längre plan")
    assert [change.text for change in part.difference if change.op == "insert"] == ["sänt", " längre"]
    assert not part.needs_confirmation


def test_looking_at_what_would_change_writes_nothing(writer):
    data = edited(writer.file(writer.memo()), rewrite("skickat", "sänt"))
    before = counted()
    planned(writer, data)
    assert counted() == before


def test_a_new_paragraph_comes_along(writer):
    memo = writer.memo()
    data = edited(writer.file(memo), press_enter("i fem delar", "Den sjätte delen kommer senare."))
    found = planned(writer, data)
    (part,) = found.in_state("changed")
    assert part.word == writer.sections(memo)["background"] + "\n\nDen sjätte delen kommer senare."


def test_an_att_sats_and_a_row_of_the_basis_are_read_as_the_rows_they_are(writer):
    data = edited(
        writer.file(writer.memo()),
        rewrite("omedelbart justerad", "justerad omedelbart"),
        rewrite("Planen, remissversionen", "Planen, antagen"),
    )
    found = planned(writer, data)
    assert found.sections("changed") == ["proposals", "basis"]
    assert {part.name: part.word.splitlines()[-1] for part in found.in_state("changed")} == {
        "proposals.0": "att förklara paragrafen justerad omedelbart.",
        "basis": "Planen, antagen",
    }


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


def test_a_section_that_has_been_taken_away_in_word_is_missing_and_must_be_chosen(writer):
    data = edited(writer.file(writer.memo()), remove("Barn går till skolan"))
    found = planned(writer, data)
    assert [part.section for part in found.parts if part.needs_choice] == ["child_impact"]


def test_without_controls_the_bookmarks_are_enough(writer):
    data = edited(writer.file(writer.memo()), drop_controls, rewrite("skickat", "sänt"))
    found = planned(writer, data)
    assert found.sections("changed") == ["background"]
    assert found.sections("conflict", "missing") == []


def test_without_bookmarks_nothing_comes_in_unseen(writer):
    data = edited(writer.file(writer.memo()), drop_bookmarks, drop_controls, rewrite("skickat", "sänt"))
    found = planned(writer, data)
    assert all(part.needs_choice or part.needs_confirmation for part in found.parts if part.state != "unchanged")
    assert "sections.background" in {part.name for part in found.parts if part.state != "unchanged"}


def test_formatting_that_the_text_cannot_hold_is_told_before_it_is_lost(writer):
    data = edited(
        writer.file(writer.memo()),
        rewrite("kostar ingenting", "kostar nästan ingenting"),
        look("kostar nästan ingenting", highlight_color=WD_COLOR_INDEX.YELLOW),
    )
    (part,) = planned(writer, data).in_state("changed")
    assert part.lost
    assert part.needs_confirmation


def test_tracked_changes_and_comments_are_told_with_who_made_them(writer):
    data = edited(
        writer.file(writer.memo()), track("kostnaden", "priset"), comment("Barn går till skolan", "Stämmer det?")
    )
    found = planned(writer, data)
    assert {(change.kind, change.author, change.text) for change in found.changes} == {
        ("delete", "Bo Läsare", "kostnaden"),
        ("insert", "Bo Läsare", "priset"),
    }
    assert [(note.author, note.text) for note in found.comments] == [("Bo Läsare", "Stämmer det?")]
    assert found.sections("changed") == ["assessment"]


def test_with_the_tracked_changes_rejected_the_text_is_as_it_was(writer):
    data = edited(writer.file(writer.memo()), track("kostnaden", "priset"))
    assert planned(writer, data, accept=False).is_empty


def test_what_is_changed_outside_the_sections_is_told_and_not_read_in(writer):
    data = edited(writer.file(writer.memo()), rewrite("Robin Påhittad", "Robin Annansson"))
    found = planned(writer, data)
    assert found.is_empty
    assert [line for line in found.outside if "Robin Annansson" in line]


def test_a_file_that_kansli_did_not_make_is_refused(writer):
    data = with_property(writer.file(writer.memo()), "kansli_record", None)
    with pytest.raises(Refused) as refused:
        planned(writer, data)
    assert refused.value.code == "not_made_here"


def test_a_file_of_another_installation_is_refused(writer):
    data = with_property(writer.file(writer.memo()), "kansli_origin", "0" * 32)
    with pytest.raises(Refused) as refused:
        planned(writer, data)
    assert refused.value.code == "made_elsewhere"


@pytest.mark.parametrize("number", ["99", "-1", "ett", "9" * 30, "²"])
def test_a_wording_that_there_has_never_been_is_refused(writer, number):
    data = with_property(writer.file(writer.memo()), "kansli_content", number)
    with pytest.raises(Refused) as refused:
        planned(writer, data)
    assert refused.value.code == "wording_unknown"


@pytest.mark.parametrize("data", [b"", b"Ett brev.", b"PK\x03\x04 och sedan inget"], ids=["tom", "text", "trasig"])
def test_what_is_no_word_file_is_refused_with_a_sentence(writer, data):
    with pytest.raises(Refused) as refused:
        planned(writer, data)
    assert refused.value.field == "files"


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


def test_a_text_that_is_approved_may_not_change(writer):
    memo = writer.memo()
    data = writer.file(memo)
    run(writer.system, "approve_memo", Memo.get_by_id(memo.id), actor=writer.actor)
    with pytest.raises(WrongState):
        planned(writer, data)
