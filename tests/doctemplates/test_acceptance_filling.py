"""Ifyllnadens prov. The acceptance checks of the engine that need more than one part of it, and where the others are.

| no. | what must hold | where |
| --- | --- | --- |
| 2 | hostile characters come out as they went in, in every field and place | here; test_template_fill |
| 3 | NUL, VT, FF, lone surrogate: the file is sound, the rest kept, the loss told | here; test_template_fill |
| 4 | attacks written in a template are refused at their paragraph; nothing is reached | test_template_scan; here |
| 5 | hostile packages are refused in little memory and processor time | test_package_check |
| 6 | a field split by Word is filled and nothing is lost | test_template_fill, test_inline_conditions |
| 7 | headers, footers, footnotes, text boxes, controls, title | test_template_fill; here (footnotes, drawn boxes) |
| 8 | an unknown field has part, paragraph, text and suggestion; nothing is made | test_template_scan; here |
| 9 | a missing required value names the form field; nothing is made | test_template_fill |
| 10 | two numbered loops are 1, 2 and 1, 2 in the PDF | test_template_fill (in Word); here (in the PDF) |
| 11 | an empty list leaves no empty table, cell or heading | test_template_fill, test_repeating_sections |
| 12 | what has no field is unchanged and in order, in a hundred random templates | here |
| 13 | no left-over braces, «names», prompts or unfilled controls | here; test_output_check (that each is found) |
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache

import pypdfium2
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_templates import lean

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.grammar import parse_tags
from kansli.doctemplates.ooxml import P, W, make, parse, text_of
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.pdf import to_pdf
from kansli.doctemplates.problems import InvalidTemplate
from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan
from kansli.doctemplates.verify import verify

HOSTILE = "& < > \" ' å ä ö é – § 😀 \t slut\nny rad {{x}} {% %} {_{ «y»"
NOT_IN_XML = "a\x00b\x0bc\x0cd\ud83de\ufffef"
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|«[\w.]+»|\bNone\b|\[fyll i\]")


def only_text(catalogue):
    """The paths of the text fields outside lists."""
    found = [each.path for each in catalogue.fields if each.type == "text"]
    return [path for path in found if catalogue.resolve(path, {}) is not None]


def with_every_text(values, catalogue, text):
    for path in only_text(catalogue):
        group, _, name = path.rpartition(".")
        holder = values.setdefault(group, {}) if group else values
        holder[name] = text
    return values


def test_hostile_text_in_every_field_comes_out_as_it_went_in_in_every_place(
    make_template, make_document, values, catalogue
):
    fields = [f"{{{{ {path} }}}}" for path in only_text(catalogue)]

    def everywhere(document):
        table = document.add_table(len(fields), 1)
        for number, source in enumerate(fields):
            table.cell(number, 0).text = source
            header = document.sections[0].header
            (header.paragraphs[0] if number == 0 else header.add_paragraph()).text = source

    values = with_every_text(values, catalogue, HOSTILE)
    values["handlaggare"] = [{"namn": HOSTILE, "titel": HOSTILE}]
    loop = "{% for h in handlaggare %}", "{{ h.namn }}", "{{ h.titel }}", "{% endfor %}"
    data = make_document(make_template(*fields, *loop, before_save=everywhere), values)
    reading = read(data)
    assert len(fields) >= 12
    assert [block.text for block in reading.of_kind("paragraph")] == [HOSTILE] * (len(fields) + 2)
    assert [block.cells for block in reading.of_kind("table_row")] == [(HOSTILE,)] * len(fields)
    assert [block.text for block in reading.of_kind("header")] == [HOSTILE] * len(fields)
    assert reading.title == HOSTILE


def test_what_no_document_can_hold_is_left_out_and_told_by_field(make_template, make_document, values):
    values["arende"]["rubrik"] = NOT_IN_XML
    values["underlag"] = [{"text": "x"}, {"text": "y\x01"}]
    loop = "{% for u in underlag %}", "{{ u.text }}", "{% endfor %}"
    told = []
    data = make_document(make_template("{{ arende.rubrik }}", *loop), values, tell=told.append, author="Å\x02")
    assert [block.text for block in read(data).of_kind("paragraph")] == ["abcdef", "x", "y"]
    assert told == [
        "Ur upphovet togs tecken bort som ett dokument inte kan innehålla (U+0002). Resten är kvar.",
        "Ur fältet ”Ärenderubrik” togs tecken bort som ett dokument inte kan innehålla "
        "(U+0000, U+000B, U+000C, U+D83D, U+FFFE). Resten är kvar.",
        "Ur fältet ”Underlag” togs tecken bort som ett dokument inte kan innehålla (U+0001). Resten är kvar.",
    ]


def test_nothing_is_told_where_every_character_is_kept(make_template, make_document, values):
    told = []
    values["arende"]["rubrik"] = HOSTILE
    make_document(make_template("{{ arende.rubrik }}"), values, tell=told.append)
    assert told == []


class Untouchable(Mapping):
    """Values that notice when anything asks for them."""

    def __getattribute__(self, name):
        raise AssertionError(f"{name} was reached")

    def __getitem__(self, key):
        raise AssertionError(f"{key} was reached")

    def __iter__(self):
        raise AssertionError("the values were listed")

    def __len__(self):
        raise AssertionError("the values were counted")


@pytest.mark.parametrize(
    "attack",
    [
        "{{ arende.__class__ }}",
        "{{ arende.delete() }}",
        "{{ x }}",
        "{% for x in range(9) %}",
        "{{ arende.rubrik|safe }}",
    ],
)
def test_a_refused_template_reaches_none_of_the_values(attack, make_template, make_document):
    with pytest.raises(InvalidTemplate) as refused:
        make_document(make_template("Ett", attack), Untouchable())
    assert {(each.part, each.paragraph, each.text) for each in refused.value.problems} == {("Brödtexten", 2, attack)}


def test_an_unknown_field_stops_the_document_with_place_and_suggestion(make_template, make_document, values):
    with pytest.raises(InvalidTemplate) as refused:
        make_document(make_template("Dnr {{ arende.diarienumer }}"), values)
    assert refused.value.details[0]["suggestion"] == "arende.diarienummer"
    assert refused.value.message.startswith(
        "Mallen kan inte användas. Brödtexten, stycke 1 ”Dnr {{ arende.diarienumer }}”"
    )


FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NOTE = '<w:footnote w:id="{}"><w:p><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:p></w:footnote>'


def with_footnotes(template, *notes):
    """The template with a paragraph that refers to each of these footnotes."""
    package = Package.open(template)
    body = package.xml(package.main).find(W + "body")
    written = "".join(NOTE.format(number, text) for number, text in enumerate(notes, 1))
    package.put(
        "word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{written}</w:footnotes>".encode(), content_type=FOOTNOTES
    )
    package.relate(package.main, kind="footnotes", target="word/footnotes.xml")
    for number in range(len(notes), 0, -1):
        paragraph = (
            f'<w:p {nsdecls("w")}><w:r><w:t>Text {number}</w:t><w:footnoteReference w:id="{number}"/></w:r></w:p>'
        )
        body.insert(0, parse(paragraph.encode()))
    return pack(package.written())


def test_footnotes_are_filled_with_fields_and_conditions(make_template, make_document, values):
    notes = "Se {{ arende.diarienummer }}.", "{% if dokument.utkast %}Utkast{% else %}Färdigt{% endif %}."
    data = make_document(with_footnotes(make_template(), *notes), values)
    assert [block.text for block in read(data).of_kind("note")] == ["Se BN 2026/0042.", "Färdigt."]


def test_a_footnote_follows_its_sentence_out_of_the_document_and_into_every_turn(make_template, make_document, values):
    package = Package.open(with_footnotes(make_template(), "Följer med", "Hemlig"))
    body = package.xml(package.main).find(W + "body")
    lines = [
        paragraph([line])
        for line in ("{% for u in underlag %}", "{% endfor %}", "{% if dokument.utkast %}", "{% endif %}")
    ]
    for at, line in zip((0, 2, 3, 5), lines, strict=True):
        body.insert(at, line)
    data = make_document(pack(package.written()), values)
    assert [block.text for block in read(data).of_kind("note")] == ["Följer med", "Följer med"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert re.findall(rb'footnoteReference w:id="(\d+)"', archive.read("word/document.xml")) == [b"1", b"3"]
        assert b"Hemlig" not in archive.read("word/footnotes.xml")


def test_a_drawn_text_box_in_a_header_is_filled_for_new_and_old_readers(make_template, make_document, values):
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    inside = "<w:txbxContent><w:p><w:r><w:t>{{ arende.diarienummer }}</w:t></w:r></w:p></w:txbxContent>"
    box = (
        f"<w:r {nsdecls('w')} {spaces}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp>"
        f"<wps:txbx>{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{inside}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    def drawn(document):
        document.sections[0].header.paragraphs[0]._p.append(parse_xml(box))

    data = make_document(make_template("x", before_save=drawn), values)
    assert "BN 2026/0042" in [block.text for block in read(data).blocks]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        headers = b"".join(archive.read(name) for name in archive.namelist() if "header" in name)
    assert headers.count(b"BN 2026/0042") == 2 and b"{{" not in headers


def test_two_numbered_loops_each_begin_at_one_in_the_pdf(libreoffice, make_template, make_document, values):
    values["forslag"] = [
        {"organ": "A", "inledning": "", "satser": ["ett", "två"]},
        {"organ": "B", "inledning": "", "satser": ["tre", "fyra"]},
    ]
    template = make_template(
        "{% for f in forslag %}", "{{ f.organ }}", "{% for s in f.satser %}", ("List Number", "{{ s }}"),
        "{% endfor %}", "{% endfor %}",
    )  # fmt: skip
    document = pypdfium2.PdfDocument(to_pdf(make_document(template, values)))
    try:
        text = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert re.findall(r"(\d)\.\s*(\w+)", text) == [("1", "ett"), ("2", "två"), ("1", "tre"), ("2", "fyra")]


# Check 12: a document's blocks as (what stands in the template, what must stand in the document).
STYLES = (None, "Heading1", "ListBullet", "Quote")
words = st.text(st.sampled_from("aåäö §%<>&{}|.–\xa0 "), max_size=14).filter(lambda text: not parse_tags(text))
plain = st.tuples(st.just("plain"), st.sampled_from(STYLES), st.lists(words, max_size=3)).filter(
    lambda block: not parse_tags("".join(block[2]))
)
leaf = st.one_of(plain, st.just(("field",)), st.just(("phrase",)))
blocks = st.lists(
    st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(st.just("loop"), st.lists(inner, max_size=3)),
            st.tuples(st.just("repeat"), st.lists(inner, max_size=3)),
            st.tuples(st.just("if"), st.booleans(), st.lists(inner, max_size=3), st.lists(inner, max_size=2)),
            st.tuples(st.just("table"), st.lists(inner, min_size=1, max_size=3)),
        ),
        max_leaves=12,
    ),
    max_size=8,
)
TURNS = 2


def elements(block):
    """The template's elements of a block."""
    kind = block[0]
    if kind == "plain":
        return [paragraph(block[2], block[1])]
    if kind == "field":
        return [paragraph(["{{ arende.", "diarienummer }}"])]
    if kind == "phrase":
        return [paragraph(["före {% if dokument.utkast %}ja{% el", "se %}nej{% endif %} efter"])]
    if kind == "loop":
        return [paragraph(["{% for u in underlag %}"]), *inside(block[1]), paragraph(["{% endfor %}"])]
    if kind == "repeat":
        return [repeating(inside(block[1]))]
    if kind == "if":
        condition = "arende.rubrik" if block[1] else "dokument.utkast"
        other = [paragraph(["{% else %}"]), *inside(block[3])]
        return [paragraph([f"{{% if {condition} %}}"]), *inside(block[2]), *other, paragraph(["{% endif %}"])]
    return [table(inside(block[1]))]


