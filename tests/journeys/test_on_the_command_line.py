"""The main job over the command line: from the remiss that arrives to the yttrande that is sent and found again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey

KANSLI = Path(sys.executable).parent / "kansli"

MISSIV = """\
Kommunstyrelsen

2020-11-30

Diarienummer KS 2020/0882

Remiss: förslag till samverkansplan

Arbetsutskottet har den 23 november 2020, § 442, beslutat att sända planen på remiss till nämnderna.

Svar lämnas senast 2021-02-28. Ange diarienummer KS 2020/0882 i svaret.
"""
TITLE = "Remiss – samverkansplan för överenskommelse med idéburen sektor"
PLAN = """\
# Förslag till samverkansplan

# Varför en plan

Planen säger hur kommunen och idéburen sektor ska arbeta ihop.

# Samverkansgruppen

Fyra från kommunen och fyra från idéburen sektor leder samverkan mellan parterna.

# Uppföljning

Planen följs upp varje år.
"""


class Office:
    """The command, run as a process each time, with its data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def run(self, *arguments: str, stdin: str = "", ok: bool = True) -> dict:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KANSLI_")}
        done = subprocess.run(
            [str(KANSLI), "--data", str(self.data), "--json", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env=environment,
            timeout=120,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert (done.returncode == 0) is ok, done.stderr or done.stdout
        return json.loads(done.stdout)

    def step(self, record: str, name: str, *, by: str = "", reason: str = "", ok: bool = True, **data) -> dict:
        extra = ["--as", by] if by else []
        extra += ["--reason", reason] if reason else []
        if data:
            (self.folder / "step.json").write_text(json.dumps(data), encoding="utf-8")
            extra += ["--data", str(self.folder / "step.json")]
        return self.run("step", record, name, *extra, ok=ok)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("office"))
    answer = made.run("init", "--profile", "lund")
    assert "TN" in answer["boards"]
    for email, role in (
        ("maja@exempel.se", "registrar"),
        ("amir@exempel.se", "case_officer"),
        ("karin@exempel.se", "manager"),
        ("eva@exempel.se", "board_secretary"),
        ("signe@exempel.se", "reader"),
    ):
        made.run(
            "user", "add", email, "--name", email.split("@")[0].title(), "--role", role, stdin="ett-långt-lösenord\n"
        )
    return made


def test_the_main_job_from_the_remiss_that_arrives_to_the_statement_that_is_found(office, tmp_path):
    missiv, plan = office.write("missiv.txt", MISSIV), office.write("plan.md", PLAN)

    # What arrives is read, and registered with what was read.
    seen = office.run("inspect", missiv)
    assert seen["kind"] == "referral"
    assert [number["canonical"] for number in seen["case_numbers"]][:1] == ["ks/2020/882"]
    opened = office.run(
        "case", "open", "--board", "TN", "--type", "referral_response", "--title", TITLE,
        "--sender", "Kommunstyrelsen", "--their-ref", "KS 2020/0882", "--received", "2020-12-01",
        "--due", "2021-02-28", "--file", missiv, "--file", plan, "--as", "maja@exempel.se",
    )  # fmt: skip
    case = opened["id"]
    assert opened["case_number"].startswith("TN 2")
    again = office.run("case", "show", opened["case_number"].lower().replace("/", "-"))
    assert again["referrals"][0]["their_reference"] == "KS 2020/0882"
    assert again["deadlines"][0]["due"] == "2021-02-26"

    # The memo is written, section by section.
    office.step(case, "assign_officer", by="maja@exempel.se", officer="amir@exempel.se")
    memo = office.run("memo", "new", case, "--title", TITLE, "--as", "amir@exempel.se")["record"]
    for section, text in {
        "proposals": "att anta förvaltningens skrivelse som sitt yttrande\natt sända det till kommunstyrelsen\n",
        "summary": "Planen visar hur kommunen och idéburen sektor samverkar.\n",
        "basis": "Missiv, 2020-11-30\n",
        "background": "Kommunstyrelsen har sänt planen på remiss.\n\nDen gäller i fyra år.\n",
        "assessment": "Förvaltningen är positiv men vill ha en plats i **samverkansgruppen**.\n",
        "child_impact": "Ärendet berör barn.\n",
        "financial_impact": "Inga i nuläget.\n",
    }.items():
        office.run("memo", "edit", memo, "--section", section, office.write("s.md", text), "--as", "amir@exempel.se")

    # Before the decision nothing can be sent, and the Word file says so.
    office.step(memo, "submit_memo", by="amir@exempel.se")
    refused = office.step(memo, "approve_memo", by="amir@exempel.se", ok=False)
    assert refused["error"]["code"] == "not_allowed"
    office.step(memo, "approve_memo", by="karin@exempel.se")
    statement = office.step(memo, "draft_statement", by="amir@exempel.se")["record"]
    office.run("render", statement, "-o", str(tmp_path / "utkast.docx"), "--as", "eva@exempel.se")
    unsent = office.step(statement, "dispatch_statement", by="eva@exempel.se", ok=False)
    assert "Yttrandet är inte beslutat" in unsent["error"]["message"]

    # The board decides; the statement is made, and sent.
    decided = office.step(
        memo, "record_decision", by="eva@exempel.se",
        body="TN", decided_on="2021-01-27", paragraph="12", text="Tekniska nämnden beslutar enligt förslaget.",
        outcome="approve", adopts="statement",
    )  # fmt: skip
    assert decided["state"] == "decided" or decided["record"].startswith("decision:")
    made = office.run("render", statement, "-o", str(tmp_path / "yttrande.docx"), "--as", "eva@exempel.se")
    assert len(made["sha256"]) == 64
    assert "TN 2" in office.run("text", str(tmp_path / "yttrande.docx"))["text"]
    office.step(statement, "dispatch_statement", by="eva@exempel.se", channel="email",
                recipients=[{"name": "Kommunstyrelsen", "purpose": "for_action"}])  # fmt: skip

    # Everything that stands in the way of closing is told at once; then the case is closed.
    blocked = office.run("step", case, "--list", "--as", "eva@exempel.se")["steps"]
    closing = next(row for row in blocked if row["step"] == "close_case")
    if not closing["possible"]:
        assert {why["code"] for why in closing["blockers"]} <= {"working_material"}
        office.step(case, "purge_drafts", by="eva@exempel.se")
    assert office.step(case, "close_case", by="eva@exempel.se")["state"] == "closed"

    # And it is found again.
    office.run("worker", "--once")
    page = office.run("search", "samverkan idéburen sektor", "--as", "signe@exempel.se", "--limit", "50")
    kinds = {hit["kind"] for hit in page["hits"]}
    assert {"case", "memo", "decision", "document"} <= kinds
    assert any(hit["section"] == "Samverkansgruppen" for hit in page["hits"])
    by_number = office.run("search", opened["case_number"].replace(" ", "").lower(), "--as", "signe@exempel.se")
    assert by_number["hits"][0]["case_number"] == opened["case_number"]
    assert office.run("verify")["ok"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("case", "show", "TN 1999/9999"),
        ("case", "show", "case:999999999999999999999"),
        ("step", "memo:1x", "approve_memo"),
        ("step", "case:1", "finns_inte"),
        ("render", "case:1", "-o", "x.docx"),
        ("case", "open", "--board", "XX", "--type", "general", "--title", "T"),
        ("case", "open", "--board", "TN", "--type", "general", "--title", ""),
        ("case", "open", "--board", "TN", "--type", "general", "--title", "T", "--due", "2021-02-30"),
        ("case", "open", "--board", "TN", "--type", "general", "--title", "T", "--file", "/finns/inte.docx"),
        ("search", "ord", "--as", "okand@exempel.se"),
        ("search", "ord", "--versions", "igår"),
        ("backup", "/proc/finns/inte.tar"),
        ("profile", "export", "/proc/finns/inte"),
        ("take-back", "fil.docx"),
        ("template", "check", "fil.docx", "--for", "memo"),
        ("compare", "a", "b"),
        ("check-mail",),
        ("deadlines", "--meeting", "2026-02-30"),
        ("profile", "check", "finns-inte"),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_what_cannot_be_done_is_refused_with_a_sentence_and_a_code(office, arguments):
    answer = office.run(*arguments, ok=False)
    assert answer.get("problems") or (answer["error"]["message"].strip() and answer["error"]["code"])


def test_wrong_usage_exits_with_two(office):
    done = subprocess.run([str(KANSLI), "case"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["analyse", "inspect"])
def test_a_line_of_another_shape_gets_an_error_of_its_own_and_the_rest_go_on(tmp_path, command):
    lines = 'inte json\n[1]\n{"ord": 1}\n{"text": "Överenskommelsen"}\n'
    done = subprocess.run(
        [str(KANSLI), "--data", str(tmp_path), command, "--jsonl"],
        input=lines,
        capture_output=True,
        text=True,
        timeout=120,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one.get("error", {}).get("code") for one in found] == ["bad_line", "bad_line", "bad_line", None]
    assert done.returncode == 0, done.stderr


def test_a_document_that_cannot_be_written_where_asked_is_refused(office, tmp_path):
    case = office.run("case", "open", "--board", "TN", "--type", "general", "--title", "Ny gång")["id"]
    memo = office.run("memo", "new", case)["record"]
    answer = office.run("render", memo, "-o", str(tmp_path / "finns" / "inte.docx"), ok=False)
    assert answer["error"]["code"] in {"unusable_file", "missing_value"}
