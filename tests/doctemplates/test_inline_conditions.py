"""Villkor i löpande text. A word or a phrase comes and goes with a field, and nothing round it is disturbed."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansli.doctemplates.conditions import dropped, without
from kansli.doctemplates.grammar import parse_tags
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
SENTENCE = "Beslutet {% if beslut.datum %}fattades {{ beslut.datum | datum }}{% else %}väntar{% endif %}."


def run(text, look=""):
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def link(text):
    return f'<w:hyperlink w:anchor="q">{run(text)}</w:hyperlink>'


def with_paragraph(inner):
    def add(document):
        document.add_paragraph()._p.extend(parse_xml(f"<w:p {nsdecls('w', 'r')}>{inner}</w:p>"))

    return add


def lines(data, kind="paragraph"):
    return [block.text for block in read(data).of_kind(kind)]


def test_a_phrase_is_printed_where_its_field_has_a_value_and_the_other_where_not(make_template, make_document, values):
    template = make_template(SENTENCE)
    assert lines(make_document(template, values)) == ["Beslutet väntar."]
    values["beslut"]["datum"] = "2026-11-02"
    assert lines(make_document(template, values)) == ["Beslutet fattades 2 november 2026."]


def test_conditions_may_stand_within_each_other(make_template, make_document, values):
    text = (
        "A{% if motpart.namn %} till {{ motpart.namn }}"
        "{% if motpart.beteckning %} ({{ motpart.beteckning }}){% endif %}"
        "{% else %} utan{% if motpart.beteckning %} namn{% endif %}{% endif %} Z"
    )
    template = make_template(text)
    assert lines(make_document(template, values)) == ["A till Regionen (R 2026-77) Z"]
    values["motpart"]["beteckning"] = ""
    assert lines(make_document(template, values)) == ["A till Regionen Z"]
    values["motpart"]["namn"] = ""
    assert lines(make_document(template, values)) == ["A utan Z"]


def test_the_tags_may_be_split_over_runs_and_every_look_is_kept(make_template, make_document, values):
    bold = "<w:rPr><w:b/></w:rPr>"
    inner = (
        run("A{% i") + run("f beslut", bold) + run(".datum %}bort") + run("också", bold) + run("{% else %}")
        + run("kvar", bold) + run("{% endif", bold) + run(" %} Z")
    )  # fmt: skip
    paragraph = Document(
        io.BytesIO(make_document(make_template(before_save=with_paragraph(inner)), values))
    ).paragraphs[0]
    assert [(each.text, bool(each.bold)) for each in paragraph.runs] == [("A", False), ("kvar", True), (" Z", False)]


def test_a_condition_takes_links_tabs_pictures_and_fields_with_it_but_leaves_bookmarks(
    make_template, make_document, values
):
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    inner = (
        run("A{% if beslut.datum %}") + "<w:r><w:tab/><w:br/></w:r>" + link("länk")
        + field + '<w:bookmarkStart w:id="9" w:name="mitt"/><w:bookmarkEnd w:id="9"/>' + run("{% endif %}Z")
    )  # fmt: skip
    data = make_document(make_template(before_save=with_paragraph(inner)), values)
    assert lines(data) == ["AZ"]
    written = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert b"fldChar" not in written and b"hyperlink" not in written and b'w:name="mitt"' in written


def test_a_condition_may_begin_in_a_mark_of_an_old_word_and_leaves_protected_ranges_whole(
    make_template, make_document, values
):
    inner = (
        '<w:smartTag w:uri="urn:x" w:element="PlaceName"><w:smartTagPr/>'
        + run("Ängsby {% if beslut.datum %}") + "</w:smartTag>"
        + '<w:permStart w:id="5" w:edGrp="everyone"/>' + run("bort{% endif %}Z") + '<w:permEnd w:id="5"/>'
    )  # fmt: skip
    data = make_document(make_template(before_save=with_paragraph(inner)), values)
    assert lines(data) == ["Ängsby Z"]
    written = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    assert b"permStart" in written and b"permEnd" in written and b"smartTag" not in written


def test_the_words_of_a_true_condition_keep_their_links(make_template, make_document, values):
    inner = (
        run("A {% if arende.rubrik %}se ") + link("länken") + run("{% endif %} Z")
    )  # fmt: skip
    data = make_document(make_template(before_save=with_paragraph(inner)), values)
    assert lines(data) == ["A se länken Z"]
    assert b"w:hyperlink" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


CROSSING = {
    "a link": run("A {% if arende.rubrik %}se ") + link("länken{% endif %}"),
    "a field": run("A {% if arende.rubrik %}")
    + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("1{% endif %}")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    "a tag over a link's edge": run("A {% if ar") + link("ende.rubrik %}b{% endif %}"),
}  # fmt: skip


@pytest.mark.parametrize("name", CROSSING)
def test_a_condition_over_the_edge_of_something_is_refused_at_its_place(name, make_template, catalogue):
    report = scan(make_template("Ett", before_save=with_paragraph(CROSSING[name])), catalogue)
    assert [(problem.code, problem.paragraph) for problem in report.problems] == [("crossing", 2)]
    assert "på var sin sida om kanten" in report.problems[0].message


def test_a_condition_works_in_tables_headers_and_the_title(make_template, make_document, values):
    def everywhere(document):
        document.sections[0].header.paragraphs[0].text = SENTENCE
        document.add_table(1, 1).cell(0, 0).text = SENTENCE

    data = make_document(make_template("x", title=SENTENCE, before_save=everywhere), values)
    assert lines(data, "header") == lines(data, "table_row") == ["Beslutet väntar."]
    assert read(data).title == "Beslutet väntar."


def test_a_condition_works_in_every_header_and_footer_their_tables_text_boxes_and_a_note_in_a_box(
    make_template, make_document, values
):
    def box(inner):
        shell = (
            f'<w:r {nsdecls("w")}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        )
        return parse_xml(f"{shell}<w:p>{inner}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>")

    def everywhere(document):
        section = document.sections[0]
        section.different_first_page_header_footer = True
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            part.is_linked_to_previous = False
            part.paragraphs[0].text = SENTENCE
            part.paragraphs[0]._p.append(box(run(SENTENCE)))
            part.add_table(1, 1, 3_000_000).cell(0, 0).text = SENTENCE
        document.add_paragraph()._p.append(box(run(SENTENCE) + '<w:r><w:footnoteReference w:id="1"/></w:r>'))

    package = Package.open(make_template(before_save=everywhere))
    note = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="1"><w:p>{run(SENTENCE)}</w:p></w:footnote></w:footnotes>'
    package.put("word/footnotes.xml", note.encode(), content_type=FOOTNOTES)
    package.relate(package.main, kind="footnotes", target="word/footnotes.xml")
    reading = read(make_document(pack(package.written()), values))
    said = [(block.kind, block.text) for block in reading.blocks if block.text]
    assert {text for _, text in said} == {"Beslutet väntar."}
    assert Counter(kind for kind, _ in said) == {"text_box": 1, "note": 1, "header": 6, "footer": 6}


def test_a_condition_may_ask_about_the_item_of_a_loop(make_template, make_document, values):
    loop = "{% for h in handlaggare %}", "{{ h.namn }}{% if h.titel %}, {{ h.titel }}{% endif %}", "{% endfor %}"
    assert lines(make_document(make_template(*loop), values)) == ["Åsa Öberg, utredare", "Ali Ek"]


def test_a_line_that_was_all_condition_goes_but_a_cell_stays(make_template, make_document, values):
    def table(document):
        document.add_table(1, 2).cell(0, 0).text = "{% if beslut.datum %}x{% endif %}"
        document.tables[0].cell(0, 1).text = "y"

    template = make_template("a", "{% if beslut.datum %}{{ beslut.datum }}{% endif %} ", "b", before_save=table)
    document = Document(io.BytesIO(make_document(template, values)))
    assert [paragraph.text for paragraph in document.paragraphs] == ["a", "b"]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["", "y"]


def test_a_value_that_looks_like_a_condition_is_printed_as_it_is(make_template, make_document, values):
    values["arende"]["rubrik"] = "{% if x %}"
    template = make_template("{% if arende.rubrik %}{{ arende.rubrik }}{% endif %}")
    assert lines(make_document(template, values)) == ["{% if x %}"]


pieces = st.recursive(
    st.sampled_from(["ord", "å ä ö", "{{ arende.rubrik }}", "&<>"]),
    lambda inner: st.tuples(
        st.sampled_from(["dokument.utkast", "arende.rubrik"]), st.lists(inner, max_size=3), st.lists(inner, max_size=3)
    ),
    max_leaves=12,
)


def _source(piece):
    if isinstance(piece, str):
        return piece
    path, then, otherwise = piece
    branches = "".join(map(_source, then)), "".join(map(_source, otherwise))
    return f"{{% if {path} %}}{branches[0]}{{% else %}}{branches[1]}{{% endif %}}"


def _printed(piece, true):
    if isinstance(piece, str):
        return piece
    path, then, otherwise = piece
    return "".join(_printed(inner, true) for inner in (then if path in true else otherwise))


@given(st.lists(pieces, max_size=4), st.sets(st.sampled_from(["dokument.utkast", "arende.rubrik"])))
def test_any_nesting_leaves_exactly_the_branches_that_hold(line, true):
    source = "".join(map(_source, line))
    left = without(source, dropped(parse_tags(source), lambda tag: tag.path in true))
    assert left == "".join(_printed(piece, true) for piece in line)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pieces, min_size=1, max_size=3), st.integers(1, 9))
def test_any_nesting_in_any_runs_is_printed_the_same(make_template, make_document, values, line, size):
    source = "före " + "".join(map(_source, line)) + " efter"
    escaped = [source[at : at + size] for at in range(0, len(source), size)]
    inner = "".join(run(each.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) for each in escaped)
    data = make_document(make_template(before_save=with_paragraph(inner)), values)
    expected = "".join(_printed(piece, {"arende.rubrik"}) for piece in line)
    assert lines(data) == [f"före {expected.replace('{{ arende.rubrik }}', values['arende']['rubrik'])} efter"]
