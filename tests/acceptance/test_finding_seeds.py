"""The plan and the agreement are found by section: their own words lead to the right document and the right heading."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kansli.plugin.clock import today
from kansli.plugin.rights import actor_for
from kansli.plugin.searching.search import search
from kansli.plugin.settings import Settings
from kansli.plugin.store.accounts import User
from kansli.plugin.system import open_system

pytestmark = pytest.mark.seeds

PLAN, AGREEMENT = "001", "002"
LEAST_SECTIONS = {PLAN: 14, AGREEMENT: 20}
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@pytest.fixture(scope="module")
def library(new_office, seed):
    """A case with the plan and the agreement as handlingar, the plan in two versions, read and indexed by a worker."""
    office = new_office()
    opened = office.run(
        "case", "open", "--board", "TN", "--type", "referral_response", "--title", "Remiss av en plan",
        "--sender", "Kommunstyrelsen", "--their-ref", "KS 2020/0882", "--received", "2020-12-01", "--due", "2021-02-28",
        by="registrar",
    )  # fmt: skip
    case, plan = opened["id"], seed(PLAN)
    shorter = office.folder / "tidigare.txt"
    shorter.write_text(plan.text[: plan.text.rindex(f"\n{plan.lines[-3]}\n")], encoding="utf-8")
    first = office.run(
        "document", "add", case, str(shorter), "--kind", "action_plan", "--title", "Planen", "--label", "utkast",
        "--date", "2020-10-01", by="registrar",
    )  # fmt: skip
    second = office.run(
        "document", "add", case, str(plan.path), "--kind", "action_plan", "--label", "remissversion",
        "--date", "2020-11-01", "--of", first["document"], by="registrar",
    )  # fmt: skip
    agreement = office.run(
        "document", "add", case, str(seed(AGREEMENT).path), "--kind", "agreement", "--title", "Avtalet",
        "--label", "antagen", "--date", "2018-06-26", "--valid-from", "2019-01-31", by="registrar",
    )  # fmt: skip
    assert second["document"] == first["document"]
    assert second["version"] != first["version"]
    office.run("worker", "--once")
    sections = {number: office.run("inspect", str(seed(number).path))["sections"] for number in (PLAN, AGREEMENT)}
    return office, opened, {PLAN: first["document"], AGREEMENT: agreement["document"]}, sections


@pytest.fixture(scope="module")
def ask(library):
    """`ask(query)` searches as the reader does, in this process; the index was made by the worker's."""
    office, *_ = library
    system = open_system(Settings(data=office.data))
    with system.database.connection_context():
        reader = actor_for(User.get(User.email == "signe@exempel.se"), system.profile)
        yield lambda query, **scope: search(system, query, actor=reader, **scope).as_json()["hits"]


def runs_of_words(section: dict) -> list[list[str]]:
    """Every run of five words within a sentence of the section."""
    runs = []
    for sentence in re.split(r"[.\n:;,()”\"–*]", section["text"]):
        words = WORD.findall(sentence)
        runs += [words[at : at + 5] for at in range(len(words) - 4)]
    return runs


def phrases(sections: list[dict]) -> list[tuple[str, str]]:
    """For each section its first five words in a row that stand in no other; with the section's heading."""
    found = []
    texts = [" ".join(WORD.findall(section["text"])).lower() for section in sections]
    for at, section in enumerate(sections):
        others = "\n".join(text for number, text in enumerate(texts) if number != at)
        own = next((run for run in map(" ".join, runs_of_words(section)) if run.lower() not in others), None)
        if own:
            found.append((own, section["heading"]))
    return found


def tellings(sections: list[dict], everywhere: Counter) -> list[tuple[str, str]]:
    """For each section the five words in a row that tell most: whose words are rarest in the two documents."""
    found = []
    for section in sections:
        runs = runs_of_words(section)
        if runs:
            best = max(runs, key=lambda run: sum(1 / everywhere[word.lower()] for word in set(run)))
            found.append((" ".join(best), section["heading"]))
    return found


@pytest.mark.parametrize("number", [PLAN, AGREEMENT])
def test_a_phrase_of_a_section_finds_the_section_first(library, ask, report, number):
    _, _, documents, sections = library
    asked = [(f'"{phrase}"', heading) for phrase, heading in phrases(sections[number])]
    assert len(asked) >= LEAST_SECTIONS[number]
    expect_first(ask, asked, documents[number], report, f"search-{number}-phrases.txt")


@pytest.mark.parametrize("number", [PLAN, AGREEMENT])
def test_telling_words_of_a_section_find_the_section_first(library, ask, report, number):
    _, _, documents, sections = library
    everywhere = Counter(
        word.lower() for each in sections.values() for part in each for word in WORD.findall(part["text"])
    )
    asked = tellings(sections[number], everywhere)
    assert len(asked) >= LEAST_SECTIONS[number]
    expect_first(ask, asked, documents[number], report, f"search-{number}-words.txt")


def expect_first(ask, asked: list[tuple[str, str]], document: str, report, name: str) -> None:
    faults = []
    for query, heading in asked:
        first = next(iter(ask(query)), None)
        if first is None or first["id"] != document or not section_is(first["section"], heading):
            faults.append(f"{query} → {first and (first['id'], first['section'])}, not {document} {heading}")
    report(name, "\n".join([f"{len(asked)} asked, {len(faults)} wrong", *faults, ""]))
    assert not faults, "\n".join(faults)


def section_is(shown: str | None, heading: str) -> bool:
    """Tell whether the path that is shown ends in the heading."""
    return bool(shown) and shown.split(" › ")[-1] == heading


def test_a_heading_itself_is_found(library):
    office, _, documents, _ = library
    hits = office.run("search", "samverkansgruppens storlek", by="reader")["hits"]
    assert section_is(hits[0]["section"], "Samverkansgruppens storlek"), hits[:3]
    assert hits[0]["id"] == documents[PLAN]


def test_what_a_later_version_added_is_found_with_its_versions(library, ask):
    _, _, documents, sections = library
    last = sections[PLAN][-1]
    words = " ".join(WORD.findall(last["text"])[:5])
    hits = ask(words, versions="all")
    assert section_is(hits[0]["section"], last["heading"])
    assert "2" in hits[0]["versions"]
    assert "1" not in hits[0]["versions"]
    assert hits[0]["id"] == documents[PLAN]


@pytest.mark.parametrize(
    "spelling",
    [
        "{number}", "{lower}", "TN{year}/0874", "TN {year}/874", "TN {year}-0874", "TN-{year}-874", "tn.{year}.874",
        "TN {short}/874", "Dnr TN {year}/0874", "dnr: tn {year}/874", "TN {year} : 874",
    ],
)  # fmt: skip
def test_the_number_finds_the_case_in_any_spelling(library, ask, spelling):
    _, opened, _, _ = library
    year = today().year
    query = spelling.format(
        number=opened["case_number"], lower=opened["case_number"].lower(), year=year, short=f"{year % 100:02}"
    )
    hits = ask(query)
    assert hits, query
    assert hits[0]["case_number"] == opened["case_number"]
    assert hits[0]["kind"] == "case" or hits[0]["id"] == opened["id"]


def test_their_number_finds_our_case(library):
    office, opened, _, _ = library
    hits = office.run("search", "ks2020/882", by="reader")["hits"]
    assert opened["case_number"] in {hit["case_number"] for hit in hits}


def test_nothing_is_left_to_index_and_all_is_well(library):
    office, *_ = library
    assert office.run("verify")["ok"]
