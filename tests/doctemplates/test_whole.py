"""Hela dokumentet: a Word file that nobody has marked is Markdown, and what its pages repeat is told once."""

import io

import pytest
from docx import Document

from kansli.doctemplates.problems import Unreadable
from kansli.doctemplates.whole import read_whole


def test_the_body_is_markdown_and_the_running_lines_stand_apart():
    document = Document()
    document.add_paragraph("Ån", style="Heading 1")
    document.add_paragraph("Den är mörk.").add_run(" Mycket").font.strike = True
    section = document.sections[0]
    section.header.paragraphs[0].text = "Dnr: XN 2026/0001"
    section.footer.paragraphs[0].text = "Dnr: XN 2026/0001"
    file = io.BytesIO()
    document.save(file)
    whole = read_whole(file.getvalue())
    assert whole.markdown == "## Ån\n\nDen är mörk. ~~Mycket~~"
    assert whole.running == ("Dnr: XN 2026/0001",)


def test_what_is_no_word_file_is_refused():
    with pytest.raises(Unreadable):
        read_whole(b"Hej!")
