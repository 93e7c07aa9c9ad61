"""Whole documents, written elsewhere: every line becomes a field of the content, or is told to have no place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.doctemplates.markdown import MdList, MdTable, parse
from kansli.plugin.intake.cleaning import clean
from kansli.plugin.intake.vocabulary import SectionWords, Vocabulary
from kansli.plugin.intake.written import recognise_written
from kansli.plugin.intake.written.paper import rows_of
from kansli.plugin.intake.written.prose import as_markdown

MEMO = (
    SectionWords("addressees", "addressees", ("Till",)),
    SectionWords("proposals", "proposals", ("Förslag till beslut",)),
    SectionWords("summary", "text", ("Sammanfattning", "Sammanfattning av ärendet")),
    SectionWords("basis", "basis", ("Beslutsunderlag", "Underlag för beslutet")),
    SectionWords("background", "text", ("Ärendet", "Bakgrund")),
    SectionWords("goals", "text", ("Kommunala mål",)),
    SectionWords("financial_impact", "text", ("Ekonomiska konsekvenser",)),
    SectionWords("codetermination", "text", ("Information enligt lag om medbestämmande i arbetslivet",)),
    SectionWords("recipients", "recipients", ("Beslutet skickas till",)),
)
EXTRACT = (
    SectionWords("summary", "text", ("Sammanfattning av ärendet",)),
    SectionWords("proposals", "proposals", ("Kontorets förslag till nämnden",)),
    SectionWords("basis", "basis", ("Beslutsunderlag",)),
    SectionWords("motions", "motions", ("Yrkande", "Yrkanden")),
    SectionWords("proposition_order", "clauses", ("Proposition",)),
    SectionWords("decision", "clauses", ("Beslut",)),
    SectionWords("riders", "clauses", ("Medskick till protokollet",)),
    SectionWords("reservations", "reservations", ("Reservation",)),
    SectionWords("recipients", "recipients", ("Beslutet skickas till",)),
)
WORDS = Vocabulary(
    bodies={
        "Parknämnden": "PN",
        "Hamn- och sjöfartsnämnden": "HSN",
        "Kommunstyrelsen": "KS",
        "Östra byanämnd": "ÖB",
        "Västra byanämnd": "VB",
    },
    headings={section.id: section.headings for section in (*EXTRACT, *MEMO)},
    own_registries=("PN", "KS", "HSN"),
    units={"Parkförvaltningen": "PF"},
    written={"memo": MEMO, "minutes_extract": EXTRACT, "cover_letter": (SectionWords("body", "text", ("Missiv",)),)},
)

THAT_CLAUSES = """Eva Ekdahl
Ali Berg

Remiss – plan för bryggor och badplatser

Förslag till beslut

Parknämnden föreslås besluta

att anta skrivelsen som sitt yttrande, samt att skicka den till kommunstyrelsen

att frågan tas upp igen

Sammanfattning

Planen gäller alla stränder.

Underlag för beslutet

- Missiv 2024-02-01
- Kommunstyrelsen § 12, 2024-01-15

Ärendet

Bryggorna är gamla och arbetet med

2024-03-04

Diarienummer

PN 2024/0017

planen började i fjol. Områdena är;

- Bad
- Båtar

2024-03-04

Diarienummer

PN 2024/0017

Karin Lind
Parkchef

Beslutet skickas till

För verkställighet eller motsvarande åtgärd:
Kommunstyrelsen

För kännedom:
Akten
"""

SEVERAL_BOARDS = """Tjänsteskrivelse

2024-05-31
Parkförvaltningen

Kommunstyrelsen
Östra byanämnd
Västra byanämnd

Samverkan om bryggor

Dnr: KS 24/53, ÖB 24/18, VB 24/19

Sammanfattning av ärendet

Den som vill laga en brygga får hjälp,¹ och två nämnder deltar. Vattnet är 3 m² stort.

Beslutsunderlag

Tjänsteskrivelse, daterad 2024-05-31

Bilaga 1: Avtal om bryggor, daterad 2024-05-24

Bakgrund

Frågan har utretts länge av förvaltningen.

Bryggornas delar

1. Pålarna är av ek och ska hålla i många år till.
2. Däcket läggs om vart tredje år.

Framtida arbete

Arbetet leds av en grupp som möts två gånger om året och skriver till

¹ <https://exempel.se/bryggor och bad.html>

nämnderna efter varje möte.

Ekonomiska konsekvenser

Kostnaden fördelas enligt nedan:

\t2024\t2025\tTotalt
Virke\t40 000\t80 000\t120 000
Totalt\t40 000\t80 000\t120 000

Förvaltningens förslag till Östra byanämnd och Västra byanämnd:

Nämnden tillstyrker förslaget till kommunstyrelsen.

