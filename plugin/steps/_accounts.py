"""Kontosteg. Who may hand out which rights: nobody gives more than her own role reaches."""

from __future__ import annotations

from kansli.plugin.errors import NotAllowed
from kansli.plugin.inputs import Inputs
from kansli.plugin.rights import Actor
from kansli.plugin.runner import Running
from kansli.plugin.store.organisation import Registry

ADMINISTER = "administer"


def must_administer(actor: Actor, registry: Registry | None, what: str) -> None:
    """Refuse unless the actor administers the registry; None asks for the right in all registries."""
    if actor.operator:
        return
    reach = [permit for permit in actor.permits if ADMINISTER in permit.verbs]
    if any(permit.registry_id is None for permit in reach):
        return
    if registry is None or all(permit.registry_id != registry.id for permit in reach):
        raise NotAllowed(what)


def role_of(running: Running, inputs: Inputs, *, required: bool) -> str:
    """The role in `role`."""
    return inputs.choice("role", "Roll", running.system.profile.roles, required=required)


def registry_of(inputs: Inputs) -> Registry | None:
    """The registry with the code in `registry`; None: all of them."""
    code = inputs.text("registry", "Diarium")
    found: Registry | None = Registry.get_or_none(Registry.code == code) if code else None
    if code and found is None:
        inputs.refuse("registry", f"Diariet ”{code}” finns inte.")
    return found
