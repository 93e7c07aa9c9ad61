"""The benchmark of the Word engine: that it measures equal work on sound files. No figure is judged here."""

from __future__ import annotations

import sys

import pytest

from kansli.doctemplates import peers
from kansli.doctemplates.comparison import OutputsDiffer
from kansli.doctemplates.peers import Trial, engines
from kansli.doctemplates.read import read
from kansli.doctemplates.redline import compare_documents
from kansli.doctemplates.returned import read_back
from kansli.plugin.benchmarks import memory, word
from kansli.plugin.benchmarks.bench import docx
from kansli.plugin.benchmarks.papers import long_memo
from kansli.plugin.lowcode.load import load_profile

TRIAL = Trial(
    ["Hej {{ a.b }}!", "{{ a.b }} och {{ a.c }}"], "Dnr {{ a.c }}", {"a": {"b": "å & ö", "c": "< 2"}}, ["x", "y"]
)


def test_three_engines_make_the_same_document_of_equal_templates():
    made = engines(TRIAL)
    for make in (made.verified, made.unverified, made.docxtpl, made.mailmerge):
        reading = read(make())
        assert [block.text for block in reading.of_kind("paragraph")][:2] == ["Hej å & ö!", "å & ö och < 2"]
        assert [block.text for block in reading.of_kind("table_row")] == ["Rubrik", "x", "y"]
        assert [block.text for block in reading.of_kind("header")] == ["Dnr < 2"]
    assert made.verified() == made.unverified()


def test_documents_that_differ_are_not_timed(monkeypatch):
    monkeypatch.setattr(peers, "fill_with_peer", lambda template, _values: template)
    with pytest.raises(OutputsDiffer, match="Hej"):
        engines(TRIAL)


@pytest.mark.parametrize(("module", "name"), [("docxtpl.template", "docxtpl"), ("mailmerge", "docx-mailmerge2")])
def test_without_a_peer_the_rows_say_why_they_are_left_out(module, name, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    rows = list(word.measure_engines(count=1))
    assert [(row.met, dict(row.figures)) for row in rows] == [(None, {}), (None, {})]
    assert all(f"{name} finns inte" in row.left_out for row in rows)


def test_the_memo_that_is_taken_back_is_long_and_comes_back_whole():
    data = long_memo(load_profile("_base"))
    returned = read_back(data)
    assert len(read(data).text.split()) > 7000
    assert len(returned.sections) >= 6
    assert all(section.intact for section in returned.sections.values())


def test_the_whole_benchmark_measures_every_row(monkeypatch):
    monkeypatch.setattr(word, "ROWS", 20)
    monkeypatch.setattr(word, "MAX_PART", 100_000)
    report = docx(1, renders=(1, 2))
    assert [row.name for row in report.measured] == [
        "page", "paragraphs", "rows", "memory", "many", "take_back", "compare", "redline", "check", "check_media",
        "check_xml",
    ]  # fmt: skip
    assert {"ratio_bare", "ratio_verified", "mailmerge_p50_ms"} <= set(report.measured[0].figures)
    assert all(row.figures and not row.left_out for row in report.measured)


def test_a_thousand_memos_are_within_thirty_seconds_only_if_they_are():
    told = [
        memory._time(seconds, 1.0).met for seconds in ([0.029] * 1000, [0.031] * 1000, [0.01] * 900 + [0.151] * 100)
    ]
    assert told == [True, False, False]


def test_the_versions_that_are_compared_differ_in_their_running_text():
    profile = load_profile("_base")
    changes = compare_documents(long_memo(profile), long_memo(profile, edition=2)).changes
    assert len(changes) > 20
    assert {change.op for change in changes} == {"replace"}
