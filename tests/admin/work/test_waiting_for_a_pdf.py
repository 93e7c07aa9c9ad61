"""Vänta på en PDF. A calm page: how far it has come, the file when it is there, or why not and what to do."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfWriter

from kansli.plugin import jobs
from kansli.plugin.clock import frozen_at, now
from kansli.plugin.leases import show_signs_of_life
from kansli.plugin.registering import receive, register
from kansli.plugin.store.conversions import Conversion
from kansli.plugin.store.documents import VersionFile
from kansli.plugin.worker import work


def paper(width):
    writer = PdfWriter()
    writer.add_blank_page(width, 400)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.fixture
def asked(desk, web):
    """The address of the waiting page of a bundle of two, and the browser of the one who asked."""
    case = desk.case("Lekplatsen", files=(("ett.pdf", paper(300)),))
    values = {"kind": "unknown", "title": "två", "direction": "incoming"}
    register(web.system, case, values, [receive(web.system, paper(301), "två.pdf")], actor=desk.actor)
    VersionFile.update(text="läst").execute()
    client = web.browser("reader")
    answer = web.post(client, f"/samla/{case.id}", file=[row.id for row in VersionFile.select()])
    assert answer.status_code == 303
    return answer.location, client


def test_the_page_waits_tells_how_far_it_is_and_reloads_without_javascript(asked):
    page, client = asked
    Conversion.update(parts_done=1).execute()
    shown = client.get(page).text
    assert "1 av 2 filer är klara." in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    assert client.get(f"{page}/fil").status_code == 404


def test_that_no_worker_is_there_is_said(asked):
    page, client = asked
    assert "Ingen arbetsprocess är igång" in client.get(page).text
    show_signs_of_life(jobs.CONVERTER, holder="prov", seconds=60)
    assert "Ingen arbetsprocess är igång" not in client.get(page).text


def test_the_page_is_only_exchanged_when_there_is_news(asked):
    page, client = asked
    htmx = {"HX-Request": "true"}
    assert client.get(f"{page}?sett=waiting-0-0", headers=htmx).status_code == 204
    Conversion.update(parts_done=1).execute()
    news = client.get(f"{page}?sett=waiting-0-0", headers=htmx).text
    assert "1 av 2" in news
    assert "<html" not in news


def test_the_finished_file_is_offered_and_nothing_reloads(asked, web):
    page, client = asked
    work(web.system, once=True, part="conversions")
    shown = client.get(page).text
    assert f'href="{page}/fil"' in shown
    assert "hx-trigger" not in shown
    assert "refresh" not in shown
    sent = client.get(f"{page}/fil")
    assert (sent.mimetype, sent.data[:5]) == ("application/pdf", b"%PDF-")
    assert sent.headers["Content-Disposition"].endswith(".pdf")


def test_a_failure_says_what_to_do_and_can_be_tried_again(asked, web):
    page, client = asked
    Conversion.update(state="failed", message="Samlingen blev inte klar. Ta färre filer.").execute()
    shown = client.get(page).text
    assert "Ta färre filer." in shown
    assert web.post(client, f"{page}/igen").location == page
    assert "0 av 2" in client.get(page).text


def test_another_person_finds_nothing_there(asked, web):
    page, _client = asked
    other = web.browser("registrar")
    assert {other.get(page).status_code, other.get(f"{page}/fil").status_code} == {404}
    assert web.post(other, f"{page}/igen").status_code == 404


def test_a_page_left_waiting_keeps_nobody_signed_in(asked):
    page, client = asked
    start = now()
    for minutes, status in ((40, 200), (70, 302)):
        with frozen_at(start + timedelta(minutes=minutes)):
            assert client.get(page).status_code == status


def test_in_a_browser_the_file_appears_by_itself_and_nothing_hinders_anybody(asked, web, served_app, browser_page, axe):
    page, client = asked
    browser_page.set_viewport_size({"width": 320, "height": 800})
    browser_page.emulate_media(color_scheme="dark")
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    address = served_app(web.app)
    cookie = client.get_cookie("kansli_session")
    browser_page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    browser_page.goto(address + page)
    browser_page.get_by_text("0 av 2 filer är klara").wait_for()
    faults = axe(browser_page)
    work(web.system, once=True, part="conversions")
    browser_page.get_by_role("link", name="Spara PDF").wait_for()
    faults += axe(browser_page)
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320
    assert faults + browser_page.complaints == []
