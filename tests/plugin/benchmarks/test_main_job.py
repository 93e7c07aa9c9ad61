"""The benchmark of the main job: that it measures the real thing. No figure is judged here."""

from __future__ import annotations

import sys

import pytest

from kansli.doctemplates.read import read
from kansli.plugin.benchmarks.bench import UnknownBenchmark, bench, main_job
from kansli.plugin.benchmarks.filling import measure_filling
from kansli.plugin.benchmarks.incoming import measure_registering
from kansli.plugin.benchmarks.memory import made_in_a_row, measure_memory
from kansli.plugin.benchmarks.papers import letter, memo_values
from kansli.plugin.errors import InvalidField
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.store.jobs import Job
from kansli.plugin.system import System

PROFILE = "_base"


def test_registering_goes_the_whole_way_and_leaves_only_the_worker_s_part(sqlite_system: System):
    measured = measure_registering(sqlite_system, count=2)
    cases = list(Case.select())
    assert len(cases) == 2 + 3
    assert {case.title for case in cases} == {f"Remiss av plan {number} för trygga gångvägar" for number in range(5)}
    assert DocumentVersion.select().count() == 5
    assert all(sqlite_system.files.intact(row.file.sha256) for row in VersionFile.select())
    assert Job.select().where(Job.kind == "read_file").count() == 5
    assert set(measured.figures) >= {"p50_ms", "p95_ms", "max_ms", "propose_p50_ms"}


def test_the_letter_that_is_registered_proposes_what_a_registrar_would_write(sqlite_system: System):
    measure_registering(sqlite_system, count=1)
    assert {row.their_reference for row in Referral.select()} >= {"ÄP 2026/0001"}


def test_a_letter_is_different_from_the_next_and_the_same_each_time(sqlite_system: System):
    profile = sqlite_system.profile
    assert letter(profile, 1) == letter(profile, 1)
    assert letter(profile, 1) != letter(profile, 2)
    assert len(read(letter(profile, 1)).text.split()) > 3500


def test_the_letter_has_ten_pages(sqlite_system: System, libreoffice):
    import pypdfium2

    from kansli.doctemplates.pdf import to_pdf

    assert len(pypdfium2.PdfDocument(to_pdf(letter(sqlite_system.profile, 1)))) == 10


def test_the_two_engines_are_timed_on_the_same_text(sqlite_system: System):
    measured = measure_filling(sqlite_system.profile, count=2)
    assert set(measured.figures) >= {"ratio", "kansli_p50_ms", "docxtpl_p50_ms", "kansli_first_ms"}


def test_without_docxtpl_the_row_says_why_it_is_left_out(sqlite_system: System, monkeypatch):
    monkeypatch.setitem(sys.modules, "docxtpl.template", None)
    measured = measure_filling(sqlite_system.profile, count=2)
    assert (measured.met, dict(measured.figures)) == (None, {})
    assert "docxtpl finns inte" in measured.left_out


def test_memory_is_taken_in_a_process_of_its_own():
    measured = measure_memory(PROFILE, first=2, last=4)
    assert measured.left_out or set(measured.figures) == {"after_2_mb", "after_4_mb", "growth_mb"}
    assert len(made_in_a_row(PROFILE, (1, 2))[0]) == 2


def test_each_memo_is_another():
    assert memo_values(1) != memo_values(2)


def test_the_whole_benchmark_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    report = main_job(1, renders=(1, 2))
    assert [row.name for row in report.measured] == ["register", "fill", "memory"]
    assert report.sizes["times"] == 1
    assert list(tmp_path.glob("kansli-bench-*")) == []


def test_an_unknown_benchmark_is_refused_with_the_names_there_are():
    with pytest.raises(UnknownBenchmark, match="main-job"):
        bench("snabbast", size=1)


@pytest.mark.parametrize("size", [0, -1, 100_001])
def test_a_size_that_cannot_be_measured_is_refused(size):
    with pytest.raises(InvalidField, match="--size"):
        bench("main-job", size=size)
