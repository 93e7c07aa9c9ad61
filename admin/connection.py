"""Databasen i en begäran. Opened when a request needs it, given back when the request is over."""

from __future__ import annotations

from flask import Flask, request

from kansli.plugin.store.base import database


def install(app: Flask) -> None:
    """Open the connection before each request and close it after; static files need none."""

    @app.before_request
    def open_connection() -> None:
        if request.endpoint != "static":
            database.connect(reuse_if_open=True)

    @app.teardown_request
    def close_connection(_error: BaseException | None) -> None:
        if not app.config.get("KANSLI_KEEP_CONNECTION") and not database.is_closed():
            database.close()
