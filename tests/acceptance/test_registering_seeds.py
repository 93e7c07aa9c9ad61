"""The five real documents are registered as they are: proposed right, numbered by the registry, and kept unchanged."""

from __future__ import annotations

import hashlib
import re

import pytest

from kansli.plugin.clock import today

pytestmark = pytest.mark.seeds

ARRIVED = ("000", "001", "002", "003", "004")
EXPECTED = {
    # number: kind, date, the line (of those not blank) where the title stands, and how many lines it takes
    "000": ("memo", "2021-01-08", 3, 1),
    "001": ("action_plan", "", 0, 2),
    "002": ("agreement", "2018-06-26", 0, 1),
    "003": ("bundle", "2018-05-31", 10, 1),
    "004": ("memo", "2022-05-03", 0, 1),
}
NUMBERS = {
    "000": ["tn/2020/874"],
    "001": [],
    "002": [],
    "003": ["ks/2017/53", "db/2018/65", "kfn/2018/58", "en/2018/31", "hm/2019/37", "jä/2018/51", "vm/2018/45"],
    "004": ["ks/2017/121"],
}
PARTS = [
    ("memo", "2018-05-31", NUMBERS["003"]),
    ("agreement", None, []),
    ("annex", None, []),
    ("minutes_extract", None, ["jä/2018/51"]),
    ("minutes_extract", None, ["hm/2018/37"]),
    ("minutes_extract", None, ["vm/2018/45"]),
    ("minutes_extract", None, ["en/2018/31"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def registered(new_office, seed):
    """The five, registered by the registrar with one command; her answers, by number."""
    office = new_office()
    paths = [str(seed(number).path) for number in ARRIVED]
    results = office.run("register", *paths, "--board", "TN", by="registrar")["results"]
    return office, dict(zip(ARRIVED, results, strict=True))


@pytest.mark.parametrize("number", ARRIVED)
def test_title_kind_and_date_are_proposed_from_the_text(registered, seed, number):
    _, results = registered
    kind, day, first, count = EXPECTED[number]
    proposal = results[number]["proposal"]
    assert results[number]["status"] == "registered", results[number]["warnings"]
    assert proposal["kind"] == kind
    assert proposal["document_date"] == day
    assert proposal["title"] == " ".join(seed(number).lines[first : first + count])


@pytest.mark.parametrize("number", ARRIVED)
def test_the_numbers_of_the_document_are_seen(registered, seed, number):
    office, _ = registered
    seen = office.run("inspect", str(seed(number).path))
    found = list(dict.fromkeys(each["canonical"] for each in seen["case_numbers"]))
    assert [key for key in found if key in NUMBERS[number]] == NUMBERS[number]
    text = office.run("text", str(seed(number).path))["text"]
    for each in seen["case_numbers"]:
        assert text[each["start"] : each["end"]] == each["text"]


def test_the_bundle_is_seen_as_seven_documents_each_with_its_own_number(registered, seed):
    office, _ = registered
    parts = office.run("inspect", str(seed("003").path))["parts"]
    found = [
        (part["kind"], part["date"], list(dict.fromkeys(number["canonical"] for number in part["case_numbers"])))
        for part in parts
    ]
    assert found == PARTS


def test_a_number_later_than_its_document_is_warned_about(registered, seed):
    office, _ = registered
    warnings = office.run("inspect", str(seed("003").path))["warnings"]
    assert [warning["code"] for warning in warnings] == ["number_year_after_date"]
    assert "HM 19/37" in warnings[0]["message"]


def test_our_own_number_is_never_proposed_as_theirs(registered):
    _, results = registered
    assert results["000"]["proposal"]["counterparty_reference"] == ""
    assert results["004"]["proposal"]["counterparty_reference"] in ("", "KS 2017-121")


def test_the_registry_gives_the_numbers_in_order_from_where_its_series_begins(registered):
    _, results = registered
    year = today().year
    assert [results[number]["case_number"] for number in ARRIVED] == [f"TN {year}/{874 + at:04}" for at in range(5)]


def test_every_document_is_kept_to_the_byte_and_shown_with_its_case(registered, seed):
    office, results = registered
    for number in ARRIVED:
        case = office.run("case", "show", re.sub("[ /]", "-", results[number]["case_number"].lower()))
        (document,) = case["documents"]
        assert document["id"] == results[number]["document"]
        (file,) = document["versions"][-1]["files"]
        assert file["sha256"] == hashlib.sha256(seed(number).path.read_bytes()).hexdigest()
    assert office.run("verify")["ok"]


def test_a_document_that_names_one_of_our_cases_proposes_that_case(new_office, seed):
    office = new_office()
    number = office.run(
        "case", "open", "--board", "TN", "--type", "general", "--title", "Ett ärende", by="registrar"
    )["case_number"]  # fmt: skip
    written = office.folder / "brev.txt"
    written.write_text(seed("000").text.replace("TN 2020/0874", number), encoding="utf-8")
    (result,) = office.run("register", str(written), "--board", "TN", "--dry-run", by="registrar")["results"]
    assert [candidate["case_number"] for candidate in result["proposal"]["candidates"]] == [number]
    assert result["proposal"]["counterparty_reference"] == ""
