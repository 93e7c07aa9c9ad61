"""Läs in från Word in the browser: seen before it is stored, decided by a person, and nothing lost on the way."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from word_desk import comment, edited, rewrite, track, with_property

from kansli.plugin.rendering import render
from kansli.plugin.runner import run
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, MemoVersion
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of

WORD = "/las-in-fran-word"
SECTIONS = {
    "summary": "Nämnden ställer sig bakom planen.",
    "background": "Kommunstyrelsen har skickat en plan på remiss.",
    "assessment": "Förvaltningen är positiv.",
    "child_impact": "Barn går till skolan på vägarna.",
    "financial_impact": "Förslaget kostar ingenting.",
}


@pytest.fixture
def memo(web, desk) -> Memo:
    publish_shipped_templates(web.system)
    memo = desk.memo(desk.case(), sections=SECTIONS, signatories=[{"name": "Kim Berg", "title": "Chef"}])
    content = content_of(memo)
    content["proposals"][0]["clauses"] = ["att avge yttrandet"]
    desk.take("edit_memo", memo, content=content)
    return get_record(memo.record_id)


def printed(web, desk, memo: Memo) -> bytes:
    return web.system.files.read(render(web.system, get_record(memo.record_id), actor=desk.actor).sha256)


def hand_in(web, client, data: bytes, **form: Any) -> Any:
    return web.post(client, f"{WORD}/granska", files=(io.BytesIO(data), "skrivelse.docx"), **form)


def carried(page: str) -> dict[str, str]:
    """The hidden fields that carry the file and the version on."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name in {"upload", "version", "request_id", "fran", "changes"}}


def sections(memo: Memo) -> dict[str, str]:
    return content_of(get_record(memo.record_id))["sections"]


def test_the_changes_are_shown_word_by_word_and_taken_in_with_one_button(web, desk, memo):
    client = web.browser("case_officer")
    data = edited(printed(web, desk, memo), rewrite("skickat en plan", "sänt en plan"))
    assert f'href="{WORD}/?fran={memo.record_id}"' in client.get(f"/tjansteskrivelser/{memo.id}").text
    page = hand_in(web, client, data, fran=memo.record_id)
    assert page.status_code == 200
    assert re.search(r"<ins>.*sänt</ins>", page.text)
    assert re.search(r"<del>.*skickat</del>", page.text)
    assert "Oförändrat:" in page.text
    assert sections(memo)["background"] == SECTIONS["background"]
    done = web.post(client, f"{WORD}/spara", **carried(page.text))
    assert done.location == f"/tjansteskrivelser/{memo.id}"
    assert sections(memo)["background"] == "Kommunstyrelsen har sänt en plan på remiss."
    shown = client.get(done.location).text
    assert "inläst från Word som lydelse" in shown
    assert re.search(r"skrivelse\.docx <span[^>]*>UTKAST</span>", shown)
    assert "redigerad för hand" in shown


def test_a_conflict_shows_both_texts_and_has_no_choice_made(web, desk, memo):
    client = web.browser("case_officer")
    data = edited(printed(web, desk, memo), rewrite("Barn går", "Barn cyklar"))
    desk.take("edit_memo", memo, content={**content_of(memo), "sections": {**SECTIONS, "child_impact": "Vår text."}})
    page = hand_in(web, client, data)
    assert "Vår text" in page.text
    assert "Barn cyklar till skolan på vägarna." in page.text
    choices = re.findall(r'name="take.sections.child_impact" value="(\w+)"( checked)?', page.text)
    assert choices == [("kansli", ""), ("word", ""), ("text", "")]
    refused = web.post(client, f"{WORD}/spara", **carried(page.text))
    assert refused.status_code == 422
    assert "ändrat både i Kansli och i Word: välj text" in refused.text


