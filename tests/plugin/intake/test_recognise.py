"""Numbers, laws, decisions and people in a text: those that are there, and none that only look like it."""

from datetime import date

import pytest

from kansli.plugin.intake.deadline import find_deadline
from kansli.plugin.intake.decisions import find_decisions
from kansli.plugin.intake.people import find_persons, find_signatures, is_name, read_recipients
from kansli.plugin.intake.proposals import read_basis, read_proposals
from kansli.plugin.intake.recognise import find_laws, find_numbers
from kansli.plugin.intake.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Dnr: PN 2024/0017", ["PN 2024/0017"]),
        ("Diarienummer\nPN 2024/0017", ["PN 2024/0017"]),
        ("Er beteckning: 0263/AB", []),
        ("Ärendenummer SLK-2023-01047.", ["SLK-2023-01047"]),
        ("Dnr: PN 24/17, KF 24/18, Xå 24/19 och ÄÖ 24/20", ["PN 24/17", "KF 24/18", "Xå 24/19", "ÄÖ 24/20"]),
        ("svaret ska ange dnr XN 2024-17 på första sidan", ["XN 2024-17"]),
        ("Bilaga – Årsrapport 2020-2021 KS 2017-121", ["KS 2017-121"]),
        ("(forts. § 12, Dnr: Pn 24/17)", ["Pn 24/17"]),
        ("Dnr 2018/KS 0290 10", ["2018/KS 0290 10"]),
        ("KS/2020:596-212 hör ihop med PN 2024/0017-3", ["KS/2020:596-212", "PN 2024/0017-3"]),
        ("Vår beteckning\nRS 2019-01234\n2024-05-01", ["RS 2019-01234"]),
    ],
)
def test_numbers_are_found_as_they_are_written(text: str, numbers: list[str], words: Vocabulary) -> None:
    found = find_numbers(text, vocabulary=words)
    assert [number.text for number in found] == numbers
    assert all(text[number.start : number.end] == number.text for number in found)


@pytest.mark.parametrize(
    "text",
    [
        "SOU 2017:114, Ds 2018:12 och dir. 2010:53",
        "prop. 2016/17:171, bet. 2016/17:SoU3, rskr. 2016/17:100",
        "Motion (2016:5) och motion 2018/19:123",
        "lagen (1976:580) och SFS 2017:725",
        "Ring 08-523 023 23 eller 0470-412 00",
        "40 000 kronor, 12 500 kr och 3000 kr under 2018/2019",
        "perioden 2020-2021, Mål och budget 2019-2021, Agenda 2030",
        "den 12 maj 2014, 2021-01-08 och 29/4 2010",
        "förordning (EU) 2016/679 och direktiv 2014/24/EU",
        "HSLF-FS 2017:40 och KFS 2019:3",
        "personnummer 19121212-1212",
        "https://exempel.se/KS 2020 och www.exempel.se/pn/2020/12",
        "KF § 16, 2019-01-31",
        "På 17/53 av bryggorna",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str, words: Vocabulary) -> None:
    assert find_numbers(text, vocabulary=words) == ()


def test_laws_are_found_by_their_numbers() -> None:
    text = "Enligt lag (1976:580) om medbestämmande och kommunallagen (2017:725), se SFS 1990:782. Motion (2016:5)."
    assert find_laws(text) == ("1976:580", "2017:725", "1990:782")


@pytest.mark.parametrize(
    ("text", "body", "paragraph", "day"),
    [
        ("Kommunstyrelsens arbetsutskott § 42, 2024-02-23", "kommunstyrelsens arbetsutskott", "42", "2024-02-23"),
        ("- Kommunfullmäktige § 6, 2023-01-31", "kommunfullmäktige", "6", "2023-01-31"),
        ("Kommunstyrelsen beslutade 2017-01-17, § 29, om att", "kommunstyrelsen", "29", "2017-01-17"),
        ("KF § 102 och annat", "kommunfullmäktige", "102", None),
        ("KS §187, 2016-12-06", "kommunstyrelsen", "187", "2016-12-06"),
        ("enligt parknämndens beslut § 61 per den 24 november 2015", "parknämnden", "61", "2015-11-24"),
        (
            "hamn- och sjöfartsnämndens beslut den 19 oktober 2015, § 72",
            "hamn- och sjöfartsnämnden",
            "72",
            "2015-10-19",
        ),
        ("Kommunledningsutskottet protokollsutdrag 2018-09-19 § 137", "kommunledningsutskottet", "137", "2018-09-19"),
        ("den 31 mars 2014, § 71", None, "71", "2014-03-31"),
        ("Den 27 januari 2017 beslutade kommunstyrelsen att", "kommunstyrelsen", None, "2017-01-27"),
        ("planen antogs av kommunfullmäktige i januari 2019", "kommunfullmäktige", None, "2019-01"),
        ("fastställd av kommunstyrelsen den 3 mars 2020.", "kommunstyrelsen", None, "2020-03-03"),
        ("KF 2017-09-04", "kommunfullmäktige", None, "2017-09-04"),
        ("parknämnden §§ 12-14, 2020-02-02", "parknämnden", "12-14", "2020-02-02"),
    ],
)
def test_a_cited_decision_is_found(
    text: str, body: str | None, paragraph: str | None, day: str | None, words: Vocabulary
) -> None:
    found = find_decisions(text, vocabulary=words)
    assert [(one.body, one.paragraph, one.date) for one in found] == [(body, paragraph, day)]
    assert text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    "text",
    [
        "Förhandling enligt 11 § MBL och 6 kap. 40 § kommunallagen",
        "5 kap § 67 kommunallagen",
        "§ 121 Bryggan lagas",
        "(forts. § 121, Dnr: PN 24/17)",
        "Nämnden beslutade i ärendet.",
        "Kommunstyrelsen möts den 3 mars 2020.",
    ],
)
def test_a_law_or_an_own_paragraph_is_no_cited_decision(text: str, words: Vocabulary) -> None:
    assert find_decisions(text, vocabulary=words) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Svar ska ha kommit in senast den 28 februari 2021.", date(2021, 2, 28)),
        ("Svara senast 2021-02-28 till kansliet.", date(2021, 2, 28)),
        ("Svar senast\n2021-02-28", date(2021, 2, 28)),
        ("Remisstid: 2020-12-01–2021-02-28", date(2021, 2, 28)),
        ("Remisstiden är 1 december 2020 till och med 28 februari 2021.", date(2021, 2, 28)),
        ("Sista dag för svar är den 15 maj 2021", date(2021, 5, 15)),
        ("Sista svarsdag: 2021-05-15", date(2021, 5, 15)),
        ("Yttrandet ska lämnas senast den 28 februari.", date(2021, 2, 28)),
        ("Kan ni svara före den 15 december 2020?", date(2020, 12, 15)),
        ("Anmäl er senast den 3 januari 2021.", None),
        ("Protokollet justeras senast 2021-01-03.", None),
        ("Inget svar behövs.", None),
    ],
)
def test_the_reply_deadline_is_found(text: str, day: date | None) -> None:
    found = find_deadline(text, written=date(2020, 12, 1))
    assert (found.day if found else None) == day


