"""The benchmarks' report: figures that mean what they say, and honest words where something was not measured."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.benchmarks.machine import describe, file_system, resident_mb
from kansli.plugin.benchmarks.report import Measured, Report, percentile, spread

TIMES = st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=200)


@given(TIMES, st.sampled_from([0.5, 0.95, 1.0]))
def test_a_percentile_is_a_time_that_was_measured_and_enough_others_are_no_longer(samples, share):
    found = percentile(samples, share)
    assert found in samples
    assert sum(sample <= found for sample in samples) >= share * len(samples)
    assert sum(sample < found for sample in samples) < max(1, share * len(samples))


def test_times_are_told_in_milliseconds():
    assert spread([0.1, 0.2, 0.3], prefix="a_") == {"a_p50_ms": 200.0, "a_p95_ms": 300.0, "a_max_ms": 300.0}


def a_report(*measured: Measured) -> Report:
    return Report("main-job", {"cpu": "prov", "cores": 2}, {"times": 3}, measured)


def test_a_goal_that_was_missed_is_said_so():
    report = a_report(Measured(name="a", label="Registrera", figures={"p95_ms": 301.5}, goal="p95 300 ms", met=False))
    assert not report.ok
    assert "INTE NÅTT" in report.text()
    assert "301,50" in report.text()


def test_what_was_left_out_says_why_and_counts_neither_way():
    report = a_report(Measured(name="a", label="Word", goal="1,0 ×", left_out="docxtpl finns inte här."))
    assert report.ok
    assert "inte prövat" in report.text()
    assert "docxtpl finns inte här." in report.text()


def test_the_report_is_one_json_document_with_machine_sizes_and_figures():
    told = json.loads(json.dumps(a_report(Measured(name="a", label="b", figures={"p50_ms": 1.5})).as_json()))
    assert told["machine"]["cores"] == 2
    assert told["sizes"] == {"times": 3}
    assert told["measured"][0]["figures"] == {"p50_ms": 1.5}


def test_the_machine_is_named_with_the_versions_of_what_does_the_work(tmp_path: Path):
    machine = describe(tmp_path)
    assert machine["cores"] >= 1
    assert {"cpu", "python", "sqlite", "peewee", "lxml", "docxtpl", "file_system"} <= set(machine)


def test_the_file_system_is_that_of_the_innermost_mount(tmp_path: Path):
    mounts = f"/dev/a / ext4 rw 0 0\ntmpfs {tmp_path} tmpfs rw 0 0\n/dev/b {tmp_path}/annat xfs rw 0 0\n"
    assert file_system(tmp_path / "data", mounts=mounts) == "tmpfs"
    assert file_system(Path("/usr"), mounts=mounts) == "ext4"
    assert file_system(tmp_path, mounts="") == "okänt"


def test_the_memory_of_this_process_is_more_than_python_itself():
    held = resident_mb()
    assert held is None or held > 5
