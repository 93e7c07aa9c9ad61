"""Värden ur en begäran. No NUL reaches a database that cannot hold it, and no number is larger than a row's can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict, iter_multi_items
from werkzeug.routing import IntegerConverter, Map

HIGHEST_ROW = 2**31 - 1
"""The highest number that a row can have, on the narrowest of the engines."""


class PlainValues(ImmutableMultiDict[str, str]):
    """Values of an address or a form, without NUL: PostgreSQL stores none, and nobody types one."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, str]] | None = None) -> None:
        pairs = iter_multi_items(mapping) if isinstance(mapping, (Mapping, MultiDict)) else mapping or ()
        super().__init__([(_without_nul(name), _without_nul(value)) for name, value in pairs])


class PlainRequest(Request):
    """A request whose values are plain."""

    parameter_storage_class = PlainValues


class RowNumber(IntegerConverter):
    """`<int:…>` in an address. A number that no row can have leads nowhere."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - the library's name
        super().__init__(map, max=HIGHEST_ROW)


def install(app: Flask) -> None:
    """Bind both. Must be done before the routes are added."""
    app.request_class = PlainRequest
    app.url_map.converters["int"] = RowNumber


def _without_nul(text: Any) -> Any:
    return text.replace("\0", "") if isinstance(text, str) else text
