"""Jämför versioner. From the document to what differs, said in words and not in colour alone, and to the Word file."""

from __future__ import annotations

import pytest
from lxml import html
from version_pairs import Spec, make

from kansli.admin.work.compared import parts_of
from kansli.doctemplates.diff import Change
from kansli.doctemplates.read import read
from kansli.doctemplates.revisions import accepted, rejected
from kansli.plugin.registering import read_file, receive, register
from kansli.plugin.store.documents import Document, VersionFile

PASSWORD = "grå katter sover länge"


def line(words):
    return ["p", [["text", words, 1, ""]]]


KEPT = [["h", "Bakgrund"], line("Bakgrunden är oförändrad."), ["h", "Giltighet"]]
NOTICE = line("Uppsägning sker skriftligt.")
OLD = make(Spec([*KEPT, line("Avtalet gäller 2026."), NOTICE, line("Detta stycke utgår ur avtalet.")], "Version 1"))
NEW = make(Spec([*KEPT, line("Avtalet gäller 2030."), NOTICE], "Version 2"))


@pytest.fixture
def document(desk, web):
    """A document in two versions."""
    case = desk.case("Samverkan")
    values = {"kind": "unknown", "title": "Avtalet", "direction": "incoming"}
    register(web.system, case, values, [receive(web.system, OLD, "avtal.docx")], actor=desk.actor)
    found = Document.select().order_by(Document.id.desc()).get()
    desk.take("add_version", found, files=[receive(web.system, NEW, "avtal.docx").as_file()], label="Antagen")
    for row in VersionFile.select():
        read_file(web.system, row.id)
    return found


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def texts(page, path):
    return [" ".join(element.text_content().split()) for element in page.xpath(path)]


def test_the_document_leads_to_the_comparison_of_its_two_newest_versions(document, web):
    client = web.browser("reader")
    assert f'href="/jamfor/{document.id}"' in client.get(f"/handlingar/{document.id}").text
    page = shown(client, f"/jamfor/{document.id}")
    assert texts(page, "//h2[@id='h-summary']") == ["Version 1 → Version 2 (Antagen)"]


def test_what_came_and_went_is_said_in_words_and_not_in_colour_alone(document, web):
    page = shown(web.browser("reader"), f"/jamfor/{document.id}")
    assert texts(page, "//ins") == ["tillagt: 2030"]
    assert texts(page, "//del") == ["borttaget: 2026", "borttaget: Detta stycke utgår ur avtalet."]
    assert texts(page, "//section[contains(@class, 'w-compared')]/h2") == ["Giltighet"]


def test_what_is_unchanged_is_folded_and_what_is_not_text_is_listed(document, web):
    page = shown(web.browser("reader"), f"/jamfor/{document.id}")
    assert texts(page, "//details/summary")[-2:] == ["Oförändrat: Bakgrund", "1 oförändrat stycke"]
    assert "Sidhuvudet: ”Version 1” har blivit ”Version 2”." in texts(page, "//li")


def test_versions_named_the_other_way_round_are_compared_from_the_earlier(document, web):
    page = shown(web.browser("reader"), f"/jamfor/{document.id}?fran=2&till=1")
    assert texts(page, "//ins") == ["tillagt: 2030"]


def test_the_same_version_twice_is_the_same_text(document, web):
    page = shown(web.browser("reader"), f"/jamfor/{document.id}?fran=2&till=2")
    assert "Texten är densamma i båda versionerna." in page.text_content()
    assert page.xpath("//a[contains(@href, '/word')]") == []


def test_the_word_file_holds_the_changes(document, web):
    sent = web.browser("reader").get(f"/jamfor/{document.id}/word?fran=1&till=2")
    assert "attachment" in sent.headers["Content-Disposition"]
    assert read(accepted(sent.data)).text == read(NEW).text
    assert read(rejected(sent.data)).text == read(OLD).text


def test_a_version_that_cannot_be_opened_says_why_and_the_others_can_still_be_chosen(document, web):
    VersionFile.update(quarantine="Filen innehåller makron.").execute()
    page = shown(web.browser("reader"), f"/jamfor/{document.id}")
    assert texts(page, "//*[@role='alert']") == ["Version 1 kan inte jämföras. Filen innehåller makron."]
    assert len(page.xpath("//select")) == 2


def test_a_document_with_one_version_has_nothing_to_compare(desk, web):
    case = desk.case("Ensam")
    values = {"kind": "unknown", "title": "Brev", "direction": "incoming"}
    register(web.system, case, values, [receive(web.system, OLD, "brev.docx")], actor=desk.actor)
    found = Document.select().order_by(Document.id.desc()).get()
    client = web.browser("reader")
    assert "Handlingen har bara en version." in client.get(f"/jamfor/{found.id}").text
    assert client.get(f"/jamfor/{found.id}/word").status_code == 404
    assert f'href="/jamfor/{found.id}"' not in client.get(f"/handlingar/{found.id}").text


def test_a_secret_document_has_no_such_page(document, web, desk):
    desk.take("mark_secret", document.case, provision="OSL 26 kap. 1 §", note="x", reason="y")
    client = web.browser("reader")
    for address in (f"/jamfor/{document.id}", f"/jamfor/{document.id}/word?fran=1&till=2"):
        assert client.get(address).status_code == 404


def test_sections_in_a_row_without_changes_are_one_part():
    def row(op, section, kind="paragraph"):
        return Change(op, (section,), "x", "x", kind=kind)

    parts = parts_of(
        [row("equal", "A", "heading"), row("equal", "A"), row("equal", "B", "heading"), row("insert", "C")]
    )
    assert [(part.headings, part.changes, part.unchanged) for part in parts] == [
        ((("A",), ("B",)), 0, 1),
        ((("C",),), 1, 0),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_nothing_hinders_anybody_on_the_page(document, web, served_app, browser_page, axe, width, scheme):
    web.app.config["KANSLI_KEEP_CONNECTION"] = False
    address = served_app(web.app)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(f"{address}/konto/logga-in")
    browser_page.get_by_label("E-postadress").fill("everything@exempel.se")
    browser_page.get_by_label("Lösenord").fill(PASSWORD)
    browser_page.get_by_role("button", name="Logga in").click()
    browser_page.get_by_role("heading", name="Bevakning i dag").wait_for()
    browser_page.goto(f"{address}/jamfor/{document.id}")
    browser_page.get_by_text("1 oförändrat stycke").click()
    assert axe(browser_page) == []
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
    assert browser_page.complaints == []
