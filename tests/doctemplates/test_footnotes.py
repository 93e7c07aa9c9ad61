"""Fotnoter. A note of a section's text is one of Word's own footnotes, whatever the template has."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from kansli.doctemplates.problems import MarkdownRefused
from kansli.doctemplates.read import read
from kansli.doctemplates.verify import verify

NOTED = "Planen[^p] gäller.\n\n[^p]: Beslutad *2024*, se [planen](https://a.se/plan).\n\n    Ändrad {{ sedan }}."


def part(data, name):
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(f"word/{name}"))


def styles_of(data, *names):
    return {name: Document(io.BytesIO(data)).styles[name].style_id for name in names}


def test_notes_are_words_own_in_the_order_of_the_text(make_template, make_document, values):
    values["sektioner"] = {"summary": NOTED, "background": "Lagen[^p] med.\n\n[^p]: SFS 2017:900."}
    data = make_document(make_template("{{ sektioner.summary }}", "{{ sektioner.background }}"), values)
    assert [block.text.strip() for block in read(data).of_kind("note")] == [
        "Beslutad 2024, se planen.", "Ändrad {{ sedan }}.", "SFS 2017:900.",
    ]  # fmt: skip
    marks = [mark.get(qn("w:id")) for mark in part(data, "document.xml").iter(qn("w:footnoteReference"))]
    notes = {note.get(qn("w:id")): note.get(qn("w:type")) for note in part(data, "footnotes.xml")}
    assert notes == {"-1": "separator", "0": "continuationSeparator", "1": None, "2": None}
    assert marks == ["1", "2"]


def test_a_link_in_a_note_belongs_to_the_notes_part(make_template, make_document, values):
    values["sektioner"] = {"summary": NOTED}
    data = make_document(make_template("{{ sektioner.summary }}"), values)
    relations = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/footnotes.xml.rels").decode()
    assert 'Target="https://a.se/plan"' in relations


def test_a_template_without_footnotes_gets_the_part_the_styles_and_the_separators(make_template, make_document, values):
    values["sektioner"] = {"summary": NOTED}
    data = make_document(make_template("{{ sektioner.summary }}"), values)
    assert styles_of(data, "footnote text", "footnote reference")
    settings = [etree.QName(child).localname for child in part(data, "settings.xml")]
    assert settings.index("footnotePr") < settings.index("compat")
    assert {problem.code for problem in verify(data)} <= {"leftover"}


@pytest.mark.parametrize("folder", ["_base", "linkoping", "lund", "sodertalje"])
def test_every_shipped_template_takes_footnotes(folder, templates, make_document, values):
    values["sektioner"]["summary"] = NOTED.replace(" {{ sedan }}", "")
    assert verify(make_document(templates[f"{folder}/tjansteskrivelse"], values)) == ()


def test_the_templates_own_notes_and_styles_stay(make_template, make_document, values, with_footnote):
    template = with_footnote(make_template("{{ sektioner.summary }}"), "Mallens egen {{ arende.diarienummer }}")
    values["sektioner"] = {"summary": NOTED}
    data = make_document(template, values)
    found = [block.text.strip() for block in read(data).of_kind("note")]
    assert found[0] == "Mallens egen BN 2026/0042" and found[1].startswith("Beslutad 2024")
    identifiers = [note.get(qn("w:id")) for note in part(data, "footnotes.xml")]
    assert len(set(identifiers)) == len(identifiers)


def test_a_note_in_a_table_and_in_a_list_is_kept(make_template, make_document, values):
    values["sektioner"] = {"summary": "- punkt[^1]\n\n| A | B[^2] |\n|---|---|\n| 1 | 2 |\n\n[^1]: ett\n[^2]: två"}
    data = make_document(make_template("{{ sektioner.summary }}"), values)
    assert [block.text.strip() for block in read(data).of_kind("note")] == ["ett", "två"]
    assert {problem.code for problem in verify(data)} == set()


def test_a_note_in_a_header_is_refused_since_word_has_none_there(make_template, make_document, values):
    def header(document):
        document.sections[0].header.paragraphs[0].text = "{{ sektioner.summary }}"

    values["sektioner"] = {"summary": NOTED}
    with pytest.raises(MarkdownRefused, match="bara stå i brödtexten"):
        make_document(make_template("x", before_save=header), values)


@pytest.fixture
def with_footnote():
    """Adds a footnote of the template's own, in the first paragraph."""

    def add(template, text):
        from kansli.doctemplates.opc import Package, pack

        package = Package.open(template)
        root = parse_xml(
            f'<w:footnotes {nsdecls("w")}><w:footnote w:id="7"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
            "</w:footnotes>"
        )
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        package.put("word/footnotes.xml", etree.tostring(root), content_type=kind)
        package.relate(package.main, kind="footnotes", target="word/footnotes.xml")
        body = package.xml(package.main).find(qn("w:body"))
        mark = f'<w:p {nsdecls("w")}><w:r><w:footnoteReference w:id="7"/></w:r></w:p>'
        body.insert(0, parse_xml(mark))
        return pack(package.written())

    return add
