"""Inloggning: the door is calm, the same to everybody, and holds."""

from __future__ import annotations

from datetime import timedelta

import argon2
import pytest

from kansli.plugin.clock import frozen_at, now
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.store.accounts import SignInAttempt, User

WRONG = "hör inte ihop"
PASSWORD = "grå katter sover länge"


def test_the_start_page_asks_a_stranger_to_sign_in(browser):
    answer = browser("").get("/")
    assert answer.status_code == 302
    assert answer.location.startswith("/konto/logga-in?next=/")


def test_a_signed_in_user_sees_the_start_page_and_her_name(browser):
    page = browser("registrar").get("/")
    assert page.status_code == 200
    assert "Kim registrar" in page.text


def test_a_password_hashed_on_the_command_line_opens_the_door(web):
    User.update(password=argon2.PasswordHasher().hash("ett annat lösenord")).where(
        User.id == web.people["reader"].id
    ).execute()
    client = web.app.test_client()
    assert web.sign_in(client, "Reader@Exempel.se ", "ett annat lösenord").status_code == 302
    assert client.get("/konto/").status_code == 200


def test_the_stored_password_is_argon2(web):
    stored = web.people["reader"].password
    assert stored.startswith("$argon2id$")


@pytest.mark.parametrize("email", ["registrar@exempel.se", "finns-inte@exempel.se"])
def test_a_wrong_password_is_told_the_same_way_for_known_and_unknown_addresses(web, email):
    client = web.app.test_client()
    answer = web.sign_in(client, email, "fel")
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert email in answer.text
    assert "fel" not in answer.text.split("<form")[-1].split('name="password"')[1].split(">")[0]


def test_an_inactive_user_is_told_the_same_as_everybody(web):
    User.update(active=False).where(User.id == web.people["reader"].id).execute()
    answer = web.sign_in(web.app.test_client(), "reader@exempel.se")
    assert answer.status_code == 422
    assert WRONG in answer.text


def test_too_many_failures_make_the_account_wait_even_with_the_right_password(web):
    for _ in range(8):
        web.sign_in(web.app.test_client(), "manager@exempel.se", "fel")
    answer = web.sign_in(web.app.test_client(), "manager@exempel.se")
    assert answer.status_code == 429
    assert "Vänta 15 minuter" in answer.text
    assert SignInAttempt.select().where(SignInAttempt.email == "manager@exempel.se").count() == 8
    with frozen_at(now() + timedelta(minutes=16)):
        assert web.sign_in(web.app.test_client(), "manager@exempel.se").status_code == 302


def test_failures_on_an_unknown_address_wait_as_well(web):
    for _ in range(8):
        web.sign_in(web.app.test_client(), "okand@exempel.se", "fel")
    assert web.sign_in(web.app.test_client(), "okand@exempel.se", "fel").status_code == 429


def test_one_network_address_cannot_try_passwords_on_everybody(web):
    for number in range(80):
        SignInAttempt.create(email=f"a{number}@exempel.se", address="127.0.0.1", succeeded=False)
    assert web.sign_in(web.app.test_client(), "registrar@exempel.se").status_code == 429


def test_a_right_sign_in_begins_the_count_again(web):
    for _ in range(7):
        web.sign_in(web.app.test_client(), "reader@exempel.se", "fel")
    assert web.sign_in(web.app.test_client(), "reader@exempel.se").status_code == 302
    assert web.sign_in(web.app.test_client(), "reader@exempel.se", "fel").status_code == 422


def test_signing_in_gives_a_new_session(web):
    client = web.app.test_client()
    client.get("/konto/logga-in")
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    web.sign_in(client, "reader@exempel.se")
    client.get("/")
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != before


def test_signing_out_ends_the_session(web):
    client = web.browser("reader")
    assert web.post(client, "/konto/logga-ut").status_code == 302
    assert client.get("/").status_code == 302


def test_an_administrator_can_sign_a_user_out_everywhere(web):
    first, second = web.browser("reader"), web.browser("reader")
    run(web.system, "sign_out_everywhere", web.people["reader"], actor=operator())
    assert [client.get("/").status_code for client in (first, second)] == [302, 302]


def test_a_user_who_is_made_inactive_is_out_at_once(web):
    client = web.browser("reader")
    User.update(active=False).where(User.id == web.people["reader"].id).execute()
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("wait", "status"), [(timedelta(minutes=50), 200), (timedelta(minutes=70), 302)])
def test_a_session_ends_when_it_has_not_been_used(web, wait, status):
    client = web.browser("reader")
    with frozen_at(now() + wait):
        answer = client.get("/")
    assert answer.status_code == status
    if status == 302:
        assert "orsak=slut" in answer.location


def test_a_session_ends_after_a_working_day_however_much_it_is_used(web):
    client = web.browser("reader")
    start = now()
    for half_hours in range(1, 25):
        with frozen_at(start + timedelta(minutes=30 * half_hours)):
            assert client.get("/konto/").status_code == 200
    with frozen_at(start + timedelta(hours=12, minutes=1)):
        assert client.get("/").status_code == 302


@pytest.mark.parametrize("target", ["https://ond.example/", "//ond.example", "/\\ond.example", "javascript:x", "\t//x"])
def test_sign_in_leads_nowhere_outside(web, target):
    answer = web.sign_in(web.app.test_client(), "reader@exempel.se", next=target)
    assert answer.location == "/"


def test_sign_in_leads_to_the_page_that_was_asked_for(web):
    answer = web.sign_in(web.app.test_client(), "reader@exempel.se", next="/register/case/?search=x")
    assert answer.location == "/register/case/?search=x"


def test_a_new_password_is_taken_and_signs_other_browsers_out(web):
    here, there = web.browser("reader"), web.browser("reader")
    form = {"present": "grå katter sover länge", "new": "blå hundar springer", "again": "blå hundar springer"}
    assert web.post(here, "/konto/losenord", **form).status_code == 302
    assert here.get("/konto/").status_code == 200
    assert there.get("/").status_code == 302
    assert web.sign_in(web.app.test_client(), "reader@exempel.se", "blå hundar springer").status_code == 302


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"present": "fel", "new": "blå hundar springer", "again": "blå hundar springer"}, "inte ditt nuvarande"),
        ({"present": "grå katter sover länge", "new": "kort", "again": "kort"}, "för kort"),
        ({"present": "grå katter sover länge", "new": "blå hundar springer", "again": "annat"}, "är olika"),
        (
            {"present": "grå katter sover länge", "new": "reader@exempel.se", "again": "reader@exempel.se"},
            "inte vara din",
        ),
    ],
)
def test_a_password_that_will_not_do_is_refused_at_its_field(web, form, sentence):
    answer = web.post(web.browser("reader"), "/konto/losenord", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(web):
    cookie = web.app.test_client().get("/konto/logga-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
