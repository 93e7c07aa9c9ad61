"""Webbens inställningar. What the web part needs to know besides the System; safe when nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kansli.plugin.store.lowcode import Setting

if TYPE_CHECKING:
    from kansli.plugin.system import System

SMALL_BODY = 2 * 1024 * 1024
"""Bytes that a form without files may be. The longest memo is a tenth of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """How the pages are served.

    `secure_cookies` is off only for plain http on the loopback address. `trusted_proxies` is the number of
    reverse proxies in front of us whose `X-Forwarded-*` headers are believed; 0 believes none.
    `incoming_limit` is in bytes. `demo` shows that the data is invented.
    """

    secret_key: bytes
    secure_cookies: bool = True
    trusted_proxies: int = 0
    incoming_limit: int = 500 * 1024 * 1024
    demo: bool = False
    idle_timeout: timedelta = timedelta(hours=1)
    absolute_timeout: timedelta = timedelta(hours=12)
    sign_in_attempts: int = 8
    url_prefix: str = ""


def web_settings(system: System) -> WebSettings:
    """Return the web's settings out of the System's."""
    said = system.settings
    with system.database.connection_context():
        demo = Setting.get_or_none(Setting.key == "demo")
    return WebSettings(
        secret_key=system.secret_key,
        secure_cookies=said.secure_cookies,
        trusted_proxies=said.trusted_proxies,
        incoming_limit=system.incoming_limit,
        demo=demo is not None and bool(demo.value),
        idle_timeout=timedelta(minutes=said.session_idle_minutes),
        absolute_timeout=timedelta(hours=said.session_max_hours),
        sign_in_attempts=said.sign_in_attempts,
    )
