"""Tillträde. Which rule each route declares, and the guard that refuses a route without one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import logout_user
from werkzeug.exceptions import Unauthorized

from kansli.admin import sessions
from kansli.admin.accounts import current_row
from kansli.admin.state import the_system
from kansli.plugin.errors import NotAllowed
from kansli.plugin.rights import Actor, actor_for, can
from kansli.plugin.store.base import Record

PUBLIC = "public"
"""The rule of a page that anybody may open: sign-in and the static files."""

SIGNED_IN = "signed_in"
"""The rule of a page that every signed-in user may open."""

_View = TypeVar("_View", bound=Callable[..., Any])


def needs(verb: str) -> Callable[[_View], _View]:
    """Declare the rule of one view function: `PUBLIC`, `SIGNED_IN` or a verb that `can()` knows."""

    def declare(view: _View) -> _View:
        view.kansli_verb = verb  # type: ignore[attr-defined]
        return view

    return declare


def needs_own(attribute: str) -> Callable[[_View], _View]:
    """Declare that the rule of a view function is the named attribute of its class, as registers differ."""

    def declare(view: _View) -> _View:
        view.kansli_verb_in = attribute  # type: ignore[attr-defined]
        return view

    return declare


def takes_files(view: _View) -> _View:
    """Declare that a view receives files: its request body may be as large as the incoming gate allows."""
    view.kansli_takes_files = True  # type: ignore[attr-defined]
    return view


def asks_by_itself(view: _View) -> _View:
    """Declare that a view's page asks again by itself: its asking is no sign that anybody sits there."""
    view.kansli_asks_by_itself = True  # type: ignore[attr-defined]
    return view


def rule_of(app: Flask, endpoint: str) -> str | None:
    """Return the declared rule of a route, the function's before its class's; None when there is none."""
    if endpoint == "static":
        return PUBLIC
    view = app.view_functions[endpoint]
    own: str | None = getattr(view, "kansli_verb", None)
    if own is not None:
        return own
    declared: str | None = getattr(getattr(view, "__self__", None), getattr(view, "kansli_verb_in", "verb"), None)
    return declared


def current_actor() -> Actor | None:
    """Return who is asking, with grants read once a request; None when nobody is signed in."""
    if "kansli_actor" not in g:
        signed_in = getattr(current_user, "is_authenticated", False)
        g.kansli_actor = actor_for(current_row(), the_system().profile) if signed_in else None
    actor: Actor | None = g.kansli_actor
    return actor


def the_actor() -> Actor:
    """Return who is asking; refused with 401 when nobody is signed in. For views behind the guard."""
    actor = current_actor()
    if actor is None:
        raise Unauthorized
    return actor


def may(verb: str, subject: Record | None = None) -> bool:
    """Answer whether the one who asks may do `verb`; the only question that views and templates put."""
    if verb == PUBLIC:
        return True
    actor = current_actor()
    return actor is not None and (verb == SIGNED_IN or can(actor, verb, subject))


def install(app: Flask, *, incoming_limit: int) -> None:
    """Put the guard before every request. Must be installed before anything that reads the request's body."""

    @app.before_request
    def guard() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        view = app.view_functions[request.endpoint]
        rule = rule_of(app, request.endpoint)
        if rule == PUBLIC:
            return None
        if rule is None:
            raise NotAllowed("öppna sidan")
        if current_actor() is not None and sessions.has_expired():
            logout_user()
            g.pop("kansli_actor", None)
            g.kansli_session_ended = True
        if current_actor() is None:
            return _ask_for_sign_in()
        if not getattr(view, "kansli_asks_by_itself", False):
            sessions.touch()
        if not may(rule):
            raise NotAllowed("öppna sidan")
        if getattr(view, "kansli_takes_files", False):
            request.max_content_length = incoming_limit
        return None


def _ask_for_sign_in() -> ResponseReturnValue:
    if request.method not in ("GET", "HEAD"):
        raise Unauthorized
    wanted = request.full_path if request.query_string else request.path
    reason = "slut" if g.get("kansli_session_ended") else None
    sign_in = url_for("account.sign_in", next=wanted, orsak=reason)
    if request.headers.get("HX-Request"):
        return "", 200, {"HX-Redirect": sign_in}
    return redirect(sign_in)
