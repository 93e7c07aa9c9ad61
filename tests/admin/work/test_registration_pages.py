"""Registering in the browser: what arrived is stored, proposed and numbered once, and no fault costs anything."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from kansli.plugin.clock import today
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document, VersionFile
from kansli.plugin.store.organisation import Registry, Unit

LETTER = """Region Norr
Utvecklingsavdelningen

2026-01-12

Diarienummer RN 2026/0041

# Remiss: plan för gång och cykel

Vi önskar era synpunkter på planen. <b>Svar</b> lämnas senast 2030-03-01 till avdelningen.
""".encode()


def send(web: Any, client: Any, *files: tuple[str, bytes], **form: str) -> Any:
    data = {"registry": "TN", "files": [(BytesIO(content), name) for name, content in files], **form}
    return web.post(client, "/registrera/kort", **data)


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)


def card(page: str, **changes: str) -> dict[str, Any]:
    """What the card would send as it was shown."""
    request_id = hidden(page, "request_id")[-1]
    values = {"request_id": request_id, "upload": hidden(page, "upload"), "registry": "TN", "case": ""}
    return {
        **values,
        "title": "Plan för gång och cykel",
        "case_type": "referral_response",
        "doc.0.kind": "referral",
        **changes,
    }


def test_a_letter_is_proposed_with_the_words_behind_and_registered(web):
    client = web.browser("registrar")
    page = send(web, client, ("brev.md", LETTER)).text
    assert "Remiss: plan för gång och cykel" in page
    assert "RN 2026/0041" in page
    assert "<mark id='why-" in page
    assert "&lt;b&gt;Svar&lt;/b&gt;" in page
    answer = web.post(client, "/registrera/spara", **card(page, response_due="2030-03-01", counterparty="Region Norr"))
    assert answer.status_code == 302
    strip = client.get(answer.location).text
    case = Case.get()
    assert f"{case.case_number}-1" in strip
    assert "Öppna ärendet" in strip
    assert Referral.get().response_due == date(2030, 3, 1)


def test_a_double_click_registers_once(web):
    client = web.browser("registrar")
    form = card(send(web, client, ("brev.md", LETTER)).text)
    first, second = (web.post(client, "/registrera/spara", **form) for _ in range(2))
    assert first.location == second.location
    assert Case.select().count() == Document.select().count() == 1


def test_a_fault_stands_at_its_field_and_the_rest_of_the_card_is_kept_with_its_file(web):
    client = web.browser("registrar")
    form = card(send(web, client, ("brev.md", LETTER)).text, title="", counterparty="Förening & vänner")
    tomorrow = (today() + timedelta(days=400)).isoformat()
    answer = web.post(client, "/registrera/spara", **{**form, "received_on": tomorrow, "document_date": "2026-02-30"})
    assert answer.status_code == 422
    assert 'id="f-title-fel"' in answer.text
    assert 'id="f-received_on-fel"' in answer.text
    assert "finns inte i kalendern" in answer.text
    assert "Förening &amp; vänner" in answer.text
    assert Case.select().count() == 0
    again = card(answer.text)
    assert again["upload"] and again["request_id"] == form["request_id"]
    assert web.post(client, "/registrera/spara", **again).status_code == 302
    assert VersionFile.get().filename == "brev.md"


def test_a_deadline_before_the_arrival_is_refused_at_its_field(web):
    client = web.browser("registrar")
    form = card(send(web, client, ("brev.md", LETTER)).text, received_on="2026-01-10", response_due="2026-01-09")
    assert 'id="f-response_due-fel"' in web.post(client, "/registrera/spara", **form).text


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 stympad", b"\x00\x01\x02okand"])
def test_what_cannot_be_opened_says_so_and_is_registered_all_the_same(web, content):
    client = web.browser("registrar")
    page = send(web, client, ("konstig.docx", content)).text
    assert "Går inte att öppna" in page
    assert web.post(client, "/registrera/spara", **card(page, case_type="general")).status_code == 302
    file = VersionFile.get()
    assert file.quarantine
    assert file.file.size == len(content)


def test_a_letter_that_is_here_already_is_told_of_with_a_link_and_hinders_nobody(web):
    client = web.browser("registrar")
    web.post(client, "/registrera/spara", **card(send(web, client, ("brev.md", LETTER)).text))
    again = send(web, client, ("brev igen.md", LETTER)).text
    first = Document.get()
    assert "Samma fil finns redan" in again and first.number in again
    assert f'href="/handlingar/{first.id}"' in again
    assert web.post(client, "/registrera/spara", **card(again)).status_code == 302


def test_a_file_that_cannot_be_opened_leaves_the_title_to_be_written(web):
    client = web.browser("registrar")
    page = send(web, client, ("IMG_2043.docx", b"PK\x03\x04 stympad")).text
    assert re.search(r'<textarea[^>]*name="title"[^>]*>\s*</textarea>', page)
    answer = web.post(client, "/registrera/spara", **card(page, title="", case_type="general"))
    assert answer.status_code == 422
    assert 'id="f-title-fel"' in answer.text


def test_a_hostile_file_name_becomes_a_name_and_never_a_path_or_markup(web):
    client = web.browser("registrar")
    page = send(web, client, ("../../etc/<img src=x onerror=alert(1)>å.md", LETTER)).text
    assert "<img src=x" not in page
    web.post(client, "/registrera/spara", **card(page))
    file = VersionFile.get()
    assert "/" not in file.filename
    assert ".." not in file.filename.split(".md")[0]
    sent = client.get(f"/handlingar/fil/{file.id}")
    assert "attachment" in sent.headers["Content-Disposition"]
    assert "\r" not in sent.headers["Content-Disposition"]


def test_a_token_that_is_not_ours_or_not_hers_brings_no_file(web):
    theirs = card(send(web, web.browser("registrar"), ("brev.md", LETTER)).text)["upload"]
    client = web.browser("board_secretary")
    own = card(send(web, client).text)
    for forged in (theirs, ["../../secret.key"], [theirs[0] + "x"]):
        answer = web.post(client, "/registrera/spara", **{**own, "upload": forged, "request_id": f"r{forged[0][:8]}"})
        assert answer.status_code == 422
        assert "Utvecklingsavdelningen" not in answer.text
    assert VersionFile.select().count() == Case.select().count() == 0


def test_paper_is_registered_without_a_file(web):
    client = web.browser("registrar")
    page = send(web, client).text
    web.post(client, "/registrera/spara", **card(page, case_type="general", counterparty="Kim Berg"))
    assert Document.get().counterparty == "Kim Berg"
    assert VersionFile.select().count() == 0


def test_several_files_are_handlingar_of_their_own_or_of_the_one_before(web):
    client = web.browser("registrar")
    page = send(web, client, ("brev.md", LETTER), ("plan.md", b"# Plan\n\nText."), ("karta.md", b"# Karta")).text
    more = {"doc.1.title": "Plan", "doc.1.kind": "action_plan", "doc.2.with_previous": "1"}
    web.post(client, "/registrera/spara", **card(page, **more))
    counts = [document.versions.get().files.count() for document in Document.select().order_by(Document.id)]
    assert counts == [1, 2]


def test_a_letter_goes_into_the_case_that_was_chosen(web, desk):
    case = desk.case()
    client = web.browser("case_officer")
    page = send(web, client, ("brev.md", LETTER), case=str(case.id)).text
    form = {**card(page), "case": case.record_id, "doc.0.title": "Synpunkter"}
    assert web.post(client, "/registrera/spara", **form).status_code == 302
    assert Document.get().case_id == case.id
    assert Case.select().count() == 1


def test_one_who_may_not_register_neither_sees_nor_does_it(web, desk):
    case = desk.case()
    reader = web.browser("reader")
    assert reader.get("/registrera/").status_code == 403
    assert web.post(reader, "/registrera/spara", case=case.record_id, title="x").status_code == 403
    officer = web.browser("case_officer")
    assert officer.get("/registrera/").location == "/arenden/"
    assert "Nya ärenden öppnas av registratorn" in officer.get("/arenden/").text
    assert web.post(officer, "/registrera/spara", title="x", case_type="general").status_code == 403
    assert "Registrera" not in officer.get("/arenden/").text.split("k-side")[1].split("</nav>")[0]


def test_a_case_that_may_not_be_seen_takes_no_letter(web, desk):
    case = desk.case()
    Case.update(secret=True).where(Case.id == case.id).execute()
    assert web.browser("case_officer").get(f"/registrera/?case={case.id}").status_code == 404


def test_a_file_whose_token_cannot_be_read_is_never_left_out_without_a_word(web):
    client = web.browser("registrar")
    form = card(send(web, client, ("brev.md", LETTER)).text)
    forged = form["upload"][0][:-4] + "AAAA"
    answer = web.post(client, "/registrera/spara", **{**form, "upload": [forged]})
    assert answer.status_code == 422
    assert "Välj filerna igen" in answer.text
    assert "Plan för gång och cykel" in answer.text
    assert Case.select().count() == 0


def test_too_many_files_are_refused_and_none_of_them_is_left_out(web):
    client = web.browser("registrar")
    answer = send(web, client, *((f"{number}.txt", b"Hej") for number in range(51)))
    assert answer.status_code == 422
    assert "51 filer" in answer.text


def test_a_slip_in_the_number_of_a_case_opens_no_new_one(web):
    client = web.browser("registrar")
    form = card(send(web, client, ("brev.md", LETTER)).text)
    assert web.post(client, "/registrera/spara", **{**form, "case": "case:1x"}).status_code == 404
    assert Case.select().count() == 0


def test_what_is_secret_is_marked_on_the_card_and_seen_by_no_reader_at_any_moment(web):
    client = web.browser("registrar")
    page = send(web, client, ("brev.md", LETTER)).text
    marked = {"secrecy.provision": "osl_26_1", "secrecy.note": "Barn", "public_title": "Ärende om enskild"}
    answer = web.post(client, "/registrera/spara", **card(page, **marked))
    case = Case.get()
    assert client.get(answer.location).status_code == 200
    assert (case.secret, case.public_title) == (True, "Ärende om enskild")
    assert web.browser("reader").get(f"/arenden/{case.id}").status_code == 404


def test_a_marking_without_its_provision_keeps_the_card_as_it_was_filled_in(web):
    client = web.browser("registrar")
    page = send(web, client, ("brev.md", LETTER)).text
    answer = web.post(client, "/registrera/spara", **card(page, **{"secrecy.note": "Känsligt om barn"}))
    assert answer.status_code == 422
    assert 'id="f-secrecy.provision-fel"' in answer.text
    assert "Känsligt om barn" in answer.text
    assert re.search(r'class="w-secrecy" data-secrecy open', answer.text)
    assert Case.select().count() == 0


def test_in_a_case_that_exists_only_the_handling_is_marked(web, desk):
    case = desk.case("Ett öppet ärende")
    client = web.browser("registrar")
    page = send(web, client, ("brev.md", LETTER), case=str(case.id)).text
    changed = card(page, case=case.record_id, **{"secrecy.provision": "osl_26_1", "doc.0.title": "Läkarintyg"})
    assert web.post(client, "/registrera/spara", **changed).status_code == 302
    assert (Document.get().secret, Case.get().secret) == (True, False)
    assert "Läkarintyg" not in web.browser("reader").get(f"/arenden/{case.id}").text


def test_one_who_may_not_read_secrets_is_told_that_it_is_registered(web, desk):
    case = desk.case("Ett öppet ärende")
    client = web.browser("case_officer")
    page = send(web, client, ("brev.md", LETTER), case=str(case.id)).text
    changed = card(page, case=case.record_id, **{"secrecy.provision": "osl_26_1", "doc.0.title": "Läkarintyg"})
    answer = web.post(client, "/registrera/spara", **changed)
    assert "Registrerat och sekretessmarkerat" in client.get(answer.location).text
    assert Document.get().secret


def test_the_registry_of_ones_own_unit_is_chosen_first(web):
    unit = next(
        unit for unit in Unit.select() if unit.body.registry.code != Registry.select().order_by(Registry.id).get().code
    )
    registrar = web.people["registrar"]
    registrar.unit = unit
    registrar.save()
    page = web.browser("registrar").get("/registrera/").text
    assert f'<option value="{unit.body.registry.code}" selected>' in page