def test_persons_are_found_with_party_and_role() -> None:
    text = "Ordförande Hanna Dal (MP) yrkar bifall. Karl-Erik von Berg (M) reserverar sig.\nHandläggare: Eva Sundin"
    assert [(one.name, one.role, one.party) for one in find_persons(text)] == [
        ("Hanna Dal", "ordförande", "MP"),
        ("Karl-Erik von Berg", None, "M"),
        ("Eva Sundin", "handläggare", None),
    ]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Anita Vall", True),
        ("Karl-Oskar Sjö", True),
        ("Teknisk direktör", False),
        ("Lunda Kommun", False),
        ("Akten", False),
    ],
)
def test_a_name_is_told_from_other_lines(line: str, person: bool) -> None:
    assert is_name(line) is person


def test_signatories_have_their_titles_and_end_before_the_officer(words: Vocabulary) -> None:
    text = (
        "Inga kostnader.\n\nParkförvaltningen\n\nEva Sundin\nParkchef\n\nOlle Dal\n\n"
        "Handläggare: Britta Sten\nTelefon: 010-10 10 10\n"
    )
    block = find_signatures(text, until=len(text), vocabulary=words)
    assert block is not None
    assert [(one.name, one.title) for one in block.signatories] == [("Eva Sundin", "Parkchef"), ("Olle Dal", None)]
    assert [one.name for one in block.officers] == ["Britta Sten"]
    assert text[: block.start].strip() == "Inga kostnader."


def test_recipients_stand_in_two_groups() -> None:
    text = "För åtgärd:\nKommunstyrelsen\n- Hamnrådet\n\nFör kännedom:\nAkten\n~~Klubben~~ K3\n\nJusterandes sign."
    found = read_recipients(text)
    assert [one.name for one in found.for_action] == ["Kommunstyrelsen", "Hamnrådet"]
    assert [(one.name, one.struck, one.note) for one in found.for_information] == [
        ("Akten", False, ""),
        ("Klubben", True, "K3"),
    ]


def test_that_clauses_after_a_lead_line_are_proposals_to_its_body(words: Vocabulary) -> None:
    text = "Parknämnden föreslås besluta\n\natt laga bryggan, samt\natt meddela klubben"
    found = read_proposals(text, heading="Förslag till beslut", vocabulary=words)
    assert [(one.board, one.text) for one in found] == [
        ("parknämnden", "att laga bryggan, samt"),
        ("parknämnden", "att meddela klubben"),
    ]


def test_numbered_proposals_are_each_their_own(words: Vocabulary) -> None:
    text = "1. Kommunstyrelsen ger chefen i uppdrag att laga\nbryggan.\n2. Rapporten noteras."
    found = read_proposals(text, heading="Förslag till beslut", vocabulary=words)
    assert [(one.board, one.text) for one in found] == [
        ("kommunstyrelsen", "Kommunstyrelsen ger chefen i uppdrag att laga bryggan."),
        (None, "Rapporten noteras."),
    ]


def test_a_proposal_to_several_bodies_is_one_for_each(words: Vocabulary) -> None:
    heading = "Kontorets förslag till parknämnden och Östra byanämnd:"
    found = read_proposals("Nämnden tillstyrker förslaget.", heading=heading, vocabulary=words)
    assert [one.board for one in found] == ["parknämnden", "östra byanämnd"]


def test_basis_lines_have_kind_and_date() -> None:
    text = (
        "- Parkförvaltningens tjänsteskrivelse, 2024-03-04\n- Missiv - Plan för stränderna 2024-01-30\n"
        "Kommunstyrelsen § 42, 2024-02-23\n\nBilaga 1: Avtal om bryggor, daterad 2023-05-24\nPlan för stränderna"
    )
    assert [(one.title, one.kind, one.date) for one in read_basis(text)] == [
        ("Parkförvaltningens tjänsteskrivelse", "memo", "2024-03-04"),
        ("Missiv - Plan för stränderna", "cover_letter", "2024-01-30"),
        ("Bilaga 1: Avtal om bryggor", "annex", "2023-05-24"),
        ("Plan för stränderna", "action_plan", None),
    ]
