"""Namn. What people call a template and a person, where a record keeps their ids."""

from __future__ import annotations

from flask import g

from kansli.admin.state import the_system
from kansli.plugin.store.accounts import User
from kansli.plugin.templating.types import types_of

_OPERATOR = "operator:"


def label_of(template: str) -> str:
    """Return what people call a template: the document types that are written with it."""
    return " · ".join(kind.label for kind in types_of(the_system().profile, template)) or template


def person_of(log_name: str) -> str:
    """Return the name of one whom the log knows by her address; as the log has it where no account has it any more."""
    if not log_name or log_name.startswith(_OPERATOR):
        return log_name.removeprefix(_OPERATOR)
    known: dict[str, str] = g.setdefault("names_of_people", {})
    if log_name not in known:
        known[log_name] = User.select(User.name).where(User.email == log_name).scalar() or log_name
    return known[log_name]
