"""PDF av en version. The archive's demands, and a LibreOffice that the installation names and that hangs."""

from __future__ import annotations

import io
import stat
from dataclasses import replace

import pytest
from docx import Document as WordFile

from kansli.doctemplates.pdf_check import look_at
from kansli.plugin.errors import Refused
from kansli.plugin.rendering import pdf_is_possible, render, render_pdf
from kansli.plugin.rendering.pdf import Busy, a_turn
from kansli.plugin.rendering.refusals import NotRendered
from kansli.plugin.runner import run
from kansli.plugin.store.documents import DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of

SECTIONS = ("summary", "background", "assessment", "child_impact", "financial_impact")


@pytest.fixture
def memo_version(sqlite_system, the_operator):
    """`memo_version(background=…)` renders a memo and returns its version."""
    publish_shipped_templates(sqlite_system)

    def make(**sections):
        data = {"case_type": "general", "title": "Gångvägar"}
        registry = Registry.get(Registry.code == "TN")
        case = get_record(run(sqlite_system, "open_case", registry, actor=the_operator, data=data).record)
        memo = get_record(run(sqlite_system, "draft_memo", case, actor=the_operator).record)
        content = content_of(memo)
        content["proposals"] = [{"bodies": ["TN"], "clauses": ["att anta skrivelsen."]}]
        content["signatories"] = [{"name": "Robin Påhittad", "title": "teknisk direktör"}]
        content["sections"] = dict.fromkeys(SECTIONS, "Kort text.") | sections
        run(sqlite_system, "edit_memo", memo, actor=the_operator, data=content)
        made = render(sqlite_system, get_record(memo.record_id), actor=the_operator)
        return get_record(made.version)

    return make


def came_home(system, version):
    """The version that a person has edited in Word: with a heading that skips a level."""
    document = WordFile(io.BytesIO(system.files.read(version.files.first().file.sha256)))
    document.paragraphs[-1].insert_paragraph_before("Inskjutet", style="Heading 3")
    document.paragraphs[0].insert_paragraph_before("Först", style="Heading 3")
    buffer = io.BytesIO()
    document.save(buffer)
    blob = system.files.put(buffer.getvalue())
    made = DocumentVersion.create(document=version.document, number=version.number + 1, source="word")
    VersionFile.create(version=made, file=StoredFile.create(sha256=blob.sha256, size=blob.size), filename="hem.docx")
    return made


def test_a_heading_that_skips_a_level_stops_the_archive_but_not_the_letter(memo_version, sqlite_system, libreoffice):
    version = came_home(sqlite_system, memo_version())
    with pytest.raises(NotRendered, match="rubriknivån hoppar från 0 till 3") as refusal:
        render_pdf(sqlite_system, version, archive=True)
    assert {one.code for one in refusal.value.details} == {"heading_step"}
    facts = look_at(render_pdf(sqlite_system, version))
    assert (facts.part, facts.conformance, facts.universal) == ("2", "B", False)


def test_what_is_written_here_is_good_enough_for_the_archive(memo_version, sqlite_system, libreoffice):
    version = memo_version(assessment="#### Trafik\n\n| År | Kostnad |\n|---|---|\n| 2027 | 4 mnkr |")
    facts = look_at(render_pdf(sqlite_system, version, archive=True))
    assert facts.universal and facts.loose_fonts == ()


def hanging(system, tmp_path, **settings):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return replace(system, settings=replace(system.settings, libreoffice=str(program), **settings))


def test_a_libreoffice_that_hangs_is_stopped_when_the_setting_says(memo_version, sqlite_system, tmp_path):
    system = hanging(sqlite_system, tmp_path, pdf_timeout_seconds=1)
    with pytest.raises(NotRendered, match=r"PDF:en blev inte klar på 1 sekunder och avbröts\. Försök igen"):
        render_pdf(system, memo_version())


def test_a_server_without_libreoffice_offers_no_pdf(sqlite_system, tmp_path):
    assert pdf_is_possible(hanging(sqlite_system, tmp_path))
    nowhere = replace(sqlite_system, settings=replace(sqlite_system.settings, libreoffice=str(tmp_path / "saknas")))
    assert not pdf_is_possible(nowhere)


def test_who_waits_too_long_for_a_turn_is_told_so():
    with a_turn(1), a_turn(1), pytest.raises(Busy, match="Försök igen om en stund"), a_turn(0.01):
        pytest.fail("en tredje släpptes fram")


def test_a_turn_is_given_back_also_when_the_conversion_failed():
    for _ in range(3):
        with pytest.raises(Refused), a_turn(0.01):
            raise Busy
    with a_turn(0.01):
        pass
