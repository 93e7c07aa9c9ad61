"""Ifyllnad. Values reach every place of a template unharmed, and a document with a hole is never made."""

from __future__ import annotations

import copy
import io
import resource
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.opc import DOCUMENT_TYPE, TEMPLATE_TYPE, Package, pack
from kansli.doctemplates.package import as_docx
from kansli.doctemplates.problems import MarkdownRefused, MissingValue, WrongValue
from kansli.doctemplates.read import read
from kansli.doctemplates.render import TooLong
from kansli.doctemplates.scan import scan
from kansli.doctemplates.verify import verify

HOSTILE = "& < > \" ' å ä ö é – § 😀 \t slut\nny rad {{x}} {% %} {_{ «y»"


def texts(data, *kinds):
    return [block.text for block in read(data).of_kind(*(kinds or ("paragraph",)))]


def run_xml(text, look=""):
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner):
    return parse_xml(f"<w:p {nsdecls('w', 'r')}>{inner}</w:p>")


def with_paragraph(inner):
    def add(document):
        document.element.body.insert(len(document.element.body) - 1, paragraph(inner))

    return add


def test_hostile_characters_come_out_as_they_went_in_everywhere(make_template, make_document, values):
    def everywhere(document):
        document.sections[0].header.paragraphs[0].text = "{{ kommun.namn }}"
        table = document.add_table(2, 1)
        table.cell(0, 0).text, table.cell(1, 0).text = "Rubrik", "{{ arende.rubrik }}"

    values["arende"]["rubrik"] = values["kommun"]["namn"] = values["dokument"]["rubrik"] = HOSTILE
    data = make_document(make_template("{{ arende.rubrik }}", before_save=everywhere), values)
    reading = read(data)
    assert texts(data) == [HOSTILE]
    assert [block.text for block in reading.of_kind("header")] == [HOSTILE]
    assert reading.of_kind("table_row")[1].cells == (HOSTILE,)
    assert reading.title == HOSTILE


def test_a_sections_text_keeps_its_characters_too(make_template, make_document, values):
    typed = "& < > \" ' å ä ö é – § 😀 {{x}} {% %} {_{ «y»"
    values["sektioner"] = {"summary": typed}
    assert texts(make_document(make_template("{{ sektioner.summary }}"), values)) == [typed]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_any_printable_text_round_trips(make_template, make_document, values, text):
    values["arende"]["rubrik"] = text
    data = make_document(make_template("före {{ arende.rubrik }} efter"), values)
    assert texts(data) == [f"före {text} efter".replace("\ufffe", "").replace("\uffff", "")]


def test_characters_xml_cannot_hold_are_dropped_and_the_rest_is_kept(make_template, make_document, values):
    values["arende"]["rubrik"] = "a\x00b\x0bc\x0cd\ud83de\r\nf\rg"
    assert texts(make_document(make_template("{{ arende.rubrik }}"), values)) == ["abcde\nf\ng"]


def test_a_value_is_never_read_again_as_a_field(make_template, make_document, values):
    values["arende"]["rubrik"] = "{{ arende.diarienummer }}"
    data = make_document(make_template("{{ arende.rubrik }} {{ arende.rubrik }}"), values)
    assert texts(data) == ["{{ arende.diarienummer }} {{ arende.diarienummer }}"]


def test_a_blank_line_in_a_value_begins_a_paragraph_of_the_same_kind(make_template, make_document, values):
    values["arende"]["rubrik"] = "ett\nrad\n\ntvå\n\n\ntre"
    data = make_document(make_template(("List Bullet", "A {{ arende.rubrik }} Z")), values)
    assert texts(data, "list_item") == ["A ett\nrad", "två", "tre Z"]


