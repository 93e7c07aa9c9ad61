"""Ge roll. A user may do more, in one registry or in all, from now and with a reason."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._accounts import ADMINISTER, must_administer, registry_of, role_of
from kansli.plugin.store.accounts import Grant, User

VERB = ADMINISTER
LABEL = "Ge roll"
SUBJECT = User


def perform(running: Running, subject: User) -> Done:
    """Grant a role.

    Data: `role`, `registry` (code; empty: all), `cause`. Facts: `user`, `role`, `registry`.
    """
    inputs = Inputs(running.data)
    role = role_of(running, inputs, required=True)
    registry = registry_of(inputs)
    cause = inputs.text("cause", "Skäl") or running.reason.strip()
    held = (Grant.user == subject) & (Grant.role == role) & Grant.revoked_at.is_null()
    where = Grant.registry.is_null() if registry is None else Grant.registry == registry
    if role and Grant.select().where(held & where).exists():
        inputs.refuse("role", f"{subject.name} har redan rollen {running.system.profile.roles[role].label}.")
    inputs.finish()
    must_administer(running.actor, registry, "ge roller där")
    grant = Grant.create(user=subject, role=role, registry=registry, cause=cause, granted_at=running.at)
    facts = {"user": subject.email, "role": role, "registry": registry.code if registry else ""}
    return Done(grant, facts=facts)
