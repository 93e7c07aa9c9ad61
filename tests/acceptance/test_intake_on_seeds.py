"""The real documents: their own numbers, dates, titles, headings and trees come out right."""

import os
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from kansli.plugin.intake.extract import extract
from kansli.plugin.intake.inspect import Inspection, inspect
from kansli.plugin.intake.registration import propose
from kansli.plugin.intake.sections import split_units
from kansli.plugin.lowcode.load import load_profile
from kansli.plugin.vocabulary import vocabulary_of

SEEDS = os.environ.get("KANSLI_SEEDS", "")
pytestmark = [pytest.mark.seeds, pytest.mark.skipif(not SEEDS, reason="KANSLI_SEEDS is not set: no real documents")]
Read = Callable[[str], tuple[str, Inspection]]


@pytest.fixture(scope="module")
def seed() -> Read:
    """The cleaned text and the inspection of the document with this number."""
    words = vocabulary_of(load_profile("lund"))

    def read(number: str) -> tuple[str, Inspection]:
        path = next(Path(SEEDS).glob(f"{number}_*.txt"))
        text = extract(path.read_bytes(), path.name).text
        return text, inspect(text, vocabulary=words)

    return read


def raw(number: str) -> str:
    return next(Path(SEEDS).glob(f"{number}_*.txt")).read_text(encoding="utf-8")


def test_every_span_holds_its_words(seed: Read) -> None:
    for number in ("000", "001", "002", "003", "004"):
        text, found = seed(number)
        for part in (found, *found.parts):
            for one in (*part.case_numbers, *part.decisions, *part.sections):
                assert text[one.start : one.end] == one.text


def test_the_memo_has_its_number_date_title_and_people(seed: Read) -> None:
    _, found = seed("000")
    assert (found.kind, found.date and found.date.value) == ("memo", "2021-01-08")
    assert found.title is not None
    assert found.title.value == "Remiss – samverkansplan för överenskommelse med idéburen sektor"
    assert [number.canonical for number in found.case_numbers] == ["tn/2020/874"]
    assert [(one.name, one.title) for one in found.signatories] == [("Mikael Fritzon", "Teknisk direktör")]
    assert [one.name for one in found.recipients.for_action] == ["Kommunstyrelsen"]
    assert [one.name for one in found.recipients.for_information] == ["Akten"]
    proposal = propose(found, own_registries=("TN",))
    assert (proposal.our_number, proposal.their_reference) == ("TN 2020/0874", None)


def test_the_memo_cites_its_decisions_and_documents(seed: Read) -> None:
    _, found = seed("000")
    cited = {(one.body, one.paragraph, one.date) for one in found.decisions}
    assert {
        ("kommunstyrelsens arbetsutskott", "442", "2020-11-23"),
        ("kommunfullmäktige", "16", "2019-01-31"),
        ("kommunfullmäktige", None, "2019-01"),
    } == cited
    assert [(one.kind, one.date) for one in found.documents] == [
        ("memo", "2021-01-08"),
        ("cover_letter", "2020-11-30"),
        ("memo", "2020-11-16"),
        ("action_plan", "2020-11-01"),
        ("agreement", "2018-06-26"),
    ]


def test_the_sections_of_the_memo_are_complete(seed: Read) -> None:
    _, found = seed("000")
    assert [section.heading for section in found.sections] == [
        "Förslag till beslut",
        "Sammanfattning",
        "Underlag för beslutet",
        "Ärendet",
        "Föredragning",
        "Beredning",
        "Barnets bästa",
        "Ekonomiska konsekvenser",
        "Beslutet skickas till",
    ]
    assert "Arbetet med Överenskommelsen initierades" in found.sections[3].text
    ours = [word for section in found.sections for word in (section.heading + " " + section.text).split()]
    body = raw("000").partition("Förslag till beslut")
    seeds = re.sub(r"2021-01-08\s+Diarienummer\s+TN 2020/0874", "", body[1] + body[2]).split()
    signature = ["Mikael", "Fritzon", "Teknisk", "direktör"]
    kept = sum(block.size for block in SequenceMatcher(None, ours, seeds, autojunk=False).get_matching_blocks())
    assert kept == len(ours)
    assert kept == len(seeds) - len(signature)


