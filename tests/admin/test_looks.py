"""The shell in a real browser: nothing hinders anybody, at any width, in light and dark, with and without scripts."""

from __future__ import annotations

import pytest

PASSWORD = "grå katter sover länge"


@pytest.fixture
def entered(web, served_app, browser_page):
    """A page of a system manager who has come in by the door."""
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    address = served_app(web.app)
    browser_page.goto(f"{address}/konto/logga-in?next=/konto/")
    browser_page.get_by_label("E-postadress").fill("everything@exempel.se")
    browser_page.get_by_label("Lösenord").fill(PASSWORD)
    browser_page.get_by_role("button", name="Logga in").click()
    browser_page.get_by_role("heading", name="Mitt konto").wait_for()
    browser_page.address = address
    return browser_page


PAGES = (
    "/konto/",
    "/konto/losenord",
    "/konto/genvagar",
    "/register/case/",
    "/register/case/?search=finns-inte",
    "/system/body/",
    "/system/body/details/?id=1",
    "/system/job/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_hinders_anybody_on_the_pages_of_the_shell(entered, axe, scheme, width):
    entered.set_viewport_size({"width": width, "height": 800})
    entered.emulate_media(color_scheme=scheme)
    faults = {}
    for path in PAGES:
        entered.goto(entered.address + path)
        found = axe(entered)
        if entered.evaluate("document.documentElement.scrollWidth") > width:
            found.append("the page is wider than the window")
        if found:
            faults[path] = found
    assert faults == {}
    assert entered.complaints == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_door_hinders_nobody_also_when_it_stays_shut(web, served_app, browser_page, axe, width):
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.goto(served_app(web.app) + "/konto/logga-in")
    assert axe(browser_page) == []
    browser_page.get_by_label("E-postadress").fill("fel@exempel.se")
    browser_page.get_by_label("Lösenord").fill("fel")
    browser_page.get_by_role("button", name="Logga in").click()
    browser_page.get_by_role("alert").wait_for()
    assert axe(browser_page) == []
    assert browser_page.get_by_label("E-postadress").input_value() == "fel@exempel.se"


def test_a_menu_of_a_narrow_window_opens_without_scripts(web, served_app, browser_process):
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    address = served_app(web.app)
    context = browser_process.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{address}/konto/logga-in?next=/konto/")
    page.get_by_label("E-postadress").fill("reader@exempel.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.locator("summary", has_text="Meny").click()
    page.locator(".k-side-small summary", has_text="Register").click()
    page.locator(".k-side-small").get_by_role("link", name="Motparter").click()
    page.get_by_role("heading", level=1, name="Motparter", exact=True).wait_for()
    context.close()


def test_shortcuts_rest_while_one_types_are_listed_and_can_be_switched_off(entered):
    entered.goto(f"{entered.address}/register/case/")
    field = entered.get_by_label("Sök i listan")
    field.focus()
    entered.keyboard.press("?")
    assert field.input_value() == "?"
    assert entered.locator("dialog[open]").count() == 0
    entered.keyboard.press("Escape")
    entered.keyboard.press("?")
    entered.locator("dialog[open]").wait_for()
    entered.keyboard.press("Escape")
    entered.goto(f"{entered.address}/konto/genvagar")
    entered.get_by_label("Använd tangentgenvägar").uncheck()
    entered.goto(f"{entered.address}/register/case/")
    entered.keyboard.press("?")
    assert entered.locator("dialog[open]").count() == 0


def test_the_first_stop_of_the_keyboard_leads_to_the_content(entered):
    entered.goto(f"{entered.address}/register/case/")
    entered.keyboard.press("Tab")
    entered.wait_for_function("document.activeElement.textContent === 'Hoppa till innehållet'")
    entered.keyboard.press("Enter")
    entered.wait_for_function("document.activeElement.id === 'main'")
