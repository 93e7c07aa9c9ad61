"""Jämför. Two files or two stored versions, on the command line and as the functions that the pages use."""

from __future__ import annotations

import io
import json
import re

import pytest
from docx import Document as WordFile
from version_pairs import Spec, make

from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.read import read
from kansli.doctemplates.revisions import accepted, rejected
from kansli.plugin.cli.program import main
from kansli.plugin.comparing import NotCompared, Side, compare, redline, side_of_file, side_of_version, two_sides
from kansli.plugin.errors import NotFound
from kansli.plugin.registering import read_file, receive, register
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record

OLD = make(Spec([["h", "Ärendet"], ["p", [["text", "Planen gäller till 2026.", 1, ""]]]], "Version 1"))
NEW = make(Spec([["h", "Ärendet"], ["p", [["text", "Planen gäller till 2030.", 1, ""]]]], "Version 2"))


@pytest.fixture
def document(sqlite_system):
    """A document in two versions, both Word files."""
    opened = {"case_type": "general", "title": "Planen"}
    made = run(sqlite_system, "open_case", Registry.get(Registry.code == "TN"), actor=operator(), data=opened)
    case = get_record(made.record)
    values = {"kind": "letter", "title": "Planen", "received_on": "2026-11-02"}
    register(sqlite_system, case, values, [receive(sqlite_system, OLD, "plan.docx")], actor=operator())
    found = Document.select().order_by(Document.id.desc()).get()
    newer = {"files": [receive(sqlite_system, NEW, "plan.docx").as_file()]}
    run(sqlite_system, "add_version", found, actor=operator(), data=newer)
    for row in VersionFile.select():
        read_file(sqlite_system, row.id)
    return found


def sides(system, document, actor=None):
    return two_sides(document.id, old=1, new=2, files=system.files, actor=actor or operator())


def command(capsys, *arguments, code=0):
    assert main([*arguments]) == code
    return capsys.readouterr()


@pytest.fixture
def files(tmp_path):
    for name, data in (("gammal.docx", OLD), ("ny.docx", NEW)):
        (tmp_path / name).write_bytes(data)
    return [str(tmp_path / "gammal.docx"), str(tmp_path / "ny.docx")]


def test_two_files_are_compared_by_section(files, capsys):
    answer = json.loads(command(capsys, "--json", "compare", *files).out)
    assert answer["changes"] == [
        {
            "op": "replace",
            "section": "Ärendet",
            "old": "Planen gäller till 2026.",
            "new": "Planen gäller till 2030.",
        }
    ]
    assert answer["summary"] == {
        "insert": 0, "delete": 0, "replace": 1, "move": 0, "equal": 1, "words_insert": 1, "words_delete": 1,
    }  # fmt: skip
    assert answer["unmarked"] == ["Sidhuvudet: ”Version 1” har blivit ”Version 2”."]


def test_a_person_reads_the_words_that_went_and_came(files, capsys):
    said = command(capsys, "compare", *files).out
    assert "Ärendet\n  Planen gäller till [-2026-]{+2030+}." in said


def test_the_redline_gives_back_both_versions(files, capsys, tmp_path):
    target = tmp_path / "andrad.docx"
    answer = json.loads(command(capsys, "--json", "compare", *files, "-o", str(target)).out)
    data = target.read_bytes()
    assert (answer["file"], answer["marks"]) == (str(target), 2)
    assert (read(rejected(data)).text, read(accepted(data)).text) == (read(OLD).text, read(NEW).text)


def test_the_same_file_twice_has_no_difference(files, capsys):
    assert command(capsys, "compare", files[0], files[0]).out == "Ingen skillnad.\n"


