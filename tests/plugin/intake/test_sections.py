"""Sections: known headings in a memo, and the tree of a plan whose text has no marks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.intake.sections import find_headings, named_sections, split_units
from kansli.plugin.intake.vocabulary import Vocabulary

MEMO = """Bryggan vid norra stranden

Förslag till beslut

Parknämnden föreslås besluta

att laga bryggan

**Ärende**

Bryggan är trasig.

Ett tryggt hamnliv

Beslutsunderlag:

- Tjänsteskrivelse, 2024-03-04

Ekonomiska konsekvenser

Inga."""

PLAN = """Plan för stränderna

- remissversion 2024 - 2027

Innehåll

Varför en plan	2
Områden.....	2
Bad.....	3
Båtar och bryggor	3
Ansvar.....	4
Hamnrådet	4

Varför en plan

Stränderna är många och används av fler än förr.

Områden

Planen gäller dessa områden:

- Bad
- Båtar och brygga

De gäller i fyra år.

Bad

Badplatserna städas varje vår.

Båtar och bryggor

Bryggorna ses över.

Stöd

Föreningar kan söka stöd.

Ansvar

Hamnrådet

Hamnrådet möts två gånger om året."""

AGREEMENT = """Avtal om bryggorna

Parterna

Kommunen och båtklubbarna är parter i avtalet.

Principer

1. Öppenhet

Allt redovisas.

2. Ansvar

Var och en svarar för sitt.

Åtaganden

Kommunen

Kommunen lagar bryggorna.

Uppföljning

Avtalet följs upp varje år."""


def test_a_memo_is_cut_at_the_headings_that_the_profile_knows(words: Vocabulary) -> None:
    found = named_sections(MEMO, vocabulary=words)
    assert [(section.id, section.heading) for section in found] == [
        ("proposals", "Förslag till beslut"),
        ("background", "Ärende"),
        ("basis", "Beslutsunderlag:"),
        ("financial_impact", "Ekonomiska konsekvenser"),
    ]
    assert all(MEMO[section.start : section.end] == section.text for section in found)


def test_a_short_line_that_is_no_known_heading_stays_in_its_section(words: Vocabulary) -> None:
    background = named_sections(MEMO, vocabulary=words)[1]
    assert background.text == "Bryggan är trasig.\n\nEtt tryggt hamnliv"


def test_a_sentence_that_begins_like_a_heading_is_none(words: Vocabulary) -> None:
    assert named_sections("Ärendet har beretts av parkförvaltningen.", vocabulary=words) == ()


def test_a_proposal_with_its_addressees_is_a_heading(words: Vocabulary) -> None:
    found = named_sections(
        "Kontorets förslag till parknämnden och kommunstyrelsen:\n\nBryggan lagas.", vocabulary=words
    )
    assert [(section.id, section.text) for section in found] == [("proposals", "Bryggan lagas.")]


def test_a_plan_without_marks_becomes_a_tree() -> None:
    assert [unit.heading_path for unit in split_units(PLAN) if unit.heading_path] == [
        ("Varför en plan",),
        ("Områden",),
        ("Områden", "Bad"),
        ("Områden", "Båtar och bryggor"),
        ("Stöd",),
        ("Ansvar",),
        ("Ansvar", "Hamnrådet"),
    ]


def test_the_lines_of_the_table_of_contents_are_no_headings() -> None:
    assert [heading.text for heading in find_headings(PLAN)].count("Hamnrådet") == 1
    assert all(heading.start > PLAN.index("Hamnrådet\t4") for heading in find_headings(PLAN)[1:])


def test_numbered_principles_are_units_with_numbers() -> None:
    units = {unit.heading_path: unit for unit in split_units(AGREEMENT)}
    assert units["Principer", "Ansvar"].number == "2"
    assert units["Principer", "Ansvar"].text == "Var och en svarar för sitt."
    assert ("Åtaganden", "Kommunen") in units
    assert ("Uppföljning",) in units


def test_a_table_of_contents_without_page_numbers_is_passed_over() -> None:
    text = (
        "Avtal\n\nInnehåll:\n\n1. Varför\n\n2. Hur\n\n1. Varför\n\nDärför att det behövs.\n\n2. Hur\n\nSå här gör vi."
    )
    assert [(unit.number, unit.text) for unit in split_units(text) if unit.number] == [
        ("1", "Därför att det behövs."),
        ("2", "Så här gör vi."),
    ]


def test_marked_headings_rule_where_there_are_any() -> None:
    text = "# Plan\n\nAntagen version\n\n## Bad\n\nStädas.\n\n## Båtar\n\nSes över."
    assert [unit.heading_path for unit in split_units(text) if unit.heading_path] == [("Bad",), ("Båtar",)]


def test_rows_of_a_table_are_no_headings() -> None:
    text = "Kostnader\n\nSe tabellen nedan.\n\n\t2018\t2019\tTotalt\nRäcke\t40 000\t5\t45 000\n\nSlut på text."
    assert [heading.text for heading in find_headings(text)] == ["Kostnader"]


@pytest.mark.parametrize(
    "line", ["2024-03-04", "PN 2024/0017", "Kommunen åtar sig:", "(Principen om ansvar)", "- en punkt"]
)
def test_dates_numbers_and_lead_lines_are_no_headings(line: str) -> None:
    assert find_headings(f"En mening.\n\n{line}\n\nEn till mening.") == ()


@given(st.text(alphabet="Aa 1.\n\t#-*", max_size=200))
def test_units_cover_the_text_in_order(text: str) -> None:
    units = split_units(text)
    assert all(text[unit.start : unit.end] == unit.text for unit in units)
    assert all(one.end <= two.start for one, two in pairwise(units))
