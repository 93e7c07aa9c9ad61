"""Medföljande mallar. Every template we ship is built from its layout, faultless, and good with any data."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from docx import Document

from kansli.doctemplates.build import build_all
from kansli.doctemplates.layout import HERE
from kansli.doctemplates.package import check_package
from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan
from kansli.doctemplates.verify import verify

FOLDERS = ("_base", "linkoping", "lund", "sodertalje")
NAMES = [f"{folder}/{name}" for folder in FOLDERS for name in ("foljebrev", "missiv", "tjansteskrivelse", "yttrande")]


def _parts(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def test_the_shipped_templates_are_those_their_layouts_describe():
    # Parts are compared and not the zip, since another zlib may deflate the same content to other bytes.
    built = {path.relative_to(HERE).as_posix(): _parts(data) for path, data in build_all()}
    assert sorted(built) == [f"{name}.docx" for name in NAMES]
    for name, parts in built.items():
        assert parts == _parts((HERE / name).read_bytes()), f"{name}: bygg om med python -m kansli.doctemplates.build"


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_has_no_problem_and_no_warning(name, templates, catalogue):
    report = scan(templates[name], catalogue)
    assert (report.problems, report.warnings) == ((), ())
    assert check_package(templates[name]) == ()


@pytest.mark.parametrize("size", ["short", "long", "empty"])
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_faultless_with_short_long_and_no_data(name, size, templates, catalogue, make_document):
    data = make_document(templates[name], catalogue.example_values(size))
    assert verify(data) == ()
    assert len(Document(BytesIO(data)).paragraphs) > 0


HOSTILE = "& < > \" ' å ä ö é – § 😀 \t \n {{x}} {% %} {_{ «y» \x00\x0b\x0c \ud83d"


def hostile(value):
    """The same tree with every text made hostile."""
    if isinstance(value, dict):
        return {key: hostile(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner) for inner in value]
    return f"{value} {HOSTILE}" if isinstance(value, str) else value


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_is_faultless_with_hostile_data(name, templates, catalogue, make_document):
    data = make_document(templates[name], hostile(catalogue.example_values("short")))
    # A reader who does not know the values may take their braces for fields; nothing else may be wrong.
    assert {problem.code for problem in verify(data)} <= {"leftover"}
    assert "😀" in read(data).text


def test_the_memo_has_its_headings_in_order_and_the_number_in_a_word_header(templates, values, make_document):
    reading = read(make_document(templates["lund/tjansteskrivelse"], values))
    assert [block.text for block in reading.of_kind("heading")] == [
        "Förslag till beslut", "Sammanfattning", "Underlag för beslutet", "Ärendet", "Föredragning", "Trafik",
        "Beredning", "Beslutet skickas till",
    ]  # fmt: skip
    header = "\n".join(block.text for block in reading.of_kind("header"))
    assert "BN 2026/0042" in header and "2026-11-22" in header and "Diarienummer" in header
    assert "UTKAST" not in header
    assert reading.text.startswith("Åsa Öberg\n\nAli Ek\n\nRemiss – cykelbanor i Björkby\n\nFörslag till beslut")
    assert reading.language == "sv-SE" and reading.title == "Remiss – cykelbanor i Björkby"


def test_a_draft_says_so_in_its_header(templates, values, make_document):
    values["dokument"]["utkast"] = True
    reading = read(make_document(templates["lund/yttrande"], values))
    assert reading.of_kind("header")[0].text == "UTKAST"


def test_a_section_without_text_prints_no_heading(templates, values, make_document):
    values["sektioner"] = {"summary": "Kort."}
    reading = read(make_document(templates["lund/tjansteskrivelse"], values))
    assert [block.text for block in reading.of_kind("heading")] == [
        "Förslag till beslut", "Sammanfattning", "Underlag för beslutet", "Beslutet skickas till",
    ]  # fmt: skip


def test_each_section_can_be_found_again_by_bookmark_and_by_control(templates, values, make_document):
    reading = read(make_document(templates["lund/tjansteskrivelse"], values))
    marked = {name for block in reading.blocks for name in block.bookmarks}
    sections = {"kansli_summary", "kansli_background", "kansli_assessment", "kansli_preparation"}
    assert marked == sections | {"kansli_forslag_1", "kansli_underlag", "kansli_handlaggare"}
    for block in reading.blocks:
        assert block.bookmarks == block.controls, block
    background = [block.text for block in reading.blocks if "kansli_background" in block.bookmarks]
    assert background == [
        "Regionen har sänt förslaget på remiss.", "Det gäller fyra områden:", "skolvägar", "vinter", "mäta", "bygga",
    ]  # fmt: skip


def test_the_page_number_is_a_field_that_word_keeps_up_to_date(templates):
    header = dict(_parts(templates["lund/tjansteskrivelse"]))["word/header1.xml"].decode()
    assert re.findall(r"<w:instrText[^>]*> (\w+) </w:instrText>", header) == ["PAGE", "NUMPAGES"]
