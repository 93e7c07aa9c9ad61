"""PDF. LibreOffice opens what we make, and the PDF says the same as the document."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from kansli.doctemplates import pdf
from kansli.doctemplates.pdf import to_pdf
from kansli.doctemplates.problems import PdfFailed
from kansli.doctemplates.read import read


def pdf_text(data):
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_memo_becomes_tagged_pdf_a_with_its_header_on_every_page(libreoffice, templates, values, make_document):
    values["sektioner"]["preparation"] = "\n\n".join(["Ärendet har beretts av kontoret i samråd. " * 12] * 12)
    made = to_pdf(make_document(templates["lund/tjansteskrivelse"], values))
    pages = pdf_text(made)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "BN 2026/0042" in page and "Diarienummer" in page and f"{number} ({len(pages)})" in page
    raw = bytes(made)
    assert b"/MarkInfo" in raw and b"/StructTreeRoot" in raw and b"sv-SE" in raw
    assert b"<pdfaid:part>2</pdfaid:part>" in raw and b"<pdfuaid:part>1</pdfuaid:part>" in raw
    assert pypdfium2.PdfDocument(io.BytesIO(made)).get_metadata_dict()["Title"] == "Remiss – cykelbanor i Björkby"


def test_two_numbered_loops_begin_at_one_in_the_pdf_too(libreoffice, templates, values, make_document):
    values["forslag"] = [
        {"organ": "A", "inledning": "A föreslås besluta", "satser": ["att ett", "att två"]},
        {"organ": "B", "inledning": "B föreslås besluta", "satser": ["att tre", "att fyra"]},
    ]
    text = " ".join(pdf_text(to_pdf(make_document(templates["_base/tjansteskrivelse"], values)))).split()
    joined = " ".join(text)
    assert "1. att ett 2. att två B föreslås besluta 1. att tre 2. att fyra" in joined


def test_a_conversion_that_takes_too_long_is_ended_with_a_sentence(libreoffice, templates, values, make_document):
    data = make_document(templates["lund/missiv"], values)
    with pytest.raises(PdfFailed, match="blev inte klar på"):
        to_pdf(data, timeout=0.05)


def test_without_libreoffice_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(pdf, "libreoffice", lambda: None)
    with pytest.raises(PdfFailed, match="Hämta Word-filen"):
        to_pdf(b"")


def test_section_bookmarks_survive_a_round_through_libreoffice(libreoffice, templates, values, make_document, tmp_path):
    import subprocess

    source = tmp_path / "memo.docx"
    source.write_bytes(make_document(templates["lund/tjansteskrivelse"], values, custom={"kansli_record": "memo:3"}))
    command = [str(libreoffice), f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless"]
    command += ["--convert-to", "docx", "--outdir", str(tmp_path / "ut"), str(source)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    reading = read((tmp_path / "ut" / "memo.docx").read_bytes())
    found = [block.text for block in reading.blocks if "kansli_background" in block.bookmarks]
    assert [text for text in found if text] == [
        "Regionen har sänt förslaget på remiss.", "Det gäller fyra områden:", "skolvägar", "vinter", "mäta", "bygga",
    ]  # fmt: skip
    assert reading.properties["kansli_record"] == "memo:3"
