"""Användarna: an administrator adds, permits and signs out; the log remembers."""

from __future__ import annotations

from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.journal import LogEntry

NEW = {
    "name": "Rut Ny",
    "email": "Rut.Ny@exempel.se",
    "unit": "",
    "role": "registrar",
    "registry": "",
    "password": "sju gula hus!",
}


def test_a_user_is_added_by_a_step_and_can_sign_in(web):
    manager = web.browser("system_manager")
    assert web.post(manager, "/system/user/new/", **NEW).status_code == 302
    made = User.get(User.email == "rut.ny@exempel.se")
    assert [grant.role for grant in made.grants] == ["registrar"]
    assert LogEntry.get(LogEntry.step == "add_user").actor == "system_manager@exempel.se"
    assert web.sign_in(web.app.test_client(), "rut.ny@exempel.se", "sju gula hus!").status_code == 302


def test_a_user_who_exists_already_is_refused_at_the_field_and_the_form_kept(web):
    answer = web.post(web.browser("system_manager"), "/system/user/new/", **{**NEW, "email": "reader@exempel.se"})
    assert answer.status_code == 422
    assert "finns redan" in answer.text
    assert 'value="Rut Ny"' in answer.text
    assert "sju gula hus" not in answer.text


def test_a_short_password_is_refused(web):
    answer = web.post(web.browser("system_manager"), "/system/user/new/", **{**NEW, "password": "kort"})
    assert answer.status_code == 422
    assert "för kort" in answer.text


def test_a_role_is_given_and_taken_back_and_holds_at_once(web):
    manager, reader = web.browser("system_manager"), web.browser("reader")
    number = web.people["reader"].id
    assert reader.get("/system/log/").status_code == 403
    form = {"role": "system_manager", "registry": "", "cause": "Semester"}
    assert web.post(manager, f"/system/user/{number}/roll", **form).status_code == 302
    assert reader.get("/system/log/").status_code == 200
    held = Grant.get((Grant.user == number) & (Grant.role == "system_manager"))
    assert held.cause == "Semester"
    assert "Semester" in manager.get(f"/system/user/details/?id={number}").text
    web.post(manager, f"/system/user/{number}/roll/{held.id}/aterkalla", cause="Åter från semester")
    assert reader.get("/system/log/").status_code == 403


def test_a_refused_role_is_told_on_the_users_page(web):
    manager, number = web.browser("system_manager"), web.people["reader"].id
    answer = web.post(manager, f"/system/user/{number}/roll", role="reader")
    assert "har redan rollen" in manager.get(answer.location).text


def test_a_user_is_signed_out_everywhere_and_the_log_says_by_whom(web):
    manager, reader = web.browser("system_manager"), web.browser("reader")
    assert web.post(manager, f"/system/user/{web.people['reader'].id}/logga-ut").status_code == 302
    assert reader.get("/konto/").status_code == 302
    assert LogEntry.get(LogEntry.step == "sign_out_everywhere").actor == "system_manager@exempel.se"


def test_only_the_system_manager_does_this(web):
    client = web.browser("board_secretary")
    number = web.people["reader"].id
    for path in ("new/", f"{number}/roll", f"{number}/logga-ut"):
        assert web.post(client, f"/system/user/{path}", role="registrar").status_code == 403
