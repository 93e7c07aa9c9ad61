"""Inloggningens längd. When a session ends: after a time without use, and after a working day in any case."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, session

from kansli.plugin.clock import now

_STARTED = "kansli_started"
_SEEN = "kansli_seen"
_RESOLUTION = 60
"""Seconds between two writes of the session cookie: often enough for the idle limit, seldom enough for caches."""


def begin() -> None:
    """Start the clocks of a new session."""
    moment = int(now().timestamp())
    session[_STARTED] = moment
    session[_SEEN] = moment


def touch() -> None:
    """Note that the session is in use."""
    moment = int(now().timestamp())
    if moment - int(session.get(_SEEN, 0)) >= _RESOLUTION:
        session[_SEEN] = moment


def has_expired() -> bool:
    """Answer whether either clock has run out. A session without clocks was not begun by us and has expired."""
    moment = int(now().timestamp())
    idle: timedelta = current_app.config["KANSLI_IDLE_TIMEOUT"]
    absolute: timedelta = current_app.config["KANSLI_ABSOLUTE_TIMEOUT"]
    unused = moment - int(session.get(_SEEN, 0))
    age = moment - int(session.get(_STARTED, 0))
    return unused > idle.total_seconds() or age > absolute.total_seconds()
