"""Word is home: what is edited in Word or LibreOffice comes back as exactly those changes, and nothing comes unseen.

The desk is the library's; what is handed back goes through the command line. The same in a browser is told in
tests/admin/work/test_taking_back_in_a_browser.py.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from office_desk import OfficeDesk, paragraph_after, replace, table_after, tracked
from word_desk import comment, drop_controls, edited, rewrite, track, write_after
from writing_desk import CLAUSES, SECTIONS, Writer

from kansli.plugin.cli.program import main
from kansli.plugin.store.base import database
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, MemoVersion
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of

pytestmark = pytest.mark.journey

KANSLI = Path(sys.executable).parent / "kansli"
COSTS = [["År", "Kostnad"], ["2026", "100 kr"], ["2027", "200 kr"]]
TABLE = "| År | Kostnad |\n| --- | --- |\n| 2026 | 100 kr |\n| 2027 | 200 kr |"


class Desk(Writer):
    """The writer, with the command at hand."""

    def kansli(self, *arguments: str, by: str = "", ok: bool = True) -> dict[str, Any]:
        """Run the command as a process."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KANSLI_")}
        command = [str(KANSLI), *self._arguments(arguments, by)]
        done = subprocess.run(command, capture_output=True, env=environment, timeout=180)
        return self._answer(done.returncode, done.stdout.decode(), done.stderr.decode(), ok)

    def take_back(self, data: bytes, *arguments: str, by: str, ok: bool = True) -> dict[str, Any]:
        """Run `kansli take-back` in this process, which is quicker and otherwise the same."""
        file = self.system.settings.data / "skrivelse.docx"
        file.write_bytes(data)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(self._arguments(("take-back", str(file), *arguments), by))
        database.initialize(self.system.database)
        return self._answer(code, out.getvalue(), err.getvalue(), ok)

    def _arguments(self, arguments: tuple[str, ...], by: str) -> list[str]:
        return ["--data", str(self.system.settings.data), "--json", *arguments, *(["--as", by] if by else [])]

    def _answer(self, code: int, out: str, err: str, ok: bool) -> dict[str, Any]:
        assert "Traceback" not in err, err
        assert (code == 0) is ok, err or out
        answer: dict[str, Any] = json.loads(out)
        return answer

    def content(self, memo: Memo) -> dict[str, Any]:
        return content_of(Memo.get_by_id(memo.id))


@pytest.fixture
def desk(sqlite_system, the_operator) -> Desk:
    publish_shipped_templates(sqlite_system)
    return Desk(sqlite_system, the_operator)


@pytest.fixture
def officer(actor_of) -> str:
    return actor_of("case_officer", email="amir@exempel.se", name="Amir Handläggare").email


def changed(before: dict[str, Any], **sections: str) -> dict[str, Any]:
    return {**before, "sections": {**before["sections"], **sections}}


def test_two_sections_a_table_and_tracked_changes_from_libreoffice(desk, officer, libreoffice, tmp_path):
    memo = desk.memo()
    before, printed = desk.content(memo), desk.file(memo)
    office = OfficeDesk(libreoffice, tmp_path)
    data = office.edited(
        printed,
        replace("skickat en plan", "sänt en ny plan"),
        paragraph_after("i fem delar", "Svar ska lämnas i februari."),
        paragraph_after("kostar ingenting", "Driften betalas så här:"),
        table_after("Driften betalas", COSTS),
        tracked(replace("kostnaden", "priset")),
    )
    (tmp_path / "skrivelse.docx").write_bytes(data)
    file = str(tmp_path / "skrivelse.docx")

    seen = desk.kansli("take-back", file, "--dry-run", by=officer)
    assert {(one["kind"], one["text"], one["section"]) for one in seen["tracked_changes"]} >= {
        ("delete", "kostnaden", "assessment"),
        ("insert", "priset", "assessment"),
    }
    asked = desk.kansli("take-back", file, by=officer, ok=False)
    assert "changes" in [detail["field"] for detail in asked["error"]["details"]]
    assert desk.content(memo) == before

    done = desk.kansli("take-back", file, "--accept-changes", "--confirm", by=officer)
    assert sorted(done["changed"]) == ["assessment", "background", "financial_impact"]
    assert (done["record"], done["conflicts"]) == (memo.record_id, [])
    assert desk.content(memo) == changed(
        before,
        background="Kommunstyrelsen har sänt en ny plan på remiss.\n\nPlanen gäller **gångvägar** i fem delar.\n\n"
        "Svar ska lämnas i februari.",
        assessment="Förvaltningen ser två risker:\n\n- priset\n- tiden",
        financial_impact=f"Förslaget kostar ingenting.\n\nDriften betalas så här:\n\n{TABLE}",
    )
    version = get_record(done["version"])
    assert desk.system.files.read(VersionFile.get(VersionFile.version == version).file.sha256) == data
    assert (
        MemoVersion.get((MemoVersion.owner == memo) & (MemoVersion.number == done["content_number"])).author == officer
    )


