"""Compounds: those with a joining s are seen without a dictionary; a simple word is never split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.search_index.compounds import split_compound


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("samverkansplan", ("samverkan", "plan")),
        ("samverkansöverenskommelse", ("samverkan", "överenskommelse")),
        ("handlingsplan", ("handling", "plan")),
        ("verksamhetsberättelse", ("verksamhet", "berättelse")),
        ("delegationsordning", ("delegation", "ordning")),
        ("ansökningshandling", ("ansökning", "handling")),
        ("begäransdatum", ("begäran", "datum")),
        ("föreningsbidragsregler", ("förening", "bidragsregler")),
        ("rättsfall", ("rätt", "fall")),
        ("ungdomsgård", ("ungdom", "gård")),
    ],
)
def test_a_compound_with_a_joining_s_gives_its_parts(word, parts):
    assert split_compound(word) == parts


@pytest.mark.parametrize(
    "word",
    ["kommun", "plan", "planskola", "beslut", "ordförande", "landsting", "dans", "ringsling", "sektor", "tings"],
)
def test_a_word_that_is_no_such_compound_is_left_whole(word):
    assert split_compound(word) == ()


@given(st.text(max_size=60))
def test_any_text_gives_parts_that_stand_in_the_word_in_order(word):
    joined = "".join(split_compound(word))
    letters = iter(word)
    assert all(letter in letters for letter in joined)
