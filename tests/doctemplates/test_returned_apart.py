"""A file that is unusually large is read in a process of its own, and cannot make anybody else wait."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kansli.doctemplates.problems import Unreadable
from kansli.doctemplates.returned import read_back
from kansli.doctemplates.returned_apart import Limits, read_back_within


def with_sections(count):
    """A document with so many sections of a line each, marked as Kansli marks them."""
    document = Document()
    for number in range(count):
        paragraph = document.add_paragraph(f"Text {number} med ")._p
        for kind in ("Start", "End"):
            mark = OxmlElement(f"w:bookmark{kind}")
            mark.set(qn("w:id"), str(number))
            mark.set(qn("w:name"), f"kansli_del{number}")
            paragraph.insert(1, mark) if kind == "Start" else paragraph.append(mark)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def test_what_is_read_apart_is_what_is_read_here():
    data = with_sections(3)
    assert read_back_within(data, at_hand=0) == read_back(data)


def test_a_file_that_takes_too_long_is_refused_in_words():
    with pytest.raises(Unreadable, match="för stor eller för invecklad att läsa in"):
        read_back_within(with_sections(4_000), limits=Limits(cpu_seconds=1))


def test_a_damaged_file_is_refused_in_the_readers_own_words():
    with pytest.raises(Unreadable, match="inte ett Word-dokument"):
        read_back_within(b"hej", at_hand=-1)
