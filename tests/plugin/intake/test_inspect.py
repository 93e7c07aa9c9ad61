"""What a whole text is and says, and how it should be registered."""

from datetime import date

import pytest

from kansli.plugin.intake.cleaning import clean
from kansli.plugin.intake.inspect import Inspection, inspect
from kansli.plugin.intake.registration import propose
from kansli.plugin.intake.vocabulary import Vocabulary

MEMO = """Rut Ahl
Bo Kvist

Remiss – plan för bryggor och stränder

Förslag till beslut

Parknämnden föreslås besluta

att anta skrivelsen som sitt yttrande och sända det till kommunstyrelsen

Sammanfattning

Kommunstyrelsen har sänt en plan på remiss till nämnden, och nämnden är i huvudsak positiv till den. Planen

2024-03-04

Diarienummer

PN 2024/0017

Pekar ut tre områden som ska rustas under de kommande fyra åren med början vid den norra stranden.

Underlag för beslutet

- Parkförvaltningens tjänsteskrivelse, 2024-03-04
- Kommunstyrelsens arbetsutskott § 42, 2024-01-23
- Plan för bryggor och stränder 2023-12-01

Ekonomiska konsekvenser

Förslaget kostar inget i år.

2024-03-04

Diarienummer

PN 2024/0017

Maj Lind
Parkchef

Beslutet skickas till

För åtgärd:
Kommunstyrelsen

För kännedom:
Akten
"""

LETTER = """Kommunkansliet
Stora torget 1

Missiv
2024-01-30
Diarienummer KS 2024/0121

Till
Parknämnden
Hamn- och sjöfartsnämnden

Remiss av plan för bryggor och stränder

Kommunstyrelsens arbetsutskott beslutade 2024-01-23, § 42, att sända planen på remiss.

Svar ska ha kommit in senast den 28 april 2024. Ange KS 2024/0121 i svaret. Er beteckning: PN 2024/0017.

Med vänlig hälsning

Ulf Strand
Utredare
"""

EXTRACTS = """Tjänsteskrivelse

2024-03-04

Bryggor och stränder

Dnr: PN 24/17, HSN 25/18

Sammanfattning

Bryggorna rustas på fyra år enligt en plan som nämnderna har gjort tillsammans.

Beslutsunderlag

Tjänsteskrivelse, daterad 2024-03-04

Beslutet skickas till

Akten

§ 12 Bryggor och stränder

Dnr: PN 24/17

Sammanfattning

Bryggorna rustas på fyra år.

Parknämndens beslut

Parknämnden antar planen.

Beslutet skickas till
Akten

Justerandes signum	Anslagsdatum 2024-04-02	Utdragsbestyrkande

§ 9 Bryggor och stränder

Dnr: HSN 24/18

Beslutet skickas till
Akten

Utdragsbestyrkande
"""


def inspected(text: str, words: Vocabulary) -> tuple[str, Inspection]:
    cleaned = clean(text)
    return cleaned, inspect(cleaned, vocabulary=words)


def test_a_memo_is_known_with_its_number_date_and_title(words: Vocabulary) -> None:
    _, found = inspected(MEMO, words)
    answer = found.as_json()
    assert (answer["kind"], answer["title"], answer["date"]) == (
        "memo",
        "Remiss – plan för bryggor och stränder",
        "2024-03-04",
    )
    assert [number["canonical"] for number in answer["case_numbers"]] == ["pn/2024/17"]
    assert answer["signatories"] == [{"name": "Maj Lind", "title": "Parkchef"}]
    assert [person["name"] for person in answer["persons"]] == ["Rut Ahl", "Bo Kvist", "Maj Lind"]
    assert [one["name"] for one in answer["recipients"]["for_action"]] == ["Kommunstyrelsen"]
    assert [one["name"] for one in answer["recipients"]["for_information"]] == ["Akten"]


def test_the_sections_of_a_memo_are_complete_word_for_word(words: Vocabulary) -> None:
    _, found = inspected(MEMO, words)
    texts = {section.id: section.text for section in found.sections}
    assert list(texts) == ["proposals", "summary", "basis", "financial_impact", "recipients"]
    assert "positiv till den. Planen Pekar ut tre områden" in texts["summary"]
    assert texts["financial_impact"] == "Förslaget kostar inget i år."
    kept = set("\n".join([*texts.values(), *(section.heading for section in found.sections)]).split())
    left_out = {"Rut", "Ahl", "Bo", "Kvist", "Remiss", "Diarienummer", "PN", "2024/0017", "Maj", "Lind", "Parkchef"}
    assert set(MEMO.split()) - kept - {"–"} <= left_out


