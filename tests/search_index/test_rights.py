"""Nothing that a user may not see is found, counted, suggested or felt."""

from __future__ import annotations

import dataclasses
import itertools
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kansli.search_index.directory import MaskDirectory, VersionTable, version_ranges
from kansli.search_index.engine import SearchEngine
from kansli.search_index.port import SearchPage, SearchRequest, Unit

WORDS = ["avtal", "beslut", "plan", "samverkan", "väg", "skola", "till"]
QUERIES = [
    "avtal",
    "avtal plan",
    "plan ELLER väg",
    "INTE skola",
    '"beslut till"',
    "sam*",
    "år:2020",
    "avtall",
    "nämnd:TN",
    "",
]


def same(page: SearchPage) -> SearchPage:
    return dataclasses.replace(page, took_ms=0.0)


def test_an_empty_directory_gives_nothing_at_all(archive, make):
    archive.put(make(1, "plan", board="TN"), make(2, "plan"))
    for query in ("plan", "", "INTE väg", "pla*", "plann", "nämnd:TN"):
        page = archive.search(query, directory=archive.directory(allowed=()))
        assert (page.total, page.hits, page.suggestions) == (0, (), ())
        assert not any(page.facets.values())


def test_an_id_that_the_directory_does_not_know_is_never_allowed(archive, make):
    archive.put(make(1, "plan"), make(2, "plan"))
    directory = archive.directory()
    archive.put(make(3, "plan"))
    assert archive.found("plan", directory=directory) == [1, 2]
    assert directory.allowed(np.array([3, -1, 2**62])).tolist() == [False, False, False]


def test_a_right_taken_away_holds_before_anything_is_indexed_again(archive, make):
    archive.put(make(1, "plan"), make(2, "plan"))
    assert archive.search("plan").total == 2
    assert archive.found("plan", directory=archive.directory(allowed=[2])) == [2]


def test_a_suggestion_is_never_a_word_of_a_secret_entry(archive, make):
    archive.put(make(1, "interimsgrupp"), make(2, "annat"))
    assert archive.search("interimsgupp", directory=archive.directory(allowed=[2])).suggestions == ()


def test_a_secret_section_does_not_answer_for_its_document(archive, make):
    archive.put(make(1, "samverkan"), make(2, "sekretess"), group=7)
    assert archive.search("samverkan OCH sekretess", directory=archive.directory(allowed=[1])).total == 0


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
units = st.lists(
    st.tuples(texts, st.integers(1, 3), st.sampled_from(["TN", "KS"]), st.booleans()), min_size=1, max_size=8
)


