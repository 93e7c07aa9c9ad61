"""What stands in an address or a form is plain before a page or a database sees it, on each engine."""

from __future__ import annotations

import pytest

from kansli.plugin.registering import register
from kansli.plugin.rights import actor_for
from kansli.plugin.runner import run
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import DraftBuffer

NUL = "%00"
TOO_HIGH = (2**31, 2**63, 10**30)


@pytest.mark.parametrize(
    "address",
    ["/arenden/?state=", "/arenden/?body=", "/handlingar/?kind=", "/register/case/?search=", "/register/case/?state=",
     "/sok/?q=", "/registrera/?registry=", "/system/log/?search=", "/post/case:", "/?visa="],
)  # fmt: skip
def test_a_nul_in_an_address_is_as_if_it_were_not_there(web_on_each, address):
    answer = web_on_each.browser("everything").get(f"{address}{NUL}")
    assert answer.status_code in (200, 404)


def test_a_nul_in_the_sign_in_is_a_wrong_password_and_no_fault(web_on_each):
    browser = web_on_each.browser("")
    assert web_on_each.sign_in(browser, "reader\0@exempel.se", "\0fel").status_code == 422


def test_a_nul_in_a_form_costs_no_text(web_on_each):
    web = web_on_each
    actor = actor_for(web.people["everything"], web.system.profile)
    values = {"case_type": "general", "title": "Lekplatsen"}
    case = get_record(register(web.system, Registry.get(Registry.code == "TN"), values, (), actor=actor).record)
    memo = get_record(run(web.system, "draft_memo", case, actor=actor, data={"title": "Lekplatsen"}).record)
    answer = web.post(
        web.browser("everything"),
        f"/tjansteskrivelser/{memo.id}/utkast",
        **{"sections.summary": "Hela\0 texten", "\0": "\0"},
    )
    assert answer.status_code in (200, 302)
    assert "Hela texten" in str(DraftBuffer.get().form)


def test_a_nul_in_a_reason_or_a_request_id_does_not_stop_a_step(web_on_each):
    web = web_on_each
    actor = actor_for(web.people["everything"], web.system.profile)
    values = {"case_type": "general", "title": "Lekplatsen"}
    case = get_record(register(web.system, Registry.get(Registry.code == "TN"), values, (), actor=actor).record)
    answer = web.post(
        web.browser("everything"), f"/steg/{case.record_id}/void_case", reason="Dubbelt\0 registrerat", request_id="\0a"
    )
    assert answer.status_code == 302
    assert get_record(case.record_id).void_reason == "Dubbelt registrerat"


@pytest.mark.parametrize("number", TOO_HIGH)
@pytest.mark.parametrize(
    "address",
    ["/arenden/{}", "/arenden/{}/handelser", "/handlingar/{}", "/handlingar/fil/{}", "/tjansteskrivelser/{}",
     "/yttranden/{}", "/beslut/{}", "/mallar/{}/fil", "/post/case:{}", "/steg/memo:{}/approve_memo",
     "/register/case/details/?id={}"],
)  # fmt: skip
def test_a_number_that_no_record_can_have_leads_nowhere(shared_web, address, number):
    assert shared_web.browser("everything").get(address.format(number)).status_code == 404


def test_a_number_that_no_record_can_have_is_no_fault_in_a_list(shared_web):
    browser = shared_web.browser("everything")
    for address in ("/registrera/?klart={}", "/arenden/?year={}", "/handlingar/?sida={}", "/register/case/?page={}"):
        assert browser.get(address.format(10**30)).status_code == 200, address
