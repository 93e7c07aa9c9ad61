"""Jämförelse av läsningar. Each change stands under its heading, moves are moves, and what is not text is listed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.doctemplates.diff import compare_readings
from kansli.doctemplates.pairing import Item, pair_up
from kansli.doctemplates.read import Block, Reading


def reading(*lines, title=""):
    """Lines of text; `# ` begins a heading, ` | ` parts the cells of a row, `^` is the running head."""
    return Reading(tuple(block(line) for line in lines), "", title, "sv-SE", {"title": title})


def block(line):
    if line.startswith("#"):
        return Block("heading", line.lstrip("# "), level=len(line.split(" ")[0]))
    if line.startswith("^"):
        return Block("header", line[1:])
    if " | " in line:
        return Block("table_row", line, cells=tuple(line.split(" | ")))
    return Block("paragraph", line)


def changes(old, new):
    return [(change.op, change.section, change.old, change.new) for change in compare_readings(old, new).changes]


KEPT = ("# Avtal", "## Parter", "Avtalet gäller mellan kommunen och regionen.", "## Giltighet")


def test_a_changed_paragraph_is_told_under_its_heading():
    old = reading(*KEPT, "Avtalet gäller till 2026.")
    new = reading(*KEPT, "Avtalet gäller till 2030.")
    assert changes(old, new) == [
        ("replace", ("Avtal", "Giltighet"), "Avtalet gäller till 2026.", "Avtalet gäller till 2030.")
    ]


def test_a_paragraph_that_moved_is_one_change_and_says_where_from():
    moved = "Styrgruppen möts två gånger om året."
    old = reading("# A", moved, "Första stycket står kvar.", "# B", "Andra stycket står kvar.")
    new = reading("# A", "Första stycket står kvar.", "# B", "Andra stycket står kvar.", moved)
    (change,) = compare_readings(old, new).changes
    assert (change.op, change.section, change.old_section) == ("move", ("B",), ("A",))


def test_a_paragraph_that_moved_and_changed_a_word_is_still_a_move():
    old = reading("Styrgruppen möts två gånger om varje år i mars.", "Ett.", "Två.", "Tre.")
    new = reading("Ett.", "Två.", "Tre.", "Styrgruppen möts två gånger om varje år i maj.")
    (change,) = compare_readings(old, new).changes
    assert [piece.text for piece in change.words() if piece.op != "equal"] == ["mars", "maj"]


def test_a_short_word_that_stands_elsewhere_has_not_moved():
    assert [op for op, *_ in changes(reading("Bilaga", "Ett två tre."), reading("Ett två tre.", "Bilaga"))] == [
        "delete",
        "insert",
    ]


def test_a_paragraph_replaced_by_another_is_gone_and_new():
    assert changes(reading("Vite utgår inte."), reading("Tvist prövas av domstol.")) == [
        ("delete", (), "Vite utgår inte.", ""),
        ("insert", (), "", "Tvist prövas av domstol."),
    ]


def test_a_new_row_comes_with_its_table_before_what_follows_it():
    row = "Larmcentral | 4,5 mnkr"
    found = changes(reading(row, "Vite utgår inte."), reading(row, "Utvärdering | 0,2 mnkr"))
    assert [op for op, *_ in found] == ["insert", "delete"]


def test_a_number_is_told_whole():
    (change,) = compare_readings(reading("Kostnad | 4,5 mnkr"), reading("Kostnad | 5,1 mnkr")).changes
    assert [piece.text for piece in change.words() if piece.op != "equal"] == ["4,5", "5,1"]


def test_a_deleted_section_names_the_heading_it_stood_under():
    found = changes(
        reading("# A", "Kvar står detta.", "# B", "Detta utgår ur avtalet."), reading("# A", "Kvar står detta.")
    )
    assert [section for _, section, *_ in found] == [("B",), ("B",)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (reading("^Version 1"), reading("^Version 2"), "Sidhuvudet: ”Version 1” har blivit ”Version 2”."),
        (reading(), reading("^Utkast"), "Sidhuvudet: ”Utkast” har kommit till."),
        (reading("^Utkast"), reading(), "Sidhuvudet: ”Utkast” har tagits bort."),
        (reading(title="A"), reading(title="B"), "Dokumentets titel: ”A” har blivit ”B”."),
        (reading("Bakgrund"), reading("## Bakgrund"), "”Bakgrund” var brödtext och är rubrik på nivå 2."),
    ],
)
def test_what_is_not_text_is_listed_in_a_sentence(old, new, said):
    compared = compare_readings(old, new)
    assert (compared.changes, compared.unmarked) == ((), (said,))


def test_the_summary_counts_paragraphs_and_words():
    old = reading("Ett två tre fyra.", "Kvar.", "Bort med detta.")
    new = reading("Ett två tre fem.", "Kvar.")
    assert compare_readings(old, new).summary == {
        "insert": 0, "delete": 1, "replace": 1, "move": 0, "equal": 1, "words_insert": 1, "words_delete": 4,
    }  # fmt: skip


ITEMS = st.lists(st.builds(Item, st.sampled_from(["p", "row"]), st.text("abc ", min_size=1, max_size=12)), max_size=40)


@given(old=ITEMS, new=ITEMS, lone=st.booleans(), moves=st.booleans())
def test_every_item_is_told_exactly_once_and_the_new_ones_in_order(old, new, lone, moves):
    steps = pair_up(old, new, lone_pairs=lone, moves=moves)
    assert sorted(step.old for step in steps if step.old is not None) == list(range(len(old)))
    assert [step.new for step in steps if step.new is not None] == list(range(len(new)))
    for step in steps:
        if step.old is not None and step.new is not None:
            assert old[step.old].kind == new[step.new].kind
            assert (old[step.old] == new[step.new]) or step.op in {"replace", "move"}


def test_a_thousand_changed_paragraphs_are_each_paired_with_their_own():
    old = [Item("p", f"Åtagande {n} redovisas av nämnd {n % 7} senast i mars {n * 3}.") for n in range(1000)]
    new = [Item("p", f"Åtagande {n} redovisas av nämnd {n % 7} senast i april {n * 3}.") for n in range(1000)]
    assert [(step.op, step.old, step.new) for step in pair_up(old, new)] == [("replace", n, n) for n in range(1000)]
