"""PDF på väg. The worker makes what was asked for, once; a hung or killed program costs nobody the rest."""

from __future__ import annotations

import io
import os
import select
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from docx import Document as WordFile
from pypdf import PdfReader, PdfWriter

from kansli.plugin import jobs
from kansli.plugin.clock import frozen_at, now
from kansli.plugin.errors import InvalidField, NotFound
from kansli.plugin.leases import show_signs_of_life
from kansli.plugin.registering import read_file, receive, register
from kansli.plugin.rendering.conversions import GAVE_UP, ask_again, ask_for_bundle, ask_for_pdf, progress_of, result_of
from kansli.plugin.runner import run
from kansli.plugin.store.conversions import Conversion
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.jobs import Job
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.upkeep import sweep_derived
from kansli.plugin.verify import verify
from kansli.plugin.worker import work

DAY = 24 * 3600


def paper(width):
    writer = PdfWriter()
    writer.add_blank_page(width, 400)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def word_file(text, *, hidden=""):
    document = WordFile()
    document.core_properties.title, document.core_properties.language = text, "sv-SE"
    document.add_paragraph(text)
    if hidden:
        document.add_paragraph("Synligt ").add_run(hidden).font.hidden = True
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class Desk:
    """A case, whose documents a test makes, asks for and fetches."""

    def __init__(self, system, actor):
        self.system, self.actor = system, actor
        data = {"case_type": "general", "title": "Bryggan"}
        made = run(system, "open_case", Registry.get(Registry.code == "TN"), actor=actor, data=data)
        self.case = get_record(made.record)

    def version(self, text):
        """A version that Kansli has rendered."""
        blob = self.system.files.put(word_file(text))
        document = Document.create(
            case=self.case, kind="memo", title=text, direction="internal", state="working", data={}
        )
        version = DocumentVersion.create(document=document, number=1, source="rendered")
        stored = StoredFile.create(sha256=blob.sha256, size=blob.size)
        VersionFile.create(version=version, file=stored, filename=f"{text}.docx", text="läst")
        return version

    def add(self, name, data):
        values = {"kind": "letter", "title": name, "received_on": "2026-01-02"}
        register(self.system, self.case, values, [receive(self.system, data, name)], actor=self.actor)
        row = VersionFile.select().order_by(VersionFile.id.desc()).first()
        read_file(self.system, row.id)
        return row.id

    def ask(self, version):
        return ask_for_pdf(self.system, version, actor=self.actor)

    def bundle(self, files, *, actor=None, **options):
        asking = actor or self.actor
        return ask_for_bundle(self.system, self.case, actor=asking, files=set(files), filename="akt.pdf", **options)

    def progress(self, number, actor=None):
        return progress_of(self.system, number, actor=actor or self.actor)

    def fetch(self, number, actor=None):
        path, _name = result_of(self.system, number, actor=actor or self.actor)
        return PdfReader(io.BytesIO(path.read_bytes()))


def convert(system):
    """Let a worker make what has been asked for."""
    return work(system, once=True, part="conversions")


@pytest.fixture
def desk(sqlite_system, actor_of):
    return Desk(sqlite_system, actor_of("board_secretary"))


