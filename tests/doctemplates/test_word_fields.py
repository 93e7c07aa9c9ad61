"""Words egna fält. Merge fields and document properties are found with their places, mapped, and then filled."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.mapping import map_fields
from kansli.doctemplates.merge_fields import find_merge_fields, likely_field
from kansli.doctemplates.problems import InvalidTemplate
from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan

BOLD = "<w:rPr><w:b/></w:rPr>"


def run(inner, look=""):
    return f"<w:r>{look}{inner}</w:r>"


def text(shown, look=""):
    return run(f'<w:t xml:space="preserve">{shown}</w:t>', look)


def char(kind):
    return f'<w:fldChar w:fldCharType="{kind}"/>'


def simple(code, shown, look=""):
    quoted = code.replace('"', "&quot;")
    return f'<w:fldSimple w:instr=" {quoted} ">{text(shown, look)}</w:fldSimple>'


def complex_field(code, shown, look=""):
    pieces = [code[:13], code[13:]]
    codes = "".join(run(f'<w:instrText xml:space="preserve">{piece}</w:instrText>') for piece in pieces)
    return run(char("begin")) + codes + run(char("separate")) + text(shown, look) + run(char("end"))


def in_one_run(code, shown):
    return run(
        f"<w:t>Från </w:t>{char('begin')}<w:instrText>{code}</w:instrText>{char('separate')}<w:t>{shown}</w:t>"
        f"{char('end')}<w:t> hit</w:t>"
    )


def paragraph(inner):
    return parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")


@pytest.fixture
def with_fields(make_template):
    """A template whose body, table and header hold these paragraphs."""

    def make(*body, header="", cell=""):
        def add(document):
            for inner in body:
                document.add_paragraph()._p.extend(paragraph(inner))
            if header:
                document.sections[0].header.paragraphs[0]._p.extend(paragraph(header))
            if cell:
                document.add_table(1, 1).cell(0, 0).paragraphs[0]._p.extend(paragraph(cell))

        return make_template(before_save=add)

    return make


def paragraphs(data):
    return [block.text for block in read(data).of_kind("paragraph")]


def test_words_fields_are_found_once_a_name_with_every_place_and_the_likely_field(with_fields, catalogue):
    template = with_fields(
        text("Dnr ") + simple("MERGEFIELD Dnr", "«Dnr»"),
        complex_field('DOCPROPERTY "Ärendemening" \\* MERGEFORMAT', "Gammal rubrik"),
        header=complex_field("MERGEFIELD dnr", "«dnr»"),
        cell=simple("MERGEFIELD Kulör", "«Kulör»"),
    )
    found = find_merge_fields(template, catalogue)
    assert [(each.kind, each.name, each.suggestion, each.shown) for each in found] == [
        ("MERGEFIELD", "Dnr", "arende.diarienummer", "«Dnr»"),
        ("DOCPROPERTY", "Ärendemening", "arende.rubrik", "Gammal rubrik"),
        ("MERGEFIELD", "Kulör", "", "«Kulör»"),
    ]
    assert [str(place) for place in found[0].places] == [
        "Brödtexten, stycke 1 ”Dnr «Dnr»”",
        "Sidhuvudet, stycke 1 ”«dnr»”",
    ]
    assert found[2].places[0].part == "Tabell 1, rad 1"


def test_an_unmapped_field_stops_the_template_at_its_place(with_fields, catalogue, make_document, values):
    template = with_fields("", text("Dnr ") + simple("MERGEFIELD diarienummer", "«diarienummer»"))
    problem = scan(template, catalogue).problems[0]
    assert (problem.code, problem.paragraph, problem.suggestion) == ("merge_field", 2, "arende.diarienummer")
    assert problem.message.endswith(
        "Word-fältet MERGEFIELD ”diarienummer” fylls inte i förrän det kopplats till ”arende.diarienummer”."
    )
    with pytest.raises(InvalidTemplate):
        make_document(template, values)


@pytest.mark.parametrize("make", [simple, complex_field])
def test_a_mapped_merge_field_is_filled_in_the_same_look(make, with_fields, catalogue, make_document, values):
    template = with_fields(text("Dnr ") + make("MERGEFIELD Dnr", "«Dnr»", BOLD) + text(" slut"))
    mapped = map_fields(template, {"DNR": "arende.diarienummer"})
    assert find_merge_fields(mapped, catalogue) == ()
    data = make_document(mapped, values)
    assert paragraphs(data) == ["Dnr BN 2026/0042 slut"]
    bold = [each.text for each in Document(io.BytesIO(data)).paragraphs[0].runs if each.bold]
    assert bold == ["BN 2026/0042"]
    assert b"MERGEFIELD" not in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


def test_a_field_that_shares_its_run_with_other_text_loses_none_of_it(with_fields, make_document, values):
    template = with_fields(in_one_run("MERGEFIELD Dnr", "«Dnr»"))
    mapped = map_fields(template, {"Dnr": "arende.diarienummer"})
    assert paragraphs(make_document(mapped, values)) == ["Från BN 2026/0042 hit"]


@pytest.mark.parametrize("make", [simple, complex_field])
def test_a_mapped_property_is_filled_where_word_keeps_it_and_where_it_is_seen(make, with_fields, make_document, values):
    field = make('DOCPROPERTY "Ärendemening"', "Gammal rubrik")
    template = with_fields(text("Rubrik: ") + field, header=field, cell=field)
    mapped = map_fields(template, {"Ärendemening": "arende.rubrik"})
    values["arende"]["rubrik"] = "Ängen & <ån>"
    data = make_document(mapped, values, custom={"kansli_record": "memo:1"})
    reading = read(data)
    assert [block.text for block in reading.blocks] == ["Rubrik: Ängen & <ån>", "Ängen & <ån>", "Ängen & <ån>"]
    assert reading.properties["Ärendemening"] == "Ängen & <ån>"
    assert reading.properties["kansli_record"] == "memo:1"
    assert "DOCPROPERTY" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


def test_a_field_that_a_tracked_change_cuts_in_two_is_mapped(with_fields, catalogue, make_document, values):
    whole = complex_field("MERGEFIELD Dnr", "«Dnr»")
    begun, ended = whole[: len(whole) // 2], whole[len(whole) // 2 :]
    cut = begun.rindex("<w:r>")
    inner = f'<w:ins w:id="4" w:author="Å">{begun[:cut]}</w:ins>{begun[cut:]}{ended}'
    mapped = map_fields(with_fields(text("Dnr ") + inner), {"Dnr": "arende.diarienummer"})
    assert find_merge_fields(mapped, catalogue) == ()
    assert paragraphs(make_document(mapped, values)) == ["Dnr BN 2026/0042"]


def test_text_round_a_value_is_printed_only_with_a_value(with_fields, make_document, values):
    field = simple('MERGEFIELD Motpart \\b "till " \\f "!"', "«Motpart»")
    mapped = map_fields(with_fields(text("Brev ") + field), {"Motpart": "motpart.namn"})
    assert paragraphs(make_document(mapped, values)) == ["Brev till Regionen!"]
    values["motpart"]["namn"] = ""
    assert paragraphs(make_document(mapped, values)) == ["Brev "]


def test_a_property_without_a_shown_value_gets_one(with_fields, make_document, values):
    bare = run(char("begin")) + run("<w:instrText>DOCPROPERTY Dnr</w:instrText>") + run(char("end"))
    mapped = map_fields(with_fields(text("Dnr ") + bare), {"Dnr": "arende.diarienummer"})
    assert paragraphs(make_document(mapped, values)) == ["Dnr BN 2026/0042"]


def test_the_title_as_a_property_uses_the_title_of_the_document(make_template, make_document, values):
    def titled(document):
        document.add_paragraph()._p.extend(paragraph(simple("DOCPROPERTY Title", "Gammal")))

    template = make_template(title="Gammal", before_save=titled)
    reading = read(make_document(map_fields(template, {"Title": "dokument.rubrik"}), values))
    assert reading.title == "Remiss – cykelbanor i Björkby"
    assert [block.text for block in reading.of_kind("paragraph")] == ["Remiss – cykelbanor i Björkby"]


def test_a_property_that_word_would_change_back_becomes_an_ordinary_field(with_fields, make_document, values):
    mapped = map_fields(with_fields(simple("DOCPROPERTY Company", "Förr AB")), {"company": "kommun.namn"})
    data = make_document(mapped, values)
    assert paragraphs(data) == ["Björkby kommun"]
    assert b"DOCPROPERTY" not in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


def test_dates_and_capitals_keep_the_form_that_word_gave_them(with_fields, catalogue, make_document, values):
    template = with_fields(
        simple('MERGEFIELD Datum \\@ "d MMMM yyyy"', "1 januari 2020"), simple("MERGEFIELD Kommun \\* Upper", "X")
    )
    mapped = map_fields(template, {"Datum": "dokument.datum", "Kommun": "kommun.namn"}, catalogue=catalogue)
    values["dokument"]["datum"] = date(2026, 11, 2)
    assert paragraphs(make_document(mapped, values)) == ["2 november 2026", "BJÖRKBY KOMMUN"]


def test_a_merge_field_in_another_field_is_told_to_be_mended_in_word(with_fields, catalogue):
    inner = complex_field("MERGEFIELD Dnr", "«Dnr»")
    outer = (
        run(char("begin")) + run("<w:instrText> IF </w:instrText>") + inner
        + run('<w:instrText> = "" "saknas" "finns" </w:instrText>') + run(char("separate"))
        + text("finns") + run(char("end"))
    )  # fmt: skip
    template = with_fields(outer)
    assert "Ta bort det yttre fältet" in find_merge_fields(template, catalogue)[0].obstacle
    assert "står i ett annat Word-fält" in scan(template, catalogue).problems[0].message
    assert find_merge_fields(map_fields(template, {"Dnr": "arende.diarienummer"}), catalogue) != ()


def test_a_field_that_fetches_from_outside_is_found_behind_another_in_its_paragraph(with_fields, catalogue):
    template = with_fields(complex_field("PAGE", "1") + complex_field('INCLUDETEXT "http://x/y"', ""))
    assert [problem.code for problem in scan(template, catalogue).problems] == ["outside_field"]


def test_what_only_a_mail_merge_can_do_is_refused(with_fields, catalogue):
    template = with_fields(simple("ADDRESSBLOCK", "«Adress»"), simple("NEXT", ""))
    assert [problem.code for problem in scan(template, catalogue).problems] == ["mail_merge", "mail_merge"]


def test_words_own_page_numbers_and_contents_are_no_business_of_the_scan(with_fields, catalogue):
    assert scan(with_fields(simple("PAGE", "1") + complex_field('TOC \\o "1-3"', "x")), catalogue).ok


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Dnr", "arende.diarienummer"),
        ("ARENDENUMMER", "arende.diarienummer"),
        ("Ärendemening", "arende.rubrik"),
        ("Arende_rubrik", "arende.rubrik"),
        ("Svarsdatum", "svar_senast"),
        ("namnd", "namnd.namn"),
        ("Diarienumer", "arende.diarienummer"),
        ("Sammanfattning", "sektioner.summary"),
        ("Telefax", ""),
    ],
)
def test_the_likely_field_is_found_by_its_label_its_name_or_what_others_call_it(name, path, catalogue):
    assert likely_field(catalogue, name) == path


def test_a_list_is_never_the_likely_field():
    fields = [Field("underlag", "Underlag", "list"), Field("underlag.text", "Text")]
    assert likely_field(Catalogue(fields), "Underlag") == ""


def test_properties_of_the_template_are_filled_and_the_others_stay_as_they_were(make_template, make_document, values):
    template = make_template("x")
    own = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Antal"><vt:i4>7</vt:i4></property>'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="Nr">'
        "<vt:lpwstr>{{ arende.diarienummer }}</vt:lpwstr></property></Properties>"
    )
    data = make_document(_with_custom(template, own), values)
    written = zipfile.ZipFile(io.BytesIO(data)).read("docProps/custom.xml")
    assert b"<vt:i4>7</vt:i4>" in written and b"<vt:lpwstr>BN 2026/0042</vt:lpwstr>" in written


def test_an_unknown_field_in_a_property_is_named_with_the_property(make_template, catalogue):
    own = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Nr">'
        "<vt:lpwstr>{{ arende.dnr }}</vt:lpwstr></property></Properties>"
    )
    problems = scan(_with_custom(make_template("x"), own), catalogue).problems
    assert [problem.part for problem in problems] == ["Egenskapen Nr i dokumentets egenskaper"]


def _with_custom(template, content):
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    override = f'<Override PartName="/docProps/custom.xml" ContentType="{kind}"/></Types>'
    entry = f'<Relationship Id="rIdC" Type="{relation}" Target="docProps/custom.xml"/></Relationships>'
    changes = {
        "[Content_Types].xml": (b"</Types>", override.encode()),
        "_rels/.rels": (b"</Relationships>", entry.encode()),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(*changes.get(name, (b"", b""))))
        new.writestr("docProps/custom.xml", content)
    return buffer.getvalue()
