"""Templates over the command line: check, start, propose, publish, list, rename, and what a profile breaks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from docx import Document
from word_templates import MEMO, template

from kansli.doctemplates.read import read
from kansli.plugin.cli.program import main
from kansli.plugin.store.base import database


class Office:
    """The command in this process, with a data folder of its own."""

    def __init__(self, folder: Path, capsys) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, *arguments: str, code: int = 0) -> dict:
        try:
            done = main(["--data", str(self.folder), "--json", *arguments])
        finally:
            database.close()
        out = self.capsys.readouterr()
        self.said = out.err
        assert done == code, out.err
        return json.loads(out.out)

    def file(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)


@pytest.fixture
def office(installed_folder, tmp_path, capsys) -> Office:
    folder = tmp_path / "data"
    shutil.copytree(installed_folder, folder)
    return Office(folder, capsys)


def test_a_faulty_template_is_told_in_full_and_comes_back_with_comments(office):
    faulty, marked = office.file("fel.docx", template("{{ arende.rubrk }}")), str(office.folder / "anmarkt.docx")
    answer = office.run("template", "check", faulty, "--for", "memo", "--comments", marked, code=1)
    problem = answer["problems"][0]
    assert answer["ok"] is False
    assert {key: problem[key] for key in ("part", "paragraph", "text", "suggestion")} == {
        "part": "Brödtexten", "paragraph": 1, "text": "{{ arende.rubrk }}", "suggestion": "arende.rubrik",
    }  # fmt: skip
    assert problem["message"] in office.said
    comments = [comment.text for comment in Document(marked).comments]
    assert any(problem["message"] in said for said in comments)


def test_a_good_template_is_tried_with_short_long_and_missing_values(office):
    good, folder = office.file("bra.docx", template()), office.folder / "prov"
    answer = office.run("template", "check", good, "--for", "memo", "--trial", str(folder))
    assert answer["ok"] is True
    assert sorted(path.name for path in folder.iterdir()) == ["empty.docx", "long.docx", "short.docx"]
    assert "NN 2026/0042" in read((folder / "short.docx").read_bytes()).text


def test_the_file_to_start_from_passes_its_own_check_and_can_be_put_in_use(office):
    start = str(office.folder / "startmall.docx")
    assert office.run("template", "starter", "memo", "-o", start) == {"file": start, "type": "memo"}
    assert office.run("template", "check", start, "--for", "memo")["problems"] == []
    answer = office.run("template", "publish", start, "--for", "memo", "--note", "Ny mall")
    assert (answer["ok"], answer["template"], answer["version"]) == (True, MEMO, 1)


def test_a_faulty_template_is_neither_proposed_nor_published(office):
    faulty = office.file("fel.docx", template("{{ arende.rubrk }}"))
    for action in ("propose", "publish"):
        answer = office.run("template", action, faulty, "--for", "memo", "--note", "x", code=1)
        assert answer["problems"][0]["suggestion"] == "arende.rubrik"
    assert {row["version"] for row in office.run("template", "list")["templates"]} == {None}


def test_a_proposal_waits_in_the_list(office):
    good = office.file("bra.docx", template())
    proposal = office.run("template", "propose", good, "--for", "memo", "--note", "Ny logotyp")["proposal"]
    row = next(row for row in office.run("template", "list")["templates"] if row["template"] == MEMO)
    assert (row["types"], row["version"], row["proposals"], row["problems"]) == (["memo"], None, [proposal], [])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("template", "check", "finns-inte.docx", "--for", "memo"), "unusable_file"),
        (("template", "starter", "finns-inte", "-o", "x.docx"), "no_template_type"),
        (("template", "starter", "annex", "-o", "x.docx"), "no_template_type"),
        (("template", "rename", "arende.rubrik", "inte ett namn", "--dry-run"), "invalid_field"),
        (("template", "rename", "arende.rubrik", "arende.rubrik"), "invalid_field"),
        (("template", "rename", "arende.finnsinte", "arende.rubrik"), "invalid_field"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_what_cannot_be_done_is_refused_with_a_sentence(office, arguments, code):
    answer = office.run(*arguments, code=1)
    assert answer["error"]["code"] == code
    assert answer["error"]["message"].strip()


def test_a_field_is_renamed_in_all_templates_after_a_look(office):
    for kind in ("memo", "statement"):
        path = office.file("m.docx", template("{{ dokument.rubrik }}", "{{ arende.rubrik }}"))
        office.run("template", "publish", path, "--for", kind, "--note", "x")
    looked = office.run("template", "rename", "arende.rubrik", "kommun.namn", "--dry-run")
    assert looked["proposals"] == []
    assert {row["template"] for row in looked["templates"]} == {MEMO, "lund/yttrande"}
    assert looked["templates"][0]["changes"] == [
        {"place": "Brödtexten", "before": "{{ arende.rubrik }}", "after": "{{ kommun.namn }}"}
    ]
    assert len(office.run("template", "rename", "arende.rubrik", "kommun.namn")["proposals"]) == 2
    refused = office.run("template", "rename", "arende.rubrik", "arende.okand", code=1)
    assert "okänt fält ”arende.okand”" in refused["error"]["message"]


def test_a_profile_that_loses_a_section_names_the_template_in_use_that_it_breaks(office):
    used = office.file("m.docx", template("{{ dokument.rubrik }}", "{{ sektioner.goals }}"))
    office.run("template", "publish", used, "--for", "memo", "--note", "x")
    assert office.run("profile", "check", "lund")["templates"] == []
    own = office.folder / "profiles" / "lund"
    own.mkdir(parents=True)
    removed = '[[document_type]]\nid = "memo"\n\n[[document_type.sections]]\nid = "goals"\nremove = true\n'
    (own / "document_types.toml").write_text(removed, encoding="utf-8")
    broken = office.run("profile", "check", "lund", code=1)["templates"]
    assert [(row["template"], row["version"]) for row in broken] == [(MEMO, 1)]
    assert "sektioner.goals" in broken[0]["problems"][0]["message"]