Förvaltningens förslag till kommunstyrelsen:

1. Kommunstyrelsen godkänner avtalet.
2. Kommunstyrelsen ger förvaltningen i uppdrag att börja.

Karin Lind
Parkchef

Bo Ek
Kanslichef

Handläggare: Eva Ekdahl
Utredare
Enheten för bryggor
Telefon (direkt): 010-123 45 67
E-post: eva.ekdahl@exempel.se

Beslutet skickas till

Akten
Parkförvaltningen
~~Hamnkontoret~~ HK
"""

NUMBERED = """Årlig rapport om bryggor 2022-2023, återrapportering

Förslag till beslut

1. Rapporten *Årlig rapport om bryggor* noteras.

Ärendet

Kommunstyrelsen beslutade 2017-01-17, § 29, att rapporten ska skrivas varje år.

Beslutsunderlag:

Tjänsteskrivelse – Årlig rapport om bryggor 2022-2023, återrapportering, 2024-05-03

Kommunala mål

Ett tryggt hamnliv

En ren strand

Ett rikt friluftsliv.

**Information enligt lag om
medbestämmande i arbetslivet**

MBL-information är inte påkallad.

Parkförvaltningen

Karin Lind

Bo Ek

Beslutet skickas till:
Biträdande hamndirektör, Eva
Ekdahl
Parkchef, Karin Lind
"""

AN_EXTRACT = """§ 121 Samverkan om bryggor

Dnr: Öb 24/18

Sammanfattning av ärendet

Två nämnder deltar.

Kontorets förslag till nämnden

Nämnden tillstyrker förslaget.

Beslutsunderlag

Tjänsteskrivelse, daterad 2024-05-31

Yrkande

Ordförande Eva Ekdahl (A) yrkar bifall till kontorets förslag.

Bo Ek (B) yrkar återremiss.

Proposition

Ordförande ställer först proposition på återremiss.

Därefter ställer ordförande proposition på förslaget.

STORSTADS KOMMUN Kommunstyrelsen\t2024-06-26\tRnr
\t\t\tDnr

Justerandes signum \tAnslagsdatum 2024-06-20\tUtdragsbestyrkande
---\t-----\t---

(forts. § 121, Dnr: Öb 24/18)

Östra byanämnds beslut

Nämnden tillstyrker förslaget.

Medskick till protokollet

Gruppen är inte tillfällig.

Reservation

Bo Ek (B) reserverar sig mot beslutet.

Beslutet skickas till

Kommunstyrelsens kontor

~~Hamnkontoret~~ HK

Akten

