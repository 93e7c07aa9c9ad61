"""Who sends a file with something hidden in it is asked about it in the form, and only then."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordFile

from kansli.plugin.registering import read_file
from kansli.plugin.store.documents import Dispatch, Document, VersionFile

BOX = 'name="leaks_checked"'
RECIPIENT = {"recipient_name": "Regionen", "recipient_address": "", "recipient_purpose": "for_information"}


@pytest.fixture
def letter(desk):
    def make(*, hidden):
        written = WordFile()
        written.add_paragraph("Ett brev. ").add_run("Bara för oss.").font.hidden = hidden
        buffer = io.BytesIO()
        written.save(buffer)
        desk.case("Lekplatsen", files=(("brev.docx", buffer.getvalue()),))
        read_file(desk.web.system, VersionFile.get().id)
        return f"/steg/{Document.get().record_id}/dispatch_document"

    return make


def test_the_form_asks_about_what_is_hidden_and_keeps_what_was_typed(letter, web):
    path, client = letter(hidden=True), web.browser("registrar")
    shown = client.get(path).text
    assert BOX in shown and "”brev.docx”: Dokumentet innehåller dold text." in shown
    refused = web.post(client, path, **RECIPIENT)
    assert refused.status_code == 422 and 'value="Regionen"' in refused.text
    assert Dispatch.select().count() == 0
    assert web.post(client, path, **RECIPIENT, leaks_checked="1").status_code == 302
    assert Dispatch.select().count() == 1


def test_a_clean_file_asks_nothing(letter, web):
    path, client = letter(hidden=False), web.browser("registrar")
    assert BOX not in client.get(path).text
    assert web.post(client, path, **RECIPIENT).status_code == 302
