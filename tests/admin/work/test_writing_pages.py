"""Writing in the browser: no text is ever lost, two editors get both texts, and nothing typed becomes markup."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import DraftBuffer, Memo
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.worker import work
from kansli.plugin.writing.content import content_of

SCRIPT = "<script>alert(1)</script>"


def form_of(memo: Memo, **changes: Any) -> dict[str, Any]:
    values = {
        "version": str(memo.version), "title": memo.title, "date": "2026-02-01", "proposals.0.bodies": ["TN"],
        "proposals.0.clause": ["att avge yttrandet"], "sections.background": "Bakgrunden.",
        "basis.text": [""], "basis.link": [""], "signatories.name": ["Kim Berg"], "signatories.title": ["Chef"],
        "for_action.name": ["Regionen"], "for_action.address": [""], "for_information.name": [""],
        "for_information.address": [""],
    }  # fmt: skip
    return {**values, **changes}


def fresh(memo: Memo) -> Memo:
    return get_record(memo.record_id)


def test_what_is_saved_is_a_new_wording_and_the_old_one_can_be_read(web, desk):
    memo = desk.memo(desk.case(), sections={"background": "Den första."})
    client = web.browser("case_officer")
    assert web.post(client, f"/tjansteskrivelser/{memo.id}", **form_of(memo)).status_code == 302
    assert content_of(fresh(memo))["sections"]["background"] == "Bakgrunden."
    assert content_of(fresh(memo))["signatories"] == [{"name": "Kim Berg", "title": "Chef"}]
    assert "Den första." in client.get(f"/tjansteskrivelser/{memo.id}/lydelse/1").text
    assert client.get(f"/tjansteskrivelser/{memo.id}/lydelse/9").status_code == 404


def test_what_is_typed_is_kept_between_the_saves_for_its_writer_alone(web, desk):
    memo = desk.memo(desk.case())
    client = web.browser("case_officer")
    changed = form_of(memo, **{"sections.background": "Halvskrivet"})
    kept = client.post(
        f"/tjansteskrivelser/{memo.id}/utkast",
        data={**changed, "csrf_token": re.search(r'csrf-token" content="([^"]+)', client.get("/konto/").text)[1]},
        headers={"HX-Request": "true"},
    )
    assert re.search(r"Utkast sparat <time[^>]*>\d\d:\d\d:\d\d", kept.text)
    page = client.get(f"/tjansteskrivelser/{memo.id}").text
    assert "Halvskrivet" in page
    assert "osparade utkast" in page
    assert "Halvskrivet" not in web.browser("manager").get(f"/tjansteskrivelser/{memo.id}").text
    web.post(client, f"/tjansteskrivelser/{memo.id}/kasta")
    assert "Halvskrivet" not in client.get(f"/tjansteskrivelser/{memo.id}").text


def test_a_refusal_costs_no_text(web, desk):
    memo = desk.memo(desk.case())
    client = web.browser("case_officer")
    answer = web.post(
        client,
        f"/tjansteskrivelser/{memo.id}",
        **form_of(memo, title="", date="2026-02-31", **{"sections.background": "Lång text"}),
    )
    assert answer.status_code == 422
    assert "Lång text" in answer.text
    assert 'id="f-title-fel"' in answer.text
    assert 'id="f-date-fel"' in answer.text
    assert DraftBuffer.get().form["sections"]["background"] == "Lång text"


def test_two_editors_see_both_texts_and_choose_part_by_part(web, desk):
    memo = desk.memo(desk.case(), sections={"background": "Ursprung."})
    anna, bo = web.browser("case_officer"), web.browser("manager")
    path = f"/tjansteskrivelser/{memo.id}"
    first = form_of(memo, **{"sections.background": "Annas.", "sections.summary": "Annas sammanfattning."})
    web.post(anna, path, **first)
    late = form_of(memo, **{"sections.background": "Bos.", "sections.assessment": "Bos bedömning."})
    refused = web.post(bo, path, **late)
    assert refused.location.endswith("/krock")
    both = bo.get(refused.location).text
    assert "Annas." in both and "Bos." in both
    assert content_of(fresh(memo))["sections"]["background"] == "Annas."
    version = re.search(r'name="version" value="(\d+)"', both)[1]
    chosen = {"val.sections.background": "both", "val.sections.summary": "theirs", "val.sections.assessment": "ours"}
    web.post(bo, refused.location, version=version, **chosen)
    editor = bo.get(path).text
    assert "Annas.\n\nBos." in editor
    merged = {
        "sections.background": "Annas.\n\nBos.",
        "sections.summary": "Annas sammanfattning.",
        "sections.assessment": "Bos bedömning.",
    }
    shown = re.search(r'name="version" value="(\d+)"', editor)[1]
    assert web.post(bo, path, **form_of(memo, version=shown, **merged)).status_code == 302
    assert content_of(fresh(memo))["sections"]["background"] == "Annas.\n\nBos."


def test_rows_are_added_moved_and_removed_without_a_script_and_nothing_is_saved_by_it(web, desk):
    memo = desk.memo(desk.case())
    client, path = web.browser("case_officer"), f"/tjansteskrivelser/{memo.id}"
    clauses = {"proposals.0.clause": ["att ett", "att två"]}
    moved = web.post(client, path, **form_of(memo, op="down:proposals.0:0", **clauses)).text
    assert moved.index("att två") < moved.index("att ett")
    assert moved.count('name="proposals.0.clause"') == 2
    added = web.post(client, path, **form_of(memo, op="add:proposals.0", **clauses)).text
    assert added.count('name="proposals.0.clause"') == 3
    removed = web.post(client, path, **form_of(memo, op="remove:proposals.0:0", **clauses)).text
    assert "att ett" not in removed
    assert web.post(client, path, **form_of(memo, op="up:nonsens.x:1", **clauses)).status_code == 200
    assert fresh(memo).content_number == 1


def test_nothing_that_is_typed_becomes_markup(web, desk):
    memo = desk.memo(desk.case(title=f"Titel {SCRIPT}"))
    client, path = web.browser("case_officer"), f"/tjansteskrivelser/{memo.id}"
    everywhere = form_of(
        memo, title=f"Rubrik {SCRIPT}", **{
            "sections.background": f"**Fet** {SCRIPT}\n\n[länk](javascript:alert(1))",
            "proposals.0.clause": [f"att {SCRIPT}"], "basis.text": [SCRIPT], "signatories.name": [SCRIPT],
            "for_action.name": [SCRIPT],
        },
    )  # fmt: skip
    assert web.post(client, path, **everywhere).status_code == 302
    pages = [
        path,
        f"{path}?las=1",
        f"{path}/visa",
        f"/arenden/{memo.case_id}",
        "/",
        "/?visa=body",
        f"/arenden/{memo.case_id}/handelser",
    ]
    for page in pages:
        shown = client.get(page).text
        assert SCRIPT not in shown, page
        assert 'href="javascript' not in shown, page
    assert "<strong>Fet</strong>" in client.get(f"{path}?las=1").text


def test_a_reader_reads_but_neither_writes_nor_keeps(web, desk):
    publish_shipped_templates(web.system)
    memo = desk.memo(desk.case(), sections={"background": "Läsbart."})
    reader, path = web.browser("reader"), f"/tjansteskrivelser/{memo.id}"
    page = reader.get(path).text
    assert "Läsbart." in page
    assert 'id="writing"' not in page
    assert web.post(reader, path, **form_of(memo)).status_code == 403
    web.post(reader, f"{path}/utkast", **form_of(memo))
    assert DraftBuffer.select().count() == 0
    assert web.post(reader, f"{path}/word").status_code == 403


def test_a_missing_section_stops_the_word_file_and_is_named_at_its_field(web, desk):
    publish_shipped_templates(web.system)
    memo = desk.memo(desk.case())
    answer = web.post(web.browser("case_officer"), f"/tjansteskrivelser/{memo.id}/word")
    assert answer.status_code == 422
    assert "Ärendet saknas." in answer.text
    assert 'id="fault-background"' in answer.text
    assert fresh(memo).document_id is None


def test_the_word_file_can_be_had_as_pdf_where_the_server_can_make_it(web, desk, libreoffice, monkeypatch):
    publish_shipped_templates(web.system)
    written = {name: f"Text om {name}." for name in ("summary", "background", "child_impact", "financial_impact")}
    people = [{"name": "Robin Påhittad", "title": "teknisk direktör"}]
    proposals = [{"bodies": ["TN"], "clauses": ["att avge yttrandet."]}]
    memo = desk.memo(desk.case(), sections=written, signatories=people, proposals=proposals)
    client = web.browser("case_officer")
    page = f"/tjansteskrivelser/{memo.id}"
    assert "Hämta PDF" not in client.get(page).text
    assert web.post(client, f"{page}/pdf").status_code == 404
    web.post(client, f"{page}/word")
    assert "Hämta Word" in client.get(page).text
    assert "Hämta PDF" in client.get(page).text
    waiting = web.post(client, f"{page}/pdf").location
    work(web.system, once=True, part="conversions")
    made = client.get(f"{waiting}/fil")
    assert (made.mimetype, made.data[:5]) == ("application/pdf", b"%PDF-")
    assert made.headers["Content-Disposition"].endswith(".pdf")
    monkeypatch.setenv("PATH", "")
    assert "Hämta PDF" not in client.get(page).text


def test_a_choice_between_two_texts_with_a_strange_version_costs_no_text(web, desk):
    memo = desk.memo(desk.case(), sections={"background": "Ursprung."})
    client = web.browser("case_officer")
    path = f"/tjansteskrivelser/{memo.id}"
    web.post(client, f"{path}/utkast", **form_of(memo, **{"sections.background": "Mitt eget."}))
    for version in ("abc", "9" * 20, "-1"):
        assert web.post(client, f"{path}/krock", version=version).status_code == 302
    assert DraftBuffer.get().form["sections"]["background"] == "Mitt eget."


FINISHED = """Tjänsteskrivelse

