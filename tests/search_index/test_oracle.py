"""What the engine finds equals what a reader with all documents on the desk finds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kansli.search_index.analysis import fold, stem
from kansli.search_index.directory import MaskDirectory, VersionTable
from kansli.search_index.engine import SearchEngine
from kansli.search_index.port import Change, SearchRequest, Unit

WORDS = ["avtal", "avtalet", "beslut", "plan", "planer", "samverkan", "väg", "till"]
Document = list[list[str]]
Question = tuple[str, Callable[[Document], bool]]


def has(word: str) -> Question:
    return word, lambda doc: any(stem(word) == stem(other) for text in doc for other in text)


def begins(start: str) -> Question:
    return f"{start}*", lambda doc: any(fold(other).startswith(start) for text in doc for other in text)


def phrase(words: list[str]) -> Question:
    wanted = [stem(word) for word in words]

    def answer(doc: Document) -> bool:
        stems = [[stem(word) for word in text] for text in doc]
        return any(text[at : at + len(wanted)] == wanted for text in stems for at in range(len(text)))

    return f'"{" ".join(words)}"', answer


def joined(one: Question, word: str, other: Question) -> Question:
    if word == "OCH":
        return f"({one[0]} OCH {other[0]})", lambda doc: one[1](doc) and other[1](doc)
    return f"({one[0]} ELLER {other[0]})", lambda doc: one[1](doc) or other[1](doc)


def denied(one: Question) -> Question:
    return f"INTE {one[0]}", lambda doc: not one[1](doc)


leaves = st.one_of(
    st.sampled_from(WORDS).map(has),
    st.sampled_from(["av", "pla", "samverkan", "xy"]).map(begins),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(phrase),
)
questions = st.recursive(
    leaves,
    lambda inner: st.one_of(st.builds(joined, inner, st.sampled_from(["OCH", "ELLER"]), inner), inner.map(denied)),
    max_leaves=5,
)
entries = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), max_size=6), st.integers(1, 3), st.sets(st.integers(1, 3), min_size=1)),
    min_size=1,
    max_size=9,
)


@settings(max_examples=40, deadline=None)
@given(
    entries=entries,
    questions=st.lists(questions, min_size=1, max_size=8),
    cut=st.integers(0, 9),
    removed=st.sets(st.integers(0, 8)),
)
def test_every_query_finds_exactly_the_documents_that_answer_it(entries, questions, cut, removed):
    units = [Unit(at, "document", "", "", " ".join(text)) for at, (text, _, _) in enumerate(entries)]
    kept = [at for at in range(len(units)) if at not in removed]
    documents: dict[tuple[int, int], Document] = {}
    for at in kept:
        text, group, versions = entries[at]
        for version in versions:
            documents.setdefault((group, version), []).append(text)
    with tempfile.TemporaryDirectory() as folder:
        engine = SearchEngine(Path(folder))
        engine.rebuild(units[:cut], upto_seq=0)
        engine.apply([Change(unit.id, "put", unit.id, unit) for unit in units[cut:]])
        engine.apply([Change(100 + at, "delete", at) for at in sorted(removed)])
        directory = directory_of(entries)
        for text, answers in questions:
            page = engine.search(SearchRequest(text, directory, versions="all", limit=100))
            expected = {group for (group, _), document in documents.items() if answers(document)}
            assert {hit.group for hit in page.hits} == expected, text
            assert page.total == len(expected)


def directory_of(entries: list[tuple[list[str], int, set[int]]]) -> MaskDirectory:
    versions = [(group, number) for group in (1, 2, 3) for number in (1, 2, 3)]
    places = [(at, 10 * group + number) for at, (_, group, numbers) in enumerate(entries) for number in numbers]
    nothing = np.full(len(versions), np.datetime64("NaT"), "datetime64[D]")
    return MaskDirectory(
        unit_ids=np.arange(len(entries)),
        groups=np.array([group for _, group, _ in entries]),
        allowed=np.ones(len(entries), np.bool_),
        versions=VersionTable(
            ids=np.array([10 * group + number for group, number in versions]),
            groups=np.array([group for group, _ in versions]),
            numbers=np.array([number for _, number in versions]),
            valid_from=nothing,
            valid_to=nothing,
        ),
        place_units=np.array([unit for unit, _ in places]),
        place_versions=np.array([version for _, version in places]),
        text=lambda unit_id, version: ("", " ".join(entries[unit_id][0])),
    )
