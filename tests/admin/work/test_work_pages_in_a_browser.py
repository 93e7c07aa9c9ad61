"""The work pages in a real browser: nothing hinders anybody, wide or narrow, light or dark."""

from __future__ import annotations

import pytest

from kansli.plugin.clock import today
from kansli.plugin.store.documents import Document
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo

PASSWORD = "grå katter sover länge"
PLAN = "# Plan för parken\n\n## Mål\n\nMer skugga.\n\n## Uppföljning\n\nVarje år.\n"


@pytest.fixture
def entered(web, desk, served_app, browser_page):
    """A page of one who may everything, with a case that has a bit of everything."""
    case = desk.case(
        "Yttrande över plan för parken", case_type="referral_response", counterparty="Region Norr",
        counterparty_reference="RN 2026/7", response_due="2030-03-03",
        files=(("plan.md", PLAN.encode()), ("trasig.pdf", b"%PDF-1.4 avbruten")),
    )  # fmt: skip
    desk.take("add_watch", case, title="Ring föreningen", due=today().isoformat())
    memo = desk.memo(case, sections={"background": "Planen gäller parken."})
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    browser_page.address = served_app(web.app)
    browser_page.goto(f"{browser_page.address}/konto/logga-in")
    browser_page.get_by_label("E-postadress").fill("everything@exempel.se")
    browser_page.get_by_label("Lösenord").fill(PASSWORD)
    browser_page.get_by_role("button", name="Logga in").click()
    browser_page.get_by_role("heading", name="Bevakning i dag").wait_for()
    browser_page.case, browser_page.memo, browser_page.document = case, memo, Document.get()
    return browser_page