def test_the_same_edits_with_the_tracked_ones_rejected_leave_that_section_alone(desk, officer):
    memo = desk.memo()
    before = desk.content(memo)
    data = edited(desk.file(memo), rewrite("ställer sig bakom", "stöder"), track("kostnaden", "priset"))
    done = desk.take_back(data, "--reject-changes", by=officer)
    assert done["changed"] == ["summary"]
    assert desk.content(memo) == changed(before, summary="Nämnden stöder planen.")


def test_several_kinds_of_edits_as_word_saves_them(desk, officer):
    memo = desk.memo()
    before = desk.content(memo)
    data = edited(
        desk.file(memo),
        rewrite("skickat en plan", "sänt en plan"),
        write_after("i fem delar", "Den sjätte delen kommer senare."),
        rewrite("omedelbart justerad", "justerad omedelbart"),
        comment("Barn går", "Stämmer det?"),
    )
    asked = desk.take_back(data, by=officer, ok=False)
    assert [detail["field"] for detail in asked["error"]["details"]] == ["comments"]
    done = desk.take_back(data, "--confirm", by=officer)
    assert sorted(done["changed"]) == ["background", "proposals"]
    assert desk.content(memo) == {
        **changed(
            before,
            background=SECTIONS["background"].replace("skickat", "sänt") + "\n\nDen sjätte delen kommer senare.",
        ),
        "proposals": [
            {**before["proposals"][0], "clauses": [CLAUSES[0], "att förklara paragrafen justerad omedelbart."]}
        ],
    }


def test_with_every_control_deleted_the_changes_are_the_same(desk, officer):
    memo = desk.memo()
    before = desk.content(memo)
    data = edited(desk.file(memo), drop_controls, rewrite("Barn går", "Barn cyklar"))
    done = desk.take_back(data, by=officer)
    assert done["changed"] == ["child_impact"]
    assert desk.content(memo) == changed(before, child_impact="Barn cyklar till skolan på vägarna.")


def test_two_people_who_change_the_same_section_choose_between_their_texts(desk, officer):
    memo = desk.memo()
    data = edited(desk.file(memo), rewrite("Barn går", "Barn cyklar"), rewrite("skickat", "sänt"))
    desk.write(memo, child_impact="Alla går till skolan.")
    asked = desk.take_back(data, by=officer, ok=False)
    assert (asked["conflicts"], asked["changed"]) == (["child_impact"], ["background"])
    assert "skickat" in desk.sections(memo)["background"]
    done = desk.take_back(data, "--take", "child_impact=kansli", by=officer)
    assert (done["changed"], done["conflicts"]) == (["background"], [])
    assert desk.sections(memo)["child_impact"] == "Alla går till skolan."


def test_looking_first_stores_nothing_and_an_answer_that_cannot_be_read_is_refused(desk, officer):
    memo = desk.memo()
    before = desk.content(memo)
    data = edited(desk.file(memo), rewrite("skickat", "sänt"))
    seen = desk.take_back(data, "--dry-run", by=officer)
    assert (seen["changed"], seen["version"]) == (["background"], None)
    assert sorted(seen["unchanged"]) == sorted(set(before["sections"]) - {"background"} | {"proposals", "basis"})
    assert desk.take_back(data, "--take", "background=nej", by=officer, ok=False)["error"]["code"] == "invalid_field"
    assert desk.take_back(data, "--take", "finns_inte=word", by=officer, ok=False)["error"]["code"] == "invalid_field"
    assert desk.content(memo) == before


def test_a_reader_is_refused_and_a_second_time_changes_nothing(desk, officer, actor_of):
    memo = desk.memo()
    data = edited(desk.file(memo), rewrite("skickat", "sänt"))
    reader = actor_of("reader", email="signe@exempel.se").email
    assert desk.take_back(data, by=reader, ok=False)["error"]["code"] == "not_allowed"
    home = desk.take_back(data, by=officer)["version"]
    versions = DocumentVersion.select().count()
    again = desk.take_back(data, by=officer)
    assert (again["changed"], again["version"]) == ([], None)
    assert DocumentVersion.select().count() == versions
    refused = desk.kansli("render", memo.record_id, "-o", str(desk.system.settings.data / "ny.docx"), ok=False)
    assert refused["error"]["code"] == "hand_edited"
    fetched = desk.system.settings.data / "hemma.docx"
    assert desk.kansli("render", home, "-o", str(fetched))["template"] is None
    assert fetched.read_bytes() == data
