"""Konton. The sign-in library adapted to the plain User table. What a user may do is decided by `can()` alone."""

from __future__ import annotations

from typing import Any

from flask import Flask, session
from flask_login import current_user
from flask_security import RoleMixin, Security, UserDatastore, UserMixin, hash_password, login_user, logout_user
from flask_security.datastore import Datastore

from kansli.admin import sessions
from kansli.plugin.passwords import SHORTEST, new_session_key
from kansli.plugin.store.accounts import User

SHORTEST_PASSWORD = SHORTEST
"""Characters; the same on the command line."""

UNUSED_SALT = "kansli"
"""Each hash has a salt of its own and is made in one go; the library demands a value all the same."""


class Account(UserMixin):
    """A row of User in the shape that the sign-in library knows. It carries no roles: grants are not its business."""

    fs_uniquifier: str
    roles: list[Any] = []

    def __init__(self, row: User) -> None:
        self.row = row
        self.id = int(row.get_id())
        self.email = str(row.email)
        self.active = bool(row.active)
        self.fs_uniquifier = str(row.session_key)

    @property
    def password(self) -> str | None:
        """The stored hash; None for one who cannot sign in with a password."""
        stored: str | None = self.row.password
        return stored

    @password.setter
    def password(self, value: str | None) -> None:
        self.row.password = value


# The library reads the class, not an instance, to see that the key exists.
Account.fs_uniquifier = ""


class AccountStore(Datastore, UserDatastore):
    """The two look-ups that sign-in needs, and the writing back of a better hash."""

    def __init__(self) -> None:
        Datastore.__init__(self, None)
        UserDatastore.__init__(self, Account, RoleMixin)

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Account | None:
        """Return the account of a session key or an e-mail address, or None."""
        del case_insensitive  # addresses are stored in lower case
        row: User | None = None
        if "fs_uniquifier" in wanted:
            row = User.get_or_none(User.session_key == wanted["fs_uniquifier"])
        elif "email" in wanted:
            row = User.get_or_none(User.email == str(wanted["email"]))
        return Account(row) if row is not None else None

    def find_role(self, role: str) -> None:
        """There are no roles here: a grant is a row of its own, and only `can()` reads it."""

    def put(self, model: Account) -> Account:
        """Write back the hash, which the library renews when its cost has been raised."""
        User.update(password=model.password).where(User.id == model.id).execute()
        return model


def install(app: Flask) -> None:
    """Bind the library to the application. It brings no pages: those are ours, in views/account.py."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method, not a password
        SECURITY_PASSWORD_SALT=UNUSED_SALT,
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
    )
    Security(app, AccountStore(), register_blueprint=False)


def normal_email(typed: str) -> str:
    """Return an address as it is stored: without spaces around it, in lower case."""
    return typed.strip().lower()


def account_with(email: str, password: str) -> Account | None:
    """Return the active account that the two belong to, or None. Takes as long for an unknown address."""
    found = AccountStore().find_user(email=normal_email(email))
    if found is None or not found.password:
        hash_password(password)
        return None
    if not found.verify_and_update_password(password) or not found.active:
        return None
    return found


def sign_in(account: Account) -> None:
    """Begin a new session for the account; nothing of the old one is kept (session fixation)."""
    session.clear()
    login_user(account, remember=False, authn_via=["password"])
    sessions.begin()


def sign_out() -> None:
    """End the session in this browser."""
    logout_user()
    session.clear()


def change_password(user: User, *, password: str) -> None:
    """Store a new password and sign the user out of all other browsers."""
    key = new_session_key()
    User.update(password=hash_password(password), session_key=key).where(User.id == user.get_id()).execute()
    row = User.get_by_id(user.get_id())
    sign_in(Account(row))


def current_row() -> User:
    """Return the row of the one who is signed in."""
    account: Account = current_user._get_current_object()
    return account.row
