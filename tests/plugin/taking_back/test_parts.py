"""The comparison by itself: what was printed, what Kansli has now and what the file says, a part at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.doctemplates.returned import Returned, ReturnedSection
from kansli.plugin.taking_back.decisions import Decisions, questions, settled
from kansli.plugin.taking_back.parts import compare

DEFINITION = {
    "sections": [
        {"id": "background", "label": "Ärendet", "kind": "text"},
        {"id": "proposals", "label": "Förslag till beslut", "kind": "proposals"},
        {"id": "basis", "label": "Underlag", "kind": "basis"},
    ]
}
WORDS = st.sampled_from(["", "Ett.", "Två.", "Tre."])


def content(background="", proposals=(), basis=()):
    rows = [{"bodies": [body], "clauses": list(clauses)} for body, clauses in proposals]
    return {"sections": {"background": background}, "proposals": rows, "basis": [{"text": text} for text in basis]}


def returned(**sections):
    made = {}
    for name, said in sections.items():
        listed = isinstance(said, tuple)
        text = "\n".join(said) if listed else said
        made[name] = ReturnedSection(name, text, said if listed else None, anchor="bookmark" if text else "missing")
    return Returned(properties={}, sections=made)


def compared(base, current, file, before=None):
    return compare(DEFINITION, base, current, file, before or {})


@given(base=WORDS, current=WORDS, word=WORDS)
def test_nothing_is_taken_unasked_where_both_have_changed_and_nothing_asked_where_one_has(base, current, word):
    parts = compared(content(base), content(current), returned(background=word))
    made, taken, _ = settled(content(current), content(base), parts, Decisions())
    asked = questions(parts, Decisions(), tracked=False, commented=False)
    both_changed = base != current and base != word and current != word
    if asked:
        assert both_changed or not word
        assert taken == []
    else:
        assert made["sections"].get("background", "") in (current, word)
        assert base in ("", current, word) or current == word


@pytest.mark.parametrize(
    ("base", "current"), [("Ett __fett__ ord.", "Ett **fett** ord."), ("* ett\n* två", "- ett\n- två")]
)
def test_how_a_text_is_broken_in_its_source_is_no_change(base, current):
    (part,) = compared(content(base), content(current), returned(background="Något annat."))
    assert part.state == "changed"


def test_each_proposal_is_a_part_of_its_own_and_those_without_clauses_are_not_printed():
    base = content(proposals=[("TN", ["att a"]), ("KS", []), ("KF", ["att b"])])
    parts = compared(base, base, returned(forslag_1=("att a",), forslag_2=("att b", "att c")))
    assert [(part.name, part.state, part.label) for part in parts] == [
        ("proposals.0", "unchanged", "Förslag till beslut 1"),
        ("proposals.2", "changed", "Förslag till beslut 2"),
    ]
    made, *_ = settled(base, base, parts, Decisions())
    assert made["proposals"][2] == {"bodies": ["KF"], "clauses": ["att b", "att c"]}


def test_a_proposal_that_has_changed_its_organ_in_kansli_is_taken_only_by_one_who_has_looked():
    base, now = content(proposals=[("TN", ["att a"])]), content(proposals=[("KS", ["att a"])])
    (part,) = compared(base, now, returned(forslag_1=("att b",)))
    assert "bytt organ" in part.doubts[0]
    assert part.needs_confirmation


def test_a_proposal_that_is_gone_from_kansli_comes_back_only_where_somebody_chooses_it():
    base, now = content(proposals=[("TN", ["att a"])]), content()
    parts = compared(base, now, returned(forslag_1=("att b",)))
    assert [part.state for part in parts] == ["conflict"]
    decisions = Decisions(takes={"proposals": "word"}, confirmed=frozenset({"*"}))
    made, *_ = settled(now, base, parts, decisions)
    assert made["proposals"] == [{"bodies": ["TN"], "clauses": ["att b"]}]


def test_a_list_that_the_template_has_no_mark_for_is_left_alone():
    base = content("Ett.", basis=["Missiv"])
    assert [part.name for part in compared(base, base, returned(background="Ett."))] == ["sections.background"]


def test_a_section_that_was_empty_and_has_been_written_under_its_heading_is_read_in():
    (part,) = compared(content(), content(), returned(background="Nytt."))
    assert (part.state, part.word) == ("changed", "Nytt.")


def test_of_a_section_that_is_printed_twice_the_place_that_was_edited_counts():
    base = content("Ett.")
    file = returned(background="Ett.", background_2="Två.")
    untouched = ReturnedSection("background", "Ett.", anchor="bookmark", intact=True)
    (part,) = compared(base, base, Returned({}, {**file.sections, "background": untouched}))
    assert (part.state, part.word, part.doubts) == ("changed", "Två.", ())
    (part,) = compared(base, base, returned(background="Tre.", background_2="Två."))
    assert (part.word, bool(part.doubts)) == ("Tre.", True)


def test_what_she_took_in_before_is_what_her_next_reading_is_compared_with():
    base, taken = content("Ett."), content("Två.")
    (part,) = compared(base, taken, returned(background="Tre."), {"sections.background": taken})
    assert part.state == "changed"
    (part,) = compared(base, content("Fyra."), returned(background="Tre."), {"sections.background": taken})
    assert part.state == "conflict"