def inside(held):
    return [element for block in held for element in elements(block)]


def expected(block):
    """The text and style of the block's paragraphs that have no field, as they must stand in the document."""
    kind = block[0]
    if kind == "plain":
        return [("".join(block[2]), block[1])]
    if kind in {"field", "phrase"}:
        return []
    if kind == "if":
        return kept(block[2] if block[1] else block[3])
    # A cell ends in an empty paragraph, which must stay too.
    return kept(block[1]) * TURNS if kind in {"loop", "repeat"} else [*kept(block[1]), ("", None)]


def kept(held):
    return [line for block in held for line in expected(block)]


def paragraph(pieces, style=None):
    made = make(P)
    if style:
        made.append(make(W + "pPr"))
        made[0].append(make(W + "pStyle", val=style))
    for piece in pieces:
        run = make(W + "r")
        text = make(W + "t")
        text.text = piece
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(text)
        made.append(run)
    return made


def table(held):
    shell = f"<w:tbl {nsdecls('w')}><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/></w:tc></w:tr></w:tbl>"
    made = parse(shell.encode())
    made.find(f".//{W}tc").extend([*held, paragraph([])])
    return made


def repeating(held):
    shell = (
        f'<w:sdt {nsdecls("w")} xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w:sdtPr>'
        '<w:tag w:val="underlag"/><w15:repeatingSection/></w:sdtPr><w:sdtContent><w:sdt><w:sdtPr>'
        "<w15:repeatingSectionItem/></w:sdtPr><w:sdtContent/></w:sdt></w:sdtContent></w:sdt>"
    )
    made = parse(shell.encode())
    made.find(f"{W}sdtContent/{W}sdt/{W}sdtContent").extend(held)
    return made


