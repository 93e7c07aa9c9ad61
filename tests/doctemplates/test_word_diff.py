"""Ordjämförelse. What differs is told in whole words, nothing is lost, and no input makes it slow."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.doctemplates.alignment import align
from kansli.doctemplates.diff import WordChange, compare_words

LETTERS = st.lists(st.sampled_from("abcd"), max_size=60)
TEXTS = st.text(alphabet="ab åö.,\n\t", max_size=120)


def test_a_changed_word_is_told_whole_and_never_in_pieces():
    changes = compare_words("Nämnden beslutar att anta planen.", "Nämnden föreslår att anta planen.")
    assert changes == (
        WordChange("equal", "Nämnden "),
        WordChange("delete", "beslutar"),
        WordChange("insert", "föreslår"),
        WordChange("equal", " att anta planen."),
    )


def test_two_changed_words_beside_each_other_are_one_change():
    changes = compare_words("senast den 1 mars gäller", "senast den 15 april gäller")
    assert [change.text for change in changes if change.op != "equal"] == ["1 mars", "15 april"]


def test_the_same_text_has_one_equal_piece():
    assert compare_words("Avtalet gäller.\nTill vidare.", "Avtalet gäller.\nTill vidare.") == (
        WordChange("equal", "Avtalet gäller.\nTill vidare."),
    )


@given(old=TEXTS, new=TEXTS)
def test_the_pieces_put_together_are_the_two_texts(old, new):
    changes = compare_words(old, new)
    assert "".join(change.text for change in changes if change.op != "insert") == old
    assert "".join(change.text for change in changes if change.op != "delete") == new


@given(old=TEXTS, new=TEXTS)
def test_something_is_told_exactly_when_the_texts_differ(old, new):
    assert any(change.op != "equal" for change in compare_words(old, new)) == (old != new)


@given(old=LETTERS, new=LETTERS)
def test_spans_cover_both_sides_in_turn_and_equal_ones_are_equal(old, new):
    i = j = 0
    for span in align(old, new):
        assert (span.old_start, span.new_start) == (i, j)
        assert not span.equal or old[i : span.old_end] == new[j : span.new_end]
        i, j = span.old_end, span.new_end
    assert (i, j) == (len(old), len(new))


def steps(old, new):
    """How many lines of our own code a comparison runs: work that does not depend on how busy the machine is."""
    count = 0

    def trace(frame, event, _argument):
        nonlocal count
        if not frame.f_code.co_filename.endswith(("alignment.py", "diff.py")):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        compare_words(old, new)
    finally:
        sys.settrace(before)
    return count


HARD = {
    "one word over and over": lambda n: ("a " * n, "a " * (n // 2)),
    "two words in turn": lambda n: ("a b " * n, "b a " * n),
    "two words without order": lambda n: (_coins(n, 7), _coins(n, 11)),
    "nothing in common": lambda n: (" ".join(map(str, range(n))), " ".join(map(str, range(n, 2 * n)))),
    "backwards": lambda n: (" ".join(map(str, range(n))), " ".join(map(str, range(n, 0, -1)))),
    "a word in a hundred changed": lambda n: (
        " ".join(f"ord{i % 700}" for i in range(n)),
        " ".join("nytt" if i % 100 == 0 else f"ord{i % 700}" for i in range(n)),
    ),
}


def _coins(n, seed):
    state, said = seed, []
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2**31
        said.append("a" if state >> 16 & 1 else "b")
    return " ".join(said)


@pytest.mark.parametrize("name", HARD)
def test_four_times_the_text_is_at_most_some_five_times_the_work(name):
    small, large = steps(*HARD[name](1_000)), steps(*HARD[name](4_000))
    assert large < 5.5 * small + 1_000
