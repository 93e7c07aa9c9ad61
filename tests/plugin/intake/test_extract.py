"""Text out of every format, and a warning instead of an error where there is none."""

import io
import zipfile
from email.message import EmailMessage

import docx
import pytest

from kansli.plugin.intake.extract import extract
from kansli.plugin.intake.sandbox import Limits, extract_apart


def pdf_of(*pages: str) -> bytes:
    """A small PDF with one line of text a page."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    kids = []
    for words in pages:
        content = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET" if words else ""
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {number + 1} 0 R"
            "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>"
        )
        objects.append(f"<</Length {len(content.encode('cp1252'))}>>stream\n{content}\nendstream")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>"
    return out + f"{end}\nstartxref\n{len(out)}\n%%EOF\n".encode()


def opendocument(body: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "text", "table")
    )
    inner = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {names}>{inner}</office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_decoded_whatever_its_encoding(encoding: str) -> None:
    assert extract("Bryggan på Ön är öppen i år.".encode(encoding), "brev.txt").text == "Bryggan på Ön är öppen i år."


def test_the_text_is_nfc_without_what_does_not_belong() -> None:
    read = extract("Sjo\u0308far\u00adt\x07 pa\u030a\u00a0vintern\r\nslut".encode(), "brev.txt")
    assert read.text == "Sjöfart på vintern\nslut"


def test_a_word_file_gives_text_and_headings() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "PN 2024/0017"
    document.add_heading("Bryggan", 1)
    document.add_paragraph("Den behöver nya plankor.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Plankor", "40"
    out = io.BytesIO()
    document.save(out)
    read = extract(out.getvalue(), "brygga.docx")
    assert read.text.startswith("PN 2024/0017\n\nBryggan\n\nDen behöver nya plankor.")
    assert ("heading", "Bryggan", 1) in [(block.kind, block.text, block.level) for block in read.blocks]
    assert "Plankor | 40" in read.text
    assert read.warnings == ()


def test_a_pdf_gives_its_text_layer_without_its_page_numbers() -> None:
    read = extract(
        pdf_of("Bryggan behöver nya plankor och räcken i år", "Vi räknar med att den står klar i maj"), "b.pdf"
    )
    assert read.pages == 2
    assert "räcken" in read.text
    assert read.text.index("plankor") < read.text.index("maj")
    assert read.warnings == ()


def test_a_scanned_pdf_says_that_it_needs_ocr() -> None:
    read = extract(pdf_of("", ""), "skannad.pdf")
    assert (read.text, read.pages) == ("", 2)
    assert [warning.code for warning in read.warnings] == ["needs_ocr"]
    assert "kräver OCR" in read.warnings[0].message


def test_an_opendocument_gives_text_and_structure() -> None:
    body = (
        '<text:h text:outline-level="2">Bryggan</text:h><text:p>Två<text:s text:c="2"/>plankor'
        "<text:tab/>saknas.</text:p>"
        "<text:list><text:list-item><text:p>räcke</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    read = extract(opendocument(body), "b.odt")
    assert read.text == "Bryggan\n\nTvå  plankor\tsaknas.\n\n- räcke\n\na\tb"
    assert [(block.kind, block.level) for block in read.blocks] == [
        ("heading", 2), ("paragraph", 0), ("list", 0), ("table", 0)
    ]  # fmt: skip


def test_an_opendocument_with_entities_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')
    read = extract(out.getvalue(), "b.odt")
    assert read.text == ""
    assert [warning.code for warning in read.warnings] == ["unreadable"]


def test_a_mail_gives_headers_text_and_a_list_of_files() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Båtklubben <bat@exempel.se>", "park@exempel.se"
    mail["Subject"], mail["Date"] = "SV: Bryggan på Ön", "Mon, 04 Mar 2024 10:00:00 +0100"
    mail.set_content("Hej!\n\nNär lagas bryggan?\n")
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="../foto.pdf")
    read = extract(mail.as_bytes(), "brev.eml")
    assert read.text.startswith("Från: Båtklubben <bat@exempel.se>\nDatum: 2024-03-04\nTill: park@exempel.se\n")
    assert "När lagas bryggan?" in read.text
    assert (read.title, read.sender) == ("Bryggan på Ön", "Båtklubben <bat@exempel.se>")
    assert [(file.name, file.media_type, file.size) for file in read.attachments] == [
        ("foto.pdf", "application/pdf", 5)
    ]


def test_a_mail_in_html_gives_its_words_and_no_code() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "bat@exempel.se", "Bryggan"
    mail.set_content(
        "<style>p{}</style><p>När lagas <b>bryggan</b>?</p><script>alert(1)</script><p>Hej då</p>", subtype="html"
    )
    text = extract(mail.as_bytes(), "brev.eml").text
    assert "När lagas bryggan?\n\nHej då" in text
    assert "alert" not in text


def test_what_the_gate_quarantines_is_not_read() -> None:
    read = extract(b"MZ program", "spel.exe")
    assert read.text == ""
    assert [warning.code for warning in read.warnings] == ["program"]


def test_a_picture_says_that_it_needs_ocr() -> None:
    assert [warning.code for warning in extract(b"\x89PNG\r\n\x1a\nxxx", "karta.png").warnings] == ["needs_ocr"]


def test_an_empty_text_says_so() -> None:
    assert [warning.code for warning in extract(b"  \n \n", "tom.txt").warnings] == ["no_text"]


def test_a_reader_that_crashes_becomes_a_warning() -> None:
    for kind in ("pdf", "docx", "odt", "eml"):
        read = extract_apart(b"\x00skr\xe4p", kind)
        assert read.text == "" or kind == "eml"
        assert read.warnings or kind == "eml"


def test_a_reader_that_hangs_becomes_a_warning() -> None:
    read = extract_apart(pdf_of("Bryggan"), "pdf", limits=Limits(wall_seconds=0.001))
    assert [warning.code for warning in read.warnings] == ["too_slow"]


def test_a_reader_that_wants_too_much_memory_becomes_a_warning() -> None:
    read = extract_apart(pdf_of("Bryggan"), "pdf", limits=Limits(memory=8 * 1024 * 1024))
    assert read.text == ""
    assert read.warnings


def test_a_very_long_text_is_cut_and_says_so() -> None:
    read = extract_apart(pdf_of("Bryggan " * 20), "pdf", limits=Limits(characters=50))
    assert len(read.text) == 50
    assert "cut" in [warning.code for warning in read.warnings]
