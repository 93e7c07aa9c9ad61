"""The values of a form: every fault is told at its field, all at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.errors import InvalidField, InvalidFields
from kansli.plugin.inputs import Inputs, clean


def test_a_title_is_trimmed_and_its_blanks_are_made_one():
    assert Inputs({"title": "  Remiss \n om  plan "}).text("title", "Rubrik") == "Remiss om plan"


def test_decomposed_letters_are_put_together():
    assert Inputs({"title": "A\u030argatan"}).text("title", "Rubrik") == "Årgatan"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2025-02-29"])
def test_a_day_that_is_not_in_the_calendar_is_refused_with_the_day_named(text):
    inputs = Inputs({"due": text})
    inputs.day("due", "Svar senast")
    with pytest.raises(InvalidField, match=f"Svar senast: {text} finns inte i kalendern"):
        inputs.finish()


@pytest.mark.parametrize("text", ["26-01-01", "igår", "2026/01/01", "20260101", "٢٠٢٦-٠١-٠١"])
def test_what_is_no_date_is_refused_with_how_to_write_one(text):
    inputs = Inputs({"due": text})
    inputs.day("due", "Svar senast")
    with pytest.raises(InvalidField, match="ÅÅÅÅ-MM-DD"):
        inputs.finish()


def test_a_title_of_five_thousand_letters_is_refused_with_both_lengths():
    inputs = Inputs({"title": "å" * 5000})
    inputs.text("title", "Rubrik")
    with pytest.raises(InvalidField, match="5000 tecken lång, högst 300"):
        inputs.finish()


def test_all_faults_are_told_at_once():
    inputs = Inputs({"title": "", "due": "2026-02-30", "kind": "finns inte"})
    inputs.text("title", "Rubrik", required=True)
    inputs.day("due", "Svar senast")
    inputs.choice("kind", "Handlingstyp", {"letter": 1})
    with pytest.raises(InvalidFields) as refused:
        inputs.finish()
    assert [fault.field for fault in refused.value.details] == ["title", "due", "kind"]


def test_a_refused_choice_names_what_there_is_to_choose():
    inputs = Inputs({"type": "foo", "board": "foo"})
    inputs.choice("type", "Ärendetyp", {"general": 1, "referral_response": 2})
    inputs.choice("board", "Diarium", {f"N{number}": number for number in range(30)})
    with pytest.raises(InvalidFields) as refused:
        inputs.finish()
    assert [fault.message for fault in refused.value.details] == [
        "Ärendetyp: ”foo” finns inte att välja. Välj ett av: general, referral_response.",
        "Diarium: ”foo” finns inte att välja.",
    ]


@given(st.text(alphabet=st.characters()))
def test_cleaned_text_holds_nothing_that_word_or_a_database_cannot(text):
    cleaned = clean(text)
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned


@given(st.text(max_size=40))
def test_a_day_is_either_a_date_none_or_a_fault(text):
    inputs = Inputs({"due": text})
    found = inputs.day("due", "Dag")
    assert found is None or isinstance(found, date)


@given(
    st.dictionaries(st.sampled_from(["a", "b"]), st.one_of(st.none(), st.integers(), st.lists(st.text()), st.text()))
)
def test_values_of_any_kind_never_break_the_reading(data):
    inputs = Inputs(data)
    inputs.text("a", "A")
    inputs.number("b", "B")
    inputs.day("a", "A")
    inputs.flag("b")


def test_a_character_that_cannot_be_kept_is_told_with_its_field_and_a_soft_hyphen_is_not():
    inputs = Inputs({"title": "a\x00b\ud800\x00", "text": "kommun\u00adstyrelsen"})
    inner = inputs.part({"name": "\x0bx"}, "people.0")
    assert (inputs.text("title", "Rubrik"), inputs.long_text("text", "Text"), inner.text("name", "Namn")) == (
        "ab", "kommunstyrelsen", "x",
    )  # fmt: skip
    end = "tecken som ett dokument inte kan innehålla togs bort"
    assert inputs.removed == [
        f"Rubrik: {end} (U+0000, U+D800). Resten är kvar.", f"Namn: {end} (U+000B). Resten är kvar."
    ]  # fmt: skip
