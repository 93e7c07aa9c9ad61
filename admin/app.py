"""Webbapplikationen. Builds the one Flask application out of its parts, in the order in which they guard it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_admin.base import Admin
from flask_admin.theme import BootstrapTheme
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from kansli.admin import access, accounts, connection, errors, headers, language, plain_values, shell
from kansli.admin.settings import SMALL_BODY, WebSettings, web_settings
from kansli.admin.state import WebState
from kansli.admin.views import add_views, start_page
from kansli.admin.work import filters

if TYPE_CHECKING:
    from kansli.plugin.system import System


def create_app(system: System, *, web: WebSettings | None = None) -> Flask:
    """Return the application that serves a System. `web` replaces what the System's settings say."""
    web = web or web_settings(system)
    # Both folders are named: the mapped package has no place where the framework would look for them.
    app = Flask("kansli.admin", root_path=str(shell.STATIC.parent), instance_path=str(system.data.resolve()))
    _configure(app, web)
    plain_values.install(app)
    connection.install(app)
    access.install(app, incoming_limit=web.incoming_limit)
    CSRFProtect(app)
    language.install(app)
    accounts.install(app)
    errors.install(app)
    headers.install(app, secure=web.secure_cookies)
    shell.install(app)
    filters.install(app)
    app.extensions["kansli"] = WebState(system=system, web=web, admin=_menu(app))
    if web.trusted_proxies:
        n = web.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n, x_prefix=n)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, web: WebSettings) -> None:
    app.config.update(
        SECRET_KEY=web.secret_key,
        SESSION_COOKIE_NAME="kansli_session",
        SESSION_COOKIE_PATH=web.url_prefix or "/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=web.secure_cookies,
        KANSLI_IDLE_TIMEOUT=web.idle_timeout,
        KANSLI_ABSOLUTE_TIMEOUT=web.absolute_timeout,
        MAX_CONTENT_LENGTH=SMALL_BODY,
        MAX_FORM_MEMORY_SIZE=SMALL_BODY,
        # A form may lie open as long as its session lives: nobody loses what they have typed to a clock.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=web.secure_cookies,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _menu(app: Flask) -> Admin:
    """Return the one menu. A path is given for the library's own static files, so that it serves none of them."""
    theme = BootstrapTheme(folder="bootstrap4", base_template="base.html")
    admin = Admin(app, name="Kansli", index_view=start_page(), theme=theme, static_url_path="/stock")
    add_views(admin)
    return admin
