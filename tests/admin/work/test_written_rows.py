"""The rows of the editor: who decides, who gets it, who is named at the head; nothing typed is lost on the way."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from kansli.admin.work.both_texts import differences
from kansli.admin.work.written_form import posted_content, row_operation, without_empty
from kansli.plugin.store.tables import get_record
from kansli.plugin.writing.content import content_of

DEFINITION = {
    "sections": [
        {"id": "addressees", "label": "Till", "kind": "addressees"},
        {"id": "recipients", "label": "Skickas till", "kind": "recipients"},
    ]
}
FORM = MultiDict(
    [
        ("title", "Ljus"), ("date", "2026-11-22"),
        ("addressees.body", "Parknämnden"), ("addressees.number", "PN 26/7"), ("addressees.body", ""),
        ("proposals.0.bodies", "TN"), ("proposals.0.bodies", "KS"), ("proposals.0.clause", "att bygga"),
        ("for_action.name", "Akten"), ("for_action.address", ""), ("for_action.struck", ""), ("for_action.note", ""),
        ("for_action.name", "Parken"), ("for_action.address", ""), ("for_action.struck", "1"),
        ("for_action.note", "K3"),
        ("officers.name", "Kim"), ("officers.title", "Utredare"), ("officers.unit", ""), ("officers.phone", "010"),
    ]
)  # fmt: skip


def test_the_form_becomes_the_content_with_every_row_as_typed():
    content = without_empty(posted_content(FORM, DEFINITION))
    assert content["addressees"] == [{"body": "Parknämnden", "number": "PN 26/7"}]
    assert content["proposals"] == [{"bodies": ["TN", "KS"], "clauses": ["att bygga"]}]
    assert content["recipients"]["for_action"] == [
        {"name": "Akten", "address": ""},
        {"name": "Parken", "address": "", "struck": True, "note": "K3"},
    ]
    assert content["officers"] == [{"name": "Kim", "title": "Utredare", "phone": "010"}]


def test_a_type_without_addressees_posts_none():
    assert "addressees" not in posted_content(FORM, {"sections": []})


def test_the_row_buttons_reach_addressees_and_officers():
    content = posted_content(FORM, DEFINITION)
    assert row_operation(content, "add:addressees")["addressees"][-1] == {"body": "", "number": ""}
    assert row_operation(content, "remove:officers:0")["officers"] == []
    assert row_operation({**content, "officers": []}, "add:officers")["officers"] == [{"name": "", "title": ""}]


def test_a_row_that_two_people_have_changed_can_be_read(web):
    theirs, ours = (posted_content(FORM, DEFINITION) for _ in range(2))
    ours["recipients"]["for_action"][0]["struck"] = True
    ours["officers"] = []
    with web.app.test_request_context():
        found = {row.part: (row.theirs, row.ours) for row in differences(theirs, ours, DEFINITION)}
    assert found["officers"] == ("Kim, Utredare, 010", "")
    assert found["recipients"] == ("Akten\nParken, K3 (struken)", "Akten (struken)\nParken, K3 (struken)")


def test_what_is_saved_in_the_editor_keeps_the_officers_and_is_shown_again(web, desk):
    memo = desk.memo(desk.case(), officers=[{"name": "Kim Åkerlund", "title": "Utredare", "phone": "010-12"}])
    client = web.browser("case_officer")
    path = f"/tjansteskrivelser/{memo.id}"
    page = client.get(path).text
    assert 'name="officers.phone" value="010-12"' in page
    values = {
        "version": str(memo.version), "title": memo.title, "date": "2026-02-01", "proposals.0.bodies": ["KS", "TN"],
        "proposals.0.clause": ["att avge yttrandet"], "officers.name": ["Kim Åkerlund"], "officers.title": ["Utredare"],
        "officers.phone": ["010-34"], "for_action.name": ["Regionen"], "for_action.struck": ["1"],
        "for_action.note": ["K3"],
    }  # fmt: skip
    assert web.post(client, path, **values).status_code == 302
    saved = content_of(get_record(memo.record_id))
    assert saved["officers"] == [{"name": "Kim Åkerlund", "title": "Utredare", "phone": "010-34"}]
    assert saved["proposals"][0]["bodies"] == ["KS", "TN"]
    assert saved["recipients"]["for_action"] == [{"name": "Regionen", "address": "", "struck": True, "note": "K3"}]
    shown = client.get(path + "?las=1").text
    assert "<s>Regionen</s> K3" in shown
    assert "Kommunstyrelsen och tekniska nämnden föreslås besluta" in shown


def test_a_covering_letter_can_be_begun_from_the_case(web, desk):
    case = desk.case()
    client = web.browser("case_officer")
    path = f"/tjansteskrivelser/ny/{case.id}"
    page = client.get(path).text
    assert '<option value="dispatch_letter"' in page
    assert '<option value="minutes_extract"' not in page
    made = web.post(client, path, title="Beslut om ljus", type="dispatch_letter", body=case.body.code)
    letter = client.get(made.location).text
    assert "Följebrev" in letter
    assert "Vad som ska göras" in letter
    assert "Förslag till beslut" not in letter
