"""Rights: decided in one place, and part of every query."""

from __future__ import annotations

import pytest

from kansli.plugin import rights
from kansli.plugin.errors import NotFound
from kansli.plugin.runner import run
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record

OPEN = {"case_type": "general", "title": "Skolskjuts"}
SECRET = {"provision": "osl_23_2", "note": "Uppgift om ett barns hälsa"}


def opened(system, code="TN", **data) -> Case:
    registry = Registry.get(Registry.code == code)
    outcome = run(system, "open_case", registry, actor=rights.operator(), data={**OPEN, **data})
    return get_record(outcome.record)


def seen_by(actor) -> set[str]:
    return {case.case_number for case in Case.select().where(rights.visible_cases(actor))}


def test_a_role_in_one_registry_sees_its_cases_and_no_others(system, actor_of):
    own, other = opened(system, "TN"), opened(system, "KS")
    officer = actor_of("case_officer", registry="TN")
    assert seen_by(officer) == {own.case_number}
    assert rights.can(officer, "read", own)
    assert not rights.can(officer, "read", other)


def test_a_revoked_grant_holds_at_once(system, actor_of):
    opened(system)
    actor = actor_of("reader")
    Grant.update(revoked_at="2026-01-01T00:00:00+00:00").execute()
    again = rights.actor_for(User.get_by_id(actor.id), system.profile)
    assert seen_by(again) == set()


def test_an_inactive_user_may_nothing(system, actor_of):
    case = opened(system)
    actor = actor_of("registrar")
    User.update(active=False).execute()
    again = rights.actor_for(User.get_by_id(actor.id), system.profile)
    assert not rights.can(again, "read", case)
    assert seen_by(again) == set()


def test_a_secret_case_is_hidden_from_those_who_may_not_read_secrets(system, actor_of):
    case = opened(system)
    reader, registrar = actor_of("reader"), actor_of("registrar")
    Case.update(secret=True).execute()
    case = Case.get_by_id(case.id)
    assert seen_by(reader) == set()
    assert seen_by(registrar) == {case.case_number}
    with pytest.raises(NotFound):
        rights.must_see(reader, case)


def test_the_officer_of_a_secret_case_sees_it(system, actor_of):
    officer = actor_of("case_officer", registry="TN")
    case = opened(system, officer=officer.email)
    Case.update(secret=True).execute()
    assert seen_by(officer) == {case.case_number}


@pytest.mark.parametrize(
    "role", ["registrar", "case_officer", "board_secretary", "manager", "system_manager", "reader"]
)
def test_list_and_record_agree_about_what_may_be_seen(system, actor_of, role):
    cases = [opened(system, "TN"), opened(system, "KS")]
    Case.update(secret=True).where(Case.id == cases[1].id).execute()
    actor = actor_of(role)
    one_by_one = {case.case_number for case in Case.select() if rights.can(actor, "read", case)}
    assert seen_by(actor) == one_by_one


def test_a_user_without_grants_sees_nothing(system):
    opened(system)
    user = User.create(email="ny@exempel.se", name="Ny", session_key="ny")
    assert seen_by(rights.actor_for(user, system.profile)) == set()
