"""Tillägget. Mounts the whole of Kansli in an existing Flask site, under a path of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Flask

from kansli.admin.app import create_app
from kansli.admin.settings import web_settings

if TYPE_CHECKING:
    from kansli.plugin.system import System

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Kansli:
    """`Kansli(app, url_prefix="/kansli", system=open_system(...))`, or `init_app` later.

    The application is whole and separate: it has its own sessions, its own forgery protection, its own error
    pages and headers. The host's are untouched, whatever its modules are called. `self.app` is ours.
    """

    def __init__(self, app: Flask | None = None, url_prefix: str = "/kansli", *, system: System | None = None) -> None:
        self.system = system
        self.url_prefix = _checked(url_prefix)
        self.app: Flask | None = None
        if app is not None:
            self.init_app(app)

    def init_app(self, host: Flask, *, system: System | None = None) -> None:
        """Mount in `host`. The System may be given here instead of in the constructor."""
        chosen = system or self.system
        if chosen is None:
            raise ValueError("Kansli needs a system: Kansli(app, system=open_system(data_dir))")
        web = replace(web_settings(chosen), url_prefix=self.url_prefix)
        self.app = create_app(chosen, web=web)
        host.extensions["kansli"] = self
        host.wsgi_app = _Mounted(host.wsgi_app, self.app.wsgi_app, self.url_prefix)  # type: ignore[method-assign]


class _Mounted:
    """Sends what begins with the prefix to Kansli and everything else to the host."""

    def __init__(self, host: _Wsgi, kansli: _Wsgi, prefix: str) -> None:
        self.host = host
        self.kansli = kansli
        self.prefix = prefix

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != self.prefix and not path.startswith(self.prefix + "/"):
            return self.host(environ, start_response)
        inner = dict(environ)
        inner["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + self.prefix
        inner["PATH_INFO"] = path[len(self.prefix) :] or "/"
        return self.kansli(inner, start_response)


def _checked(prefix: str) -> str:
    """Return the prefix as `/name`; an empty one would leave the host without pages of its own."""
    cleaned = "/" + prefix.strip("/")
    if cleaned == "/":
        raise ValueError('url_prefix must be a path such as "/kansli"; to serve Kansli alone, use create_app')
    return cleaned
