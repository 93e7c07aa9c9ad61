"""Egen kontroll. A document with any of these faults is never handed out."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from kansli.doctemplates.problems import OutputRefused
from kansli.doctemplates.verify import verify


def changed(data, part, change):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                altered = change(content)
                assert altered != content
                content = altered
            new.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def memo(templates, values, make_document):
    return make_document(templates["lund/tjansteskrivelse"], values)


DOCUMENT = "word/document.xml"
BROKEN = {
    "leftover": (DOCUMENT, lambda x: x.replace(b"Beredning", b"{{ x }}")),
    "unfilled_control": (DOCUMENT, lambda x: x.replace(b"<w:sdtPr>", b"<w:sdtPr><w:showingPlcHdr/>", 1)),
    "cut_off": (DOCUMENT, lambda x: x[: x.index(b"<w:sectPr")] + b"</w:body></w:document>"),
    "empty_cell": (DOCUMENT, lambda x: x.replace(b"</w:tc>", b"<w:tbl><w:tr/></w:tbl></w:tc>", 1)),
    "structure": (DOCUMENT, lambda x: x.replace(b"<w:t>", b"<w:t><w:r/>", 1)),
    "bookmarks": (DOCUMENT, lambda x: x.replace(b"<w:bookmarkEnd", b"<w:proofErr", 1)),
    "dangling": (DOCUMENT, lambda x: x.replace(b"<w:numId w:val=", b'<w:numId w:val="99', 1).replace(b'"99"', b'"99')),
    "heading_step": (DOCUMENT, lambda x: x.replace(b'w:val="Heading1"', b'w:val="Heading3"', 1)),
    "no_header_row": (DOCUMENT, lambda x: x.replace(b"<w:tblHeader/>", b"")),
    "unknown_style": (DOCUMENT, lambda x: x.replace(b'w:val="Heading1"', b'w:val="Finnsinte"', 1)),
    "empty_heading": (
        DOCUMENT,
        lambda x: x.replace(b'w:val="Title"', b'w:val="Heading1"', 1).replace(
            b"<w:body>", b'<w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>'
        ),
    ),
    "no_title": ("docProps/core.xml", lambda x: x.replace("Remiss – cykelbanor i Björkby".encode(), b"")),
    "no_language": ("word/styles.xml", lambda x: x.replace(b'w:lang w:val="sv-SE"', b'w:lang w:val=""')),
    "unreadable": (DOCUMENT, lambda x: x[:-20]),
}


def test_a_finished_memo_has_no_fault(memo):
    assert verify(memo) == ()


@pytest.mark.parametrize("code", BROKEN)
def test_each_fault_is_found_by_its_name(code, memo):
    part, change = BROKEN[code]
    assert code in {problem.code for problem in verify(changed(memo, part, change))}


STRUCTURE = {
    "bare text in the body": lambda x: x.replace(b"<w:body>", b"<w:body>text"),
    "a run directly in the body": lambda x: x.replace(b"<w:body>", b"<w:body><w:r/>"),
    "a row outside a table": lambda x: x.replace(b"<w:body>", b"<w:body><w:tr/>"),
    "properties after the runs": lambda x: x.replace(b"</w:p>", b"<w:pPr/></w:p>", 1).replace(
        b"<w:pPr>", b"<w:proofErr/><w:pPr>", 1
    ),
    "a numbering before its level": lambda x: x.replace(b"<w:ilvl", b"<w:numId w:val='0'/><w:ilvl", 1),
    "properties twice": lambda x: x.replace(b"<w:pPr>", b"<w:pPr/><w:pPr>", 1),
    "a property twice": lambda x: x.replace(b"<w:pStyle ", b"<w:pStyle w:val='Title'/><w:pStyle ", 1),
    "a property that is none": lambda x: x.replace(b"<w:rPr>", b"<w:rPr><w:tblHeader/>", 1),
    "a style where none can stand": lambda x: x.replace(b"<w:tcPr>", b"<w:tcPr><w:pStyle w:val='Title'/>", 1),
    "a level that is no number": lambda x: x.replace(b"<w:ilvl w:val=", b"<w:ilvl w:val='x' w:was=", 1),
    "an element of nobody's": lambda x: x.replace(b"<w:body>", b"<w:body><w:skrot/>"),
    "an empty control": lambda x: x.replace(b"<w:body>", b"<w:body><w:sdt><w:sdtContent/></w:sdt>"),
}


@pytest.mark.parametrize("name", STRUCTURE)
def test_what_word_would_call_damaged_is_found(name, memo):
    assert "structure" in {problem.code for problem in verify(changed(memo, DOCUMENT, STRUCTURE[name]))}


@pytest.fixture
def with_note(templates, values, make_document):
    values["sektioner"]["background"] = "Text med not[^1].\n\n[^1]: Noten."
    return make_document(templates["lund/tjansteskrivelse"], values)


def test_a_mark_without_its_note_and_two_notes_of_one_number_are_found(with_note):
    assert verify(with_note) == ()
    mark = re.search(rb'<w:footnoteReference w:id="(\d+)"', zipfile.ZipFile(io.BytesIO(with_note)).read(DOCUMENT))
    lost = changed(with_note, DOCUMENT, lambda x: x.replace(mark[0], b'<w:footnoteReference w:id="77"'))
    assert [problem.code for problem in verify(lost)] == ["dangling"]
    twice = changed(
        with_note, "word/footnotes.xml", lambda x: re.sub(rb'(<w:footnote [^>]*?w:id=")-?\d+', rb"\g<1>1", x)
    )
    assert "notes" in {problem.code for problem in verify(twice)}


def test_a_style_that_is_defined_twice_is_found(memo):
    twice = lambda x: x.replace(b"</w:styles>", x[x.index(b"<w:style ") : x.index(b"</w:style>") + 10] + b"</w:styles>")  # noqa: E731
    assert "structure" in {problem.code for problem in verify(changed(memo, "word/styles.xml", twice))}


def test_a_faulty_result_is_never_handed_out(make_template, make_document, values):
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def numbered(document):
        document.add_paragraph("x")._p.insert(
            0, parse_xml(f'<w:pPr {nsdecls("w")}><w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr></w:pPr>')
        )

    with pytest.raises(OutputRefused, match="klarade inte kontrollen") as error:
        make_document(make_template(before_save=numbered), values)
    assert [problem.code for problem in error.value.problems] == ["dangling"]
