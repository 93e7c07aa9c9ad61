"""PDF. LibreOffice opens what we make, and the PDF says the same as the document."""

from __future__ import annotations

import io
import os
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pdfua
import pypdfium2
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from kansli.doctemplates import office, pdf
from kansli.doctemplates.pdf import plain_pdf, to_pdf
from kansli.doctemplates.pdf_check import PdfFacts, faults_of, look_at
from kansli.doctemplates.problems import NotAccessible, PdfFailed
from kansli.doctemplates.read import read


def pdf_text(data):
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in document]


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """A stand-in for LibreOffice: a real program that does what the lines say."""

    def make(*lines):
        path = tmp_path_factory.mktemp("program") / "soffice"
        path.write_text("\n".join(["#!/bin/sh", *lines]), encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


def test_the_memo_becomes_tagged_pdf_a_with_its_header_on_every_page(libreoffice, templates, values, make_document):
    values["sektioner"]["preparation"] = "\n\n".join(["Ärendet har beretts av kontoret i samråd. " * 12] * 12)
    made = to_pdf(make_document(templates["lund/tjansteskrivelse"], values), archive=True)
    pages = pdf_text(made)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "BN 2026/0042" in page and "Diarienummer" in page and f"{number} ({len(pages)})" in page
    facts = PdfFacts(
        pages=len(pages),
        title="Remiss – cykelbanor i Björkby",
        language="sv-SE",
        part="2",
        conformance="B",
        universal=True,
        tagged=True,
        loose_fonts=(),
    )
    assert look_at(made) == facts


def test_two_numbered_loops_begin_at_one_in_the_pdf_too(libreoffice, templates, values, make_document):
    values["forslag"] = [
        {"organ": "A", "inledning": "A föreslås besluta", "flera": True, "satser": ["att ett", "att två"]},
        {"organ": "B", "inledning": "B föreslås besluta", "flera": True, "satser": ["att tre", "att fyra"]},
    ]
    text = " ".join(pdf_text(to_pdf(make_document(templates["_base/tjansteskrivelse"], values)))).split()
    joined = " ".join(text)
    assert "1. att ett 2. att två B föreslås besluta 1. att tre 2. att fyra" in joined


def errors_of(data, folder):
    path = folder / "dokument.pdf"
    path.write_bytes(data)
    return [finding.message for finding in pdfua.validate(str(path)).findings if finding.severity.name == "ERROR"]


def test_an_independent_checker_of_pdf_ua_finds_nothing(libreoffice, templates, values, make_document, tmp_path):
    assert errors_of(to_pdf(make_document(templates["_base/tjansteskrivelse"], values), archive=True), tmp_path) == []


def test_the_independent_checker_finds_what_ours_refuses(libreoffice, tmp_path):
    """LibreOffice itself claims PDF/UA for any document."""
    claimed = pdf._converted(without_title(Document()), suffix=".docx", universal=True, timeout=60, program=None)
    assert look_at(claimed).universal
    assert errors_of(claimed, tmp_path)


def test_three_at_once_become_three(libreoffice, templates, values, make_document):
    papers = []
    for name in ("Ett", "Två", "Tre"):
        values["dokument"]["rubrik"] = name
        papers.append(make_document(templates["lund/missiv"], values))
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(to_pdf, papers))
    assert [look_at(one).title for one in made] == ["Ett", "Två", "Tre"]


def running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that has ended but that nobody has asked about still answers.
    stat_of = Path(f"/proc/{pid}/stat")
    try:
        return stat_of.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_that_hangs_is_ended_with_its_helpers_and_a_sentence(program, tmp_path):
    left = tmp_path / "helper"
    hanging = program("sleep 600 &", f"echo $! > {left}.tmp && mv {left}.tmp {left}", "sleep 600")
    with pytest.raises(PdfFailed, match=r"blev inte klar på 4 sekunder och avbröts\. Försök igen"):
        plain_pdf(b"PK", suffix=".docx", timeout=4, program=hanging)
    helper, patience = int(left.read_text()), time.monotonic() + 60
    while running(helper):
        assert time.monotonic() < patience, "the helper lives on"
        threading.Event().wait(0.05)


def test_a_program_that_says_nothing_is_wrong_and_makes_nothing_is_found_out(program):
    with pytest.raises(PdfFailed, match="gjorde ingen PDF"):
        plain_pdf(b"PK", suffix=".docx", program=program("echo convert ok"))


def test_a_pdf_that_is_cut_off_is_not_handed_out(program, templates, values, make_document):
    half = program('for last; do :; done; mkdir -p "$(dirname "$last")/ut"; printf %%PDF-1.7 > "${last%.docx}.pdf"',
                   'mv "${last%.docx}.pdf" "$(dirname "$last")/ut/in.pdf"')  # fmt: skip
    with pytest.raises(PdfFailed, match="skadad och går inte att öppna"):
        to_pdf(make_document(templates["lund/missiv"], values), program=half)


