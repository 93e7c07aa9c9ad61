"""Skickade formulär. How a refusal goes back to its form: every fault at its field, and nothing typed is lost."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from kansli.admin.errors import status_of
from kansli.plugin.errors import Blocker, NotAllowed, NotFound, Refused

REQUEST_ID = "request_id"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a form says of a refusal: sentences by field, blockers with their links, and one for the whole."""

    status: int = 200
    problems: Mapping[str, str] = field(default_factory=dict)
    blockers: tuple[Blocker, ...] = ()
    message: str = ""


def trouble_of(refusal: Refused, *, fields: frozenset[str] | None = None) -> Trouble:
    """Sort a refusal for its form; what is no business of a form (no such page, not allowed) is passed on.

    `fields` are the names that the form has: a fault at another one is told for the whole.
    """
    if isinstance(refusal, (NotFound, NotAllowed)):
        raise refusal
    details = refusal.details or (Blocker(refusal.code, refusal.message, field=refusal.field),)
    problems: dict[str, str] = {}
    loose: list[str] = []
    blockers: list[Blocker] = []
    for detail in details:
        known = detail.field is not None and (fields is None or detail.field in fields)
        if detail.field and known and (detail.record is None or detail.field == "reason"):
            problems[detail.field] = detail.message
        elif detail.record is not None:
            blockers.append(detail)
        else:
            loose.append(detail.message)
    return Trouble(status_of(refusal), problems, tuple(blockers), " ".join(loose))


def request_id() -> str:
    """Return the id that the form was given when it was shown, or a new one: a double click is one request."""
    sent = request.form.get(REQUEST_ID, "")
    return sent[:64] if sent else secrets.token_urlsafe(18)


def text_of(name: str) -> str:
    """Return a posted text, empty where there is none."""
    return request.form.get(name, "")