def test_a_conflict_marks_in_each_text_what_was_changed_there(web, desk, memo):
    client = web.browser("case_officer")
    ours = SECTIONS["child_impact"].replace("skolan", "förskolan")
    data = edited(printed(web, desk, memo), rewrite("Barn går", "Barn cyklar"))
    desk.take("edit_memo", memo, content={**content_of(memo), "sections": {**SECTIONS, "child_impact": ours}})
    page = re.sub(r"<span class=\"visually-hidden\">[^<]*</span>", "", hand_in(web, client, data).text)
    here = page.partition('aria-label="I Kansli: ')[2].partition("</div>")[0]
    there = page.partition('aria-label="I Word: ')[2].partition("</div>")[0]
    assert ("<ins>förskolan</ins>" in here, "cyklar" in here) == (True, False)
    assert ("<ins>cyklar</ins>" in there, "förskolan" in there) == (True, False)


def test_what_was_chosen_and_written_is_there_again_after_a_refusal(web, desk, memo):
    client = web.browser("case_officer")
    data = edited(printed(web, desk, memo), rewrite("Barn går", "Barn cyklar"), comment("kostar", "Säkert?"))
    desk.take("edit_memo", memo, content={**content_of(memo), "sections": {**SECTIONS, "child_impact": "Vår text."}})
    page = hand_in(web, client, data)
    own = {"take.sections.child_impact": "text", "text.sections.child_impact": "Hopskriven text."}
    refused = web.post(client, f"{WORD}/spara", **carried(page.text), **own)
    assert refused.status_code == 422
    assert "bekräfta att de är omhändertagna" in refused.text
    assert 'value="text" checked' in refused.text
    assert "Hopskriven text.</textarea>" in refused.text
    web.post(client, f"{WORD}/spara", **carried(refused.text), **own, comments="1")
    assert sections(memo)["child_impact"] == "Hopskriven text."


def test_a_character_of_a_written_text_that_cannot_be_kept_is_told(web, desk, memo):
    client = web.browser("case_officer")
    data = edited(printed(web, desk, memo), rewrite("Barn går", "Barn cyklar"))
    desk.take("edit_memo", memo, content={**content_of(memo), "sections": {**SECTIONS, "child_impact": "Vår text."}})
    own = {"take.sections.child_impact": "text", "text.sections.child_impact": "Hop\x01skriven text."}
    saved = web.post(client, f"{WORD}/spara", **carried(hand_in(web, client, data).text), **own)
    assert "togs bort (U+0001). Resten är kvar." in client.get(saved.location).text
    assert sections(memo)["child_impact"] == "Hopskriven text."


def test_tracked_changes_are_decided_before_the_sections_are_shown(web, desk, memo):
    client = web.browser("case_officer")
    data = edited(printed(web, desk, memo), track("skickat", "sänt"))
    page = hand_in(web, client, data)
    assert "Bo Läsare" in page.text
    assert 'name="take.' not in page.text
    accepted = web.post(client, f"{WORD}/granska", **{**carried(page.text), "changes": "accept"})
    assert 'name="take.sections.background"' in accepted.text
    rejected = web.post(client, f"{WORD}/granska", **{**carried(accepted.text), "changes": "reject"})
    assert 'name="take.' not in rejected.text
    web.post(client, f"{WORD}/spara", **{**carried(accepted.text), "changes": "accept"})
    assert "har sänt en plan" in sections(memo)["background"]


def test_one_who_saves_meanwhile_is_told_and_the_comparison_made_anew(web, desk, memo):
    client = web.browser("case_officer")
    page = hand_in(web, client, edited(printed(web, desk, memo), rewrite("skickat", "sänt")))
    desk.take("edit_memo", memo, content={**content_of(memo), "sections": {**SECTIONS, "background": "Vår text."}})
    refused = web.post(client, f"{WORD}/spara", **carried(page.text))
    assert refused.status_code == 409
    assert "hann spara först" in refused.text
    assert 'name="take.sections.background" value="kansli"' in refused.text
    assert sections(memo)["background"] == "Vår text."


def test_a_file_of_another_text_than_one_came_from_is_pointed_out(web, desk, memo):
    other = desk.memo(desk.case("Ett annat ärende"))
    page = hand_in(web, web.browser("case_officer"), printed(web, desk, memo), fran=other.record_id)
    assert "hör till en annan text" in page.text
    assert "det finns ingen text att läsa in" in page.text