def test_a_pdf_without_its_fonts_or_marks_is_not_handed_out():
    bare = PdfFacts(1, "", "", "", "", universal=False, tagged=False, loose_fonts=("Garamond",))
    assert faults_of(bare, universal=True) == (
        "Den är inte märkt som PDF/A-2b.",
        "Den saknar taggar för uppläsning.",
        "Den är inte märkt som PDF/UA.",
        "Språk eller titel saknas.",
        "Typsnitt följer inte med: Garamond.",
    )


def without_title(document):
    document.core_properties.title = ""
    document.add_heading("Första", 1)
    document.add_heading("Tredje", 3)
    document.add_table(1, 1).cell(0, 0).text = "utan rubrikrad"
    return saved(document)


def test_the_archive_refuses_what_cannot_be_listened_to_and_names_the_places():
    with pytest.raises(NotAccessible, match=r"titel saknas.*har ingen rubrikrad.*hoppar från 1 till 3") as error:
        to_pdf(without_title(Document()), archive=True)
    assert [(one.code, one.part) for one in error.value.problems] == [
        ("no_title", "Dokumentets egenskaper"), ("no_header_row", "Tabell 1"), ("heading_step", "Brödtexten"),
    ]  # fmt: skip


def test_without_the_demand_it_is_made_but_claims_no_accessibility(libreoffice):
    facts = look_at(to_pdf(without_title(Document())))
    assert (facts.part, facts.tagged, facts.universal) == ("2", True, False)


def test_without_libreoffice_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    with pytest.raises(PdfFailed, match="Hämta Word-filen"):
        pdf.plain_pdf(b"", suffix=".docx")


@pytest.fixture
def listener():
    """A web server that notes what is asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def note(self):
            asked.append(self.path)
            self.send_error(404)

        do_GET = do_HEAD = do_OPTIONS = do_PROPFIND = note  # noqa: N815 - the names that the server looks for

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def fetching(address):
    """A document with a picture that lies on the net."""
    document = Document()
    link = document.part.relate_to(f"{address}/bild.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    shape = (
        f'<w:p {nsdecls("w", "wp", "a", "pic", "r")}><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>'
        '<wp:docPr id="1" name="b"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/'
        'picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="b"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:link="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    document.element.body.insert(0, parse_xml(shape))
    return saved(document)


@pytest.mark.parametrize("shut_off", ["with a net of its own", "by the settings alone"])
def test_a_document_fetches_nothing_while_it_is_converted(shut_off, libreoffice, listener, monkeypatch):
    address, asked = listener
    if shut_off == "by the settings alone":
        monkeypatch.setattr(office, "_without_network", lambda: ())
    assert plain_pdf(fetching(address), suffix=".docx").startswith(b"%PDF-")
    assert asked == []


def test_section_bookmarks_survive_a_round_through_libreoffice(libreoffice, templates, values, make_document):
    made = make_document(templates["lund/tjansteskrivelse"], values, custom={"kansli_record": "memo:3"})
    reading = read(office.convert(made, suffix=".docx", to="docx"))
    found = [block.text for block in reading.blocks if "kansli_background" in block.bookmarks]
    assert [text for text in found if text] == [
        "Regionen har sänt förslaget på remiss.", "Det gäller fyra områden:", "skolvägar", "vinter", "mäta", "bygga",
    ]  # fmt: skip
    assert reading.properties["kansli_record"] == "memo:3"


@pytest.mark.parametrize("written", ["INCLUDEPICTURE", "INCLUDE\\r\\nPICTURE", "IncludePicture"])
def test_a_picture_on_the_servers_own_disk_does_not_come_into_a_pdf_by_way_of_an_rtf(written, libreoffice, tmp_path):
    secret = tmp_path / "hemlig.png"
    Image.new("RGB", (200, 200), (255, 0, 0)).save(secret)
    named = f'{written.encode().decode("unicode_escape")} "{secret.as_uri()}" \\\\d'
    field = "{\\field{\\*\\fldinst " + named + "}{\\fldrslt Bilden}}"
    made = plain_pdf(("{\\rtf1 Brevet " + field + "}").encode(), suffix=".rtf")
    assert "Brevet Bilden" in pdf_text(made)[0]
    shown = pypdfium2.PdfDocument(made)[0].render(scale=0.3).to_pil().convert("RGB")
    assert (255, 0, 0) not in {colour for _count, colour in shown.getcolors(maxcolors=2**24)}
