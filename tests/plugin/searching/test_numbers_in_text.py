"""Numbers in queries and texts: every spelling of one number is that number, and dates and amounts are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.searching.numbers_in_text import recogniser

recognise = recogniser(("TN", "KS"))


def keys(text: str) -> set[str]:
    return {key for _, _, key in recognise(text)}


@given(
    year=st.integers(1990, 2049),
    number=st.integers(1, 99999),
    pad=st.integers(1, 6),
    board=st.sampled_from(("TN", "tn", "Tn")),
    first=st.sampled_from((" ", "-", "/", ":", " - ")),
    second=st.sampled_from(("/", ":", "-", " ", ".")),
    prefix=st.sampled_from(("", "Dnr ", "Diarienr: ", "Vår beteckning ", "dnr. ")),
)
def test_a_number_of_our_own_is_found_with_any_signs_between(year, number, pad, board, first, second, prefix):
    text = f"{prefix}{board}{first}{year}{second}{number:0{pad}}"
    assert recognise(text) == [(0, len(text), f"tn/{year}/{number}")]


@given(st.text())
def test_any_text_can_be_read_and_every_span_lies_in_it(text):
    assert all(0 <= start < end <= len(text) for start, end, _ in recognise(text))


def test_without_the_board_it_is_the_number_of_each_registry():
    assert keys("2020/0874") == {"tn/2020/874", "ks/2020/874"}
    assert keys("Ärende 2020-0874") == {"tn/2020/874", "ks/2020/874"}


def test_somebody_elses_number_keeps_its_own_board():
    assert keys("Ert dnr KSN-2015-1345") == {"ksn/2015/1345"}


@pytest.mark.parametrize(
    "text", ["2020-01-27", "2020-01", "SOU 2016:13", "prop. 2009/10:55", "046-35 50 00", "12 000 kr"]
)
def test_dates_prints_and_amounts_are_no_numbers_of_ours(text):
    assert not {key for key in keys(text) if key.startswith(("tn/", "ks/"))}


def test_a_paragraph_is_found_beside_a_number():
    assert keys("TN 2020/0874, § 12") == {"tn/2020/874", "§12"}
