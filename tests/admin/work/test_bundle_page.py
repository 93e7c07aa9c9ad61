"""Samla till PDF. Whoever may see the case chooses among its documents and gets one file."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from kansli.plugin.registering import receive, register
from kansli.plugin.store.documents import VersionFile
from kansli.plugin.worker import work


def paper():
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.fixture
def case(desk, web):
    """A case with two PDFs and a picture."""
    made = desk.case("Lekplatsen", files=(("ansökan.pdf", paper()),))
    for name, data in (("ritning.pdf", paper()), ("foto.png", b"\x89PNG\r\n\x1a\nxx")):
        values = {"kind": "unknown", "title": name, "direction": "incoming"}
        register(web.system, made, values, [receive(web.system, data, name)], actor=desk.actor)
    VersionFile.update(text="läst").execute()
    return made


def test_the_case_leads_to_the_form_where_what_cannot_be_put_in_says_why(case, web):
    client = web.browser("reader")
    assert f'href="/samla/{case.id}"' in client.get(f"/arenden/{case.id}").text
    shown = client.get(f"/samla/{case.id}").text
    assert (
        shown.count(" checked") == 2
        and shown.count(" disabled") == 1
        and "Filtypen bild (PNG) blir inte PDF här." in shown
    )


def test_a_case_whose_files_cannot_become_pdf_does_not_offer_it(desk, web):
    case = desk.case("Parken", files=(("plan.md", b"# Plan"),))
    assert f'href="/samla/{case.id}"' not in web.browser("reader").get(f"/arenden/{case.id}").text


def test_the_chosen_files_come_as_one_with_their_titles(case, web):
    chosen = [row.id for row in VersionFile.select().order_by(VersionFile.id)][1:2]
    client = web.browser("reader")
    waiting = web.post(client, f"/samla/{case.id}", file=chosen).location
    work(web.system, once=True, part="conversions")
    sent = client.get(f"{waiting}/fil")
    assert sent.mimetype == "application/pdf" and "attachment" in sent.headers["Content-Disposition"]
    assert [entry.title for entry in PdfReader(io.BytesIO(sent.data)).outline] == ["2. ritning.pdf"]


def test_a_refusal_keeps_the_choice_and_names_the_file(case, web):
    every = [row.id for row in VersionFile.select()]
    refused = web.post(web.browser("reader"), f"/samla/{case.id}", file=every)
    assert refused.status_code in {409, 422} and "foto.png" in refused.text
    assert refused.text.count(" checked") == 2


def test_a_case_that_one_may_not_see_has_no_such_page(case, web, desk):
    desk.take("mark_secret", case, provision="OSL 26 kap. 1 §", note="x", reason="y")
    assert web.browser("reader").get(f"/samla/{case.id}").status_code == 404
