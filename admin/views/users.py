"""Användarna. Adding a user, giving and taking back roles, and signing somebody out everywhere; all of it logged."""

from __future__ import annotations

from typing import Any

import peewee as pw
from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin.base import expose
from flask_admin.form import BaseForm
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import hash_password
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import Length, Optional

from kansli.admin.access import needs, the_actor
from kansli.admin.accounts import SHORTEST_PASSWORD
from kansli.admin.state import the_system
from kansli.admin.views.registers import ReadOnlyRegister
from kansli.plugin.errors import Refused
from kansli.plugin.runner import run
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.lowcode import installation
from kansli.plugin.store.organisation import Registry, Unit

ADMINISTER = "administer"


def role_choices() -> list[tuple[str, str]]:
    """Return the profile's roles, as a list to choose from."""
    return [(role.id, role.label) for role in the_system().profile.roles.values()]


def registry_choices() -> list[tuple[str, str]]:
    """Return the registries, with all of them first."""
    rows = Registry.select().order_by(Registry.code)
    return [("", _("Alla diarier")), *((row.code, f"{row.code} {row.name}") for row in rows)]


def unit_choices() -> list[tuple[str, str]]:
    """Return the units, with none of them first."""
    return [("", "–"), *((row.code, row.name) for row in Unit.select().order_by(Unit.name))]


class NewUserForm(BaseForm):
    """What is asked of a new user."""

    name = StringField(_l("Namn"))
    email = StringField(_l("E-post"))
    title = StringField(_l("Titel"), description=_l("Som den skrivs under en handling."))
    unit = SelectField(_l("Enhet"), choices=unit_choices)
    role = SelectField(_l("Roll"), choices=role_choices)
    registry = SelectField(_l("Diarium"), choices=registry_choices)
    cause = StringField(_l("Skäl"))
    password = PasswordField(
        _l("Lösenord"),
        [Optional(), Length(min=SHORTEST_PASSWORD, message=_l("Lösenordet är för kort."))],
        description=_l("Minst 12 tecken. Lämna tomt för den som inte ska logga in med lösenord."),
    )


class UserRegister(ReadOnlyRegister):
    """The list of users, with the steps that an administrator may take."""

    can_create = True
    saves_through_step = True
    details_template = "register/user.html"

    def scaffold_form(self) -> type[Any]:
        """Return the form of a new user; it is not made from the table, which holds more than a person types."""
        return NewUserForm

    def store(self, form: Any, row: Any, *, is_new: bool) -> None:
        """Run the step that adds a user."""
        del is_new
        typed = {name: field.data or "" for name, field in form._fields.items() if name != "password"}
        hashed = hash_password(form.password.data) if form.password.data else None
        done = run(the_system(), "add_user", installation(), actor=the_actor(), data={**typed, "password_hash": hashed})
        row.id = int(done.record.partition(":")[2])

    def grants_of(self, user: User) -> list[Grant]:
        """Return the user's grants, those in force first."""
        held = Grant.select(Grant, Registry).join_from(Grant, Registry, pw.JOIN.LEFT_OUTER).where(Grant.user == user)
        return sorted(held, key=lambda grant: (grant.revoked_at is not None, grant.id))

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Return what the form of a new role chooses from."""
        return {"roles": role_choices(), "registries": registry_choices()}

    @expose("/<int:user_id>/roll", methods=("POST",))
    @needs(ADMINISTER)
    def grant(self, user_id: int) -> ResponseReturnValue:
        """Give the user a role."""
        user = self._user(user_id)
        data = {name: request.form.get(name, "") for name in ("role", "registry", "cause")}
        return self._stepped(user, "grant_role", user, data, _("Rollen är given och gäller nu."))

    @expose("/<int:user_id>/roll/<int:grant_id>/aterkalla", methods=("POST",))
    @needs(ADMINISTER)
    def revoke(self, user_id: int, grant_id: int) -> ResponseReturnValue:
        """Take a role back."""
        user = self._user(user_id)
        held = Grant.get_or_none((Grant.id == grant_id) & (Grant.user == user))
        if held is None:
            abort(404)
        return self._stepped(user, "revoke_role", held, {}, _("Rollen är återkallad och gäller inte längre."))

    @expose("/<int:user_id>/logga-ut", methods=("POST",))
    @needs(ADMINISTER)
    def sign_out(self, user_id: int) -> ResponseReturnValue:
        """Sign the user out of every browser."""
        user = self._user(user_id)
        return self._stepped(user, "sign_out_everywhere", user, {}, _("%(name)s är utloggad överallt.", name=user.name))

    def _user(self, user_id: int) -> User:
        user: User | None = self.get_one(user_id)
        if user is None:
            abort(404)
        return user

    def _stepped(self, user: User, step: str, subject: Any, data: dict[str, str], said: str) -> ResponseReturnValue:
        """Run the step and say how it went on the user's page."""
        try:
            run(the_system(), step, subject, actor=the_actor(), data=data, reason=request.form.get("cause", ""))
        except Refused as refusal:
            flash(refusal.message, "error")
        else:
            flash(said, "success")
        return redirect(self.get_url(".details_view", id=user.id))
