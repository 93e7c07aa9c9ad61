"""The handbook's page about making a template is followed to the letter, with python-docx in Word's place."""

from __future__ import annotations

import copy
import io
import re
import shlex
import shutil
from pathlib import Path

from docx import Document

from kansli.doctemplates.read import read
from kansli.plugin.cli.program import main
from kansli.plugin.rendering import render
from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.settings import Settings
from kansli.plugin.store.base import database
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import open_system
from kansli.plugin.writing.content import content_of

PAGE = (Path(__file__).parents[3] / "docs" / "handbook" / "gora-en-mall.md").read_text(encoding="utf-8")


def control(document, label: str):
    """The control that bears the label, as one would find it in Word and copy it."""
    body = document.element.body
    return next(one for one in body.iter("{*}sdt") if one.find("{*}sdtPr/{*}alias").values() == [label])


def copied(start: Path, *labels: str) -> bytes:
    """An empty document with a copy of each control, one a line."""
    source, own = Document(str(start)), Document()
    for label in labels:
        found = copy.deepcopy(control(source, label))
        line = own.add_paragraph()
        if found.find(".//{*}p") is not None:
            line._p.addnext(found)
        else:
            line._p.append(found)
    buffer = io.BytesIO()
    own.save(buffer)
    return buffer.getvalue()


def test_the_commands_of_the_page_make_a_template_that_a_memo_is_made_with(
    installed_folder, tmp_path, monkeypatch, capsys
):
    data = tmp_path / "data"
    shutil.copytree(installed_folder, data)
    monkeypatch.chdir(tmp_path)
    block = re.search(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    lines = block[1].splitlines()
    try:
        for line in lines:
            program, *arguments = shlex.split(line)
            assert program == "kansli"
            assert main(["--data", str(data), *arguments]) == 0, capsys.readouterr().err
            if "starter" in arguments:
                labels = re.findall(r"Kopiera rutan \*(\w+)\*", PAGE)
                assert labels == ["Rubrik", "Sammanfattning"]
                Path("min-mall.docx").write_bytes(copied(Path("startmall.docx"), *labels))
    finally:
        database.close()
    assert "Yttrande över" in read(Path("prov/short.docx").read_bytes()).text
    made = memo_made_with(data)
    assert read(made).text == "Ny gångväg\n\nVi bygger **inte** om.".replace("**", "")


def memo_made_with(data: Path) -> bytes:
    """A memo with a title and a summary and nothing else, as Word: what has no place in the template would stop it."""
    system, actor = open_system(Settings(data=data)), operator()
    with system.database.connection_context():
        assert template_in_force("lund/tjansteskrivelse").number == 1
        values = {"case_type": "general", "title": "Gångväg"}
        case = run(system, "open_case", Registry.get(Registry.code == "TN"), actor=actor, data=values)
        memo = get_record(run(system, "draft_memo", get_record(case.record), actor=actor).record)
        written = {"title": "Ny gångväg", "sections": {"summary": "Vi bygger **inte** om."}, "recipients": {}}
        content = {**content_of(memo), **written}
        run(system, "edit_memo", memo, actor=actor, data=content)
        return system.files.read(render(system, get_record(memo.record_id), actor=actor).sha256)


def test_every_button_that_the_page_names_has_that_name():
    """The pages' own texts are Swedish; a type's name comes from the profile."""
    pages = (Path(__file__).parents[3] / "admin" / "templates" / "work").glob("*template*.html")
    shown = "".join(path.read_text(encoding="utf-8") for path in pages)
    named = set(re.findall(r"\*\*([^*]+)\*\*", PAGE)) - {"Tjänsteskrivelse"}
    assert named
    assert {word for word in named if f'_("{word}")' not in shown} == set()
