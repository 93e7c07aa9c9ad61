"""A text to several organs: each has its number, a proposal may be put before many, and a name can be struck out."""

from __future__ import annotations

import pytest

from kansli.plugin.errors import Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.lowcode.model import BodyDef
from kansli.plugin.store.organisation import Body, Registry
from kansli.plugin.writing.as_text import as_text
from kansli.plugin.writing.content import clauses_for, read_content, recipients_left
from kansli.plugin.writing.leads import listed, proposal_lead
from kansli.plugin.writing.sections import _addressee, _proposals

DEFINITION = {
    "label": "Tjänsteskrivelse",
    "sections": [
        {"id": "addressees", "label": "Till", "kind": "addressees"},
        {"id": "proposals", "label": "Förslag till beslut", "kind": "proposals"},
        {"id": "recipients", "label": "Skickas till", "kind": "recipients"},
    ],
}


@pytest.fixture
def bodies(sqlite_system):
    registry = Registry.create(code="BN", name="Byggnadsnämndens diarium")
    for code, name, running in (
        ("BN", "Byggnadsnämnden", ""),
        ("SN", "Södra kommunalnämnden", "Södra kommunalnämnden"),
    ):
        Body.create(code=code, name=name, running_name=running, kind="board", registry=registry)


def read(definition=DEFINITION, **parts):
    inputs = Inputs({"title": "Gångvägar", "date": "2026-11-22", **parts})
    content = read_content(inputs, definition)
    inputs.finish()
    return content


def test_an_addressee_is_an_organ_by_code_or_name_and_the_number_it_has_there(bodies):
    rows = [{"body": "bn", "number": ""}, {"body": "Södra kommunalnämnden", "number": "SN 26/12"}, {"body": "Regionen"}]
    content = read(addressees=[*rows, {"body": "", "number": ""}])
    assert content["addressees"] == [
        {"body": "BN", "number": ""},
        {"body": "SN", "number": "SN 26/12"},
        {"body": "Regionen", "number": ""},
    ]
    assert read(addressees=content["addressees"]) == content


def test_a_number_without_an_organ_is_refused_at_its_row(bodies):
    with pytest.raises(Refused, match="vilket organ har diarienummer SN 26/12") as caught:
        read(addressees=[{"body": "", "number": "SN 26/12"}])
    assert caught.value.field == "addressees.0.body"


def test_addressees_are_refused_where_the_type_has_none(bodies):
    with pytest.raises(Refused, match="Yttrande ställs inte till flera organ"):
        read({"label": "Yttrande", "sections": []}, addressees=[{"body": "BN", "number": ""}])


def test_a_proposal_is_put_before_several_organs_each_once(bodies):
    content = read(proposals=[{"bodies": ["BN", "SN", "BN"], "clauses": ["att bygga"]}])
    assert content["proposals"] == [{"bodies": ["BN", "SN"], "clauses": ["att bygga"]}]


@pytest.mark.parametrize(
    ("given", "message"), [(["XX"], "Organet ”XX” finns inte"), ("BN", "ska vara en lista"), ([7], "ska vara en lista")]
)
def test_what_is_no_list_of_organs_is_refused_at_the_proposal(bodies, given, message):
    with pytest.raises(Refused, match=message) as caught:
        read(proposals=[{"bodies": given, "clauses": ["att bygga"]}])
    assert caught.value.field == "proposals.0.bodies"


def test_an_organ_decides_on_what_is_put_before_it_and_on_everything_where_nothing_is(bodies):
    content = read(
        proposals=[{"bodies": ["BN", "SN"], "clauses": ["tillstyrka"]}, {"bodies": ["KS"], "clauses": ["anta", "ge"]}]
    )
    assert clauses_for(content, "SN") == ["tillstyrka"]
    assert clauses_for(content, "KS") == ["anta", "ge"]
    assert clauses_for(content, "KF") == ["tillstyrka", "anta", "ge"]


def test_a_struck_recipient_stays_in_the_text_and_gets_nothing(bodies):
    people = [{"name": "Akten"}, {"name": "Parkkontoret", "struck": "1", "note": "K3"}]
    content = read(recipients={"for_action": people})
    assert content["recipients"]["for_action"][1] == {
        "name": "Parkkontoret", "address": "", "struck": True, "note": "K3",
    }  # fmt: skip
    assert [one["name"] for _, one in recipients_left(content)] == ["Akten"]
    assert "- ~~Parkkontoret~~ K3" in as_text(content, DEFINITION)


def test_an_officer_has_a_unit_a_telephone_and_an_address_where_they_are_told():
    officers = [{"name": "Kim Påhittad", "title": "utredare", "unit": "Enheten", "phone": "", "email": "k@example.org"}]
    content = read(officers=officers)
    assert content["officers"] == [
        {"name": "Kim Påhittad", "title": "utredare", "unit": "Enheten", "email": "k@example.org"}
    ]
    assert "Kim Påhittad, utredare, Enheten, k@example.org" in as_text(content, DEFINITION)


def test_both_texts_of_an_addressee_and_a_proposal_can_be_read(bodies):
    addressees = [{"body": "BN", "number": "BN 26/7"}]
    content = read(addressees=addressees, proposals=[{"bodies": ["BN", "SN"], "clauses": ["att bygga"]}])
    assert as_text(content, DEFINITION).endswith("Till\n- BN, BN 26/7\n\nFörslag till beslut\nBN, SN:\natt bygga")


def test_a_lead_names_its_organs_as_they_stand_in_a_sentence():
    names = [
        BodyDef(code="BN", name="Byggnadsnämnden", kind="board", registry="BN").in_text,
        BodyDef(code="SN", name="Södra X", running_name="Södra X", kind="board", registry="BN").in_text,
    ]
    assert (
        proposal_lead("Kontorets förslag till {body}:", names) == "Kontorets förslag till byggnadsnämnden och Södra X:"
    )
    assert proposal_lead("{body} föreslås besluta", names) == "Byggnadsnämnden och Södra X föreslås besluta"
    assert proposal_lead("", names) == ""
    assert listed(["a", "b", "c"]) == "a, b och c"


def test_a_line_of_an_addressee_ends_with_its_number():
    assert _addressee("Södra kommunalnämnden, SN 26/12") == {"body": "Södra kommunalnämnden", "number": "SN 26/12"}
    assert _addressee("Plan-, bygg- och miljönämnden") == {"body": "Plan-, bygg- och miljönämnden", "number": ""}


def test_a_text_of_proposals_is_told_apart_by_the_organs_that_its_leads_name(bodies):
    text = (
        "Kontorets förslag till byggnadsnämnden och Södra kommunalnämnden:\nNämnden tillstyrker.\n\n"
        "Kontorets förslag till kommunstyrelsen:\n1. Kommunstyrelsen antar planen.\n2. Planen gäller."
    )
    assert _proposals(text, "BN") == [
        {"bodies": ["BN", "SN"], "clauses": ["Nämnden tillstyrker."]},
        {"bodies": ["KS"], "clauses": ["Kommunstyrelsen antar planen.", "Planen gäller."]},
    ]


def test_a_proposal_with_a_key_that_nobody_knows_is_refused_and_never_dropped(bodies):
    with pytest.raises(Refused, match="ingen uppgift ”body”") as caught:
        read(proposals=[{"body": "BN", "clauses": ["att bygga"]}])
    assert caught.value.field == "proposals.0.body"