def test_every_span_holds_its_words(words: Vocabulary) -> None:
    for text in (MEMO, LETTER, EXTRACTS):
        cleaned, found = inspected(text, words)
        for part in (found, *found.parts):
            for one in (*part.case_numbers, *part.decisions, *part.sections):
                assert cleaned[one.start : one.end] == one.text
            if part.title:
                assert cleaned[part.title.start : part.title.end] == part.title.value


def test_a_letter_is_proposed_with_the_senders_number_and_never_with_ours(words: Vocabulary) -> None:
    cleaned, found = inspected(LETTER, words)
    proposal = propose(found, own_registries=("PN",))
    assert proposal.title == "Remiss av plan för bryggor och stränder"
    assert proposal.sender == "Kommunkansliet"
    assert (proposal.their_reference, proposal.our_number) == ("KS 2024/0121", "PN 2024/0017")
    assert (proposal.document_date, proposal.response_due) == (date(2024, 1, 30), date(2024, 4, 28))
    assert proposal.kind == "cover_letter"
    assert {name: cleaned[start:end] for name, (start, end) in proposal.why.items()} == {
        "title": "Remiss av plan för bryggor och stränder",
        "sender": "Kommunkansliet",
        "their_reference": "KS 2024/0121",
        "our_number": "PN 2024/0017",
        "document_date": "2024-01-30",
        "response_due": "den 28 april 2024",
    }


def test_our_own_memo_gives_no_reference_of_theirs(words: Vocabulary) -> None:
    _, found = inspected(MEMO, words)
    proposal = propose(found, own_registries=("PN",))
    assert (proposal.our_number, proposal.their_reference) == ("PN 2024/0017", None)


def test_a_bundle_has_its_documents_in_parts(words: Vocabulary) -> None:
    cleaned, found = inspected(EXTRACTS, words)
    assert found.kind == "bundle"
    assert [part.kind for part in found.parts] == ["memo", "minutes_extract", "minutes_extract"]
    assert [cleaned[part.start :][:4] for part in found.parts[1:]] == ["§ 12", "§ 9 "]
    assert [section.id for section in found.parts[1].sections] == ["summary", "decision", "recipients"]
    assert [one.name for one in found.parts[1].recipients.for_action] == ["Akten"]


def test_a_number_of_a_later_year_than_the_document_is_warned_about(words: Vocabulary) -> None:
    cleaned, found = inspected(EXTRACTS, words)
    warning = next(one for one in found.warnings if one.code == "number_year_after_date")
    assert cleaned[warning.start : warning.end] == "HSN 25/18"


def test_a_date_that_does_not_exist_is_warned_about(words: Vocabulary) -> None:
    _, found = inspected("Plan\n\nMötet hålls den 31 februari 2024.", words)
    assert [one.code for one in found.warnings] == ["no_such_date"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Handlingsplan för stränderna\n\nMål\n\nStränderna städas.", "action_plan"),
        ("Överenskommelse om bryggor\n\nParterna\n\nParterna ska samarbeta.", "agreement"),
        ("Bilaga 2 Karta över stränderna\n\nKartan visar stränderna.", "annex"),
        ("Kallelse\n\nParknämnden\n\nTid: kl. 13.00", "summons"),
        ("Yttrande\n\nPlan för bryggor\n\nNämnden tillstyrker planen.", "statement"),
        ("Remiss om stränder\n\nSvara senast 2024-05-05.", "referral"),
        ("Protokollsutdrag\n\n§ 4 Bryggan\n\nBryggan lagas.", "minutes_extract"),
        ("Hej! Kan ni laga bryggan?", "unknown"),
        ("", "unknown"),
    ],
)
def test_kinds_are_told_apart(text: str, kind: str, words: Vocabulary) -> None:
    assert inspect(text, vocabulary=words).kind == kind


def test_the_answer_has_the_shape_of_the_contract(words: Vocabulary) -> None:
    keys = {"kind", "confidence", "title", "date", "case_numbers", "decisions", "documents", "laws", "persons",
            "sections", "proposals", "signatories", "recipients", "parts", "warnings"}  # fmt: skip
    answer = inspect("", vocabulary=Vocabulary()).as_json()
    assert keys <= set(answer)
    assert set(answer["recipients"]) == {"for_action", "for_information"}


def test_the_line_that_names_the_sender_is_not_the_title(words: Vocabulary) -> None:
    text = "Från: Gun Persson\n2026-11-20\n\nKlagomål på snöröjningen\n\nDet har inte röjts på länge.\n"
    answer = inspected(text, words)[1].as_json()
    assert (answer["title"], answer["sender"]) == ("Klagomål på snöröjningen", "Gun Persson")
