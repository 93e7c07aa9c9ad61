"""Templates in the browser: checked, tried, proposed by one and put in use by another, looked up and renamed in."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from word_templates import MEMO, template

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan
from kansli.plugin.rendering.catalogues import catalogue_for
from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.store.accounts import Grant
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.worker import work

PAGE = f"/mallar/mall/{MEMO}"
CHECK = f"/mallar/granska/{MEMO}"


@pytest.fixture
def studio(web) -> Any:
    publish_shipped_templates(web.system)
    return web


def upload(web, client, data: bytes, name: str = "mall.docx"):
    """Choose a file and send it; the answer leads to the report."""
    return web.post(client, CHECK, file=(io.BytesIO(data), name))


def reported(web, client, data: bytes) -> str:
    """The address of the report of a file."""
    answer = upload(web, client, data)
    assert answer.status_code == 302
    return answer.location


def proposed(web, client, data: bytes = b"", note: str = "Ny logotyp") -> TemplateProposal:
    address = reported(web, client, data or template())
    answer = web.post(client, address.replace("?", "/forslag?"), note=note)
    assert answer.status_code == 302, answer.text
    return TemplateProposal.select().order_by(TemplateProposal.id.desc()).first()


def word_field(document) -> None:
    field = f'<w:fldSimple {nsdecls("w")} w:instr=" MERGEFIELD Diarienummer "><w:r><w:t>X</w:t></w:r></w:fldSimple>'
    document.paragraphs[0]._p.append(parse_xml(field))


def test_the_list_says_what_is_in_use_what_waits_and_what_no_longer_fits(studio):
    secretary = studio.browser("board_secretary")
    proposed(studio, secretary)
    broken = TemplateVersion.get(TemplateVersion.template == "lund/yttrande")
    blob = studio.system.files.put(template("{{ arende.borttaget }}"))
    broken.file.sha256 = blob.sha256
    broken.file.save()
    page = secretary.get("/mallar/").text
    assert "Ett förslag väntar" in page
    assert "Passar inte fälten" in page
    assert "okänt fält ”arende.borttaget”" in secretary.get("/mallar/mall/lund/yttrande").text


def test_a_faulty_template_is_told_fault_by_fault_and_can_be_taken_home_with_comments(studio):
    client = studio.browser("board_secretary")
    address = reported(studio, client, template("Hej", "{{ arende.rubrk }}", "{% if arende.rubrik %}"))
    page = client.get(address).text
    assert "2 fel att rätta i Word" in page
    assert page.index("Menade du ”arende.rubrik”?") < page.index("saknar {% endif %}")
    assert "Lämna förslaget" not in page
    marked = client.get(address.replace("?", "/kommentarer?"))
    comments = [comment.text for comment in Document(io.BytesIO(marked.data)).comments]
    assert sum("Brödtexten" in said for said in comments) == 2
    assert client.get(address.replace("?", "/prov/short/docx?")).status_code == 404


def test_a_good_template_is_shown_filled_in_three_ways_and_as_it_will_look(studio):
    client = studio.browser("board_secretary")
    address = reported(studio, client, template())
    page = client.get(address).text
    assert "Mallen går att använda." in page
    assert page.count("Klarade kontrollen") == 3
    assert "NN 2026/0042" in page, "the preview is filled with examples"
    short = client.get(address.replace("?", "/prov/short/docx?"))
    assert "NN 2026/0042" in read(short.data).text
    assert client.get(address.replace("?", "/prov/huge/docx?")).status_code == 404


def test_a_trial_can_be_had_as_pdf(studio, libreoffice):
    client = studio.browser("board_secretary")
    address = reported(studio, client, template())
    waiting = client.get(address.replace("?", "/prov/short/pdf?")).location
    assert studio.browser("reader").get(waiting).status_code == 404
    work(studio.system, once=True, part="conversions")
    assert client.get(f"{waiting}/fil").data.startswith(b"%PDF-")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"PK\x03\x04"])
def test_what_is_no_word_file_is_told_so_and_no_comments_are_offered(studio, data):
    client = studio.browser("board_secretary")
    address = reported(studio, client, data)
    page = client.get(address).text
    assert "Filen är" in page
    assert "Hämta med kommentarer" not in page
    assert client.get(address.replace("?", "/kommentarer?")).status_code == 404


def test_a_form_without_a_file_and_a_file_that_is_too_large_are_refused_at_the_field(studio, monkeypatch):
    client = studio.browser("board_secretary")
    assert "Välj mallens fil." in studio.post(client, CHECK).text
    monkeypatch.setattr("kansli.admin.work.template_files.MAX_FILE", 1000)
    answer = upload(studio, client, template())
    assert answer.status_code == 422
    assert "större än 20 MB" in answer.text


def test_one_cannot_look_at_a_file_that_somebody_else_sent_in(studio):
    address = reported(studio, studio.browser("board_secretary"), template())
    other = studio.browser("system_manager").get(address)
    assert other.status_code == 422
    assert "går inte att läsa längre" in other.text


def test_what_one_proposes_another_puts_in_use(studio):
    secretary, manager = studio.browser("board_secretary"), studio.browser("system_manager")
    proposal = proposed(studio, secretary, note="Ny logotyp")
    address = f"/mallar/forslag/{proposal.id}"
    own = secretary.get(address).text
    assert "Du har lämnat förslaget." in own
    assert "<dd>Kim board_secretary</dd>" in own
    page = manager.get(address).text
    assert "Klarade kontrollen" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    refused = studio.post(manager, address, note="", seen=seen)
    assert refused.status_code == 422
    assert "Anteckning saknas" in refused.text
    assert studio.post(manager, address, note="Granskad", seen=seen).location == PAGE
    version = template_in_force(MEMO)
    assert (version.number, version.note, version.proposed_by) == (2, "Granskad", "board_secretary@exempel.se")
    page = secretary.get(PAGE).text
    assert "Granskad" in page
    assert "blev version 2" in page


def test_a_proposal_waits_on_the_first_page_of_those_who_may_put_it_in_use(studio):
    secretary, manager = studio.browser("board_secretary"), studio.browser("system_manager")
    proposal = proposed(studio, secretary, note="Ny logotyp")
    row = f'href="/mallar/forslag/{proposal.id}"'
    page = manager.get("/").text
    assert row in page
    assert "Kim board_secretary" in page
    assert row not in secretary.get("/").text
    studio.post(secretary, f"/mallar/forslag/{proposal.id}/dra-tillbaka")
    assert row not in manager.get("/").text


def test_one_who_may_put_templates_in_use_is_not_asked_about_her_own(studio):
    everybody = studio.browser("everything")
    proposal = proposed(studio, everybody)
    assert f'href="/mallar/forslag/{proposal.id}"' not in everybody.get("/").text


def test_nobody_puts_her_own_proposal_in_use_or_one_she_may_not(studio):
    everybody, reader = studio.browser("everything"), studio.browser("reader")
    proposal = proposed(studio, everybody)
    address = f"/mallar/forslag/{proposal.id}"
    assert "Ta mallen i bruk</button>" not in everybody.get(address).text
    assert studio.post(everybody, address, note="x", seen="1").status_code == 422
    assert studio.post(reader, address, note="x", seen="1").status_code == 403
    assert reader.get(CHECK).status_code == 403
    assert template_in_force(MEMO).number == 1


def test_one_who_looked_before_a_newer_version_came_is_told_and_looks_again(studio):
    secretary, manager = studio.browser("board_secretary"), studio.browser("system_manager")
    first, second = proposed(studio, secretary), proposed(studio, secretary, template("{{ arende.rubrik }}"))
    studio.post(manager, f"/mallar/forslag/{first.id}", note="x", seen="1")
    address = f"/mallar/forslag/{second.id}"
    late = studio.post(manager, address, note="x", seen="1")
    assert late.status_code == 422
    assert "togs i bruk av system_manager@exempel.se" in late.text
    assert "Jämför de två först" in manager.get(address).text
    assert studio.post(manager, address, note="x", seen="2").status_code == 302


def test_a_proposal_is_withdrawn_and_can_still_be_read(studio):
    secretary = studio.browser("board_secretary")
    proposal = proposed(studio, secretary)
    address = f"/mallar/forslag/{proposal.id}"
    assert studio.post(secretary, f"{address}/dra-tillbaka").location == PAGE
    assert "Förslaget är tillbakadraget." in secretary.get(address).text
    assert secretary.get(f"{address}/fil").data == studio.system.files.read(proposal.file.sha256)


def test_one_who_puts_templates_in_use_in_one_diary_is_not_offered_what_she_is_refused(studio):
    proposal = proposed(studio, studio.browser("board_secretary"))
    address, offered = f"/mallar/forslag/{proposal.id}", f"/mallar/forslag/{proposal.id}/dra-tillbaka"
    manager = studio.browser("system_manager")
    assert offered in manager.get(address).text
    Grant.update(registry=Registry.get()).where(Grant.user == studio.people["system_manager"]).execute()
    assert offered not in manager.get(address).text


def test_an_older_version_is_looked_at_and_put_in_use_again(studio):
    secretary, manager = studio.browser("board_secretary"), studio.browser("system_manager")
    old = template_in_force(MEMO)
    proposal = proposed(studio, secretary)
    studio.post(manager, f"/mallar/forslag/{proposal.id}", note="x", seen="1")
    address = f"/mallar/version/{old.id}"
    assert "Ta versionen i bruk igen" not in secretary.get(address).text
    assert "Ta versionen i bruk igen" in manager.get(address).text
    assert studio.post(manager, address, note="").status_code == 422
    assert studio.post(manager, address, note="Fel logotyp").status_code == 302
    assert template_in_force(MEMO).file.sha256 == old.file.sha256
    trial = manager.get(f"{address}/prov/short/docx").data
    assert "Yttrande över förslag till gångvägsplan" in read(trial).text


def test_the_page_of_a_template_says_how_many_documents_each_version_has_made(studio, desk):
    memo = desk.memo(desk.case(), sections={"summary": "Kort.", "background": "Bakgrund.", "child_impact": "Inga.",
                                            "financial_impact": "Inga."},
                     proposals=[{"bodies": ["TN"], "clauses": ["att anta texten"]}])  # fmt: skip
    client = studio.browser("everything")
    answer = studio.post(client, f"/tjansteskrivelser/{memo.id}/word")
    assert answer.status_code == 302, answer.text
    row = re.search(r"Version 1</a>.*?</tr>", client.get(PAGE).text, re.DOTALL)[0]
    assert '<td class="k-num">1</td>' in row
    page = client.get(PAGE).text
    assert "Används för Tjänsteskrivelse. Ett dokument är gjort med den." in page
    assert client.get("/post/template_version:1").location == "/mallar/version/1"


def test_the_field_list_shows_how_a_field_is_written_with_an_example(studio):
    page = studio.browser("reader").get("/mallar/falt/memo").text
    assert 'data-copy="{{ arende.diarienummer }}"' in page
    assert 'data-copy="{{ dokument.datum | datum }}"' in page
    assert 'data-copy="{% for x in handlaggare %}"' in page
    assert 'data-copy="{{ x.namn }}"' in page
    assert "NN 2026/0042" in page


def test_the_file_to_start_from_is_a_template_of_the_type(studio):
    made = studio.browser("reader").get("/mallar/falt/memo/startmall")
    assert "startmall" in made.headers["Content-Disposition"]
    catalogue: Catalogue = catalogue_for(studio.system.profile, "memo")
    assert scan(made.data, catalogue).problems == ()
    assert studio.browser("reader").get("/mallar/falt/annex").status_code == 404


def test_a_field_is_renamed_in_all_templates_after_a_look(studio):
    client = studio.browser("board_secretary")
    page = client.get("/mallar/byt-falt?old=arende.diarienummer&new=kommun.namn").text
    assert "<del>" in page
    assert "Lämna" in page
    faulty = client.get("/mallar/byt-falt?old=arende.diarienummer&new=arende.okant").text
    assert "okänt fält ”arende.okant”" in faulty
    assert "Tomt: fältets gamla" not in faulty
    assert TemplateProposal.select().where(TemplateProposal.state == "proposed").count() == 0
    answer = studio.post(client, "/mallar/byt-falt", old="arende.diarienummer", new="kommun.namn", note="")
    assert answer.status_code == 302
    notes = {one.note for one in TemplateProposal.select().where(TemplateProposal.state == "proposed")}
    assert notes == {"Fältet arende.diarienummer heter nu kommun.namn"}
    assert "är inget fältnamn" in client.get("/mallar/byt-falt?old=1+2&new=x").text


def test_words_own_fields_are_connected_with_one_click(studio):
    document = Document()
    document.add_paragraph("Nr: ")
    word_field(document)
    buffer = io.BytesIO()
    document.save(buffer)
    client = studio.browser("board_secretary")
    address = reported(studio, client, buffer.getvalue())
    assert "Koppla Word-fälten" in client.get(address).text
    connect = address.replace("?", "/koppla?")
    page = client.get(connect).text
    assert '<option value="arende.diarienummer" selected>' in page
    answer = studio.post(client, connect, **{"val.0": "arende.diarienummer"})
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "Mallen går att använda." in page
    assert "Nr: NN 2026/0042" in page


def test_text_of_a_template_never_becomes_markup(studio):
    client = studio.browser("board_secretary")
    page = client.get(reported(studio, client, template("<script>alert(1)</script> {{ dokument.rubrik }}"))).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
