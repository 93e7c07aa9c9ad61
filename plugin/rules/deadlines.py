"""Lagens tider. When minutes must be approved and posted, and the last day to appeal.

A statutory last day that falls on a day off moves to the next working day (lag 1930:173). The plain day is kept
beside it: it is the one to aim at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import holidays

from kansli.plugin.errors import InvalidField

APPROVAL_DAYS = 14
POSTING_DAYS = 2
APPEAL_WEEKS = 3
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
"""The years that the calendar of holidays is trusted for."""


@dataclass(frozen=True, slots=True)
class LegalDay:
    """A day the law sets: `target` as counted, `last` after the rule on Sundays and holidays."""

    target: date
    last: date

    @property
    def moved(self) -> bool:
        """Tell whether the last day was moved past a day off."""
        return self.target != self.last


@dataclass(frozen=True, slots=True)
class MeetingDeadlines:
    """The days that follow from a meeting. A step not yet taken is counted from the last day it may be taken."""

    approve_by: LegalDay | None
    post_by: LegalDay | None
    appeal_last_day: LegalDay
    take_down: date
    legal_force_earliest: date


def is_day_off(day: date) -> bool:
    """Saturday, Sunday, holiday, Midsummer's, Christmas or New Year's Eve (lag 1930:173, 2 §).

    The eve of Epiphany and other eves are working days (RÅ 2004 not 40).
    """
    return day.weekday() >= 5 or day in _holidays(day.year)


def next_working_day(day: date) -> date:
    """Return the day itself, or the first working day after it where it is a day off (lag 1930:173, 2 §)."""
    while is_day_off(day):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date) -> date:
    """Return the day itself, or the last working day before it where it is a day off."""
    while is_day_off(day):
        day -= timedelta(days=1)
    return day


def approval_due(meeting: date) -> LegalDay:
    """Justering: at the latest fourteen days after the meeting (KL 5 kap. 69 §, for boards through 6 kap. 35 §)."""
    return _legal(meeting + timedelta(days=APPROVAL_DAYS))


def posting_due(approved: date) -> LegalDay:
    """Anslag: at the latest the second day after the approval (KL 8 kap. 12 §)."""
    return _legal(approved + timedelta(days=POSTING_DAYS))


def appeal_last_day(posted: date) -> LegalDay:
    """Laglighetsprövning: three weeks from the posting, ending on its weekday (KL 13 kap. 5 §; lag 1930:173, 1 §)."""
    return _legal(posted + timedelta(weeks=APPEAL_WEEKS))


def take_down_day(posted: date) -> date:
    """Return the working day on which the notice may come down: the first after the last day to appeal (KL 8:12)."""
    return next_working_day(appeal_last_day(posted).last + timedelta(days=1))


def legal_force_earliest(posted: date) -> date:
    """Laga kraft at the earliest: the day after the last day to appeal. A person confirms it."""
    return appeal_last_day(posted).last + timedelta(days=1)


def meeting_deadlines(
    *, meeting: date | None = None, approved: date | None = None, posted: date | None = None
) -> MeetingDeadlines:
    """Return every day that follows from what has happened; at least one of the three must be given.

    InvalidField names the day that comes before the one it should follow, or lies outside the calendar.
    """
    _check_order(meeting, approved, posted)
    approve_by = approval_due(meeting) if meeting else None
    approval = approved or (approve_by.last if approve_by else None)
    post_by = posting_due(approval) if approval else None
    posting = posted or (post_by.last if post_by else None)
    if posting is None:
        raise InvalidField("meeting", "Ange sammanträdesdag, justeringsdag eller anslagsdag.")
    return MeetingDeadlines(
        approve_by, post_by, appeal_last_day(posting), take_down_day(posting), legal_force_earliest(posting)
    )


def _check_order(meeting: date | None, approved: date | None, posted: date | None) -> None:
    named = (
        ("meeting", "Sammanträdet", meeting),
        ("approved", "Justeringen", approved),
        ("posted", "Anslaget", posted),
    )
    given = [(field, what, day) for field, what, day in named if day is not None]
    for field, what, day in given:
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise InvalidField(field, f"{what} har år {day.year}. Ange ett år mellan {_FIRST_YEAR} och {_LAST_YEAR}.")
    for (_, earlier, before), (field, later, after) in pairwise(given):
        if after < before:
            raise InvalidField(field, f"{later} ({after}) kan inte vara före {earlier.lower()} ({before}).")


def _legal(day: date) -> LegalDay:
    return LegalDay(day, next_working_day(day))


@cache
def _holidays(year: int) -> frozenset[date]:
    # Without de_facto the three eves that the law names are missing; `public` alone has the Sundays' holidays only.
    return frozenset(holidays.country_holidays("SE", categories=("public", "de_facto"), years=year))
