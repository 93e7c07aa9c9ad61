"""Uppslag. Turns the codes and addresses of a form into rows, or refuses at the field."""

from __future__ import annotations

from typing import TypeVar

from kansli.plugin.errors import Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.rights import Actor, can
from kansli.plugin.runner import Running
from kansli.plugin.store.accounts import User
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.organisation import Body, Registry, Unit
from kansli.plugin.store.tables import get_record

R = TypeVar("R", bound=Record)


def body_of(inputs: Inputs, registry: Registry, *, default: Body | None = None) -> Body | None:
    """The body with the code in `body`; empty: `default`, else the authority that the registry is named after."""
    code = inputs.text("body", "Organ")
    if not code and default is not None:
        return default
    bodies = Body.select().where((Body.registry == registry) & Body.active)
    found: Body | None = bodies.where(Body.code == code).first() if code else _authority(list(bodies), registry)
    if found is None:
        inputs.refuse("body", f"Organet ”{code}” finns inte i diariet {registry.code}.")
    return found


def _authority(bodies: list[Body], registry: Registry) -> Body | None:
    """The body that the registry is named after, else the first one that was made."""
    ordered = sorted(bodies, key=lambda body: int(body.id))
    return next((body for body in ordered if body.code == registry.code), ordered[0] if ordered else None)


def item_of(running: Running, inputs: Inputs, field: str, label: str, *, items: str) -> str:
    """The id in `field` of an item of the profile's closed list `items`; empty when not given."""
    return inputs.choice(field, label, {item.id: item for item in running.system.profile.lists.get(items, ())})


def acting_user(running: Running) -> User | None:
    """The row of the user who acts; None for the operator, who has none."""
    found: User | None = User.get_or_none(User.id == running.actor.id)
    return found


def unit_of(inputs: Inputs) -> Unit | None:
    """The unit with the code in `unit`, or None when not given."""
    code = inputs.text("unit", "Enhet")
    found: Unit | None = Unit.get_or_none(Unit.code == code) if code else None
    if code and found is None:
        inputs.refuse("unit", f"Enheten ”{code}” finns inte.")
    return found


def active_user(inputs: Inputs, field: str, label: str, *, required: bool = False) -> User | None:
    """The active user with the e-mail in `field`, or None when not given."""
    email = inputs.text(field, label, required=required).lower()
    found: User | None = User.get_or_none((User.email == email) & User.active) if email else None
    if email and found is None:
        inputs.refuse(field, f"Det finns ingen aktiv användare med e-post ”{email}”.")
    return found


def record_in_case(inputs: Inputs, field: str, label: str, table: type[R], case: Case, actor: Actor) -> R | None:
    """The record with the public id in `field`; refused unless it lies in the case and the actor may read it."""
    name = inputs.text(field, label)
    if not name:
        return None
    try:
        found = get_record(name)
    except Refused:
        found = None
    if not isinstance(found, table) or getattr(found, "case_id", None) != case.id or not can(actor, "read", found):
        inputs.refuse(field, f"{label}: ”{name[:40]}” finns inte i ärendet.")
        return None
    return found