def test_a_file_that_cannot_be_read_back_is_refused_at_its_field(web, desk, memo):
    client = web.browser("case_officer")
    strange = with_property(printed(web, desk, memo), "kansli_record", None)
    for data, said in ((strange, "inte skapad av Kansli"), (b"Ett brev.", "inte ett Word-dokument")):
        page = hand_in(web, client, data)
        assert (page.status_code, said in page.text) == (422, True)
    empty = web.post(client, f"{WORD}/granska")
    assert "Välj Word-filen" in empty.text


def test_what_the_file_says_becomes_no_markup(web, desk, memo):
    said = "<script>alert(1)</script>"
    data = edited(printed(web, desk, memo), rewrite("skickat", said), comment("kostar", said, author=said))
    page = hand_in(web, web.browser("case_officer"), data).text
    assert said not in page
    assert "&lt;script&gt;" in page


def test_a_reader_reaches_neither_the_page_nor_the_button(web, desk, memo):
    data = printed(web, desk, memo)
    client = web.browser("reader")
    assert client.get(f"{WORD}/").status_code == 403
    assert hand_in(web, client, data).status_code == 403
    assert WORD not in client.get(f"/tjansteskrivelser/{memo.id}").text
    assert WORD not in client.get(f"/arenden/{memo.case_id}").text


def test_the_page_of_the_case_leads_there_once_there_is_a_file(web, desk, memo):
    client = web.browser("case_officer")
    assert WORD not in client.get(f"/arenden/{memo.case_id}").text
    printed(web, desk, memo)
    assert f'href="{WORD}/"' in client.get(f"/arenden/{memo.case_id}").text


def test_another_version_of_the_handling_offers_to_be_read_back(web, desk, memo):
    client = web.browser("case_officer")
    data = edited(printed(web, desk, memo), rewrite("skickat", "sänt"))
    document = get_record(memo.record_id).document
    url = f"/steg/{document.record_id}/add_version"
    done = web.post(client, url, files=(io.BytesIO(data), "skrivelse.docx"), source="word")
    shown = client.get(done.location).text
    version = DocumentVersion.select().order_by(DocumentVersion.id.desc()).get()
    assert f"{WORD}/?version={version.id}" in shown
    page = client.get(f"{WORD}/?version={version.id}")
    assert re.search(r"<ins>.*sänt</ins>", page.text)
    web.post(client, f"{WORD}/spara", **carried(page.text))
    assert "sänt" in sections(memo)["background"]
    assert VersionFile.select().where(VersionFile.version == version).count() == 1
    assert DocumentVersion.select().count() == 2


def test_a_new_word_file_after_an_edited_one_is_made_only_on_a_second_thought(web, desk, memo):
    client = web.browser("case_officer")
    page = hand_in(web, client, edited(printed(web, desk, memo), rewrite("skickat", "sänt")))
    web.post(client, f"{WORD}/spara", **carried(page.text))
    url = f"/tjansteskrivelser/{memo.id}/word"
    asked = web.post(client, url)
    assert asked.status_code == 409
    assert "redigerad för hand" in asked.text
    assert 'name="anda"' in asked.text
    assert DocumentVersion.select().count() == 2
    assert web.post(client, url, anda="1").status_code == 302
    assert DocumentVersion.select().count() == 3


def test_a_text_that_may_no_longer_change_says_so(web, desk, memo):
    data = edited(printed(web, desk, memo), rewrite("skickat", "sänt"))
    run(web.system, "approve_memo", get_record(memo.record_id), actor=desk.actor)
    page = hand_in(web, web.browser("case_officer"), data)
    assert (page.status_code, "kan inte göras när läget är" in page.text) == (422, True)
    assert MemoVersion.select().where(MemoVersion.owner == memo).count() == 2


def test_the_same_file_twice_says_that_there_is_nothing_to_read_in(web, desk, memo):
    client = web.browser("case_officer")
    data = edited(printed(web, desk, memo), rewrite("skickat", "sänt"))
    web.post(client, f"{WORD}/spara", **carried(hand_in(web, client, data).text))
    again = hand_in(web, client, data).text
    assert "det finns ingen text att läsa in" in again
    assert "Filen finns redan bland versionerna" in again
