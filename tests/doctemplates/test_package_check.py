"""Paketkontroll. Hostile packages are named and stopped, quickly and in little memory."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile

import pytest
from docx import Document

from kansli.doctemplates.opc import DOCUMENT_TYPE, TEMPLATE_TYPE
from kansli.doctemplates.package import as_docx, check_package, readable
from kansli.doctemplates.problems import InvalidTemplate
from kansli.doctemplates.read import read

MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@pytest.fixture(scope="module")
def sound():
    document = Document()
    document.add_paragraph("Förslag till beslut")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rebuilt(data, change=lambda name, content: content, extra=()):
    """The same package with changed parts (None drops one) and extra ones."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in extra:
            new.writestr(name, content)
    return buffer.getvalue()


def in_document(data, old, new):
    return rebuilt(data, lambda name, part: part.replace(old, new) if name == "word/document.xml" else part)


def with_doctype(data, doctype, entity):
    def change(name, part):
        if name != "word/document.xml":
            return part
        head, _, rest = part.partition(b"?>")
        return head + b"?>" + doctype + rest.replace("Förslag".encode(), entity)

    return rebuilt(data, change)


def external(kind, target):
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}{kind}" Target="{target}" TargetMode="External"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return [("word/_rels/settings.xml.rels", f'<Relationships xmlns="{space}">{relation}</Relationships>')]


def related(data, kind, target="part.bin"):
    entry = f'<Relationship Id="rIdX" Type="{RELATIONS}{kind}" Target="{target}"/></Relationships>'.encode()
    name = "word/_rels/document.xml.rels"
    return rebuilt(data, lambda n, part: part.replace(b"</Relationships>", entry) if n == name else part)


def lying_about_size(data):
    """A directory that promises 10 bytes where 40 MB come out."""
    bomb = bytearray(rebuilt(data, extra=[("word/media/stor.bin", b"\0" * 40 * 2**20)]))
    at = bomb.rfind(b"PK\x01\x02")
    while bomb[at + 46 : at + 46 + 19] != b"word/media/stor.bin":
        at = bomb.rfind(b"PK\x01\x02", 0, at)
    struct.pack_into("<L", bomb, at + 24, 10)
    return bytes(bomb)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(9)
) + b"]>"  # fmt: skip
DEEP = b"<w:tbl><w:tr><w:tc>" * 300 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 300

HOSTILE = {
    "xxe": (lambda d: with_doctype(d, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', b"&e;"), "doctype"),
    "billion laughs": (lambda d: with_doctype(d, LAUGHS, b"&j;"), "doctype"),
    "text bomb": (lambda d: in_document(d, "Förslag".encode(), b"A" * 300 * 2**20), "bomb"),
    "image bomb": (lambda d: rebuilt(d, extra=[("word/media/stor.png", b"\0" * 400 * 2**20)]), "bomb"),
    "size lie": (lying_about_size, "broken"),
    "remote template": (
        lambda d: rebuilt(d, extra=external("attachedTemplate", "http://127.0.0.1:9/ond.dotm")), "external",
    ),
    "macros": (
        lambda d: rebuilt(d, lambda n, p: p.replace(DOCUMENT_TYPE.encode(), MACRO_TYPE.encode()),
                          [("word/vbaProject.bin", b"\xd0\xcf")]), "macros",
    ),
    "path traversal": (lambda d: rebuilt(d, extra=[("../../ond.txt", b"x")]), "bad_path"),
    "not a zip": (lambda d: b"hej", "not_docx"),
    "zip but not word": (lambda d: rebuilt(d, lambda n, p: None, [("a.txt", b"x")]), "not_docx"),
    "deep nesting": (lambda d: in_document(d, b"<w:body>", b"<w:body>" + DEEP), "too_deep"),
    "too many parts": (lambda d: rebuilt(d, extra=[(f"x/{i}.bin", b"") for i in range(2001)]), "too_many_parts"),
    "embedded object": (lambda d: related(d, "oleObject"), "embedded"),
    "altChunk": (lambda d: related(d, "aFChunk"), "alt_chunk"),
    "activex": (lambda d: related(d, "control"), "active_content"),
    "truncated": (lambda d: d[: len(d) // 2], "broken"),
    "encrypted": (lambda d: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "empty": (lambda d: b"", "empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_package_is_refused_by_name(name, sound):
    make, code = HOSTILE[name]
    problems = check_package(make(sound))
    assert [problem.code for problem in problems] == [code]
    assert problems[0].message.startswith(("Filen", "Mallen"))


@pytest.mark.parametrize("name", ["text bomb", "image bomb", "size lie", "billion laughs"])
def test_a_bomb_is_refused_in_less_than_200_megabytes(name, sound, tmp_path):
    file = tmp_path / "bomb.docx"
    file.write_bytes(HOSTILE[name][0](sound))
    # In a process of its own, since making the bomb takes more memory than stopping it.
    code = (
        "import resource, sys, pathlib; from kansli.doctemplates.package import check_package\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "assert check_package(data)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(run.stdout) < 200 * 1024


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
def test_the_incoming_gate_names_what_cannot_be_opened_safely(name, sound):
    make, code = HOSTILE[name]
    problem = readable(make(sound))
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize("name", ["remote template", "embedded object"])
def test_the_incoming_gate_lets_in_what_only_a_template_may_not_have(name, sound):
    assert readable(HOSTILE[name][0](sound)) is None


def test_a_word_template_file_becomes_a_document(sound):
    dotx = rebuilt(sound, lambda n, part: part.replace(DOCUMENT_TYPE.encode(), TEMPLATE_TYPE.encode()))
    assert check_package(dotx) == ()
    assert Document(io.BytesIO(as_docx(dotx))).paragraphs[0].text == "Förslag till beslut"
    assert read(dotx).text == "Förslag till beslut"


def test_a_document_stays_as_it_is_and_a_hostile_one_is_refused(sound):
    assert as_docx(sound) is sound
    with pytest.raises(InvalidTemplate, match="Mallen kan inte användas"):
        as_docx(HOSTILE["embedded object"][0](sound))
