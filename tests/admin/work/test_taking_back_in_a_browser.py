"""Läs in från Word in a real browser, from the file that is handed in to the text that is stored, wide and narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from word_desk import comment, edited, rewrite, track

from kansli.plugin.rendering import render
from kansli.plugin.store.tables import get_record
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of

PASSWORD = "grå katter sover länge"
SCREENS = Path(__file__).parents[3] / "test-output" / "screens"
WIDE, NARROW = 1280, 320
SECTIONS = {
    "summary": "Nämnden ställer sig bakom planen.",
    "background": "Kommunstyrelsen har skickat en plan på remiss.\n\nPlanen gäller gångvägar i fem delar.",
    "assessment": "Förvaltningen ser två risker:\n\n- kostnaden\n- tiden",
    "child_impact": "Barn går till skolan på vägarna.",
    "financial_impact": "Förslaget kostar ingenting.",
}


@pytest.fixture
def at_the_memo(web, desk, served_app, browser_page, tmp_path):
    """A browser at a memo whose file has been edited in Word, and whose text has been changed in Kansli meanwhile."""
    publish_shipped_templates(web.system)
    memo = desk.memo(desk.case(), sections=SECTIONS, signatories=[{"name": "Kim Berg", "title": "Chef"}])
    content = content_of(memo)
    content["proposals"][0]["clauses"] = ["att avge yttrandet"]
    desk.take("edit_memo", memo, content=content)
    made = render(web.system, get_record(memo.record_id), actor=desk.actor)
    browser_page.file = tmp_path / "skrivelse.docx"
    browser_page.file.write_bytes(
        edited(
            web.system.files.read(made.sha256),
            rewrite("skickat en plan", "sänt en ny plan"),
            rewrite("Barn går", "Barn cyklar"),
            rewrite("Kim Berg", "Kim Bergström"),
            track("kostnaden", "priset"),
            comment("kostar ingenting", "Är det säkert?"),
        )
    )
    desk.take("edit_memo", memo, content={**content, "sections": {**SECTIONS, "child_impact": "Alla går till skolan."}})
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    browser_page.memo, browser_page.address = memo, served_app(web.app)
    browser_page.goto(f"{browser_page.address}/konto/logga-in")
    browser_page.get_by_label("E-postadress").fill("case_officer@exempel.se")
    browser_page.get_by_label("Lösenord").fill(PASSWORD)
    browser_page.get_by_role("button", name="Logga in").click()
    browser_page.get_by_role("heading", name="Bevakning i dag").wait_for()
    browser_page.goto(f"{browser_page.address}/tjansteskrivelser/{memo.id}")
    return browser_page


def look(page, axe, name: str) -> None:
    """Nothing hinders anybody, wide or narrow, light or dark; a picture of each is kept to be looked at."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    faults = []
    for width, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        faults += axe(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{name} is wider than {width}")
        page.screenshot(path=SCREENS / f"las-in-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.emulate_media(color_scheme="light")
    assert faults == []


def test_from_the_edited_file_to_the_stored_text(at_the_memo, axe):
    page = at_the_memo
    page.get_by_role("link", name="Läs in från Word").click()
    page.get_by_label("Word-fil").set_input_files(page.file)
    look(page, axe, "filen")
    page.get_by_role("button", name="Visa ändringarna").click()
    page.get_by_role("heading", name="Spårade ändringar och kommentarer").wait_for()
    look(page, axe, "sparat")
    page.get_by_role("button", name="Godkänn alla").click()
    page.get_by_text("Ändringarna är godkända i jämförelsen nedan.").wait_for()
    look(page, axe, "jamforelsen")

    page.get_by_role("button", name="Läs in", exact=True).click()
    page.get_by_role("alert").get_by_text("ändrat både i Kansli och i Word").wait_for()
    look(page, axe, "obesvarat")
    page.get_by_label("Egen text: Barnets bästa").fill("Alla går eller cyklar till skolan.")
    assert page.get_by_role("radio", name="Skriv ihop de två:").is_checked()
    page.get_by_label("Kommentarerna är omhändertagna.").check()
    page.get_by_label("Kommentarerna är omhändertagna.").press("Control+Enter")
    page.get_by_text("Texten är inläst från Word som lydelse 4").wait_for()

    sections = content_of(get_record(page.memo.record_id))["sections"]
    assert sections["background"].startswith("Kommunstyrelsen har sänt en ny plan på remiss.")
    assert sections["child_impact"] == "Alla går eller cyklar till skolan."
    assert sections["assessment"] == "Förvaltningen ser två risker:\n\n- priset\n- tiden"
    page.get_by_role("button", name="Skapa Word-filen på nytt").click()
    page.get_by_role("heading", name="Word-filen är redigerad för hand").wait_for()
    look(page, axe, "redigerad")
    assert [line for line in page.complaints if "status of 4" not in line] == []


def test_all_of_it_works_without_scripts(at_the_memo):
    context = at_the_memo.context.browser.new_context(
        java_script_enabled=False, storage_state=at_the_memo.context.storage_state()
    )
    page = context.new_page()
    page.goto(at_the_memo.url)
    page.get_by_role("link", name="Läs in från Word").click()
    page.get_by_label("Word-fil").set_input_files(at_the_memo.file)
    page.get_by_role("button", name="Visa ändringarna").click()
    page.get_by_role("button", name="Avvisa alla").click()
    page.get_by_role("button", name="Godkänn ändringarna i stället").click()
    page.get_by_label("Kommentarerna är omhändertagna.").check()
    page.get_by_role("radio", name="Läs in texten från Word").nth(1).focus()
    page.get_by_role("radio", name="Läs in texten från Word").last.check()
    page.get_by_role("button", name="Läs in", exact=True).click()
    page.get_by_text("Texten är inläst från Word").wait_for()
    assert content_of(get_record(at_the_memo.memo.record_id))["sections"]["child_impact"].startswith("Barn cyklar")
    context.close()