SPLITS = {
    "one character a run": "".join(run_xml(c) for c in "{{ arende.rubrik }}"),
    "a bold piece": run_xml("{{ are") + run_xml("nde.", "<w:rPr><w:b/></w:rPr>") + run_xml("rubrik }}"),
    "a spelling mark": run_xml("{{ arende") + '<w:proofErr w:type="spellStart"/>' + run_xml(".rubrik }}"),
    "a bookmark": run_xml("{{ arende") + '<w:bookmarkStart w:id="9" w:name="mitt"/><w:bookmarkEnd w:id="9"/>'
    + run_xml(".rubrik }}"),
    "a tracked insertion": run_xml("{{ arende") + '<w:ins w:id="3" w:author="Å">' + run_xml(".rubrik }}") + "</w:ins>",
    "a deleted piece": run_xml("{{ arende.")
    + '<w:del w:id="3" w:author="Å"><w:r><w:delText>x</w:delText></w:r></w:del>' + run_xml("rubrik }}"),
    "a link's edge": run_xml("{{ arende") + '<w:hyperlink w:anchor="q">' + run_xml(".rubrik }}") + "</w:hyperlink>",
    "a hard space": run_xml("{{\u00a0arende.rubrik\u00a0}}"),
    "a tab": run_xml("{{") + "<w:r><w:tab/></w:r>" + run_xml("arende.rubrik }}"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPLITS)
def test_a_field_split_by_word_is_filled_and_nothing_else_is_lost(name, make_template, make_document, values):
    inner = run_xml("före ") + SPLITS[name] + run_xml(" efter")
    data = make_document(make_template(before_save=with_paragraph(inner)), values)
    assert texts(data) == ["före Remiss – cykelbanor i Björkby efter"]
    if name == "a bookmark":
        assert b'w:name="mitt"' in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


def test_headers_footers_text_boxes_notes_controls_and_the_title_are_filled(make_template, make_document, values):
    field = "{{ arende.diarienummer }}"

    def everywhere(document):
        document.settings.odd_and_even_pages_header_footer = True
        for number in range(3):
            section = document.sections[0] if number == 0 else document.add_section(WD_SECTION.NEW_PAGE)
            section.different_first_page_header_footer = True
            for part in ("header", "first_page_header", "even_page_header"):
                for holder in (getattr(section, part), getattr(section, part.replace("header", "footer"))):
                    holder.is_linked_to_previous = False
                    holder.paragraphs[0].text = f"{part} {number} {field}"
        box = (
            '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p>'
            + run_xml(field) + "</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )  # fmt: skip
        with_paragraph(box)(document)
        with_paragraph(
            f'<w:sdt><w:sdtPr><w:tag w:val="arende.diarienummer"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
            f"{run_xml('[fyll i]')}</w:sdtContent></w:sdt>"
        )(document)

    data = make_document(make_template("x", title="Titel " + field, before_save=everywhere), values)
    reading = read(data)
    assert len(reading.of_kind("header", "footer")) == 18
    assert all(block.text.endswith(" BN 2026/0042") for block in reading.of_kind("header", "footer"))
    assert [block.text for block in reading.of_kind("text_box")] == ["BN 2026/0042"]
    assert "BN 2026/0042" in texts(data)
    assert reading.title == "Titel BN 2026/0042"
    document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert b"showingPlcHdr" not in document and b"w:sdt" not in document


def test_a_control_round_a_whole_paragraph_or_a_cell_is_filled(make_template, make_document, values):
    def controls(document):
        shell = '<w:sdt %s><w:sdtPr><w:tag w:val="arende.rubrik"/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>'
        body = document.element.body
        body.insert(
            0, parse_xml(shell % (nsdecls("w"), f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run_xml("x")}</w:p>'))
        )
        table = document.add_table(1, 1)
        row, cell = table.rows[0]._tr, table.rows[0].cells[0]._tc
        wrapped = parse_xml(shell % (nsdecls("w"), ""))
        wrapped.find(qn("w:sdtContent")).append(cell)
        row.append(wrapped)

    data = make_document(make_template(before_save=controls), values)
    assert texts(data)[0] == "Remiss – cykelbanor i Björkby"
    assert texts(data, "table_row") == ["Remiss – cykelbanor i Björkby"]
    assert Document(io.BytesIO(data)).paragraphs[0].alignment is not None


def test_a_missing_required_value_stops_the_document_and_names_the_form_field(make_template, make_document):
    fields = [
        Field("arende.rubrik", "Ärenderubrik", required=True),
        Field("forslag", "Förslag till beslut", "list", required=True),
    ]
    template = make_template("{{ arende.rubrik }}", "{% for f in forslag %}", "{{ f }}", "{% endfor %}", title="")
    with pytest.raises(MissingValue) as error:
        make_document(template, {"arende": {"rubrik": "  "}}, catalogue=Catalogue(fields))
    assert error.value.message.startswith("Ärendet saknar ”Ärenderubrik” och ”Förslag till beslut”, som mallen kräver.")
    assert [detail["path"] for detail in error.value.details] == ["arende.rubrik", "forslag"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("dokument.datum", "i morgon"), ("dokument.datum", 5), ("kostnad", "mycket"), ("arende.rubrik", object())],
)
def test_a_value_of_the_wrong_kind_is_refused_by_its_label(field, value, make_template, make_document, values):
    group, _, name = field.partition(".")
    if name:
        values[group][name] = value
    else:
        values[group] = value
    with pytest.raises(WrongValue, match="har fel slags värde"):
        make_document(make_template("{{ " + field + " }}"), values)


def test_dates_amounts_and_lists_are_printed_as_swedish_prints_them(make_template, make_document, values):
    values.update(kostnad=Decimal("1234567.5"), svar_senast=date(2027, 1, 5))
    values["forslag"] = [{"organ": "", "inledning": "", "satser": ["ett", "två", "tre"]}]
    data = make_document(
        make_template(
            "{{ svar_senast }}", "{{ svar_senast | datum }}", "{{ kostnad }}", "{{ arende.rubrik | versaler }}",
            "{% for f in forslag %}", "{{ f.satser | lista }}", "{% endfor %}", "{{ dokument.utkast | kryss }}",
        ),
        values,
    )  # fmt: skip
    assert texts(data) == [
        "2027-01-05", "5 januari 2027", "1\xa0234\xa0567,50\xa0kr", "REMISS – CYKELBANOR I BJÖRKBY",
        "ett, två och tre", "☐",
    ]  # fmt: skip


def test_two_numbered_loops_each_begin_at_one(make_template, make_document, values):
    values["forslag"] = [
        {"organ": "A", "inledning": "", "satser": ["ett", "två"]},
        {"organ": "B", "inledning": "", "satser": ["tre", "fyra"]},
    ]
    loop = ["{% for f in forslag %}", "{{ f.organ }}", "{% for s in f.satser %}", ("List Number", "{{ s }}")]
    template = make_template(*loop, "{% endfor %}", "{% endfor %}", "slut")
    reading = read(make_document(template, values))
    assert [block.number for block in reading.of_kind("list_item")] == ["1.", "2.", "1.", "2."]


def test_an_empty_list_leaves_no_table_no_cell_and_no_heading(make_template, make_document, values):
    def tables(document):
        table = document.add_table(4, 1)
        for row, text in enumerate(("Rubrik", "{%tr for u in underlag %}", "{{ u.text }}", "{%tr endfor %}")):
            table.cell(row, 0).text = text
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "{%p if underlag %}"
        cell.add_paragraph("{{ arende.rubrik }}")
        cell.add_paragraph("{%p endif %}")

    template = make_template("{% if underlag %}", ("Heading 1", "Underlag"), "{% endif %}", before_save=tables)
    values["underlag"] = []
    document = Document(io.BytesIO(make_document(template, values)))
    assert len(document.tables) == 1
    assert [p.text for p in document.tables[0].cell(0, 0).paragraphs] == [""]
    assert [p.text for p in document.paragraphs] == []
    values["underlag"] = [{"text": "ett"}, {"text": "två"}]
    document = Document(io.BytesIO(make_document(template, values)))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [["Rubrik"], ["ett"], ["två"]]


def test_else_and_inte_choose_the_other_branch(make_template, make_document, values):
    template = make_template(
        "{% if dokument.utkast %}", "utkast", "{% else %}", "färdigt", "{% endif %}",
        "{% if inte dokument.utkast %}", "klart", "{% endif %}",
    )  # fmt: skip
    assert texts(make_document(template, values)) == ["färdigt", "klart"]
    values["dokument"]["utkast"] = True
    assert texts(make_document(template, values)) == ["utkast"]


def test_the_same_values_give_the_same_bytes(make_template, make_document, values, templates):
    for template in (make_template("{{ arende.rubrik }}"), templates["lund/tjansteskrivelse"]):
        assert make_document(template, values) == make_document(template, copy.deepcopy(values))


def test_own_properties_are_written_and_the_templates_names_are_not_kept(make_template, make_document, values):
    template = make_template("x", before_save=lambda d: setattr(d.core_properties, "last_modified_by", "Mallmakaren"))
    data = make_document(template, values, custom={"kansli_record": "memo:3", "kansli_å": "ä & ö"})
    properties = read(data).properties
    assert properties["kansli_record"] == "memo:3" and properties["kansli_å"] == "ä & ö"
    assert properties["creator"] == properties["lastModifiedBy"] == "Åsa Öberg"
    assert b"Mallmakaren" not in b"".join(zipfile.ZipFile(io.BytesIO(data)).read(n) for n in ("docProps/core.xml",))


def test_comments_and_tracked_changes_of_the_template_do_not_follow_along(make_template, make_document, values):
    def reviewed(document):
        written = document.add_paragraph("Text ")
        document.add_comment(written.runs[0], text="hemligt", author="Å")
        with_paragraph(
            '<w:del w:id="1" w:author="Å"><w:r><w:delText>bort</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="Å">' + run_xml("nytt") + "</w:ins>"
        )(document)

    data = make_document(make_template(before_save=reviewed), values)
    assert read(data).warnings == ()
    assert texts(data) == ["Text ", "nytt"]
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"hemligt" in archive.read(name) for name in archive.namelist())


def test_a_footnote_in_a_section_is_refused_with_a_sentence(make_template, make_document, values):
    values["sektioner"] = {"summary": "Text[^1]"}
    with pytest.raises(MarkdownRefused, match=r"Fotnoten"):
        make_document(make_template("{{ sektioner.summary }}"), values)


def test_a_template_without_list_styles_gets_plain_lists(make_template, make_document, values):
    def bare(document):
        for name in ("List Bullet", "List Number", "Quote", "Table Grid", "Heading 1"):
            document.styles[name].delete()

    values["sektioner"] = {"summary": "## Rubrik\n\n- a\n- b\n\n1. ett\n2. två\n\n> citat\n\n| A |\n|---|\n| 1 |"}
    data = make_document(make_template("{{ sektioner.summary }}", before_save=bare), values)
    reading = read(data)
    assert [(b.number, b.text) for b in reading.of_kind("list_item")] == [
        ("", "a"), ("", "b"), ("1.", "ett"), ("2.", "två"),
    ]  # fmt: skip
    assert verify(data) == ()


def test_a_word_template_file_is_scanned_and_filled_as_a_document(make_template, make_document, values, catalogue):
    package = Package.open(make_template("{{ arende.diarienummer }}"))
    package.set_content_type(package.main, TEMPLATE_TYPE)
    template = pack(package.written())
    assert scan(template, catalogue).ok
    data = make_document(template, values)
    assert texts(data) == ["BN 2026/0042"]
    assert Package.open(data).content_type("word/document.xml") == DOCUMENT_TYPE
    assert scan(as_docx(template), catalogue) == scan(template, catalogue)


def test_the_callers_title_is_used_where_the_templates_own_says_nothing(make_template, make_document, values):
    values["motpart"]["namn"] = ""
    assert read(make_document(make_template("x", title="{{ motpart.namn }}"), values, title="Svar")).title == "Svar"
    assert read(make_document(make_template("x", title="Normal"), values, title="Svar")).title == "Svar"


def test_a_list_of_five_thousand_rows_is_filled_whole(make_template, make_document, values):
    def table(document):
        table = document.add_table(4, 1)
        for row, text in enumerate(("Rubrik", "{%tr for u in underlag %}", "{{ u.text }}", "{%tr endfor %}")):
            table.cell(row, 0).text = text

    values["underlag"] = [{"text": f"Handling {number}"} for number in range(5000)]
    rows = read(make_document(make_template(before_save=table), values)).of_kind("table_row")
    assert (len(rows), rows[-1].text) == (5001, "Handling 4999")


def test_lists_within_lists_cannot_grow_without_end(make_template, make_document, values):
    values["underlag"] = [{"text": "x"}] * 200
    inner = ["{% for b in underlag %}", "{{ b.text }}", "{% endfor %}"]
    template = make_template("{% for a in underlag %}", *inner, "{% endfor %}")
    with pytest.raises(TooLong, match="fler än"):
        make_document(template, values)


def test_memory_stays_flat_over_many_documents(templates, make_document, values):
    for _ in range(20):
        make_document(templates["lund/tjansteskrivelse"], values)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(100):
        make_document(templates["lund/tjansteskrivelse"], values)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024
