"""The pages about templates in a real browser: nothing hinders anybody, and the way through needs no mouse."""

from __future__ import annotations

import pytest
from word_templates import MEMO, template

from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.rights import actor_for
from kansli.plugin.store.templates import TemplateProposal
from kansli.plugin.templating.proposing import propose
from kansli.plugin.templating.shipped import publish_shipped_templates

PASSWORD = "grå katter sover länge"
FAULTY = ("Hej", "Nr {{ arende.diarienumer }}", "{% for h in handlaggare %}", "{{ h.namn }}")


@pytest.fixture
def entered(web, served_app, browser_page):
    """A page of one who may everything, with a proposal of a colleague's that waits."""
    publish_shipped_templates(web.system)
    secretary = actor_for(web.people["board_secretary"], web.system.profile)
    propose(web.system, MEMO, template(), filename="mall.docx", note="Ny logotyp", actor=secretary)
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    browser_page.address = served_app(web.app)
    browser_page.goto(f"{browser_page.address}/konto/logga-in")
    browser_page.get_by_label("E-postadress").fill("everything@exempel.se")
    browser_page.get_by_label("Lösenord").fill(PASSWORD)
    browser_page.get_by_role("button", name="Logga in").click()
    browser_page.get_by_role("heading", name="Bevakning i dag").wait_for()
    return browser_page


def hindrances(page, axe, width: int) -> list[str]:
    found = axe(page)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("the page is wider than the window")
    return found


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_nothing_hinders_anybody_on_the_pages_about_templates(entered, axe, width, scheme, tmp_path):
    entered.set_viewport_size({"width": width, "height": 800})
    entered.emulate_media(color_scheme=scheme)
    proposal, version = TemplateProposal.get(), template_in_force(MEMO)
    paths = [
        "/mallar/", f"/mallar/mall/{MEMO}", f"/mallar/granska/{MEMO}", f"/mallar/forslag/{proposal.id}",
        f"/mallar/version/{version.id}", "/mallar/falt/memo", "/mallar/byt-falt",
        "/mallar/byt-falt?old=arende.diarienummer&new=kommun.namn",
    ]  # fmt: skip
    faults = {}
    for path in paths:
        entered.goto(entered.address + path)
        faults[path] = hindrances(entered, axe, width)
    for name, data in (("bra", template()), ("fel", template(*FAULTY))):
        file = tmp_path / f"{name}.docx"
        file.write_bytes(data)
        entered.goto(f"{entered.address}/mallar/granska/{MEMO}")
        entered.get_by_label("Mall").set_input_files(file)
        entered.get_by_role("button", name="Granska").click()
        entered.get_by_text(f"{name}.docx").wait_for()
        faults[name] = hindrances(entered, axe, width)
    assert {path: found for path, found in faults.items() if found} == {}
    assert entered.complaints == []


def test_a_colleagues_proposal_is_put_in_use_from_the_keyboard(entered):
    entered.goto(f"{entered.address}/mallar/mall/{MEMO}")
    entered.get_by_role("link", name="Ny logotyp").press("Enter")
    entered.get_by_role("heading", name="Ta mallen i bruk").wait_for()
    entered.get_by_label("Anteckning").fill("Granskad")
    entered.get_by_label("Anteckning").press("Control+Enter")
    entered.get_by_text("Version 2 gäller från").wait_for()
    assert template_in_force(MEMO).note == "Granskad"


def test_a_field_is_copied_from_the_list(entered):
    entered.goto(f"{entered.address}/mallar/falt/memo")
    entered.context.grant_permissions(["clipboard-read", "clipboard-write"])
    entered.get_by_role("button", name="Kopiera {{ arende.diarienummer }}").press("Enter")
    entered.wait_for_function("navigator.clipboard.readText().then(text => text === '{{ arende.diarienummer }}')")
