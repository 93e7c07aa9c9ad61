"""Ny användare. An account, and with it the first role."""

from __future__ import annotations

import re

from kansli.plugin.inputs import Inputs
from kansli.plugin.passwords import new_session_key
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._accounts import ADMINISTER, must_administer, registry_of, role_of
from kansli.plugin.steps._lookups import unit_of
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.lowcode import Setting

VERB = ADMINISTER
LABEL = "Skapa användare"
SUBJECT = Setting
_ADDRESS = re.compile(r"[^@\s<>(),;:\"\\]{1,64}@[^@\s<>(),;:\"\\]+\.[^@\s<>(),;:\"\\.]{2,}")


def perform(running: Running, subject: Setting) -> Done:
    """Add a user to the installation (`kansli.plugin.store.lowcode.installation()`).

    Data: `email`, `name`, `title`, `unit` (code), `role`, `registry` (code; empty: all), `cause`,
    `password_hash` (made by the sign-in library; none: cannot sign in with a password). Facts: `user`, `roles`.
    """
    inputs = Inputs(running.data)
    email = inputs.text("email", "E-post", required=True, limit=254).lower()
    name = inputs.text("name", "Namn", required=True)
    title = inputs.text("title", "Titel")
    unit = unit_of(inputs)
    role = role_of(running, inputs, required=False)
    registry = registry_of(inputs)
    if email and not _ADDRESS.fullmatch(email):
        inputs.refuse("email", f"E-post: ”{email[:60]}” är ingen e-postadress.")
    elif User.select().where(User.email == email).exists():
        inputs.refuse("email", f"Det finns redan en användare med e-post ”{email}”.")
    inputs.finish()
    must_administer(running.actor, registry, "lägga upp användare där")
    user = User.create(
        email=email,
        name=name,
        title=title,
        unit=unit,
        password=_hash(running),
        session_key=new_session_key(),
        created_at=running.at,
    )
    if role:
        cause = inputs.text("cause", "Skäl") or "Ny användare"
        Grant.create(user=user, role=role, registry=registry, cause=cause, granted_at=running.at)
    return Done(user, facts={"user": user.email, "roles": [role] if role else []})


def _hash(running: Running) -> str | None:
    value = running.data.get("password_hash")
    return value if isinstance(value, str) and value else None
