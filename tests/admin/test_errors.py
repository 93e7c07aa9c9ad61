"""Fel blir sidor: with the right status, in calm words, for browsers and for htmx."""

from __future__ import annotations

import logging

import pytest
from flask_admin import expose

from kansli.admin.access import takes_files
from kansli.admin.page import Page
from kansli.plugin.errors import Blocked, Blocker, Conflict, InvalidField, NotAllowed, NotFound

RAISED = {
    "saknas": (NotFound("Ärendet"), 404, "Ärendet finns inte"),
    "nekas": (NotAllowed("avsluta ärendet"), 403, "räcker inte för att avsluta"),
    "krock": (Conflict("Kim Ek", "10.32"), 409, "Kim Ek hann spara först"),
    "falt": (InvalidField("due", "Datumet finns inte."), 422, "Datumet finns inte."),
    "hinder": (
        Blocked((Blocker("a", "Handläggare saknas."), Blocker("b", "Yttrandet är inte expedierat."))),
        422,
        "Yttrandet är inte expedierat.",
    ),
    "trasig": (RuntimeError("a secret of the program"), 500, "Felnummer"),
}


class Faulty(Page):
    verb = "read"

    @expose("/")
    def index(self):
        return "ok"

    @expose("/<name>")
    def fail(self, name):
        raise RAISED[name][0]

    @expose("/liten", methods=("POST",))
    def small(self):
        return "ok"

    @expose("/fil", methods=("POST",))
    @takes_files
    def upload(self):
        from flask import request

        return str(len(request.files["file"].read()))


@pytest.fixture(scope="module")
def application(application):
    application.extensions["kansli"].admin.add_view(Faulty(endpoint="faulty", url="/fel"))
    return application


@pytest.fixture
def client(web):
    web.app.config["PROPAGATE_EXCEPTIONS"] = False
    return web.browser("reader")


@pytest.mark.parametrize("name", RAISED)
def test_each_refusal_has_its_status_and_its_sentence(client, name):
    _error, status, sentence = RAISED[name]
    answer = client.get(f"/fel/{name}")
    assert answer.status_code == status
    assert sentence in answer.text
    assert answer.text.count("<h1>") == 1


@pytest.mark.parametrize("name", RAISED)
def test_htmx_gets_the_same_as_a_message_in_the_page(client, name):
    _error, status, sentence = RAISED[name]
    answer = client.get(f"/fel/{name}", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert sentence in answer.text
    assert answer.headers["HX-Retarget"] == "#k-messages"
    assert "<html" not in answer.text


def test_every_blocker_is_told_at_once(client):
    page = client.get("/fel/hinder").text
    assert "Handläggare saknas." in page
    assert "Yttrandet är inte expedierat." in page


def test_a_fault_tells_nothing_of_the_program_but_its_number_is_in_the_log(client, caplog):
    with caplog.at_level(logging.ERROR):
        page = client.get("/fel/trasig").text
    assert "a secret of the program" not in page
    number = page.split("<code>")[1].split("</code>")[0]
    assert any(number in record.getMessage() for record in caplog.records)


def test_a_stranger_whose_session_has_ended_is_told_so_by_htmx_too(web, client):
    answer = web.browser("").get("/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/konto/logga-in")


def test_a_form_without_files_may_not_be_large(web, client):
    assert web.post(client, "/fel/liten", text="x" * 3_000_000).status_code == 413


def test_a_route_for_files_takes_as_much_as_the_incoming_gate(web, client):
    from io import BytesIO

    answer = web.post(client, "/fel/fil", file=(BytesIO(b"x" * 3_000_000), "a.bin"))
    assert answer.text == "3000000"


def test_the_token_of_another_session_is_told_calmly(client):
    answer = client.post("/fel/liten", data={"csrf_token": "nonsens"})
    assert answer.status_code == 400
    assert "Formuläret kunde inte tas emot" in answer.text
