"""Sidan. The class that every page of our own derives from, so that the one menu and the one guard see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin.base import BaseView

from kansli.admin.access import may


class Ruled(BaseView):
    """What pages and registers share: a declared rule, and errors that are told as they are."""

    verb: ClassVar[str | None] = None
    """The rule of the routes that declare none of their own (`access.needs`). None refuses them all."""

    in_menu: ClassVar[bool] = True

    def is_visible(self) -> bool:
        """Answer whether the page is in the menu."""
        return self.in_menu

    def is_accessible(self) -> bool:
        """Answer whether the menu shows the page to the one who asks."""
        return self.verb is not None and may(self.verb)

    # Positional, so that an address may have a part called `name`.
    def _handle_view(self, name: str, /, **_kwargs: Any) -> ResponseReturnValue | None:  # type: ignore[override]
        """Let the request through: the guard in access.py has already asked for the route's own rule."""
        del name
        return None

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call the view once. The library calls it again after a TypeError, and hides the first one."""
        return fn(self, *args, **kwargs)


class Page(Ruled):
    """A page of our own, in the menu, with a declared rule. Work pages derive from this."""


def is_htmx() -> bool:
    """Answer whether htmx asks for a fragment, rather than a browser for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