@settings(max_examples=25, deadline=None)
@given(seen=units, secret=units)
def test_adding_an_entry_that_may_not_be_seen_changes_no_byte_of_any_page(seen, secret):
    visible = [
        Unit(2 * at, "memo", "", "", text, board=board, year=2020) for at, (text, _, board, _) in enumerate(seen)
    ]
    hidden = [
        Unit(
            2 * at + 1,
            "dold",
            "avtal",
            "plan",
            text + " interimsgrupp avtals",
            board=board,
            year=1999,
            date=date(2020, 1, 1),
        )
        for at, (text, _, board, _) in enumerate(secret)
    ]
    groups = {unit.id: group for unit, (_, group, _, _) in zip(visible, seen, strict=True)}
    groups |= {unit.id: group for unit, (_, group, _, _) in zip(hidden, secret, strict=True)}
    pages = []
    for entries in (visible, sorted([*visible, *hidden], key=lambda unit: unit.id)):
        ids = [unit.id for unit in entries]
        directory = MaskDirectory(
            unit_ids=np.array(ids),
            groups=np.array([groups[unit_id] for unit_id in ids]),
            allowed=np.array([unit_id % 2 == 0 for unit_id in ids]),
            text=lambda unit_id, version: ("", visible[unit_id // 2].text),
        )
        with tempfile.TemporaryDirectory() as folder:
            engine = SearchEngine(Path(folder))
            engine.rebuild(entries, upto_seq=1)
            pages.append([same(engine.search(SearchRequest(query, directory))) for query in QUERIES])
    assert pages[0] == pages[1]


def days(*values: str) -> np.ndarray:
    return np.array(values, "datetime64[D]")


def plan_of_three_versions(**more: object) -> MaskDirectory:
    """Units 1, 2 and 3 in versions 11 (2019-2020), 12 (from 2021) and 13 (a draft); 4 is the title of all; 9 a memo."""
    table = VersionTable(
        ids=np.array([11, 12, 13]),
        groups=np.array([7, 7, 7]),
        numbers=np.array([1, 2, 3]),
        valid_from=days("2019-01-01", "2021-01-01", "NaT"),
        valid_to=days("2020-12-31", "NaT", "NaT"),
    )
    values: dict[str, object] = {
        "unit_ids": np.array([1, 2, 3, 4, 9]),
        "groups": np.array([7, 7, 7, 7, 8]),
        "allowed": np.ones(5, np.bool_),
        "versions": table,
        "place_units": np.array([1, 1, 2, 2, 3]),
        "place_versions": np.array([11, 12, 12, 13, 13]),
        "today": date(2026, 1, 1),
        "text": lambda unit_id, version: ("", f"enhet {unit_id} i {version}"),
    }
    return MaskDirectory(**{**values, **more})


def pairs(directory: MaskDirectory, which: object) -> set[tuple[int, int]]:
    ids = np.array([1, 2, 3, 4, 9, 5])
    places = directory.versions(ids, which)
    return {(int(ids[row]), int(version)) for row, version in zip(places.rows, places.versions, strict=True)}


def test_versions_are_chosen_by_what_is_in_force():
    directory = plan_of_three_versions()
    assert pairs(directory, "current") == {(1, 12), (2, 12), (4, 12), (9, 0)}
    assert pairs(directory, "latest") == {(2, 13), (3, 13), (4, 13), (9, 0)}
    assert pairs(directory, date(2020, 12, 31)) == {(1, 11), (4, 11)}
    assert pairs(directory, date(2018, 1, 1)) == set()
    assert pairs(directory, "all") == {(1, 11), (1, 12), (2, 12), (2, 13), (3, 13), (4, 11), (4, 12), (4, 13), (9, 0)}


def test_where_nothing_was_adopted_the_latest_is_current():
    never = VersionTable(np.array([11, 12]), np.array([7, 7]), np.array([1, 2]), days("NaT", "NaT"), days("NaT", "NaT"))
    assert pairs(plan_of_three_versions(versions=never), "current") == {(1, 12), (2, 12), (4, 12), (9, 0)}


def test_what_has_expired_is_not_current():
    expired = VersionTable(np.array([11]), np.array([7]), np.array([1]), days("2019-01-01"), days("2020-12-31"))
    assert pairs(plan_of_three_versions(versions=expired), "current") == {(9, 0)}


def test_a_unit_that_stands_only_in_a_version_that_may_not_be_seen_is_not_allowed():
    two = VersionTable(
        np.array([11, 12]),
        np.array([7, 7]),
        np.array([1, 2]),
        days("2019-01-01", "2021-01-01"),
        days("2020-12-31", "NaT"),
    )
    directory = plan_of_three_versions(versions=two)
    assert directory.allowed(np.array([1, 2, 3, 4])).tolist() == [True, True, False, True]
    assert directory.ranges(2) == "2"


def test_ranges_say_where_a_text_came_and_went():
    directory = plan_of_three_versions()
    assert [directory.ranges(unit_id) for unit_id in (1, 2, 3, 4, 9, 77)] == [
        "1–2, borttagen i 3",
        "2–3",
        "3",
        "1–3",
        "",
        "",
    ]
    assert (
        version_ranges([(1, True), (2, False), (4, True), (5, True), (6, False)])
        == "1, borttagen i 2, 4–5, borttagen i 6"
    )


def test_words_must_meet_in_one_version_not_in_different_ones(archive, make):
    archive.put(make(1, "samverkan"), make(2, "sektor"), make(3, "idéburen"), make(4, "Plan"), group=7)
    archive.put(make(9, "samverkan idéburen"))
    directory = plan_of_three_versions()
    found = {
        query: archive.found(query, directory=directory, versions="all")
        for query in ("samverkan OCH sektor", "samverkan OCH idéburen")
    }
    assert found["samverkan OCH idéburen"] == [9]
    assert found["samverkan OCH sektor"] == [2]


def test_the_query_itself_can_ask_for_a_day_or_for_all_versions(archive, make):
    archive.put(make(1, "gammal text"), make(2, "text"), make(3, "utkast"), make(4, "Plan"), group=7)
    archive.put(make(9, "text"))
    directory = plan_of_three_versions()
    page = archive.search("text gäller:2020-06-01", directory=directory)
    assert [(hit.unit_id, hit.version, hit.versions) for hit in page.hits] == [(1, 11, "1–2, borttagen i 3")]
    assert page.interpreted == "Söker efter ”text”, i det som gällde 2020-06-01."
    assert archive.search("utkast", directory=directory).total == 0
    assert archive.search("utkast version:senaste", directory=directory).total == 1
    assert archive.search("utkast version:alla", directory=directory).total == 1


def test_the_shown_text_is_cut_from_the_version_that_is_shown(archive, make):
    archive.put(make(1, "samverkan"), make(2, "text"), make(3, "utkast"), make(4, "Plan"), group=7)
    hit = archive.search("samverkan", directory=plan_of_three_versions()).hits[0]
    assert "".join(part for part, _ in hit.snippet) == "enhet 1 i 12"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_secret_version_changes_nothing_in_what_the_directory_says(data):
    numbers = data.draw(st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=4).map(sorted))
    places = data.draw(st.sets(st.sampled_from(list(itertools.product([1, 2, 3], numbers)))))
    table = VersionTable(
        np.array(numbers) + 10,
        np.full(len(numbers), 7),
        np.array(numbers),
        days(*["NaT"] * len(numbers)),
        days(*["NaT"] * len(numbers)),
    )
    units, versions = np.array([u for u, _ in places], np.int64), np.array([v + 10 for _, v in places], np.int64)
    open_ = plan_of_three_versions(versions=table, place_units=units, place_versions=versions)
    extra_units, extra_versions = np.append(units, [1, 2]), np.append(versions, [99, 99])
    guarded = plan_of_three_versions(versions=table, place_units=extra_units, place_versions=extra_versions)
    placed = {int(unit) for unit in units}
    for unit in (1, 2, 3):
        if unit in placed or unit == 3:
            assert open_.ranges(unit) == guarded.ranges(unit)
    assert all(not guarded.allowed(np.array([unit]))[0] for unit in {1, 2} - placed)
