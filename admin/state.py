"""Läget. What the application holds between requests: the System, the web's settings, and the menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from flask_admin.base import Admin

from kansli.admin.settings import WebSettings

if TYPE_CHECKING:
    from kansli.plugin.system import System


@dataclass(frozen=True, slots=True)
class WebState:
    """Everything that the pages share. Kept in `app.extensions["kansli"]`."""

    system: System
    web: WebSettings
    admin: Admin


def the_state() -> WebState:
    """Return the state of the application that answers this request."""
    state: WebState = current_app.extensions["kansli"]
    return state


def the_system() -> System:
    """Return the System that this application serves."""
    return the_state().system