2026-03-04

Gungor vid Ängsvägen

Förslag till beslut

Tekniska nämnden föreslås besluta

att sätta upp två gungor

Sammanfattning

Barnen gungar gärna.

Robin Påhittad
Teknisk direktör

Beslutet skickas till

Akten
"""


def begin_from(web, client, case, text: str, **values: Any):
    fields = {"title": case.title, "body": "TN", "type": "memo", **values}
    return web.post(client, f"/tjansteskrivelser/ny/{case.id}", files=(BytesIO(text.encode()), "färdig.txt"), **fields)


def test_a_memo_begins_from_a_finished_text(web, desk):
    case = desk.case()
    answer = begin_from(web, web.browser("case_officer"), case, FINISHED)
    assert answer.status_code == 302
    content = content_of(get_record(f"memo:{answer.location.rsplit('/', 1)[1]}"))
    assert content["title"] == "Gungor vid Ängsvägen"
    assert content["proposals"] == [{"bodies": ["TN"], "clauses": ["att sätta upp två gungor"]}]
    assert content["sections"] == {"summary": "Barnen gungar gärna."}


def test_her_own_title_goes_before_the_files(web, desk):
    answer = begin_from(web, web.browser("case_officer"), desk.case(), FINISHED, title="Två nya gungor")
    assert content_of(get_record(f"memo:{answer.location.rsplit('/', 1)[1]}"))["title"] == "Två nya gungor"


def test_lines_that_found_no_place_are_shown_before_the_editor(web, desk):
    text = FINISHED.replace("2026-03-04\n", f"2026-03-04\n\nSes över av ledningsgruppen {SCRIPT}\n", 1)
    text = text.replace("Gungor vid Ängsvägen\n", "# Gungor vid Ängsvägen\n")
    page = begin_from(web, web.browser("case_officer"), desk.case(), text)
    assert page.status_code == 200
    assert "1 rad i filen fick ingen plats." in page.text
    assert "Ses över av ledningsgruppen" in page.text
    assert SCRIPT not in page.text
    memo = re.search(r'href="/tjansteskrivelser/(\d+)"', page.text)[1]
    assert content_of(get_record(f"memo:{memo}"))["title"] == "Gungor vid Ängsvägen"


def test_a_file_without_text_is_refused_and_begins_nothing(web, desk):
    case = desk.case()
    page = begin_from(web, web.browser("case_officer"), case, " \n")
    assert page.status_code == 422
    assert "färdig.txt" in page.text
    assert not Memo.select().where(Memo.case == case).exists()


def test_the_letter_that_came_in_stands_beside_the_editor_for_those_who_may_see_it(web, desk):
    case = desk.case(files=(("brev.txt", b"Ett brev."),))
    memo, letter = desk.memo(case), case.documents.get()
    link = f'href="/handlingar/{letter.id}" target="_blank"'
    client = web.browser("case_officer")
    assert link in client.get(f"/tjansteskrivelser/{memo.id}").text
    desk.take("mark_secret", case, document=letter.record_id, provision="osl_21_1")
    assert link not in client.get(f"/tjansteskrivelser/{memo.id}").text


def test_a_character_that_cannot_be_kept_is_told_beside_that_the_rest_is_saved(web, desk):
    memo = desk.memo(desk.case())
    client = web.browser("case_officer")
    web.post(client, f"/tjansteskrivelser/{memo.id}", **form_of(memo, **{"sections.background": "Bak\x01grund"}))
    page = client.get(f"/tjansteskrivelser/{memo.id}").text
    assert "togs bort (U+0001). Resten är kvar." in page
    assert content_of(fresh(memo))["sections"]["background"] == "Bakgrund"


def test_a_character_of_a_new_memos_title_that_cannot_be_kept_is_told(web, desk):
    client = web.browser("case_officer")
    form = {"title": "Gun\x01gor", "body": "TN", "type": "memo"}
    begun = web.post(client, f"/tjansteskrivelser/ny/{desk.case().id}", **form)
    assert "Rubrik: tecken som ett dokument inte kan innehålla togs bort (U+0001)." in client.get(begun.location).text


def test_the_word_file_is_told_with_the_name_of_its_template(web, desk):
    publish_shipped_templates(web.system)
    sections = {"summary": "Kort.", "background": "Bak.", "child_impact": "Inga.", "financial_impact": "Inga."}
    proposals = [{"bodies": ["TN"], "clauses": ["att anta texten"]}]
    memo, client = desk.memo(desk.case(), sections=sections, proposals=proposals), web.browser("case_officer")
    web.post(client, f"/tjansteskrivelser/{memo.id}/word")
    page = client.get(f"/tjansteskrivelser/{memo.id}").text
    assert "skapad med Tjänsteskrivelse, version 1." in page
    assert "· Tjänsteskrivelse, version 1</p>" in page
    file = client.get(f"/handlingar/{fresh(memo).document_id}").text
    assert "mall Tjänsteskrivelse, version 1" in file
    assert "lund/" not in page + file
