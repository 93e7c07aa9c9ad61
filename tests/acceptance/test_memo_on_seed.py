"""A real tjänsteskrivelse: its sections are recognised, drafted as a memo, rendered, and read back the same."""

from __future__ import annotations

import subprocess
from copy import deepcopy
from pathlib import Path

import pytest

from kansli.doctemplates.read import read
from kansli.plugin.rendering import render
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of
from kansli.plugin.writing.from_file import memo_from_file

pytestmark = pytest.mark.seeds

HEADINGS = [
    "Förslag till beslut",
    "Sammanfattning",
    "Underlag för beslutet",
    "Ärendet",
    "Föredragning",
    "Beredning",
    "Barnets bästa",
    "Ekonomiska konsekvenser",
    "Beslutet skickas till",
]
FRESH = ["Zebror", "qvarnar", "wienervals"]
"""Three words that stand nowhere in the real text."""


@pytest.fixture(scope="module")
def made(new_office, seed):
    """The memo that was drafted from the seed, approved and rendered; every step a command of its own."""
    office = new_office()
    seen = office.run("inspect", str(seed("000").path))
    opened = office.run(
        "case", "open", "--board", "TN", "--type", "referral_response", "--title", seen["title"],
        "--sender", "Kommunstyrelsen", "--their-ref", "KS 2020/0882", "--received", "2020-12-01",
        by="registrar",
    )  # fmt: skip
    case = opened["id"]
    office.step(case, "assign_officer", by="registrar", officer="amir@exempel.se")
    drafted = office.run("memo", "new", case, "--from", str(seed("000").path), by="case_officer")
    assert drafted["unplaced"] == []
    memo = drafted["record"]
    office.step(memo, "submit_memo", by="case_officer")
    office.step(memo, "approve_memo", by="manager")
    file = office.folder / "tjansteskrivelse.docx"
    office.run("render", memo, "-o", str(file), by="case_officer")
    return office, opened["case_number"], file


def headings_among(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip() in HEADINGS]


def test_the_seed_has_the_headings_that_are_looked_for(seed):
    assert headings_among(seed("000").lines) == HEADINGS


def test_what_our_own_reader_sees_is_the_seed(made, seed, compare, without_running_heads, report):
    _, _, file = made
    reading = read(file.read_bytes())
    found = compare(without_running_heads(seed("000").text), reading.text)
    report("seed-000-own-reader.txt", f"{found}\n")
    assert found.likeness >= 0.99, str(found)
    assert [block.text for block in reading.of_kind("heading")] == HEADINGS


def test_the_text_command_gives_the_seed_and_after_it_only_the_running_head(made, seed, compare, without_running_heads):
    office, _, file = made
    found = compare(without_running_heads(seed("000").text), office.run("text", str(file))["text"])
    assert found.removed == []
    heads = {word for block in read(file.read_bytes()).of_kind("header", "footer") for word in block.text.split()}
    assert set(found.added) <= heads, str(found)


def test_what_another_word_processor_sees_is_the_seed(
    made, seed, compare, without_running_heads, report, libreoffice, tmp_path
):
    _, _, file = made
    text = text_by_libreoffice(libreoffice, file, tmp_path)
    found = compare(without_running_heads(seed("000").text), text)
    report("seed-000-libreoffice.txt", f"{found}\n")
    assert found.likeness >= 0.99, str(found)
    assert headings_among(text.splitlines()) == HEADINGS


def test_the_running_head_carries_the_number_that_the_registry_gave(made):
    _, number, file = made
    header = " ".join(block.text for block in read(file.read_bytes()).of_kind("header"))
    assert number in header
    assert "2021-01-08" in header


