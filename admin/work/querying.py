"""Adressrader. Numbers and days out of an address; what cannot be read is as if it had not been given."""

from __future__ import annotations

from datetime import date

from flask import request

_LAST_PAGE = 100_000


def whole_number(name: str) -> int | None:
    """Return a number ≥ 0 of the address, or None."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def page_number() -> int:
    """Return which page is asked for, from 0."""
    return min(whole_number("sida") or 0, _LAST_PAGE)


def day(name: str) -> date | None:
    """Return a day of the address, ÅÅÅÅ-MM-DD, or None."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