def with_program(system, tmp_path, script, **settings):
    """The system with a LibreOffice of the test's own."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return replace(system, settings=replace(system.settings, libreoffice=str(program), **settings))


def test_three_who_ask_get_three_pdfs_and_who_asks_again_gets_the_same(desk, libreoffice):
    versions = [desk.version(text) for text in ("Ett", "Två", "Tre")]
    asked = [desk.ask(version) for version in versions]
    assert [desk.progress(number).state for number in asked] == ["waiting"] * 3
    assert convert(desk.system).failed == 0
    assert [desk.fetch(number).metadata.title for number in asked] == ["Ett", "Två", "Tre"]
    assert [desk.ask(version) for version in versions] == asked
    assert jobs.waiting([jobs.CONVERT]) == 0
    assert verify(desk.system).ok


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_makes_the_pdf(desk, tmp_path, libreoffice):
    number = desk.ask(desk.version("Räddad"))
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    pipe = os.open(begun, os.O_RDWR | os.O_NONBLOCK)
    hanging = with_program(desk.system, tmp_path, f'echo $$ > "{begun}"\nexec sleep 600')
    command = [sys.executable, "-c", "import sys; from kansli.plugin.cli.program import main; sys.exit(main())"]
    environment = {**os.environ, "KANSLI_LIBREOFFICE": hanging.settings.libreoffice}
    with subprocess.Popen([*command, "--data", str(desk.system.data), "worker"], env=environment) as worker:
        ready, _, _ = select.select([pipe], [], [], 60)
        worker.kill()
    assert ready, "arbetaren kom aldrig till LibreOffice"
    os.kill(int(os.read(pipe, 64)), signal.SIGKILL)  # the program has a session of its own and outlives the worker
    assert desk.progress(number).state == "waiting"
    Job.update(lease_until=now() - timedelta(seconds=1)).where(Job.kind == jobs.CONVERT).execute()
    convert(desk.system)
    assert desk.fetch(number).metadata.title == "Räddad"


def test_a_hung_one_is_stopped_and_said_and_can_be_tried_again(desk, tmp_path):
    version = desk.version("Seg")
    number = desk.ask(version)
    convert(with_program(desk.system, tmp_path, "exec sleep 600", pdf_timeout_seconds=1))
    found = desk.progress(number)
    assert (found.state, found.message) == ("failed", "PDF:en blev inte klar på 1 sekunder och avbröts. Försök igen.")
    with pytest.raises(NotFound):
        desk.fetch(number)
    ask_again(desk.system, number, actor=desk.actor)
    assert (desk.progress(number).state, desk.progress(number).message) == ("waiting", "")


def test_a_job_that_was_given_up_is_no_eternal_waiting(desk):
    number = desk.ask(desk.version("Otur"))
    Job.update(state="parked").where(Job.kind == jobs.CONVERT).execute()
    assert (desk.progress(number).state, desk.progress(number).message) == ("failed", GAVE_UP)
    ask_again(desk.system, number, actor=desk.actor)
    assert desk.progress(number).state == "waiting"


def test_a_bundle_is_for_the_one_who_asked_and_tells_how_far_it_is(desk, actor_of):
    files = [desk.add("ett.pdf", paper(300)), desk.add("två.pdf", paper(301))]
    number = desk.bundle(files)
    assert (desk.progress(number).parts_done, desk.progress(number).parts) == (0, 2)
    convert(desk.system)
    assert [entry.title for entry in desk.fetch(number).outline] == ["1. ett.pdf", "2. två.pdf"]
    assert (desk.progress(number).parts_done, desk.bundle(files)) == (2, number)
    another = actor_of("registrar")
    for ask in (desk.progress, desk.fetch):
        with pytest.raises(NotFound):
            ask(number, another)
    assert desk.bundle(files, actor=another) != number


def test_what_has_become_secret_since_is_neither_made_nor_fetched(desk, actor_of):
    reader = actor_of("reader")
    made, waiting = (desk.add(name, paper(width)) for name, width in (("ett.pdf", 300), ("två.pdf", 301)))
    first = desk.bundle([made], actor=reader)
    convert(desk.system)
    second = desk.bundle([made, waiting], actor=reader)
    Document.update(secret=True).execute()
    convert(desk.system)
    assert Conversion.get_by_id(second).state == "failed"
    for number in (first, second):
        with pytest.raises(NotFound):
            desk.fetch(number, reader)


def test_a_pdf_of_a_document_that_one_may_not_see_is_not_there(desk, actor_of):
    version = desk.version("Hemlig")
    number = desk.ask(version)
    Document.update(secret=True).where(Document.id == version.document_id).execute()
    reader = actor_of("reader")
    with pytest.raises(NotFound):
        desk.progress(number, reader)
    with pytest.raises(NotFound):
        ask_for_pdf(desk.system, get_record(version.record_id), actor=reader)


def test_who_answers_for_hidden_text_in_a_bundle_is_in_the_log(desk):
    row = desk.add("brev.docx", word_file("Hej", hidden="internt"))
    with pytest.raises(InvalidField, match="dold text"):
        desk.bundle([row])
    assert LogEntry.select().where(LogEntry.step == "bundle_documents").count() == 0
    desk.bundle([row], leaks_checked=True)
    entry = LogEntry.get(LogEntry.step == "bundle_documents")
    assert (entry.actor, entry.case_id) == (desk.actor.email, desk.case.id)
    assert "dold text" in entry.payloads.get().payload


def test_what_was_made_is_swept_after_a_day_and_can_be_made_anew(desk):
    files = [desk.add("ett.pdf", paper(300))]
    number = desk.bundle(files)
    convert(desk.system)
    path, _name = result_of(desk.system, number, actor=desk.actor)
    assert sweep_derived(desk.system.derived, older_than_seconds=DAY) == 0
    os.utime(path, (0, 0))
    with frozen_at(now() + timedelta(days=2)):
        assert sweep_derived(desk.system.derived, older_than_seconds=DAY) == 1
        assert not path.exists()
        again = desk.bundle(files)
        assert again != number
        assert desk.progress(again).state == "waiting"


def test_purging_takes_the_pdf_of_the_draft_along(desk):
    version = desk.version("Utkast")
    number = desk.ask(version)
    run(desk.system, "purge_drafts", desk.case, actor=desk.actor, reason="Avslutat")
    assert Conversion.get_or_none(Conversion.id == number) is None
    convert(desk.system)


def test_a_page_can_tell_whether_a_worker_is_there(desk):
    number = desk.ask(desk.version("Väntar"))
    assert not desk.progress(number).worked_on
    show_signs_of_life(jobs.CONVERTER, holder="prov", seconds=60)
    assert desk.progress(number).worked_on
    with frozen_at(now() + timedelta(minutes=2)):
        assert not desk.progress(number).worked_on
