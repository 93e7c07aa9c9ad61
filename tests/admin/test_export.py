"""A file for a spreadsheet says what the list says, and makes it calculate nothing."""

from __future__ import annotations

import pytest

from kansli.admin.export import neutralised


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  ="])
def test_what_a_spreadsheet_would_take_for_a_formula_is_text(start):
    assert neutralised(f"{start}1+1") == f"'{start}1+1"


def test_other_text_is_as_it_stands():
    assert neutralised("Remiss = bra") == "Remiss = bra"
