"""Samlad PDF. A case's documents as one file: in order, only what one may see, and nothing hidden unasked."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from docx import Document as WordFile
from pypdf import PdfReader, PdfWriter

from kansli.plugin.clock import today
from kansli.plugin.errors import InvalidField, NotFound
from kansli.plugin.registering import read_file, receive, register
from kansli.plugin.rendering.bundles import bundle_files, make_bundle
from kansli.plugin.rendering.refusals import NotRendered
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.store.documents import Document, VersionFile
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record


def paper(width, *, password=""):
    writer = PdfWriter()
    writer.add_blank_page(width, 400)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def word_file(text, *, hidden=""):
    document = WordFile()
    document.add_paragraph(text)
    if hidden:
        document.add_paragraph("Synligt ").add_run(hidden).font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class File:
    """A case that a test puts documents in."""

    def __init__(self, system):
        self.system = system
        data = {"case_type": "general", "title": "Bryggan"}
        made = run(system, "open_case", Registry.get(Registry.code == "TN"), actor=operator(), data=data)
        self.case = get_record(made.record)

    def add(self, title, data, name):
        values = {"kind": "letter", "title": title, "received_on": today().isoformat()}
        register(self.system, self.case, values, [receive(self.system, data, name)], actor=operator())
        read_file(self.system, VersionFile.select().order_by(VersionFile.id.desc()).first().id)
        return Document.select().order_by(Document.id.desc()).first()

    def bundle(self, actor=None, **options):
        return make_bundle(self.system, self.case, actor=actor or operator(), **options)


@pytest.fixture
def file(sqlite_system):
    return File(sqlite_system)


def titles(data):
    return [entry.title for entry in PdfReader(io.BytesIO(data)).outline]


def test_word_and_pdf_become_one_pdf_in_the_order_of_their_numbers(file, libreoffice):
    file.add("Kallelse", paper(300), "kallelse.pdf")
    file.add("Brev om bryggan", word_file("Bryggan behöver räcken."), "brev.docx")
    file.add("Karta", paper(333), "karta.pdf")
    made = file.bundle()
    assert titles(made) == ["1. Kallelse", "2. Brev om bryggan", "3. Karta"]
    assert PdfReader(io.BytesIO(made)).page_labels == ["1:1", "2:1", "3:1"]
    assert "räcken" in pypdfium2.PdfDocument(made)[1].get_textpage().get_text_range()
    assert PdfReader(io.BytesIO(made)).metadata.title == f"{file.case.case_number} Bryggan"


def test_only_the_chosen_documents_are_put_in(file):
    file.add("Ett", paper(300), "ett.pdf")
    chosen = file.add("Två", paper(301), "tva.pdf")
    assert titles(file.bundle(documents=[chosen.id])) == ["2. Två"]


def test_what_the_actor_may_not_see_is_neither_offered_nor_put_in(file, actor_of):
    file.add("Öppen", paper(300), "oppen.pdf")
    secret = file.add("Hemlig", paper(301), "hemlig.pdf")
    Document.update(secret=True).where(Document.id == secret.id).execute()
    reader = actor_of("reader")
    assert [row.title for row in bundle_files(file.case, actor=reader)] == ["1. Öppen"]
    assert titles(file.bundle(reader)) == ["1. Öppen"]
    with pytest.raises(NotFound):
        file.bundle(reader, documents=[secret.id])


def test_a_voided_document_and_working_material_stay_out(file):
    file.add("Gäller", paper(300), "galler.pdf")
    voided = file.add("Fel ärende", paper(301), "fel.pdf")
    Document.update(state="voided").where(Document.id == voided.id).execute()
    draft = file.add("Utkast", paper(302), "utkast.pdf")
    Document.update(state="working", sequence=None).where(Document.id == draft.id).execute()
    assert titles(file.bundle()) == ["1. Gäller"]


def test_files_that_cannot_be_put_in_are_all_named_when_chosen(file):
    sheet = file.add("Kalkyl", b"\x89PNG\r\n\x1a\nxxx", "karta.png")
    whole = file.add("Hel", paper(300), "hel.pdf")
    with pytest.raises(NotRendered, match=r"karta\.png”: Filtypen bild \(PNG\) blir inte PDF här"):
        file.bundle(documents=[sheet.id, whole.id])
    assert titles(file.bundle()) == ["2. Hel"]


def test_where_nothing_can_be_put_in_the_reason_is_told(file):
    file.add("Foto", b"\x89PNG\r\n\x1a\nxxx", "foto.png")
    with pytest.raises(NotRendered, match=r"foto\.png”: Filtypen bild"):
        file.bundle()


def test_a_damaged_pdf_is_named(file):
    file.add("Trasig", b"%PDF-1.7\nskrot\n%%EOF", "trasig.pdf")
    with pytest.raises(NotRendered, match=r"”trasig\.pdf” är skadad") as refusal:
        file.bundle(leaks_checked=True)
    assert [one.code for one in refusal.value.details] == ["damaged"]


def test_hidden_text_is_not_bundled_before_somebody_has_answered_for_it(file):
    file.add("Brev", word_file("Hej", hidden="internt"), "brev.docx")
    with pytest.raises(InvalidField, match="dold text"):
        file.bundle()


def test_an_empty_case_says_what_to_do(file):
    with pytest.raises(NotRendered, match="Välj minst en handling"):
        file.bundle()


def test_the_command_writes_the_bundle_and_refuses_with_a_sentence(file, sqlite_system, tmp_path):
    document = file.add("Kallelse", paper(300), "kallelse.pdf")

    def kansli(*arguments):
        program = Path(sys.executable).parent / "kansli"
        command = [str(program), "--data", str(sqlite_system.settings.data), "--json", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    target = tmp_path / "akt.pdf"
    done = kansli("bundle", file.case.case_number, "-o", str(target), "--document", document.record_id)
    assert json.loads(done.stdout)["file"] == str(target), done.stderr
    assert titles(target.read_bytes()) == ["1. Kallelse"]
    refused = kansli("bundle", file.case.case_number, "-o", str(target), "--document", file.case.record_id)
    assert refused.returncode == 1 and json.loads(refused.stdout)["error"]["code"] == "not_found"