def test_the_plan_becomes_a_tree(seed: Read) -> None:
    text, found = seed("001")
    assert (found.kind, found.date, found.case_numbers) == ("action_plan", None, ())
    assert found.title is not None
    assert found.title.value.startswith("Förslag till handlingsplan")
    assert "remissversion" in found.title.value
    paths = [unit.heading_path for unit in split_units(text) if unit.heading_path]
    assert [len(path) for path in paths] == [1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 2, 1, 2, 2, 2, 2]
    assert paths[3] == ("Samhällsområden att samverka kring", "Inkludering")
    assert paths[-2] == ("Organisation och struktur", "Samverkansgruppens storlek")


def test_the_agreement_has_its_date_and_principles(seed: Read) -> None:
    text, found = seed("002")
    assert (found.kind, found.date and found.date.value) == ("agreement", "2018-06-26")
    assert found.title is not None
    assert found.title.value.startswith("Förslag till överenskommelse mellan")
    assert text.count("2018-06-26") == 1
    units = split_units(text)
    assert [unit.number for unit in units if unit.number] == ["1", "2", "3", "4", "5", "6"]
    assert sum(1 for unit in units if unit.heading_path[:1] == ("Åtaganden för samverkan",)) == 8
    assert units[-1].heading_path == ("Utträde",)


def test_the_bundle_is_known_with_its_seven_numbers(seed: Read) -> None:
    _, found = seed("003")
    assert found.kind == "bundle"
    memo = found.parts[0]
    assert [number.text for number in memo.case_numbers] == [
        "KS 17/53", "DB 18/65", "KFN 18/58", "EN 18/31", "HM 19/37", "JÄ 18/51", "VM 18/45"
    ]  # fmt: skip
    assert (memo.kind, memo.date and memo.date.value) == ("memo", "2018-05-31")
    assert memo.title is not None
    assert memo.title.value == "Samverkan mellan idéburen sektor och kommunen"
    assert [part.kind for part in found.parts[1:]] == ["agreement", "annex", *["minutes_extract"] * 4]
    assert [part.case_numbers[0].canonical for part in found.parts[3:]] == [
        "jä/2018/51", "hm/2018/37", "vm/2018/45", "en/2018/31"
    ]  # fmt: skip
    assert [warning.code for warning in found.warnings] == ["number_year_after_date"]
    assert ("socialnämnden", "161", "2015-11-24") in [(one.body, one.paragraph, one.date) for one in memo.decisions]
    assert [len({one.text for one in memo.proposals}), len(memo.proposals)] == [4, 8]
    assert [one.name for one in memo.signatories] == ["Rickard Sundbom", "Ola Schön", "Staffan Jonsson"]
    struck = [one for part in found.parts for one in part.recipients.for_action if one.struck]
    assert [one.note for one in struck] == ["K3"]


def test_the_report_has_its_number_and_the_date_of_its_own_basis_line(seed: Read) -> None:
    _, found = seed("004")
    assert (found.kind, found.date and found.date.value) == ("memo", "2022-05-03")
    assert found.title is not None
    assert found.title.value.endswith(", återrapportering av uppdrag")
    assert [number.text for number in found.case_numbers] == ["KS 2017-121"]
    assert found.laws == ("1976:580",)
    assert [(one.body, one.paragraph, one.date) for one in found.decisions] == [("kommunstyrelsen", "29", "2017-01-17")]
    assert [section.id for section in found.sections] == [
        "proposals", "background", "basis", "background", "financial_impact", "goals", "equality_impact", "follow_up",
        "codetermination", "recipients",
    ]  # fmt: skip
    assert [one.name for one in found.signatories] == ["Paul Håkansson", "Mikael Borin"]
    assert [one.name for one in found.recipients.for_action] == [
        "Biträdande kommundirektör, Mikael Borin",
        "Hållbarhetschef, Linda Malmén",
    ]
