"""The toolbar's footnote: its mark at the cursor, its text last, both written with the keyboard."""

from __future__ import annotations

PASSWORD = "grå katter sover länge"


def test_a_footnote_gets_the_next_free_number_and_its_text_is_written_at_once(web, desk, served_app, browser_page):
    memo = desk.memo(desk.case(), sections={"background": "Planen[^1] gäller parken.\n\n[^1]: Från 2019."})
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    address, page = served_app(web.app), browser_page
    page.goto(f"{address}/konto/logga-in")
    page.get_by_label("E-postadress").fill("everything@exempel.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("heading", name="Bevakning i dag").wait_for()
    page.goto(f"{address}/tjansteskrivelser/{memo.id}")
    area = page.locator("[id='f-sections.background']")
    area.evaluate("area => area.setSelectionRange(24, 24)")
    page.locator("[data-toolbar='f-sections.background']").get_by_role("button", name="Fotnot").press("Enter")
    page.keyboard.type("Vid ån.")
    assert area.input_value() == "Planen[^1] gäller parken[^2].\n\n[^1]: Från 2019.\n[^2]: Vid ån."
    page.get_by_text("Utkast sparat").wait_for()
    assert page.complaints == []
