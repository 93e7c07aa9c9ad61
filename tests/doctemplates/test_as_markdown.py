"""Word som Markdown. What a section says in Word is what was written, and what it says beyond that is told."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.enum.text import WD_BREAK, WD_UNDERLINE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansli.doctemplates.as_markdown import WordProse
from kansli.doctemplates.markdown import normalise, parse
from kansli.doctemplates.ooxml import W
from kansli.doctemplates.opc import Package
from kansli.doctemplates.problems import MarkdownRefused
from kansli.doctemplates.returned import read_back

FOLDERS = ["_base", "linkoping", "lund", "sodertalje"]

SPELLED = [
    "kontoret", "är", "å & ö", "*stjärna", "1. 5", "#rubrik", "a|b", "[^not", "(x)", "<b>", "\\", "_", "~~",
    "{{ x }}", "4 %",
]  # fmt: skip
WORDS = st.lists(st.sampled_from(SPELLED), min_size=1, max_size=4).map(" ".join)
LOOKS = st.sampled_from(
    ["{}", "**{}**", "*{}*", "~~{}~~", "***{}***", "[{}](https://a.se/b_c)", "{}[^1]", "{}  \nny rad"]
)
LINE = st.lists(st.builds(lambda look, text: look.format(normalise_text(text)), LOOKS, WORDS), min_size=1, max_size=3)


def normalise_text(text):
    """The words as a person would type them to have them printed as they are."""
    for sign in "\\*_~[]#|":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("1. 5", "1\\. 5")


def block(kind, lines, depth):
    text = [" ".join(line) for line in lines]
    flat = [line.replace("  \n", " ") for line in text]
    pad = "  " * depth
    return {
        "stycke": "\n\n".join(text),
        "rubrik": f"{'#' * (2 + depth)} {flat[0]}",
        "punkter": "\n".join(f"{'  ' * min(index, depth)}- {line}" for index, line in enumerate(flat)),
        "nummer": "\n".join(f"{index + 1 + depth}. {line}" for index, line in enumerate(flat)),
        "blandat": f"1. {flat[0]}\n   - {flat[-1]}\n\n   {flat[0]}\n2. {pad.strip()}{flat[-1]}",
        "citat": "\n>\n".join(f"> {line}" for line in flat),
        "tabell": f"| A | {flat[0]} |\n|---|---|\n" + "\n".join(f"| {line} | {depth} |" for line in flat),
    }[kind]


KINDS = st.sampled_from(["stycke", "rubrik", "punkter", "nummer", "blandat", "citat", "tabell"])
BLOCKS = st.lists(st.builds(block, KINDS, st.lists(LINE, min_size=1, max_size=3), st.integers(0, 3)), max_size=6)


def with_note(text):
    return f"{text}\n\n[^1]: En *not* om 1\\. saken." if "[^1]" in text.replace("\\[^1]", "") else text


@pytest.mark.parametrize("folder", FOLDERS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BLOCKS.map("\n\n".join).map(with_note))
def test_what_was_written_is_read_back_in_its_canonical_form(folder, templates, make_document, values, text):
    try:
        wanted = normalise(text)
    except MarkdownRefused:
        return
    values["sektioner"] = {"summary": text}
    data = make_document(templates[f"{folder}/tjansteskrivelse"], values)
    section = read_back(data, headings={"summary": ("Sammanfattning",)}).sections["summary"]
    assert (section.markdown, section.lost, section.doubts) == (wanted, (), ())
    assert section.intact


def read_section(document):
    """The whole body of a document made by hand, as one section of unknown origin."""
    buffer = io.BytesIO()
    document.save(buffer)
    package = Package.open(buffer.getvalue())
    body = package.xml(package.main).find(W + "body")
    return WordProse(package).read([child for child in body if child.tag != W + "sectPr"])


@pytest.fixture
def document():
    made = Document()
    made.add_paragraph("Det mesta av texten är helt vanlig och tar upp större delen av avsnittet.")
    return made


def underline(document):
    document.add_paragraph().add_run("viktigt").font.underline = WD_UNDERLINE.SINGLE


def colour(document):
    document.add_paragraph().add_run("rött").font.color.rgb = RGBColor(0xC0, 0, 0)


def marker(document):
    document.add_paragraph().add_run("gult").font.highlight_color = 7


def font(document):
    document.add_paragraph().add_run("annat").font.name = "Comic Sans MS"


def size(document):
    document.add_paragraph().add_run("stort").font.size = Pt(30)


def raised(document):
    document.add_paragraph().add_run("m2").font.superscript = True


def centred(document):
    document.add_paragraph("i mitten").alignment = 1


def page_break(document):
    document.add_paragraph().add_run("före").add_break(WD_BREAK.PAGE)


def merged(document):
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "bred"


def two_lines_in_a_cell(document):
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "ett"
    cell.add_paragraph("två")


def nested_table(document):
    cell = document.add_table(1, 1).cell(0, 0)
    cell.add_table(1, 1).cell(0, 0).text = "inre"


def raw(inner):
    def add(document):
        document.add_paragraph()._p.append(parse_xml(inner.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))

    return add


FIELD = "".join(
    f"<w:r>{inner}</w:r>"
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText> REF kapitel </w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>kapitel 3</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
)


def field(document):
    for run in parse_xml(f"<w:p {nsdecls('w')}>{FIELD}</w:p>"):
        document.paragraphs[-1]._p.append(run)


def equation(document):
    space = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    document.add_paragraph()._p.append(parse_xml(f"<m:oMath {space}><m:r><m:t>x=1</m:t></m:r></m:oMath>"))


def inner_link(document):
    link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="bilaga"><w:r><w:t>bilaga 1</w:t></w:r></w:hyperlink>')
    document.add_paragraph()._p.append(link)


def file_link(document):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    identifier = document.part.relate_to("file:///C:/hemlig.docx", kind, is_external=True)
    link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{identifier}"><w:r><w:t>filen</w:t></w:r></w:hyperlink>')
    document.add_paragraph()._p.append(link)


text_box = raw(
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r><w:t>i rutan'
    "</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
picture = raw(
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Bild 1" descr="Karta över cykelvägar"/></wp:inline></w:drawing></w:r>'
)
hidden = raw("<w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r>")
capitals = raw("<w:r><w:rPr><w:smallCaps/></w:rPr><w:t>kapitäler</w:t></w:r>")

BEYOND = [
    (underline, "Understrykning följer inte med: ”viktigt”."),
    (colour, "Textfärg följer inte med: ”rött”."),
    (marker, "Överstrykning med färg följer inte med: ”gult”."),
    (font, "Annat typsnitt följer inte med: ”annat”."),
    (size, "Annan teckenstorlek följer inte med: ”stort”."),
    (raised, "Upphöjd eller nedsänkt text följer inte med: ”m2”."),
    (capitals, "Versaler eller kapitäler som format följer inte med: ”kapitäler”."),
    (centred, "Centrering eller högerställning följer inte med: ”i mitten”."),
    (page_break, "Sidbrytning följer inte med: ”före”."),
    (picture, "Bild följer inte med: ”Karta över cykelvägar”."),
    (text_box, "Textruta följer inte med: ”i rutan”."),
    (equation, "Ekvation följer inte med: ”x=1”."),
    (nested_table, "Tabell i tabell följer inte med: ”inre”."),
    (merged, "Sammanslagna celler följer inte med: ”bred”."),
    (two_lines_in_a_cell, "Flera rader i en tabellcell följer inte med: ”ett två”."),
    (inner_link, "Länk inom dokumentet följer inte med: ”bilaga 1”."),
    (file_link, "Länk till annat än en webbplats eller en adress följer inte med: ”filen”."),
    (hidden, "Dold text blir synlig: ”dolt”."),
    (field, "Fält blir vanlig text: ”kapitel 3”."),
]


@pytest.mark.parametrize(("add", "said"), BEYOND, ids=[add.__name__ + said[:12] for add, said in BEYOND])
def test_what_the_text_cannot_hold_is_said_with_the_words_where_it_stands(document, add, said):
    add(document)
    assert read_section(document).lost == (said,)


def test_the_same_loss_in_many_places_is_said_once(document):
    for _ in range(4):
        underline(document)
    assert read_section(document).lost == ("Understrykning följer inte med: ”viktigt” och på 3 ställen till.",)


def test_the_words_of_what_is_lost_stay_where_they_are_text(document):
    for add in (underline, field, equation, nested_table, merged, file_link):
        add(document)
    markdown = read_section(document).markdown()
    assert all(words in markdown for words in ("viktigt", "kapitel 3", "x=1", "inre", "bred", "filen"))


def test_styles_of_word_are_read_as_what_they_mean():
    document = Document()
    document.add_paragraph("Citat", style="Intense Quote")
    document.add_paragraph("punkt", style="List Bullet")
    document.add_paragraph("under", style="List Bullet 2")
    document.add_paragraph("mer om den", style="List Continue 2")
    paragraph = document.add_paragraph("Med ")
    paragraph.add_run("eftertryck", style="Strong")
    assert read_section(document).markdown() == "> Citat\n\n- punkt\n  - under\n\n    mer om den\n\nMed **eftertryck**"


def test_typed_signs_survive_as_they_were_typed():
    document = Document()
    typed = ["* inte punkt", "# inte rubrik", "1. inte nummer", "> inte citat", "a | b", "se [^1]", "[x](https://a.se)",
             "2 * 3 * 4 och **", "snake_case _x_", "~~kvar~~", "\\", "+ plus", "[^1]: inte not"]  # fmt: skip
    for text in typed:
        document.add_paragraph(text)
    blocks = parse(read_section(document).markdown())
    assert [block.runs[0].text for block in blocks] == typed


def test_a_look_that_ends_between_a_sign_and_a_word_leaves_the_sign_outside():
    document = Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("OBS!").bold = True
    paragraph.add_run("nu")
    assert read_section(document).markdown() == "**OBS**!nu"
