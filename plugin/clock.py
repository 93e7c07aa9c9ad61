"""Klocka. What the time is, in Sweden. The only place that asks the machine; tests replace it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _machine_time() -> datetime:
    return datetime.now(STOCKHOLM)


_source: Callable[[], datetime] = _machine_time


def now() -> datetime:
    """Return the present moment, aware, in Europe/Stockholm."""
    return _source()


def today() -> date:
    """Return today's date in Sweden: the day that a received stamp would show."""
    return now().date()


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Make `now()` answer `moment` within the block. For tests and for demo data."""
    global _source
    before = _source
    fixed = moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)
    _source = lambda: fixed  # noqa: E731
    try:
        yield
    finally:
        _source = before
