"""Läsning. The reader finds what stands in a Word document, whoever wrote it."""

from __future__ import annotations

import io

import pytest
from docx import Document

from kansli.doctemplates.problems import Unreadable
from kansli.doctemplates.read import read


def _bytes(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_headings_paragraphs_and_lists_come_in_order_with_their_numbers():
    document = Document()
    document.add_heading("Ärendet", 1)
    document.add_paragraph("Remissen kom i november.")
    document.add_paragraph("att anta förslaget", style="List Number")
    document.add_paragraph("att sända det vidare", style="List Number")
    document.add_paragraph("Missiv", style="List Bullet")
    reading = read(_bytes(document))
    assert [(b.kind, b.level, b.number) for b in reading.blocks] == [
        ("heading", 1, ""), ("paragraph", 0, ""), ("list_item", 0, "1."), ("list_item", 0, "2."), ("list_item", 0, ""),
    ]  # fmt: skip
    assert reading.text == (
        "Ärendet\n\nRemissen kom i november.\n\n1. att anta förslaget\n2. att sända det vidare\n- Missiv"
    )


@pytest.mark.parametrize("data", [b"", b"hej", b"PK\x03\x04 trasig"])
def test_what_is_no_word_file_is_refused_with_a_sentence(data):
    with pytest.raises(Unreadable, match="Filen är"):
        read(data)
