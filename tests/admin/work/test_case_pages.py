"""Cases, steps, files and lists: who sees what, what is in the way, and how much the database is asked."""

from __future__ import annotations

import pytest

from kansli.plugin.clock import today
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.documents import VersionFile
from kansli.plugin.store.tables import get_record


def test_closing_tells_everything_that_is_in_the_way_at_once_each_with_a_link(web, desk):
    case = desk.case()
    memo = desk.memo(case)
    desk.take("add_watch", case, title="Ring föreningen", due=today().isoformat())
    client = web.browser("registrar")
    for answer in (
        client.get(f"/steg/{case.record_id}/close_case"),
        web.post(client, f"/steg/{case.record_id}/close_case"),
    ):
        assert f'href="/tjansteskrivelser/{memo.id}"' in answer.text
        assert f'href="/steg/{case.record_id}/assign_officer"' in answer.text
        assert "/post/watch:" in answer.text
    assert get_record(case.record_id).state == "open"


def test_a_step_goes_from_its_form_to_the_case_and_says_so(web, desk):
    case = desk.case()
    client = web.browser("registrar")
    page = client.get(f"/steg/{case.record_id}/assign_officer").text
    assert "case_officer@exempel.se" in page
    answer = web.post(client, f"/steg/{case.record_id}/assign_officer", officer="case_officer@exempel.se", unit="")
    assert answer.location == f"/arenden/{case.id}"
    assert "Kim case_officer" in client.get(answer.location).text


def test_a_refused_step_keeps_what_was_typed(web, desk):
    case = desk.case()
    client = web.browser("case_officer")
    answer = web.post(client, f"/steg/{case.record_id}/add_watch", title="Ring Örjan", due="2026-02-30", user="")
    assert answer.status_code == 422
    assert "Ring Örjan" in answer.text
    assert 'id="f-due-fel"' in answer.text
    assert Watch.select().count() == 0


def test_a_reason_that_is_missing_is_asked_for_at_its_field(web, desk):
    case = desk.case()
    answer = web.post(web.browser("registrar"), f"/steg/{case.record_id}/void_case", reason=" ")
    assert answer.status_code == 422
    assert 'id="f-reason-fel"' in answer.text


def test_one_who_may_not_take_a_step_gets_neither_form_nor_effect(web, desk):
    case = desk.case()
    reader = web.browser("reader")
    assert reader.get(f"/steg/{case.record_id}/close_case").status_code == 403
    assert web.post(reader, f"/steg/{case.record_id}/close_case").status_code == 403
    assert reader.get(f"/steg/{case.record_id}/nonsens").status_code == 404
    page = reader.get(f"/arenden/{case.id}").text
    assert "/steg/" not in page
    assert "/registrera/" not in page


def test_a_secret_case_is_as_if_it_were_not_there(web, desk):
    case = desk.case("Hemligheten", files=(("brev.txt", b"Hemlig text."),))
    memo = desk.memo(case)
    desk.take("mark_secret", case, provision="osl_21_1")
    reader = web.browser("reader")
    file = VersionFile.get()
    paths = (
        f"/arenden/{case.id}", f"/arenden/{case.id}/handelser", f"/arenden/{case.id}/steg",
        f"/steg/{case.record_id}/close_case",
        f"/handlingar/{file.version.document_id}", f"/handlingar/fil/{file.id}", f"/tjansteskrivelser/{memo.id}",
        f"/post/{memo.record_id}", f"/tjansteskrivelser/{memo.id}/visa",
    )  # fmt: skip
    assert {path: reader.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    for path in ("/arenden/", "/handlingar/", "/postlista/", "/?visa=body"):
        assert "Hemligheten" not in reader.get(path).text
    assert web.browser("registrar").get(f"/arenden/{case.id}").status_code == 200


def test_a_file_is_only_ever_sent_as_something_to_save(web, desk):
    desk.case(files=(("trasig.pdf", b"%PDF-1.4 avbruten"), ("brev.txt", b"Hej")))
    client = web.browser("registrar")
    bad, good = VersionFile.select().order_by(VersionFile.id)
    assert bad.quarantine and not good.quarantine
    warned = client.get(f"/handlingar/fil/{bad.id}")
    assert warned.mimetype == "text/html"
    assert "Hämta filen ändå" in warned.text
    for path in (f"/handlingar/fil/{bad.id}?anda=1", f"/handlingar/fil/{good.id}"):
        sent = client.get(path)
        assert sent.headers["Content-Disposition"].startswith("attachment")
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert client.get(f"/handlingar/fil/{bad.id}?anda=1").mimetype == "application/octet-stream"


def test_a_watch_is_done_from_the_list(web, desk):
    case = desk.case()
    desk.take("add_watch", case, title="Ring", due=today().isoformat(), user="case_officer@exempel.se")
    client = web.browser("case_officer")
    assert "Ring" in client.get("/").text
    web.post(client, f"/klar/{Watch.get().id}", visa="mine")
    assert Watch.get().state == "done"
    assert web.post(web.browser("reader"), f"/klar/{Watch.get().id}").status_code in {403, 422}


def test_the_list_of_cases_is_narrowed_and_paged(web, desk):
    for number in range(3):
        desk.case(f"Fråga {number}")
    client = web.browser("reader")
    assert client.get("/arenden/").text.count("Fråga") == 3
    assert "Inga ärenden" in client.get("/arenden/?year=1999").text
    assert "Inga ärenden" in client.get("/arenden/?sida=5").text
    assert client.get("/arenden/?sida=-1&year=x&state=%00").status_code == 200


@pytest.mark.parametrize("rows", [1, 15])
def test_the_database_is_asked_as_often_however_much_there_is(web, desk, counted, rows):
    case = desk.case("Det stora ärendet", files=(("brev.txt", b"Hej"),))
    for number in range(rows):
        other = desk.case(
            f"Ärende {number}", files=(("a.txt", b"A"), ("b.txt", b"B")), counterparty=f"Motpart {number}"
        )
        desk.memo(other)
        desk.take("add_watch", case, title=f"Ring {number}", due=today().isoformat())
    client = web.browser("everything")
    most = {"/?visa=body": 3, "/arenden/": 3, "/handlingar/": 3, "/postlista/": 3, f"/arenden/{case.id}": 5}
    asked = {}
    for path in most:
        with counted() as seen:
            assert client.get(path).status_code == 200
        asked[path] = len(seen)
    assert {path: count for path, count in asked.items() if count > most[path]} == {}


def test_a_document_of_a_voided_case_number_keeps_its_row(web, desk):
    case = desk.case()
    desk.take("void_case", case, reason="Dubblett")
    page = web.browser("reader").get("/arenden/").text
    assert case.case_number in page
    assert "Makulerat" in page
    assert Case.get().void_reason == "Dubblett"