@cache
def base():
    buffer = io.BytesIO()
    document = Document()
    document.core_properties.title = "{{ dokument.rubrik }}"
    document.save(buffer)
    return lean(buffer.getvalue())


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(blocks)
def test_what_has_no_field_stands_unchanged_and_in_order_in_any_template(make_document, values, held):
    package = Package.open(base())
    body = package.xml(package.main).find(W + "body")
    for element in reversed(inside(held)):
        body.insert(0, element)
    data = make_document(pack(package.written()), values)
    filled = {"BN 2026/0042", "före nej efter"}
    root = Package.open(data).xml("word/document.xml")
    found = [
        (text_of(each), style.get(W + "val") if (style := each.find(f"{W}pPr/{W}pStyle")) is not None else None)
        for each in root.iter(P)
    ]
    assert [line for line in found if line[0] not in filled] == kept(held)


@pytest.mark.parametrize("size", ["short", "long", "empty"])
def test_nothing_of_the_template_is_left_over_in_any_output(size, templates, catalogue, make_document):
    for name, template in templates.items():
        if not scan(template, catalogue).ok:
            continue  # A template for other records has a field list of its own.
        data = make_document(template, catalogue.example_values(size))
        reading = read(data)
        assert not LEFT_OVER.search("\n".join([reading.title, *(block.text for block in reading.blocks)])), name
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = b"".join(archive.read(part) for part in archive.namelist() if part.startswith("word/"))
        assert b"showingPlcHdr" not in xml and b"urn:kansli" not in xml, name


def test_an_unfilled_prompt_does_not_survive(make_template, make_document, values):
    control = (
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:tag w:val="arende.rubrik"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r>'
        '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>[fyll i]</w:t></w:r></w:sdtContent></w:sdt>'
    )
    template = make_template(before_save=lambda d: d.add_paragraph("A ")._p.append(parse_xml(control)))
    values["arende"]["rubrik"] = ""
    data = make_document(template, values)
    assert [block.text for block in read(data).of_kind("paragraph")] == ["A "]
    assert verify(data) == ()


def test_an_optional_field_without_a_value_leaves_a_blank_and_never_a_word(make_template, make_document, values):
    catalogue = Catalogue([Field("a", "A"), Field("b", "B", "date"), Field("c", "C", "money"), Field("d", "D", "list")])
    template = make_template("[{{ a }}{{ b }}{{ c }}{{ d | lista }}]", title="")
    for empty in ({}, {"a": None, "b": None, "c": None, "d": None}, {"a": "", "b": "", "c": "", "d": []}):
        data = make_document(template, empty, catalogue=catalogue)
        assert [block.text for block in read(data).of_kind("paragraph")] == ["[]"]