def test_a_text_file_is_compared_by_its_headings(tmp_path, capsys):
    for name, year in (("a.txt", "2026"), ("b.txt", "2030")):
        (tmp_path / name).write_text(f"# Avtal\n\nParterna.\n\n## Giltighet\n\nGäller till {year}.\n", encoding="utf-8")
    answer = json.loads(command(capsys, "--json", "compare", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")).out)
    assert [(row["op"], row["new"]) for row in answer["changes"]] == [("replace", "Gäller till 2030.")]


def test_only_word_files_are_marked(tmp_path, files, capsys):
    (tmp_path / "a.txt").write_text("Ett avtal om drift.", encoding="utf-8")
    said = command(capsys, "compare", str(tmp_path / "a.txt"), files[1], "-o", str(tmp_path / "x.docx"), code=1)
    assert "a.txt är inte ett Word-dokument (.docx)." in said.err
    assert not (tmp_path / "x.docx").exists()


def test_a_file_with_tracked_changes_is_compared_and_said_but_not_marked(files, tmp_path, capsys):
    tracked = tmp_path / "sparad.docx"
    command(capsys, "compare", *files, "-o", str(tracked))
    answer = json.loads(command(capsys, "--json", "compare", files[0], str(tracked)).out)
    assert "spårade ändringar, som här räknas som godkända" in answer["unmarked"][0]
    refused = command(capsys, "--json", "compare", files[0], str(tracked), "-o", str(tmp_path / "x.docx"), code=1)
    assert json.loads(refused.out)["error"]["code"] == "already_tracked"


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, files, capsys):
    (tmp_path / "trasig.docx").write_bytes(OLD[: len(OLD) // 2])
    said = command(capsys, "compare", str(tmp_path / "trasig.docx"), files[1], code=1)
    assert said.err.startswith("trasig.docx")


def test_two_stored_versions_are_compared_by_their_ids(sqlite_system, document, capsys):
    ids = [version.record_id for version in DocumentVersion.select().order_by(DocumentVersion.number)]
    folder = str(sqlite_system.settings.data)
    database.close()
    answer = json.loads(command(capsys, "--data", folder, "--json", "compare", *ids).out)
    assert [row["new"] for row in answer["changes"]] == ["Planen gäller till 2030."]


def test_the_changes_are_signed_by_the_one_who_stored_the_version_at_that_time(sqlite_system, document):
    old, new = sides(sqlite_system, document)
    made = redline(old, new)
    assert f'w:author="{new.author}"'.encode() in _main(made.data)
    assert f'w:date="{new.made:%Y}'.encode() in _main(made.data)


def _main(data):
    from kansli.doctemplates.opc import Package

    package = Package.open(data)
    return package.parts[package.main]


def test_a_secret_document_is_not_compared_for_those_who_may_not_see_it(sqlite_system, document, actor_of):
    Case.update(secret=True).execute()
    with pytest.raises(NotFound):
        sides(sqlite_system, document, actor=actor_of("reader"))
    version = DocumentVersion.select().get()
    with pytest.raises(NotFound):
        side_of_version(version, sqlite_system.files, actor=actor_of("reader"))


def test_a_version_that_is_not_there_is_refused(sqlite_system, document):
    with pytest.raises(NotFound, match="Version 3"):
        two_sides(document.id, old=1, new=3, files=sqlite_system.files, actor=operator())


def test_a_version_in_quarantine_is_not_opened(sqlite_system, document):
    VersionFile.update(quarantine="Filen innehåller makron.").execute()
    with pytest.raises(NotCompared, match="Filen innehåller makron"):
        sides(sqlite_system, document)


def test_a_version_whose_files_are_cleared_is_refused(sqlite_system, document):
    VersionFile.delete().execute()
    with pytest.raises(NotCompared, match="Version 1 har ingen fil att jämföra"):
        sides(sqlite_system, document)


def test_a_word_file_and_its_text_read_from_another_format_are_compared_as_text():
    word = WordFile()
    word.add_paragraph("Avtalet gäller till 2026.")
    buffer = io.BytesIO()
    word.save(buffer)
    found = compare(Side("a", buffer.getvalue(), "a.docx"), Side("b", b"", "b.pdf", stored="Avtalet gäller till 2030."))
    assert [(change.old, change.new) for change in found.changes] == [
        ("Avtalet gäller till 2026.", "Avtalet gäller till 2030.")
    ]


def test_a_file_that_says_it_was_saved_before_the_calendar_begins_is_marked_all_the_same():
    parts = Package.open(NEW).written()
    core = parts["docProps/core.xml"]
    early = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>0001-01-01T00:00:00+05:00", core)
    assert early != core
    side = side_of_file("ny.docx", pack({**parts, "docProps/core.xml": early}))
    assert (side.made, redline(side_of_file("gammal.docx", OLD), side).marks) == (None, 2)
