"""Läsning. The reader finds what stands in a Word document, whoever wrote it."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kansli.doctemplates.problems import Unreadable
from kansli.doctemplates.read import read

GALLERY = '<w:docPartObj><w:docPartGallery w:val="kansli_background"/></w:docPartObj>'


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


def test_a_section_is_known_by_its_control_also_when_libreoffice_has_renamed_it():
    document = Document()
    body = document.element.body
    for name, mark in (
        ("tag", '<w:tag w:val="kansli_summary"/>'),
        ("gallery", GALLERY),
        ("theirs", '<w:tag w:val="x"/>'),
    ):
        text = f"<w:sdtContent><w:p><w:r><w:t>{name}</w:t></w:r></w:p></w:sdtContent>"
        body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{mark}</w:sdtPr>{text}</w:sdt>"))
    found = {block.text: block.controls for block in read(_bytes(document)).blocks}
    assert found == {"tag": ("kansli_summary",), "gallery": ("kansli_background",), "theirs": ()}


@pytest.mark.parametrize("data", [b"", b"hej", b"PK\x03\x04 trasig"])
def test_what_is_no_word_file_is_refused_with_a_sentence(data):
    with pytest.raises(Unreadable, match="Filen är"):
        read(data)
