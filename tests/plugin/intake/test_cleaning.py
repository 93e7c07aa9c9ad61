"""Cleaning: what the page added goes, every word of the text stays, and a sentence that was cut is whole again."""

from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.intake.cleaning import clean

CUT = """Bryggan vid norra stranden lagas

Ärendet

Bryggan byggdes för fyrtio år sedan och har sedan dess lagats tre gånger av föreningen. Under

2024-03-04

Diarienummer

PN 2024/0017

Vintern skadades räcket av isen, och sedan dess har bryggan varit avstängd för alla besökare.

Bedömning

Räcket kan lagas på plats.

2024-03-04

Diarienummer

PN 2024/0017

Nils Berggren
Parkchef
"""


def test_a_running_header_inside_a_sentence_goes_and_the_sentence_is_rejoined() -> None:
    text = clean(CUT)
    assert "av föreningen. Under Vintern skadades räcket" in text
    assert text.count("PN 2024/0017") == 1


def test_the_running_header_is_kept_once_first() -> None:
    assert clean(CUT).startswith("2024-03-04\nDiarienummer\nPN 2024/0017\n\nBryggan vid norra")


def test_a_heading_before_a_page_break_is_not_joined_with_what_follows() -> None:
    text = clean(
        "Bedömning\n\n2024-03-04\n\nPN 2024/0017\n\nRäcket lagas nu på plats i viken.\n\n"
        "2024-03-04\n\nPN 2024/0017\n\nSlut"
    )
    assert "Bedömning\n\nRäcket" in text


def test_a_repeated_date_at_the_foot_of_pages_goes() -> None:
    text = clean("Avtal om bryggan\n\nEn mening.\n\n2024-03-04\n\nEn till.\n\n2024-03-04\n\nDen sista.")
    assert text == "2024-03-04\n\nAvtal om bryggan\n\nEn mening.\n\nEn till.\n\nDen sista."


def test_a_date_under_its_label_is_no_page_foot() -> None:
    text = "Anslagsdatum\n2024-03-04\n\nEtt beslut.\n\nAnslagsdatum\n2024-03-04"
    assert clean(text) == text


def test_a_date_that_stands_once_is_kept_in_its_place() -> None:
    text = "Tjänsteskrivelse\n\n2024-03-04\n\nEn mening."
    assert clean(text) == text


def test_page_heads_of_a_paged_text_go_whatever_their_number() -> None:
    pages = "\f".join(
        f"Hamnstad\nEn mening på sida {word}.\nSida {number} (3)"
        for number, word in ((1, "ett"), (2, "två"), (3, "tre"))
    )
    assert clean(pages) == "Hamnstad\n\nEn mening på sida ett.\n\nEn mening på sida två.\n\nEn mening på sida tre."


def test_a_bold_heading_over_two_lines_is_one_line() -> None:
    assert clean("**Information enligt lagen om\nmedbestämmande**\n\nInte påkallad.").startswith(
        "**Information enligt lagen om medbestämmande**\n\n"
    )


def test_a_name_broken_over_two_lines_is_one_line() -> None:
    assert clean("Biträdande hamnchef, Eva\nSundin\nAkten") == "Biträdande hamnchef, Eva Sundin\nAkten"


def test_a_list_of_recipients_is_not_joined() -> None:
    text = "Kommunstyrelsen\nAkten\nParkförvaltningen"
    assert clean(text) == text


def test_prose_wrapped_at_a_width_is_rejoined() -> None:
    wrapped = (
        "Bryggan byggdes för fyrtio år sedan och har lagats tre\n"
        "gånger sedan dess av föreningen, som har lagt ned stora\n"
        "summor på virke. I vintras skadades räcket av isen och\n"
        "bryggan är nu avstängd för alla besökare tills räcket är\n"
        "lagat av kommunen.\n\nBedömning\n\nRäcket lagas."
    )
    text = clean(wrapped)
    assert "lagats tre gånger sedan dess" in text
    assert "\n\nBedömning\n\nRäcket lagas." in text


def test_bullets_look_alike_and_tables_are_kept() -> None:
    assert (
        clean("• en\n– två\n*  tre\n   \n\t2018\t2019\nRäcke\t40 000\t5")
        == "- en\n- två\n- tre\n\n\t2018\t2019\nRäcke\t40 000\t5"
    )


def test_lines_of_white_space_are_blank() -> None:
    assert clean("en\n \n \t \n\n\ntvå") == "en\n\ntvå"


LINES = st.sampled_from(
    ["2024-03-04", "Diarienummer", "PN 2024/0017", "Sida 2 (8)", "", "", "- en sak", "Bedömning", "**Halv", "rad**",
     "En mening som är tillräckligt lång för att vara löpande text i dokumentet", "och som fortsätter här med fler",
     "Hamnchef, Eva", "Sundin", "a\tb\tc", "\f", "1. Första", "att göra så"]
)  # fmt: skip


@given(st.lists(LINES, max_size=25).map("\n".join))
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.text(max_size=300))
def test_no_text_breaks_the_cleaning(text: str) -> None:
    assert "\x00" not in clean(text)
