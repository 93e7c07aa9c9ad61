"""The plan: what a file edited in Word would change, told before anything is stored."""

from __future__ import annotations

import random

import pytest
from docx.enum.text import WD_COLOR_INDEX
from word_desk import comment, drop_bookmarks, drop_controls, edited, look, remove, rewrite, track, with_property
from word_desk import write_after as press_enter
from writing_desk import SECTIONS

from kansli.plugin.errors import Refused
from kansli.plugin.store.documents import DocumentVersion, StoredFile
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.writing import MemoVersion
from kansli.plugin.taking_back import plan

BACKGROUND = "Kommunstyrelsen har skickat en plan på remiss."


def planned(shared, data, **options):
    return plan(shared.writer.system, data, actor=shared.writer.actor, **options)


def states(found):
    return {part.name: part.state for part in found.parts}


def counted():
    return [table.select().count() for table in (MemoVersion, DocumentVersion, StoredFile, LogEntry)]


def test_a_file_that_nobody_has_edited_changes_nothing(shared):
    found = planned(shared, shared.printed)
    assert found.record == shared.memo
    assert set(states(found)) == {
        *(f"sections.{name}" for name in shared.writer.sections(shared.memo)),
        "proposals.0",
        "basis",
    }
    assert set(states(found).values()) == {"unchanged"}
    assert (found.is_empty, found.outside, found.changes, found.comments) == (True, (), (), ())


def test_a_word_changed_in_one_section_changes_that_section_alone(shared):
    data = edited(shared.printed, rewrite("skickat en plan", "sänt en längre plan"))
    found = planned(shared, data)
    assert found.sections("changed") == ["background"]
    (part,) = found.in_state("changed")
    assert part.word == SECTIONS["background"].replace("skickat en plan", "sänt en längre plan")
    assert [change.text for change in part.difference if change.op == "insert"] == ["sänt", " längre"]
    assert not part.needs_confirmation


def test_looking_at_what_would_change_writes_nothing(shared):
    data = edited(shared.printed, rewrite("skickat", "sänt"))
    before = counted()
    planned(shared, data)
    assert counted() == before


def test_a_new_paragraph_comes_along(shared):
    data = edited(shared.printed, press_enter("i fem delar", "Den sjätte delen kommer senare."))
    found = planned(shared, data)
    (part,) = found.in_state("changed")
    assert part.word == SECTIONS["background"] + "\n\nDen sjätte delen kommer senare."


def test_an_att_sats_and_a_row_of_the_basis_are_read_as_the_rows_they_are(shared):
    data = edited(
        shared.printed,
        rewrite("omedelbart justerad", "justerad omedelbart"),
        rewrite("Planen, remissversionen", "Planen, antagen"),
    )
    found = planned(shared, data)
    assert found.sections("changed") == ["proposals", "basis"]
    assert {part.name: part.word.splitlines()[-1] for part in found.in_state("changed")} == {
        "proposals.0": "att förklara paragrafen justerad omedelbart.",
        "basis": "Planen, antagen",
    }


def test_a_section_that_has_been_taken_away_in_word_is_missing_and_must_be_chosen(shared):
    data = edited(shared.printed, remove("Barn går till skolan"))
    found = planned(shared, data)
    assert [part.section for part in found.parts if part.needs_choice] == ["child_impact"]


def test_without_controls_the_bookmarks_are_enough(shared):
    data = edited(shared.printed, drop_controls, rewrite("skickat", "sänt"))
    found = planned(shared, data)
    assert found.sections("changed") == ["background"]
    assert found.sections("conflict", "missing") == []


def test_without_bookmarks_nothing_comes_in_unseen(shared):
    data = edited(shared.printed, drop_bookmarks, drop_controls, rewrite("skickat", "sänt"))
    found = planned(shared, data)
    assert all(part.needs_choice or part.needs_confirmation for part in found.parts if part.state != "unchanged")
    assert "sections.background" in {part.name for part in found.parts if part.state != "unchanged"}


def test_formatting_that_the_text_cannot_hold_is_told_before_it_is_lost(shared):
    data = edited(
        shared.printed,
        rewrite("kostar ingenting", "kostar nästan ingenting"),
        look("kostar nästan ingenting", highlight_color=WD_COLOR_INDEX.YELLOW),
    )
    (part,) = planned(shared, data).in_state("changed")
    assert part.lost
    assert part.needs_confirmation


def test_tracked_changes_and_comments_are_told_with_who_made_them(shared):
    data = edited(shared.printed, track("kostnaden", "priset"), comment("Barn går till skolan", "Stämmer det?"))
    found = planned(shared, data)
    assert {(change.kind, change.author, change.text) for change in found.changes} == {
        ("delete", "Bo Läsare", "kostnaden"),
        ("insert", "Bo Läsare", "priset"),
    }
    assert [(note.author, note.text) for note in found.comments] == [("Bo Läsare", "Stämmer det?")]
    assert found.sections("changed") == ["assessment"]


def test_with_the_tracked_changes_rejected_the_text_is_as_it_was(shared):
    data = edited(shared.printed, track("kostnaden", "priset"))
    assert planned(shared, data, accept=False).is_empty


def test_what_is_changed_outside_the_sections_is_told_and_not_read_in(shared):
    data = edited(shared.printed, rewrite("Robin Påhittad", "Robin Annansson"))
    found = planned(shared, data)
    assert found.is_empty
    assert [line for line in found.outside if "Robin Annansson" in line]


def test_a_file_that_kansli_did_not_make_is_refused(shared):
    data = with_property(shared.printed, "kansli_record", None)
    with pytest.raises(Refused) as refused:
        planned(shared, data)
    assert refused.value.code == "not_made_here"


def test_a_file_of_another_installation_is_refused(shared):
    data = with_property(shared.printed, "kansli_origin", "0" * 32)
    with pytest.raises(Refused) as refused:
        planned(shared, data)
    assert refused.value.code == "made_elsewhere"


@pytest.mark.parametrize("number", ["99", "-1", "ett", "9" * 30, "²"])
def test_a_wording_that_there_has_never_been_is_refused(shared, number):
    data = with_property(shared.printed, "kansli_content", number)
    with pytest.raises(Refused) as refused:
        planned(shared, data)
    assert refused.value.code == "wording_unknown"


@pytest.mark.parametrize("data", [b"", b"Ett brev.", b"PK\x03\x04 och sedan inget"], ids=["tom", "text", "trasig"])
def test_what_is_no_word_file_is_refused_with_a_sentence(shared, data):
    with pytest.raises(Refused) as refused:
        planned(shared, data)
    assert refused.value.field == "files"


def test_a_damaged_file_is_refused_with_a_sentence_or_read_and_never_more(shared):
    sound = edited(shared.printed, rewrite("skickat", "sänt"))
    chance = random.Random(7)
    told = []
    for _ in range(60):
        damaged = bytearray(sound)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            told.append(planned(shared, bytes(damaged)).record.record_id)
        except Refused as refused:
            told.append(refused.message)
    assert len(told) == 60
    assert all(told)