Justerandes signum \tAnslagsdatum 2024-06-20\tUtdragsbestyrkande
---\t-----\t---
"""


def recognised(text: str):
    found = recognise_written(clean(text), vocabulary=WORDS)
    assert found is not None
    return found


def names(rows: list[dict]) -> list[str]:
    return [row["name"] for row in rows]


def test_a_memo_with_that_clauses_becomes_its_content():
    found = recognised(THAT_CLAUSES)
    content = found.content
    assert (found.type_id, found.title, found.date) == (
        "memo",
        "Remiss – plan för bryggor och badplatser",
        "2024-03-04",
    )
    assert found.case_numbers == ("PN 2024/0017",)
    assert names(content["officers"]) == ["Eva Ekdahl", "Ali Berg"]
    assert content["proposals"] == [
        {
            "bodies": ["PN"],
            "clauses": [
                "att anta skrivelsen som sitt yttrande, samt att skicka den till kommunstyrelsen",
                "att frågan tas upp igen",
            ],
        }
    ]
    assert content["basis"] == [{"text": "Missiv 2024-02-01"}, {"text": "Kommunstyrelsen § 12, 2024-01-15"}]
    assert content["signatories"] == [{"name": "Karin Lind", "title": "Parkchef"}]
    assert {group: names(rows) for group, rows in content["recipients"].items()} == {
        "for_action": ["Kommunstyrelsen"],
        "for_information": ["Akten"],
    }
    assert found.unplaced == ()


def test_a_sentence_that_a_page_cut_is_whole_and_its_list_is_a_list():
    background = recognised(THAT_CLAUSES).content["sections"]["background"]
    assert background.startswith("Bryggorna är gamla och arbetet med planen började i fjol. Områdena är;")
    assert isinstance(parse(background)[-1], MdList)


def test_a_memo_to_several_boards_keeps_each_boards_number_and_proposal():
    found = recognised(SEVERAL_BOARDS)
    assert found.content["addressees"] == [
        {"body": "KS", "number": "KS 24/53"},
        {"body": "ÖB", "number": "ÖB 24/18"},
        {"body": "VB", "number": "VB 24/19"},
    ]
    assert [(row["bodies"], len(row["clauses"])) for row in found.content["proposals"]] == [
        (["ÖB", "VB"], 1),
        (["KS"], 2),
    ]
    assert found.unit == "Parkförvaltningen"
    assert found.unplaced == ()


def test_a_note_at_the_foot_of_a_page_goes_back_to_its_sentence():
    sections = recognised(SEVERAL_BOARDS).content["sections"]
    assert "får hjälp,[^1] och" in sections["summary"]
    assert "[^1]: <https://exempel.se/bryggor och bad.html>" in sections["summary"]
    assert "skriver till nämnderna efter varje möte." in sections["background"]
    assert "3 m² stort" in sections["summary"]


def test_a_note_to_a_row_that_cannot_have_one_is_told():
    text = THAT_CLAUSES.replace("- Missiv 2024-02-01", "- Missiv 2024-02-01¹").replace(
        "Ärendet\n", "¹ Se bilagan.\n\nÄrendet\n", 1
    )
    found = recognised(text)
    assert found.content["basis"][0] == {"text": "Missiv 2024-02-01"}
    assert found.unplaced == ("Se bilagan.",)


def test_brackets_that_only_look_like_a_note_are_text():
    text = THAT_CLAUSES.replace("Planen gäller alla stränder.", "Planen [^1] gäller alla [^x] stränder.")
    assert recognised(text).content["sections"]["summary"] == "Planen \\[^1] gäller alla \\[^x] stränder."


def test_sub_headings_numbers_and_tables_are_kept_as_what_they_are():
    sections = recognised(SEVERAL_BOARDS).content["sections"]
    assert "## Bryggornas delar\n\n1. Pålarna är av ek" in sections["background"]
    assert "## Framtida arbete" in sections["background"]
    (table,) = [block for block in parse(sections["financial_impact"]) if isinstance(block, MdTable)]
    assert len(table.rows) == 3
    assert {len(row) for row in table.rows} == {4}


def test_who_signs_and_who_has_prepared_the_matter_are_told_apart():
    content = recognised(SEVERAL_BOARDS).content
    assert names(content["signatories"]) == ["Karin Lind", "Bo Ek"]
    assert content["officers"] == [
        {
            "name": "Eva Ekdahl",
            "title": "Utredare",
            "unit": "Enheten för bryggor",
            "phone": "010-123 45 67",
            "email": "eva.ekdahl@exempel.se",
        }
    ]


def test_a_recipient_that_was_crossed_out_is_struck_and_keeps_its_note():
    rows = recognised(SEVERAL_BOARDS).content["recipients"]["for_action"]
    assert rows[-1] == {"name": "Hamnkontoret", "address": "", "struck": True, "note": "HK"}


def test_the_logotype_of_a_next_document_is_no_recipient():
    found = recognised(SEVERAL_BOARDS + "\n\nStorstads\nkommun\n")
    assert found.content == recognised(SEVERAL_BOARDS).content
    assert found.unplaced == ("Storstads", "kommun")


def test_a_numbered_proposal_loses_its_number_and_a_list_of_goals_is_no_row_of_headings():
    found = recognised(NUMBERED)
    assert found.content["proposals"] == [{"bodies": [], "clauses": ["Rapporten Årlig rapport om bryggor noteras."]}]
    assert found.lost == (
        "Kursiv eller fet stil under ”Förslag till beslut” följer inte med: "
        "”1. Rapporten *Årlig rapport om bryggor* noteras.”.",
    )
    assert found.content["sections"]["goals"] == "Ett tryggt hamnliv\n\nEn ren strand\n\nEtt rikt friluftsliv."
    assert found.content["sections"]["codetermination"] == "MBL-information är inte påkallad."
    assert found.date == "2024-05-03"
    assert names(found.content["recipients"]["for_action"]) == [
        "Biträdande hamndirektör, Eva Ekdahl",
        "Parkchef, Karin Lind",
    ]
    assert found.unit == "Parkförvaltningen"


def test_a_heading_that_comes_again_goes_on_with_its_section():
    text = THAT_CLAUSES.replace("Karin Lind\nParkchef", "Bakgrund\n\nHistorien är lång.\n\nKarin Lind\nParkchef")
    background = recognised(text).content["sections"]["background"]
    assert background.endswith("## Bakgrund\n\nHistorien är lång.")


def test_an_extract_becomes_its_parts():
    found = recognised(AN_EXTRACT)
    content = found.content
    assert (found.type_id, content["paragraph"], content["title"]) == ("minutes_extract", "121", "Samverkan om bryggor")
    assert (content["case_number"], content["body"], content["notice_date"]) == ("Öb 24/18", "ÖB", "2024-06-20")
    assert content["motions"] == [
        {"mover": "Eva Ekdahl", "party": "A", "role": "Ordförande", "text": "yrkar bifall till kontorets förslag."},
        {"mover": "Bo Ek", "party": "B", "role": "", "text": "yrkar återremiss."},
    ]
    assert len(content["propositions"]) == 2
    assert content["decision"] == ["Nämnden tillstyrker förslaget."]
    assert content["riders"] == ["Gruppen är inte tillfällig."]
    assert content["reservations"] == [
        {"person": "Bo Ek", "party": "B", "role": "", "text": "reserverar sig mot beslutet."}
    ]
    assert names(content["recipients"]["for_action"]) == ["Kommunstyrelsens kontor", "Hamnkontoret", "Akten"]


def test_a_stamp_that_somebody_else_put_on_the_paper_has_no_place_and_is_told():
    assert recognised(AN_EXTRACT).unplaced == ("STORSTADS KOMMUN Kommunstyrelsen\t2024-06-26\tRnr", "Dnr")


def test_an_extract_of_an_unknown_board_keeps_the_name_as_it_is_written():
    text = AN_EXTRACT.replace("Östra byanämnds beslut", "Norra byanämnds beslut").replace("Öb 24/18", "Nb 24/18")
    assert recognised(text).content["body"] == "Norra byanämnd"


def test_a_foot_that_came_apart_still_tells_when_the_minutes_were_posted():
    apart = "Justerandes signum\n\nAnslagsdatum\n2024-06-21\n\nDnr\nUtdragsbestyrkande\n"
    foot = re.compile(r"Justerandes signum \t.*?\n---.*?\n", re.S)
    found = recognised(foot.sub("", AN_EXTRACT) + apart)
    assert found.content["notice_date"] == "2024-06-21"


def test_a_line_of_the_head_that_says_nothing_known_is_told():
    text = THAT_CLAUSES.replace("Ali Berg\n", "Ali Berg\nUtkast nummer tre till ledningsgruppen\n")
    found = recognised(text)
    assert "Utkast nummer tre till ledningsgruppen" in (*found.unplaced, found.title)


def test_a_text_of_a_kind_that_is_not_written_is_not_recognised():
    assert recognise_written("Handlingsplan\n\nEn plan för stränderna.", vocabulary=WORDS) is None


def test_a_cover_letter_without_headings_is_its_text():
    text = "Missiv\n\n2024-02-01\n\nRemiss om bryggor\n\nNi får härmed planen på remiss. Skriv vad ni tycker.\n"
    found = recognised(text)
    assert found.content["sections"] == {"body": "Ni får härmed planen på remiss. Skriv vad ni tycker."}


def words_in(value: object) -> set[str]:
    """Every word that stands anywhere in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return {word for item in value for word in words_in(item)}
    return set(re.findall(r"\w+", value)) if isinstance(value, str) else set()


