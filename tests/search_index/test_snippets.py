"""The piece of text that is shown, and what is marked in it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kansli.search_index.analysis import Language
from kansli.search_index.query import parse, positive_leaves
from kansli.search_index.snippets import LENGTH, snippet, wanted

PLAIN = Language()


def cut(text: str, query: str) -> tuple[tuple[str, bool], ...]:
    return snippet(text, wanted(positive_leaves(parse(query, PLAIN).root), PLAIN), PLAIN)


def marked(text: str, query: str) -> list[str]:
    return [part for part, is_marked in cut(text, query) if is_marked]


def test_every_inflection_is_marked():
    assert cut("Ett avtal och avtalet igen.", "avtalen") == (
        ("Ett ", False), ("avtal", True), (" och ", False), ("avtalet", True), (" igen.", False),
    )  # fmt: skip


def test_a_phrase_is_marked_as_one_and_its_small_words_nowhere_else():
    assert marked("Till mötet: förslag till beslut till nämnden.", '"förslag till beslut"') == ["förslag till beslut"]


def test_beginnings_and_numbers_are_marked():
    assert marked("Samverkansplan, dnr ab-20/874 och § 12.", "samverk* AB 2020/0874 §12") == [
        "Samverkansplan",
        "ab-20/874",
        "§ 12",
    ]


def test_what_was_not_wanted_is_not_marked():
    assert marked("avtal och plan", "avtal INTE plan") == ["avtal"]


def test_the_window_is_where_most_of_the_query_stands():
    text = "samverkan " + "ord " * 200 + "här möts samverkan och sektorn " + "ord " * 200
    parts = cut(text, "samverkan sektor")
    assert [part for part, is_marked in parts if is_marked] == ["samverkan", "sektorn"]
    assert (parts[0], parts[-1]) == (("… ", False), (" …", False))


def test_a_text_without_any_of_the_words_shows_its_beginning():
    assert cut("Ett kort ärende.", "väg") == (("Ett kort ärende.", False),)


def test_markup_in_a_text_is_only_text():
    assert cut("<b>avtal</b>", "avtal") == (("<b>", False), ("avtal", True), ("</b>", False))


@given(st.text(), st.sampled_from(["avtal", "a*", '"a b"', "", "AB 2020/1"]))
def test_a_snippet_is_always_a_piece_of_the_text(text, query):
    from kansli.search_index.analysis import normalise

    parts = cut(text, query)
    shown = "".join(part for part, _ in parts)
    core = shown.removeprefix("… ").removesuffix(" …")
    assert re.sub(r"\s+", "", core) in re.sub(r"\s+", "", normalise(text))
    assert all(part for part, _ in parts)


@given(
    st.lists(st.sampled_from(["avtal", "ord", "längre", "samverkansöverenskommelserna"]), max_size=300).map(" ".join)
)
def test_a_snippet_is_short_and_cuts_no_word(text):
    parts = cut(text, "avtal")
    shown = "".join(part for part, _ in parts)
    assert len(shown) <= LENGTH + 10
    assert set(shown.replace("…", "").split()) <= set(text.split())
    assert not text.startswith("avtal") or parts[0] == ("avtal", True)
