"""Upprepande avsnitt. Word's own repeating content control prints its paragraphs or rows once for each item."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan

W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'


def run(text, look=""):
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def control(tag, inner, extra="", alias=""):
    named = f'<w:alias w:val="{alias}"/>' if alias else ""
    tagged = f'<w:tag w:val="{tag}"/>' if tag else ""
    return f"<w:sdt><w:sdtPr>{named}{tagged}{extra}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def section(tag, *items, alias=""):
    held = "".join(control("", item, "<w15:repeatingSectionItem/>") for item in items)
    return control(tag, held, "<w15:repeatingSection/>", alias)


def paragraph(*inner):
    return f"<w:p>{''.join(inner)}</w:p>"


def row(*cells):
    return "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in cells) + "</w:tr>"


HEADER_ROW = row(run("Handling")).replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>")


def table(*rows):
    return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>{"".join(rows)}</w:tbl>'


@pytest.fixture
def with_body(make_template):
    def make(inner):
        def add(document):
            wrapped = parse_xml(f"<w:body {nsdecls('w')} {W15}>{inner}</w:body>")
            for element in reversed(list(wrapped)):
                document.element.body.insert(0, element)

        return make_template(before_save=add)

    return make


def lines(data, *kinds):
    return [block.text for block in read(data).of_kind(*(kinds or ("paragraph",)))]


def test_paragraphs_are_repeated_from_the_first_item_alone(with_body, make_document, values):
    items = [paragraph(run("Se "), control("text", run(word)), run(".")) for word in ("[text]", "[en till]")]
    data = make_document(with_body(section("underlag", *items)), values)
    assert lines(data) == ["Se Byggkontorets tjänsteskrivelse, 2026-11-22.", "Se Regionens missiv 2026-10-01."]
    written = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert b"repeatingSection" not in written
    assert re.findall(rb'<w:tag w:val="(.*?)"', written) == [b"kansli_underlag"]


def test_table_rows_are_repeated_and_keep_their_look(with_body, make_document, values):
    bold = control("namn", run("[namn]", "<w:rPr><w:b/></w:rPr>"))
    body = table(row(run("Namn"), run("Titel")), section("handlaggare", row(bold, control("titel", run("[titel]")))))
    data = make_document(with_body(body + paragraph()), values)
    assert [block.cells for block in read(data).of_kind("table_row")] == [
        ("Namn", "Titel"), ("Åsa Öberg", "utredare"), ("Ali Ek", ""),
    ]  # fmt: skip
    cells = [each.cells[0].paragraphs[0].runs[0] for each in Document(io.BytesIO(data)).tables[0].rows]
    assert [(cell.text, bool(cell.bold)) for cell in cells] == [
        ("Namn", False), ("Åsa Öberg", True), ("Ali Ek", True),
    ]  # fmt: skip


def test_a_field_may_be_named_by_its_full_path_and_other_fields_are_reached_as_always(with_body, make_document, values):
    item = paragraph(control("underlag.text", run("x")), run(" i {{ arende.diarienummer }}, {{ text }}"))
    values["underlag"] = [{"text": "Missiv"}]
    assert lines(make_document(with_body(section("underlag", item)), values)) == ["Missiv i BN 2026/0042, Missiv"]


@pytest.mark.parametrize("inner_tag", ["satser", "forslag.satser"])
def test_a_section_within_a_section_follows_the_item(inner_tag, with_body, make_document, values):
    values["forslag"] = [
        {"organ": "A", "inledning": "", "satser": ["ett", "två"]},
        {"organ": "B", "inledning": "", "satser": ["tre"]},
    ]
    inner = section(inner_tag, paragraph(run("att "), control("satser", run("x"))))
    data = make_document(with_body(section("forslag", paragraph(control("organ", run("x"))) + inner)), values)
    assert lines(data) == ["A", "att ett", "att två", "B", "att tre"]


def test_typed_loops_and_conditions_work_within_a_section(with_body, make_document, values):
    values["forslag"] = [{"organ": "A", "inledning": "", "satser": ["ett", "två"]}, {"organ": "B", "satser": []}]
    typed = ["{{ organ }}{% if satser %}:{% endif %}", "{% for s in satser %}", "– {{ s }}", "{% endfor %}"]
    data = make_document(with_body(section("forslag", "".join(paragraph(run(line)) for line in typed))), values)
    assert lines(data) == ["A:", "– ett", "– två", "B"]


def test_an_empty_list_leaves_neither_rows_nor_a_table_of_headings(with_body, make_document, values):
    values["underlag"] = []
    body = table(HEADER_ROW, section("underlag", row(control("text", run("x"))))) + paragraph(run("slut"))
    data = make_document(with_body(body), values)
    assert (lines(data), Document(io.BytesIO(data)).tables) == (["slut"], [])


def test_a_nested_table_is_repeated_in_its_cell(with_body, make_document, values):
    inner = table(section("underlag", row(control("text", run("x"))))) + paragraph()
    body = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/>{inner}</w:tc></w:tr></w:tbl>" + paragraph()
    document = Document(io.BytesIO(make_document(with_body(body), values)))
    nested = document.tables[0].cell(0, 0).tables[0]
    assert [each.cells[0].text for each in nested.rows] == [item["text"] for item in values["underlag"]]


FAULTS = {
    "an unknown list": (
        section("underlagg", paragraph(run("x")), alias="Underlaget"), "unknown_field", "Menade du ”underlag”?",
    ),
    "no list": (
        section("arende.rubrik", paragraph(run("x")), alias="R"), "not_a_list",
        "så det upprepande avsnittet ”R” går inte",
    ),
    "no tag": (section("", paragraph(run("x"))), "bad_control", "är ett upprepande avsnitt utan tagg"),
    "an unknown field in it": (
        section("underlag", paragraph(control("txt", run("x"), alias="Text"))), "unknown_field",
        "Menade du ”text”?",
    ),
    "an item alone": (
        control("underlag", paragraph(run("x")), "<w15:repeatingSectionItem/>"), "bad_control", "som saknas",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_section_that_cannot_be_filled_is_named(name, with_body, catalogue):
    inner, code, said = FAULTS[name]
    problems = scan(with_body(paragraph(run("Ett")) + inner), catalogue).problems
    assert [problem.code for problem in problems] == [code]
    assert said in problems[0].message


def test_a_fault_in_a_repeated_row_is_placed_by_table_and_row(with_body, catalogue):
    body = table(HEADER_ROW, section("underlagg", row(run("x")), alias="Underlag")) + paragraph()
    problem = scan(with_body(body), catalogue).problems[0]
    assert problem.message.startswith("Tabell 1, rad 2: innehållskontrollen ”Underlag” har taggen ”underlagg”")


def test_a_loop_never_closed_in_a_nested_table_is_named_too(with_body, catalogue):
    inner = table(row(run("{%tr for u in underlag %}")), row(run("x"))) + paragraph()
    body = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/>{inner}</w:tc></w:tr></w:tbl>" + paragraph()
    messages = [problem.message for problem in scan(with_body(body), catalogue).problems]
    assert messages == ["Tabell 1, rad 1, inre tabell 1, rad 1: {%tr for u in underlag %} saknar {% endfor %}."]
