"""Steps of the installation: people, roles and number series."""

from __future__ import annotations

import pytest

from kansli.plugin.clock import today
from kansli.plugin.errors import NotAllowed, Refused
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.lowcode import installation
from kansli.plugin.store.organisation import Registry


def test_a_user_gets_an_account_and_a_role(desk):
    data = {"email": "Kim@Exempel.se", "name": "Kim Påhittad", "role": "registrar", "registry": "TN"}
    outcome = desk.do("add_user", installation(), **data)
    user = User.get(User.email == "kim@exempel.se")
    assert outcome.record == user.record_id
    assert (Grant.get(Grant.user == user).role, Grant.get(Grant.user == user).registry.code) == ("registrar", "TN")


@pytest.mark.parametrize("email", ["", "kim", "kim@", "kim@exempel", "k im@exempel.se", "<kim@exempel.se>"])
def test_an_address_that_is_none_is_refused(desk, email):
    with pytest.raises(Refused) as caught:
        desk.do("add_user", installation(), email=email, name="Kim")
    assert caught.value.field == "email"


def test_two_users_do_not_share_an_address(desk):
    desk.do("add_user", installation(), email="kim@exempel.se", name="Kim")
    with pytest.raises(Refused, match="redan en användare"):
        desk.do("add_user", installation(), email="KIM@exempel.se", name="En annan")


def test_only_who_administers_adds_users(desk, actor_of):
    with pytest.raises(NotAllowed):
        desk.do("add_user", installation(), actor=actor_of("registrar"), email="kim@exempel.se", name="Kim")


def test_who_administers_one_registry_gives_no_roles_in_another_or_in_all(desk, actor_of):
    local = actor_of("system_manager", registry="TN")
    user = User.get_by_id(actor_of("reader").id)
    for registry in ("KS", ""):
        with pytest.raises(NotAllowed):
            desk.do("grant_role", user, actor=local, role="registrar", registry=registry)
    desk.do("grant_role", user, actor=local, role="registrar", registry="TN", cause="Vikarierar")
    assert Grant.get(Grant.role == "registrar").cause == "Vikarierar"


def test_a_role_that_is_held_is_not_given_twice(desk, actor_of):
    user = User.get_by_id(actor_of("registrar").id)
    with pytest.raises(Refused, match="redan rollen"):
        desk.do("grant_role", user, role="registrar")


def test_a_revoked_role_is_kept_as_having_been_held(desk, actor_of):
    grant = Grant.get(Grant.user == actor_of("registrar").id)
    desk.do("revoke_role", grant, reason="Slutat")
    assert Grant.get_by_id(grant.id).revoked_at is not None
    with pytest.raises(Refused, match="redan återkallad"):
        desk.do("revoke_role", grant)


def test_the_last_administrator_cannot_take_the_role_from_herself(desk, actor_of):
    manager = actor_of("system_manager")
    with pytest.raises(Refused, match="sista systemförvaltaren"):
        desk.do("revoke_role", Grant.get(Grant.user == manager.id), actor=manager)


def test_a_series_begins_where_the_old_system_left_off(desk):
    outcome = desk.do("start_number_series", desk.tn(), first=874)
    assert outcome.facts["next"] == f"TN {today().year}/0874"
    assert desk.case().case_number == f"TN {today().year}/0874"


def test_a_series_that_has_begun_is_not_moved(desk):
    desk.case()
    for first in ("1", "9000"):
        with pytest.raises(Refused, match="redan påbörjad"):
            desk.do("start_number_series", desk.tn(), first=first)


@pytest.mark.parametrize("first", ["", "0", "-3", "många", "99999999"])
def test_a_number_that_is_none_starts_no_series(desk, first):
    with pytest.raises(Refused):
        desk.do("start_number_series", Registry.get(Registry.code == "KS"), first=first)
