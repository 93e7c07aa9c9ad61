"""Every format. A letter in Word, old Word, OpenDocument, RTF and PDF is found, and warns of what leaks."""

from __future__ import annotations

import io
import random
import struct
import subprocess

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kansli.plugin.clock import today
from kansli.plugin.intake.extract import extract
from kansli.plugin.intake.gate import receive as gate_receive
from kansli.plugin.intake.sandbox import Limits
from kansli.plugin.registering import read_file, receive, register
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.searching.indexer import catch_up
from kansli.plugin.searching.search import search
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import VersionFile
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record

WORDS = {
    "docx": "ångbåtsbrygga",
    "doc": "ödlereservat",
    "odt": "ärtsåkrar",
    "rtf": "höghöjdsbana",
    "pdf": "älgstängsel",
}
LEAKS = ["spårade ändringar", "kommentarer", "dold text"]
_INSERTED = (
    f'<w:ins {nsdecls("w")} w:id="1" w:author="Å" w:date="2026-01-01T00:00:00Z"><w:r><w:t>%s</w:t></w:r></w:ins>'
)


def letter(word, *, leaking=False):
    document = Document()
    document.sections[0].header.paragraphs[0].text = "PN 2024/0017"
    document.add_heading("Bryggan på Ön", 1)
    document.add_paragraph(f"Här står {word} och lite till.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Räcken", "åtta"
    if leaking:
        document.add_paragraph("Synligt, ").add_run("och dolt").font.hidden = True
        document.add_paragraph("Förr, ")._p.append(parse_xml(_INSERTED % "och nu"))
        noted = document.add_paragraph("Granskat")
        document.add_comment(noted.runs[0], text="Stämmer detta?", author="Åsa")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def made(libreoffice, tmp_path_factory):
    """Both letters in each format; the plain one has a word of its own in each. LibreOffice starts once a format."""
    folder = tmp_path_factory.mktemp("brev")
    plain, leaky = {"docx": letter(WORDS["docx"])}, {"docx": letter("något", leaking=True)}
    for kind in ("doc", "odt", "rtf", "pdf"):
        sources = [folder / f"{kind}.docx", folder / f"{kind}-dolt.docx"]
        sources[0].write_bytes(letter(WORDS[kind]))
        sources[1].write_bytes(leaky["docx"])
        command = [str(libreoffice), f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(folder / "ut"), *map(str, sources)]
        subprocess.run(command, capture_output=True, timeout=300, check=True)
        plain[kind], leaky[kind] = ((folder / "ut" / f"{path.stem}.{kind}").read_bytes() for path in sources)
    return plain, leaky


@pytest.fixture(scope="module")
def files(made):
    return made[0]


@pytest.fixture(scope="module")
def readings(made):
    """What is read out of the letter with something hidden."""
    return {kind: extract(made[1][kind], f"brev.{kind}") for kind in ("docx", "doc", "odt", "rtf")}


def test_a_word_with_swedish_letters_is_found_in_every_format(files, sqlite_system):
    case = {"case_type": "general", "title": "Bryggan"}
    opened = run(sqlite_system, "open_case", Registry.get(Registry.code == "TN"), actor=operator(), data=case)
    for kind, data in files.items():
        received = receive(sqlite_system, io.BytesIO(data), f"brev.{kind}")
        assert received.quarantine == ""
        values = {"kind": "letter", "title": f"Brev {kind}", "received_on": today().isoformat()}
        register(sqlite_system, get_record(opened.record), values, [received], actor=operator())
    for row in VersionFile.select():
        read_file(sqlite_system, row.id)
    assert [row.warnings for row in VersionFile.select()] == [[]] * len(files)
    catch_up(sqlite_system)
    for kind, word in WORDS.items():
        hits = search(sqlite_system, word, actor=operator()).hits
        assert [hit.title for hit in hits] == [f"Brev {kind}"], word
    assert Case.select().count() == 1


@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_other_formats_give_header_heading_and_table_as_word_does(kind, readings):
    read = readings[kind]
    assert read.text.startswith("PN 2024/0017\n\nBryggan på Ön\n\nHär står")
    assert ("heading", "Bryggan på Ön", 1) in [(block.kind, block.text, block.level) for block in read.blocks]
    assert [block.text.replace("\t", " | ") for block in read.blocks if block.kind == "table"] == ["Räcken | åtta"]


@pytest.mark.parametrize("kind", ["docx", "doc", "odt", "rtf"])
def test_what_could_leak_is_warned_of_in_every_format(kind, readings):
    warnings = readings[kind].warnings
    assert [one.message for one in warnings] == [f"Dokumentet innehåller {what}." for what in LEAKS]
    assert {one.code for one in warnings} == {"check_before_publishing"}


def renamed(data, old, new):
    """The entries of an OLE directory, 64 bytes of name and two of its length, under another name."""
    entry = old.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(old) + 2)
    assert entry in data
    return data.replace(entry, new.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(new) + 2))


def test_an_old_word_file_with_macros_or_a_password_is_not_opened(files):
    data = files["doc"]
    with_macros = renamed(data, "\x05DocumentSummaryInformation", "Macros")
    assert gate_receive(with_macros, file_name="brev.doc").code == "macros"
    begins = data.index(b"\xec\xa5")
    locked = data[: begins + 11] + bytes([data[begins + 11] | 1]) + data[begins + 12 :]
    assert gate_receive(locked, file_name="brev.doc").code == "encrypted"


def test_without_libreoffice_an_old_file_is_registered_and_said_to_be_unread(files, tmp_path):
    read = extract(files["doc"], "brev.doc", office=tmp_path / "finns-inte")
    assert [one.code for one in read.warnings] == ["no_reader"]


def mutated(data, seed, changes):
    chance, altered = random.Random(seed), bytearray(data)
    for _ in range(changes):
        altered[chance.randrange(len(altered))] = chance.randrange(256)
    cut = chance.randrange(len(altered) // 2, len(altered)) if seed % 3 == 0 else len(altered)
    return bytes(altered[:cut])


@pytest.mark.parametrize(("kind", "seeds"), [("odt", 12), ("pdf", 12), ("rtf", 2), ("doc", 2)])
def test_a_damaged_file_gives_text_or_a_warning_and_never_an_error(kind, seeds, files):
    limits = Limits(cpu_seconds=20, wall_seconds=30.0, memory=1024 * 1024 * 1024)
    for seed in range(seeds):
        read = extract(mutated(files[kind], seed, 1 + seed * 4), f"brev.{kind}", limits=limits)
        assert read.text or read.warnings, seed


HOSTILE = {
    "a length that lies": b"{\\rtf1\\bin2000000000 hej}",
    "a file of the server": b'{\\rtf1 {\\field{\\*\\fldinst INCLUDETEXT "/etc/passwd"}{\\fldrslt }} Hej}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_rtf_gives_nothing_but_its_own_text(name, libreoffice):
    read = extract(HOSTILE[name], "brev.rtf", limits=Limits(wall_seconds=4.0))
    assert "root:" not in read.text
    assert read.text or read.warnings