def text_by_libreoffice(soffice: Path, file: Path, folder: Path) -> str:
    profile = (folder / "profile").as_uri()
    command = [
        str(soffice),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run([*command, "--outdir", str(folder), str(file)], check=True, capture_output=True, timeout=120)
    return (folder / f"{file.stem}.txt").read_text(encoding="utf-8-sig")


@pytest.fixture
def draft(sqlite_system, seed):
    """The same memo as a draft in this process, so that a field can be changed and the file made again."""
    system, actor = sqlite_system, operator()
    publish_shipped_templates(system)
    registry = Registry.get(Registry.code == "TN")
    opened = run(system, "open_case", registry, actor=actor, data={"case_type": "general", "title": "Ett ärende"})
    case = get_record(opened.record)
    seen = memo_from_file(system, case, seed("000").path.read_bytes(), "memo.txt")
    drafted = run(system, "draft_memo", case, actor=actor, data=dict(seen.content))
    return system, actor, get_record(drafted.record)


def paths_of(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place in the content where a person has written something."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in paths_of(item, (*path, key))]
    if isinstance(value, list):
        return [found for at, item in enumerate(value) for found in paths_of(item, (*path, at))]
    return [path] if value and path[-1] not in ("version", "decision") and "bodies" not in path else []


def changed_at(content: dict, path: tuple, value: str) -> dict:
    fresh = deepcopy(content)
    place = fresh
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return fresh


def value_at(content: dict, path: tuple) -> str:
    place = content
    for key in path:
        place = place[key]
    return place


def all_words(system, memo, actor, words) -> list[str]:
    """Every word of the file: heads and feet as well, a block at a time."""
    made = render(system, memo, actor=actor)
    blocks = read(system.files.read(made.sha256)).blocks
    return [word for block in blocks for word in words(block.text)]


def test_changing_any_field_changes_exactly_its_own_words(draft, words, changes, report):
    system, actor, memo = draft
    content = content_of(memo)
    before = all_words(system, memo, actor, words)
    faults, lines = [], []
    for path in paths_of(content):
        name = ".".join(str(step) for step in path)
        old = value_at(content, path)
        new = "2021-02-09" if path == ("date",) else " ".join(FRESH)
        gone, come = words(old), words(new)
        save(system, actor, memo, changed_at(content, path, new))
        found = changes(before, all_words(system, memo, actor, words))
        places = 1 if path not in (("date",), ("title",)) else len(found)
        if not found or any(each != (gone, come) for each in found) or len(found) != places:
            faults.append(f"{name}: {found}")
        lines.append(f"{name}: {len(gone)} words became {len(come)} in {len(found)} place(s)")
    save(system, actor, memo, content)
    assert all_words(system, memo, actor, words) == before
    report("seed-000-fields.txt", "\n".join([*lines, *(f"FAULT {fault}" for fault in faults), ""]))
    assert not faults, "\n".join(faults)
    assert len(lines) == 23, (
        "title, date, 6 sections, a clause, 7 of the basis, 2 recipients, 2 of the signature, 3 officers"
    )


def test_another_board_changes_the_name_of_the_board_only(draft, words, changes):
    system, actor, memo = draft
    content = content_of(memo)
    before = all_words(system, memo, actor, words)
    save(system, actor, memo, changed_at(content, ("proposals", 0, "bodies", 0), "KF"))
    assert changes(before, all_words(system, memo, actor, words)) == [(["Tekniska", "nämnden"], ["Kommunfullmäktige"])]


def test_taking_away_an_optional_field_takes_away_its_words_and_its_heading_only(draft, words, changes):
    system, actor, memo = draft
    content = content_of(memo)
    before = all_words(system, memo, actor, words)
    for section, heading in {"assessment": "Föredragning", "preparation": "Beredning"}.items():
        save(system, actor, memo, changed_at(content, ("sections", section), ""))
        gone = [heading, *words(content["sections"][section])]
        assert changes(before, all_words(system, memo, actor, words)) == [(gone, [])]


def save(system, actor, memo: Memo, content: dict) -> None:
    fresh = Memo.get_by_id(memo.id)
    run(system, "edit_memo", fresh, actor=actor, data={"content": content}, expected_version=fresh.version)
