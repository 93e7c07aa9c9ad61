"""Dolt i filen. Tracked changes, comments and hidden text leave the house only when somebody has answered for them."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordFile

from kansli.plugin.clock import today
from kansli.plugin.errors import InvalidField
from kansli.plugin.registering import read_file, receive, register
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.store.documents import Dispatch, Document, VersionFile
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record

TO = {"recipients": [{"name": "Regionen", "purpose": "for_information"}]}


def word_file(*, hidden=False):
    document = WordFile()
    document.add_paragraph("Ett brev. ").add_run("Bara för oss.").font.hidden = hidden
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def letter(sqlite_system):
    """Registers a letter and lets it be read, or not."""

    def make(data, *, read=True):
        registry = Registry.get(Registry.code == "TN")
        case = {"case_type": "general", "title": "Bryggan"}
        opened = run(sqlite_system, "open_case", registry, actor=operator(), data=case)
        values = {"kind": "letter", "title": "Brev", "received_on": today().isoformat()}
        received = receive(sqlite_system, io.BytesIO(data), "brev.docx")
        register(sqlite_system, get_record(opened.record), values, [received], actor=operator())
        document = Document.select().order_by(Document.id.desc()).first()
        if read:
            read_file(sqlite_system, VersionFile.select().order_by(VersionFile.id.desc()).first().id)
        return document

    return make


def send(system, document, **more):
    return run(system, "dispatch_document", document, actor=operator(), data={**TO, **more})


def test_a_file_with_hidden_text_is_not_sent_before_somebody_has_answered_for_it(letter, sqlite_system):
    document = letter(word_file(hidden=True))
    with pytest.raises(InvalidField, match="dold text") as refusal:
        send(sqlite_system, document)
    assert refusal.value.field == "leaks_checked"
    assert Dispatch.select().count() == 0


def test_whoever_answers_for_it_is_in_the_log(letter, sqlite_system):
    done = send(sqlite_system, letter(word_file(hidden=True)), leaks_checked="1")
    assert done.facts["leaks_checked"] == ["”brev.docx”: Dokumentet innehåller dold text."]
    assert Dispatch.select().count() == 1
    assert LogEntry.select().where(LogEntry.step == "dispatch_document").count() == 1


def test_a_file_that_nobody_has_read_yet_may_hold_anything(letter, sqlite_system):
    with pytest.raises(InvalidField, match="är inte läst ännu"):
        send(sqlite_system, letter(word_file(), read=False))


def test_a_clean_file_is_sent_without_a_question(letter, sqlite_system):
    assert "leaks_checked" not in send(sqlite_system, letter(word_file())).facts
    assert Dispatch.select().count() == 1


def test_what_goes_out_with_the_summons_is_asked_about_too(letter, sqlite_system):
    document = letter(word_file(hidden=True))
    Document.update(state="working").where(Document.id == document.id).execute()
    fresh = Document.get_by_id(document.id)
    with pytest.raises(InvalidField, match="dold text"):
        run(sqlite_system, "finalise_document", fresh, actor=operator(), data={"fact": "summoned"})
    done = run(sqlite_system, "finalise_document", fresh, actor=operator(), data={"fact": "completed"})
    assert "leaks_checked" not in done.facts
