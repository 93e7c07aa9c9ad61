"""Utdragsmallar. The § at the top, the board's name and pages in the head, and a table to sign in on every page."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from docx import Document

from kansli.doctemplates.build_extract import build_extracts
from kansli.doctemplates.layout import HERE
from kansli.doctemplates.package import check_package

TEMPLATES = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/protokollsutdrag.toml"))


def parts(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def test_the_shipped_extracts_are_those_that_are_described():
    built = dict(build_extracts())
    assert sorted(path.with_suffix(".toml").relative_to(HERE).as_posix() for path in built) == TEMPLATES
    for path, data in built.items():
        assert parts(data) == parts(path.read_bytes()), f"{path}: python -m kansli.doctemplates.build_extract"
        assert check_package(data) == ()


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_foot_is_signed_on_the_first_page_and_on_all_others(name):
    (section,) = Document((HERE / name).with_suffix(".docx")).sections
    assert section.different_first_page_header_footer
    for footer in (section.first_page_footer, section.footer):
        (table,) = footer.tables
        assert [cell.paragraphs[0].text for cell in table.rows[0].cells] == [
            "Justerandes signum",
            "Anslagsdatum",
            "Utdragsbestyrkande",
        ]


@pytest.mark.parametrize("name", TEMPLATES)
def test_only_the_pages_after_the_first_say_what_goes_on(name):
    (section,) = Document((HERE / name).with_suffix(".docx")).sections
    going_on = "(forts. § {{ paragraf }}, Dnr: {{ arende.diarienummer }})"
    assert going_on in [paragraph.text for paragraph in section.header.paragraphs]
    assert going_on not in [paragraph.text for paragraph in section.first_page_header.paragraphs]
