"""On the command line: a memo begins from a file, an extract is made of a paragraph, and what is left is said."""

from __future__ import annotations

import json
import shutil

import pytest

from kansli.doctemplates.read import read
from kansli.plugin.cli.program import main
from kansli.plugin.store.base import database

MEMO = """Tjänsteskrivelse

2026-03-04

Dnr: TN 1999/0777

# Belysning längs ån

Utkast nummer tre

Förslag till beslut

Tekniska nämnden föreslås besluta

att sätta upp nio lampor

Sammanfattning

Ån är mörk.
"""
PARAGRAPH = """§ 12 Belysning längs ån

Dnr: TN 2026/0001

STORSTADS KOMMUN Kommunstyrelsen
2026-03-22

Tekniska nämndens beslut

Nämnden sätter upp nio lampor.

Beslutet skickas till

Akten
"""


@pytest.fixture
def kansli(installed_folder, tmp_path, capsys):
    """`kansli(…)` runs the command on a fresh installation and returns its exit code and its JSON."""
    data = tmp_path / "data"
    shutil.copytree(installed_folder, data)

    def run(*arguments: object) -> tuple[int, dict]:
        try:
            code = main(["--data", str(data), "--json", *map(str, arguments)])
        finally:
            database.close()
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_memo_begins_from_a_file_and_what_is_left_is_said(kansli, tmp_path):
    file = tmp_path / "skrivelse.txt"
    file.write_text(MEMO, encoding="utf-8")
    _, case = kansli("case", "open", "--board", "TN", "--type", "general", "--title", "Belysning")
    code, answer = kansli("memo", "new", case["id"], "--from", file)
    assert (code, answer["version"], answer["unplaced"]) == (0, 1, ["Utkast nummer tre"])
    assert [remark.split(",")[0] for remark in answer["remarks"]] == ["Filen har diarienummer TN 1999/0777"]
    assert kansli("memo", "new", case["id"], "--from", tmp_path / "finns-inte.txt")[0] == 1


def test_a_paragraph_becomes_an_extract_and_what_is_left_is_said(kansli, tmp_path):
    file, made = tmp_path / "paragraf.txt", tmp_path / "utdrag.docx"
    file.write_text(PARAGRAPH, encoding="utf-8")
    kansli("init", "--profile", "lund")  # puts the shipped templates in use
    code, answer = kansli("extract", file, "-o", made)
    assert (code, answer["content"]["paragraph"], answer["content"]["body"]) == (0, "12", "TN")
    assert answer["unplaced"] == ["STORSTADS KOMMUN Kommunstyrelsen", "2026-03-22"]
    assert "Nämnden sätter upp nio lampor." in read(made.read_bytes()).text


def test_a_text_that_is_no_paragraph_is_refused(kansli, tmp_path):
    file = tmp_path / "brev.txt"
    file.write_text("Hej!\n\nLampan vid bron är trasig.", encoding="utf-8")
    code, answer = kansli("extract", file, "-o", tmp_path / "utdrag.docx")
    assert (code, answer["error"]["code"]) == (1, "not_readable")
    assert not (tmp_path / "utdrag.docx").exists()


def test_what_cannot_be_kept_of_a_section_is_said_once_and_the_rest_is_saved(kansli, tmp_path):
    _, case = kansli("case", "open", "--board", "TN", "--type", "general", "--title", "Lampor")
    _, memo = kansli("memo", "new", case["id"])
    (tmp_path / "s.md").write_text("Ån\x00 är\x00 mörk.", encoding="utf-8")
    code, edited = kansli("memo", "edit", memo["record"], "--section", "summary", tmp_path / "s.md")
    assert (code, edited["version"], len(edited["removed"])) == (0, 2, 1)
    assert "U+0000" in edited["removed"][0]
