"""Paketkontroll. Hostile packages are named and stopped, quickly and in little memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from docx import Document
from hostile_packages import HOSTILE, hostile_package, rebuilt, sound_package

from kansli.doctemplates.opc import DOCUMENT_TYPE, TEMPLATE_TYPE
from kansli.doctemplates.package import as_docx, check_package, readable
from kansli.doctemplates.problems import InvalidTemplate
from kansli.doctemplates.read import read


@pytest.fixture(scope="module")
def sound():
    return sound_package()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_refused_by_name(name):
    problems = check_package(hostile_package(name))
    assert [problem.code for problem in problems] == [HOSTILE[name][1]]
    assert problems[0].message.startswith(("Filen", "Mallen"))


MEASURE = """
import json, pathlib, resource, sys, time
from kansli.doctemplates.package import check_package

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

told = {}
for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    data = file.read_bytes()
    before, started = peak(), time.process_time()
    assert check_package(data), file.name
    told[file.stem] = {"kb": peak() - before, "seconds": time.process_time() - started}
print(json.dumps(told))
"""


def test_every_hostile_package_is_refused_in_a_second_of_processor_and_200_megabytes(tmp_path):
    for name in HOSTILE:
        (tmp_path / f"{name}.docx").write_bytes(hostile_package(name))
    # In a process of its own, whose memory has held nothing else.
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, text=True, timeout=120, check=True
    )
    told = json.loads(run.stdout)
    assert set(told) == set(HOSTILE)
    assert {name: used for name, used in told.items() if used["kb"] > 200 * 1024 or used["seconds"] > 1} == {}


def test_two_parts_of_the_same_name_are_refused(sound):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = rebuilt(sound, extra=[("word/document.xml", b"<x/>")])
    assert [problem.code for problem in check_package(data)] == ["duplicate_part"]


def test_a_doctype_in_utf_16_is_seen_too(sound):
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><x/>'.encode("utf-16")
    data = rebuilt(sound, extra=[("customXml/item9.xml", text)])
    assert [problem.code for problem in check_package(data)] == ["doctype"]


def test_a_file_over_20_megabytes_is_refused_before_it_is_opened():
    assert [problem.code for problem in check_package(b"PK" + b"x" * (20 * 2**20))] == ["too_large"]


def test_a_sound_file_passes_both_gates(sound):
    assert check_package(sound) == ()
    assert readable(sound) is None


@pytest.mark.parametrize("name", ["text bomb", "macros", "encrypted", "truncated", "empty", "not a zip", "xxe"])
def test_the_incoming_gate_names_what_cannot_be_opened_safely(name):
    problem = readable(hostile_package(name))
    assert problem is not None
    assert problem.code == HOSTILE[name][1]


@pytest.mark.parametrize("name", ["remote template", "embedded object"])
def test_the_incoming_gate_lets_in_what_only_a_template_may_not_have(name):
    assert readable(hostile_package(name)) is None


def test_a_word_template_file_becomes_a_document(sound):
    dotx = rebuilt(sound, lambda n, part: part.replace(DOCUMENT_TYPE.encode(), TEMPLATE_TYPE.encode()))
    assert check_package(dotx) == ()
    assert Document(io.BytesIO(as_docx(dotx))).paragraphs[0].text == "Förslag till beslut"
    assert read(dotx).text == "Förslag till beslut"


def test_a_document_stays_as_it_is_and_a_hostile_one_is_refused(sound):
    assert as_docx(sound) is sound
    with pytest.raises(InvalidTemplate, match="Mallen kan inte användas"):
        as_docx(hostile_package("embedded object"))