PRINTED_AGAIN = (
    "Tjänsteskrivelse Dnr Diarienummer Handläggare Telefon direkt E post forts",
    "Förvaltningens förslag till kommunstyrelsen Parknämnden föreslås besluta Östra byanämnds beslut",
    "För verkställighet eller motsvarande åtgärd kännedom Justerandes signum Anslagsdatum Utdragsbestyrkande",
    *WORDS.bodies,
    *(heading for section in (*MEMO, *EXTRACT) for heading in section.headings),
    "Information enligt lag om\nmedbestämmande",
    "1 2 ¹",
)
"""What a template prints again: labels, headings, numbers of rows, and the boards that codes stand for."""


@pytest.mark.parametrize("text", [THAT_CLAUSES, SEVERAL_BOARDS, NUMBERED, AN_EXTRACT])
def test_no_word_is_dropped_without_being_told(text):
    kept = words_in(recognised(text).as_json()) | {word for line in PRINTED_AGAIN for word in re.findall(r"\w+", line)}
    assert set(re.findall(r"\w+", text)) - kept == set()


LINES = st.lists(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60), max_size=8
)


@given(LINES)
def test_any_prose_keeps_its_letters_and_is_markdown_that_can_be_read(lines):
    text = clean("\n\n".join(lines))
    shown = as_markdown(rows_of(text))
    parse(shown)
    letters = [letter for letter in text if letter.isalpha()]
    assert [letter for letter in shown if letter.isalpha()] == letters


@given(LINES)
def test_no_text_makes_the_recogniser_fall(lines):
    recognise_written(clean("§ 1 " + "\n".join(lines)), vocabulary=WORDS, type_id="minutes_extract")
    for text in (clean("\n\n".join(lines)), clean("Bryggan\n\nÄrendet\n\n" + "\n\n".join(lines))):
        recognise_written(text, vocabulary=WORDS, type_id="memo")
