"""Läsning. Text in every kind of place in a Word document is found, deleted text is not."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kansli.doctemplates.read import read

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def run(text, look=""):
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def with_footnote(data, text):
    """python-docx has no footnotes, so the part is put in beside it."""
    note = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{run(text)}</w:p></w:footnote></w:footnotes>'
    )
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{FOOTNOTES}"/></Types>'
    relation = f'<Relationship Id="rIdF" Type="{RELATION}" Target="footnotes.xml"/></Relationships>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"</Types>", override.encode())
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", relation.encode())
            new.writestr(name, content)
        new.writestr("word/footnotes.xml", note)
    return buffer.getvalue()


def rich():
    document = Document()
    body = document.element.body

    def add(inner):
        body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))

    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "i sidhuvud", "i sidfot"
    document.add_heading("i rubrik", 2)
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "i cell"
    table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "i inre tabell"
    shell = "<w:sdt><w:sdtPr/><w:sdtContent>%s</w:sdtContent></w:sdt>"
    add(shell % run("i kontroll"))
    body.insert(
        len(body) - 1,
        parse_xml((shell % f"<w:p>{run('i blockkontroll')}</w:p>").replace("<w:sdt>", f"<w:sdt {nsdecls('w')}>", 1)),
    )
    add(f'<w:ins w:id="1" w:author="Å">{run("infogat")}</w:ins>'
        '<w:del w:id="2" w:author="Å"><w:r><w:delText>struket</w:delText></w:r></w:del>')  # fmt: skip
    add(f'<w:hyperlink w:anchor="q">{run("i länk")}</w:hyperlink>')
    box = f"<w:txbxContent><w:p>{run('i textruta')}</w:p></w:txbxContent>"
    choice = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    shape = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    drawn = f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox {shape}>{box}</v:textbox></w:pict></mc:Fallback>"
    add(f"<w:r><mc:AlternateContent {choice}>{drawn}{old}</mc:AlternateContent></w:r>")
    add(f'<w:fldSimple w:instr=" TITLE ">{run("i fält")}</w:fldSimple>')
    add("<w:r><w:t>bind</w:t><w:noBreakHyphen/><w:t>streck</w:t><w:softHyphen/><w:t>et</w:t></w:r>")
    add(run("dold text", "<w:rPr><w:vanish/></w:rPr>"))
    commented = document.add_paragraph("kommenterad")
    document.add_comment(commented.runs[0], text="i kommentar", author="Åsa")
    buffer = io.BytesIO()
    document.save(buffer)
    return with_footnote(buffer.getvalue(), "i fotnot")


def test_every_construct_is_read_once_and_in_its_kind():
    found = [(block.kind, block.text) for block in read(rich()).blocks if block.text]
    assert found == [
        ("heading", "i rubrik"), ("table_row", "i cell | i inre tabell"), ("paragraph", "i kontroll"),
        ("paragraph", "i blockkontroll"), ("paragraph", "infogat"), ("paragraph", "i länk"),
        ("text_box", "i textruta"), ("paragraph", "i fält"), ("paragraph", "bind-strecket"), ("paragraph", "dold text"),
        ("paragraph", "kommenterad"), ("note", "i fotnot"), ("comment", "i kommentar"), ("header", "i sidhuvud"),
        ("footer", "i sidfot"),
    ]  # fmt: skip


def test_running_text_leaves_out_headers_and_comments_and_warns_of_what_leaks():
    reading = read(rich())
    assert "i sidhuvud" not in reading.text and "i kommentar" not in reading.text
    assert "i fotnot" in reading.text and "struket" not in reading.text
    assert reading.warnings == (
        "Dokumentet innehåller spårade ändringar.",
        "Dokumentet innehåller kommentarer.",
        "Dokumentet innehåller dold text.",
    )


def test_a_block_keeps_its_id_when_another_is_put_before_it():
    def ids(*texts):
        document = Document()
        for text in texts:
            document.add_paragraph(text)
        buffer = io.BytesIO()
        document.save(buffer)
        return {block.text: block.id for block in read(buffer.getvalue()).blocks}

    assert ids("nytt", "ett", "två")["två"] == ids("ett", "två")["två"]


def test_a_footnote_of_a_template_is_filled(make_template, make_document, values):
    data = make_document(with_footnote(make_template("x"), "se {{ arende.diarienummer }}"), values)
    assert [block.text for block in read(data).of_kind("note")] == ["se BN 2026/0042"]


NINETEEN = {
    "in a paragraph": "kommenterad", "in a heading": "i rubrik", "in a list": "i lista", "in a cell": "i cell",
    "in a table in a cell": "i inre tabell", "in an inline control": "i kontroll",
    "in a block control": "i blockkontroll", "inserted": "infogat", "in a link": "i länk",
    "in a text box": "i textruta", "in a simple field": "i fält", "in a field of parts": "fältresultat",
    "in a footnote": "i fotnot", "in a comment": "i kommentar", "in the header": "i sidhuvud",
    "in the footer": "i sidfot", "with a hyphen that does not break": "bind-strecket", "hidden": "dold text",
}  # fmt: skip


def all_nineteen():
    document = Document(io.BytesIO(rich()))
    document.add_paragraph("i lista", style="List Number")
    parts = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = (
        parts.format("begin") + '<w:r><w:instrText xml:space="preserve"> DOCPROPERTY fältkod </w:instrText></w:r>'
        + parts.format("separate") + run("fältresultat") + parts.format("end")
    )  # fmt: skip
    document.add_paragraph()._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')} w:anchor='q'>{field}</w:hyperlink>"))
    moved = (
        f'<w:p {nsdecls("w")}><w:moveFrom w:id="8" w:author="Å">{run("flyttat bort")}</w:moveFrom>'
        f'<w:moveTo w:id="9" w:author="Å">{run("flyttat hit")}</w:moveTo></w:p>'
    )
    document.element.body.insert(0, parse_xml(moved))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("place", NINETEEN)
def test_text_is_found_once_wherever_word_lets_it_stand(place):
    """DOCX.md section 4: the nineteenth is deleted text, which is left out on purpose."""
    assert " ".join(block.text for block in read(all_nineteen()).blocks).count(NINETEEN[place]) == 1


@pytest.mark.parametrize("absent", ["struket", "flyttat bort", "fältkod"])
def test_what_is_deleted_or_no_text_at_all_is_not_read(absent):
    text = " ".join(block.text for block in read(all_nineteen()).blocks)
    assert absent not in text and "flyttat hit" in text
