"""Mallprov. A small template that uses every means of the template language, for tests that damage or time it."""

from __future__ import annotations

import io
from functools import cache

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kansli.doctemplates.ooxml import W
from kansli.doctemplates.opc import Package, pack

_BALLAST = ("word/theme", "word/stylesWithEffects", "word/webSettings", "word/fontTable", "customXml", "docProps/thumb")
_TABLES = {"TableGrid", "TableNormal"}
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'


@cache
def rich_template():
    """Fields, loops, conditions, controls, a repeating section, a table, a list, Word's own fields, a header."""
    document = Document()
    document.core_properties.title = "{{ arende.rubrik }}"
    document.sections[0].header.paragraphs[0].text = "{{ arende.diarienummer }}"
    document.add_heading("{{ arende.rubrik }}", 1)
    document.add_paragraph("Se {% if arende.rubrik %}ärendet {{ arende.rubrik }}{% else %}inget{% endif %}.")
    document.add_paragraph("{{ sektioner.summary }}")
    for line in ("{% for u in underlag %}", "{{ u.text }}", "{% endfor %}"):
        document.add_paragraph(line, style="List Number" if "u.text" in line else None)
    table = document.add_table(4, 2)
    for row, text in enumerate(("Rubrik", "{%tr for u in underlag %}", "{{ u.text }}", "{%tr endfor %}")):
        table.cell(row, 0).text = text
    body = document.element.body
    for inner in (_control(), _section(), _page_field()):
        body.insert(len(body) - 1, parse_xml(inner))
    buffer = io.BytesIO()
    document.save(buffer)
    return lean(buffer.getvalue())


def lean(data):
    """The same document without the themes, pictures and hundred table styles that python-docx gives every file."""
    package = Package.open(data)
    for name in list(package.parts):
        if name.startswith(_BALLAST):
            package.drop(name)
    styles = package.xml("word/styles.xml")
    for style in styles.findall(W + "style"):
        if style.get(W + "type") == "table" and style.get(W + "styleId") not in _TABLES:
            styles.remove(style)
    return pack(package.written())


def _control():
    return (
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">Dnr </w:t></w:r><w:sdt><w:sdtPr>'
        '<w:tag w:val="arende.diarienummer"/></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt>'
        '<w:bookmarkStart w:id="3" w:name="m"/><w:bookmarkEnd w:id="3"/></w:p>'
    )


def _section():
    return (
        f'<w:sdt {nsdecls("w")} {W15}><w:sdtPr><w:tag w:val="underlag"/><w15:repeatingSection/></w:sdtPr><w:sdtContent>'
        "<w:sdt><w:sdtPr><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>{{ text }}</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt></w:sdtContent></w:sdt>"
    )


def _page_field():
    return (
        f'<w:p {nsdecls("w")}><w:ins w:id="7" w:author="Å"><w:r><w:t>nytt</w:t></w:r></w:ins><w:r>'
        '<w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