def pages(entered) -> list[str]:
    case, memo = entered.case, entered.memo
    return [
        "/", "/?visa=body", "/registrera/", f"/registrera/?case={case.id}", f"/registrera/?klart={entered.document.id}",
        "/arenden/", f"/arenden/{case.id}", f"/arenden/{case.id}/handelser", f"/arenden/{case.id}/steg", "/handlingar/",
        f"/handlingar/{entered.document.id}", "/postlista/", "/mallar/", "/sok/", f"/tjansteskrivelser/{memo.id}",
        f"/tjansteskrivelser/{memo.id}?las=1", f"/tjansteskrivelser/ny/{case.id}",
        f"/steg/{case.record_id}/record_decision",
        f"/steg/{case.record_id}/close_case", f"/steg/{entered.document.record_id}/dispatch_document",
        f"/samla/{case.id}",
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_nothing_hinders_anybody_on_the_work_pages(entered, axe, width, scheme):
    entered.set_viewport_size({"width": width, "height": 800})
    entered.emulate_media(color_scheme=scheme)
    faults = {}
    for path in pages(entered):
        entered.goto(entered.address + path)
        found = axe(entered)
        if entered.evaluate("document.documentElement.scrollWidth") > width:
            found.append("the page is wider than the window")
        if found:
            faults[path] = found
    assert faults == {}
    assert entered.complaints == []


def test_files_are_chosen_and_the_card_is_saved_with_the_keyboard(entered, axe, tmp_path):
    letter = tmp_path / "brev.md"
    letter.write_text("Byalaget\n\n2026-01-12\n\n# Önskemål om en bänk\n\nVi vill ha en bänk.\n", encoding="utf-8")
    entered.goto(entered.address + "/registrera/")
    entered.get_by_label("Filer", exact=True).set_input_files(letter)
    entered.get_by_role("button", name="Fortsätt").click()
    entered.get_by_role("textbox", name="Ärendemening").wait_for()
    assert axe(entered) == []
    entered.get_by_role("textbox", name="Ärendemening").press("Control+Enter")
    entered.get_by_text("Registrerat").wait_for()
    assert axe(entered) == []
    assert Document.select().where(Document.title == "Önskemål om en bänk").count() == 1


def test_what_is_typed_is_kept_by_itself_and_shown_as_it_will_read(entered, axe):
    entered.goto(f"{entered.address}/tjansteskrivelser/{entered.memo.id}")
    entered.get_by_label("Att-sats 1").fill("att avge yttrandet")
    entered.get_by_role("button", name="Lägg till att-sats").click()
    entered.get_by_label("Att-sats 2").fill("att tacka regionen")
    entered.get_by_role("button", name="Flytta upp: att-sats 1").last.click()
    entered.get_by_text("Utkast sparat").wait_for()
    entered.get_by_role("button", name="Förhandsvisa").click()
    entered.locator("#preview >> text=att tacka regionen").wait_for()
    assert axe(entered) == []
    entered.get_by_label("Kommentar till lydelsen").press("Control+Enter")
    entered.get_by_text("Sparat.", exact=True).wait_for()
    assert get_record(entered.memo.record_id).content_number == 2
    assert isinstance(get_record(entered.memo.record_id), Memo)
    assert entered.complaints == []


def test_a_word_file_asked_for_in_mid_sentence_waits_for_the_sentence(entered):
    entered.goto(f"{entered.address}/tjansteskrivelser/{entered.memo.id}")
    entered.get_by_label("Att-sats 1").fill("att avge yttrandet som sitt eget")
    entered.get_by_role("button", name="Skapa Word-fil").click()
    entered.get_by_text("Du har osparad text. Spara den först").wait_for()
    assert entered.get_by_label("Att-sats 1").input_value() == "att avge yttrandet som sitt eget"
    assert entered.complaints == []


def test_the_log_and_the_blockers_unfold_on_the_page_of_the_case(entered, axe):
    entered.goto(f"{entered.address}/arenden/{entered.case.id}")
    entered.get_by_text("Händelser", exact=True).click()
    entered.get_by_text("Registrera nytt ärende").wait_for()
    entered.get_by_text("Vad saknas för varje steg?").click()
    entered.get_by_text("Bevakningen ”Ring föreningen” är inte klar.").wait_for()
    assert axe(entered) == []
    assert entered.complaints == []


def pressed(page, *keys: str):
    for key in keys:
        page.keyboard.press(key)
    return page


def test_the_list_of_today_is_walked_with_j_and_k_and_enter_does_what_the_row_offers(entered):
    entered.goto(entered.address + "/")
    rows = entered.locator(".w-task").count()
    assert rows >= 2
    pressed(entered, "j", "j", "k")
    entered.wait_for_function("document.activeElement.closest('.w-task') === document.querySelectorAll('.w-task')[0]")
    pressed(entered, *["j"] * (rows + 3))
    entered.wait_for_function(
        "document.activeElement.closest('.w-task') === [...document.querySelectorAll('.w-task')].pop()"
    )
    with entered.expect_navigation():
        pressed(entered, "Enter")


def test_the_keys_of_a_case_lead_where_its_list_of_keys_says(entered):
    case = entered.address + f"/arenden/{entered.case.id}"
    for key, leads_to in (("a", "/registrera/?case="), ("b", "add_watch"), ("t", "/tjansteskrivelser/")):
        entered.goto(case)
        with entered.expect_navigation():
            pressed(entered, key)
        assert leads_to in entered.url
    entered.goto(case)
    pressed(entered, "?")
    entered.locator("#k-shortcuts").wait_for()
    told = entered.locator("#k-shortcuts").inner_text()
    for key in ("A", "B", "T", "/"):
        assert key in told.split(), told
    pressed(entered, "Escape", "/")
    entered.wait_for_function("document.activeElement.id === 'k-q'")
    pressed(entered, "b")
    assert entered.url == case, "the keys rest in a field"


def test_keys_can_be_switched_off(entered):
    entered.goto(entered.address + "/konto/genvagar")
    entered.locator("[data-shortcuts-switch]").uncheck()
    case = entered.address + f"/arenden/{entered.case.id}"
    entered.goto(case)
    pressed(entered, "a", "j", "?")
    assert entered.url == case
    assert entered.locator("#k-shortcuts").count() == 0


def test_the_card_is_marked_as_secret_with_the_keyboard_and_asks_then_what_others_see(entered, axe):
    entered.goto(entered.address + "/registrera/")
    entered.get_by_role("button", name="Fortsätt").click()
    entered.get_by_role("textbox", name="Ärendemening").wait_for()
    public = entered.get_by_role("textbox", name="Offentlig rubrik")
    entered.evaluate("document.activeElement.blur()")
    pressed(entered, "s")
    entered.wait_for_function("document.activeElement.id === 'f-secrecy.provision'")
    public.wait_for(state="hidden")
    entered.locator("[id='f-secrecy.provision']").select_option("osl_26_1")
    public.wait_for()
    assert axe(entered) == []


def test_what_is_in_the_way_stands_beside_the_form_of_the_step_and_above_it_where_it_is_narrow(entered):
    places = {}
    for width in (1280, 360):
        entered.set_viewport_size({"width": width, "height": 800})
        entered.goto(entered.address + f"/steg/{entered.case.record_id}/close_case")
        places[width] = [entered.locator(found).bounding_box() for found in ("[role=alert]", "main form")]
    (hinder, form), (above, below) = places[1280], places[360]
    assert abs(hinder["y"] - form["y"]) < 40
    assert form["x"] + form["width"] <= hinder["x"]
    assert above["y"] + above["height"] <= below["y"]


def test_what_is_in_the_way_of_closing_is_reached_by_keyboard_without_scripts(entered):
    context = entered.context.browser.new_context(
        java_script_enabled=False, storage_state=entered.context.storage_state()
    )
    page = context.new_page()
    page.goto(entered.address + f"/arenden/{entered.case.id}")
    page.get_by_role("link", name="Avsluta ärendet").click()
    links = page.locator("[role=alert] a")
    assert links.count() >= 4, "officer, memo, referral and watches"
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.locator("[role=alert] a:focus").count():
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "close_case" not in page.url
    context.close()
