"""Konton. Who may sign in, and what they have been granted. Rights are decided in plugin/rights.py only."""

from __future__ import annotations

import peewee as pw

from kansli.plugin.clock import now
from kansli.plugin.store.base import MomentField, Record
from kansli.plugin.store.organisation import Registry, Unit


class User(Record):
    """Användare: a plain table; the sign-in library is adapted to it in the web part."""

    record_kind = "user"
    email = pw.TextField(unique=True, verbose_name="E-post")
    name = pw.TextField(verbose_name="Namn")
    title = pw.TextField(default="", verbose_name="Titel")
    unit = pw.ForeignKeyField(Unit, null=True, on_delete="RESTRICT", verbose_name="Enhet")
    password = pw.TextField(null=True)
    active = pw.BooleanField(default=True, verbose_name="Aktiv")
    session_key = pw.TextField(unique=True)
    """Changed to sign the user out everywhere."""
    created_at = MomentField(default=now, verbose_name="Skapad")


class Grant(Record):
    """Behörighet: a role, in one registry or (null) in all, with the reason it was given."""

    record_kind = "grant"
    user = pw.ForeignKeyField(User, backref="grants", on_delete="RESTRICT", verbose_name="Användare")
    role = pw.TextField(verbose_name="Roll")
    registry = pw.ForeignKeyField(Registry, null=True, on_delete="RESTRICT", verbose_name="Diarium")
    cause = pw.TextField(default="", verbose_name="Skäl")
    granted_at = MomentField(default=now, verbose_name="Given")
    revoked_at = MomentField(null=True, verbose_name="Återkallad")

    class Meta:
        table_name = "role_grant"
        indexes = ((("user", "role"), False),)


class SignInAttempt(Record):
    """Inloggningsförsök: counted in the database, so that every process sees the same number."""

    record_kind = "sign_in_attempt"
    email = pw.TextField(index=True)
    address = pw.TextField(default="")
    at = MomentField(default=now, index=True)
    succeeded = pw.BooleanField()
