"""Återkalla roll. The right ends now; that it was held is kept. Somebody must always be left to administer."""

from __future__ import annotations

from kansli.plugin.errors import Refused
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._accounts import ADMINISTER, must_administer
from kansli.plugin.store.accounts import Grant, User

VERB = ADMINISTER
LABEL = "Återkalla roll"
SUBJECT = Grant


class LastAdministrator(Refused):
    """Nobody would be left who may give roles."""

    code = "last_administrator"

    def __init__(self) -> None:
        super().__init__("Det är den sista systemförvaltaren för hela kommunen. Ge rollen till någon annan först.")


class AlreadyRevoked(Refused):
    """The role is not held any more."""

    code = "already_revoked"

    def __init__(self) -> None:
        super().__init__("Rollen är redan återkallad.")


def perform(running: Running, subject: Grant) -> Done:
    """Revoke a grant. Facts: `user`, `role`."""
    must_administer(running.actor, subject.registry, "återkalla roller där")
    if subject.revoked_at is not None:
        raise AlreadyRevoked
    if not running.actor.operator and _is_last(running, subject):
        raise LastAdministrator
    subject.revoked_at = running.at
    subject.save()
    return Done(subject, facts={"user": subject.user.email, "role": subject.role, "reason": running.reason.strip()})


def _is_last(running: Running, grant: Grant) -> bool:
    roles = [role.id for role in running.system.profile.roles.values() if ADMINISTER in role.verbs]
    if grant.role not in roles or grant.registry_id is not None:
        return False
    held = Grant.role.in_(roles) & Grant.registry.is_null() & Grant.revoked_at.is_null()
    others = Grant.select().join(User).where(held & User.active & (Grant.id != grant.id))
    return not others.exists()
