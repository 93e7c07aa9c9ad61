"""Kolumner. A table in the text gives its words room and sets its numbers under each other."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given
from hypothesis import strategies as st

from kansli.doctemplates.columns import WHOLE, column_widths, number_columns

BUDGET = [["", "2027", "Totalt"], ["Lampor och stolpar", "420 000", "1 040 000 kr"], ["Röjning", "–5,5 %", ""]]
tables = st.lists(st.lists(st.text(max_size=60), min_size=1, max_size=6), min_size=1, max_size=5)


@given(tables)
def test_the_columns_share_the_whole_width_and_none_is_lost(rows):
    widths = column_widths(rows)
    assert sum(widths) == WHOLE
    assert len(widths) == max(map(len, rows))
    assert min(widths) > WHOLE // 60


def test_a_column_of_longer_words_is_wider():
    first, second, third = column_widths(BUDGET)
    assert first > third > second


def test_columns_of_numbers_are_told_from_columns_of_words():
    assert number_columns(BUDGET) == {1, 2}
    assert number_columns([["År", "Vad"], ["2027", "Byte av 12 lampor"]]) == {0}


@pytest.mark.parametrize("rows", [[], [["2027", "2028"]]])
def test_a_table_without_rows_has_no_columns_of_numbers(rows):
    assert number_columns(rows) == frozenset()


def test_a_budget_table_has_its_numbers_to_the_right_and_its_words_to_the_left(templates, values, make_document):
    values["sektioner"]["financial_impact"] = "| | 2027 |\n|---|---|\n| Lampor och stolpar | 420 000 |"
    document = Document(io.BytesIO(make_document(templates["_base/tjansteskrivelse"], values)))
    found = [Table(element, document) for element in document.element.body.iter(qn("w:tbl"))]
    table = next(table for table in found if "420 000" in table.cell(1, 1).text)
    styles = [[cell.paragraphs[0].style.name for cell in row.cells] for row in table.rows]
    assert styles == [["Table Text", "Table Number"]] * 2
