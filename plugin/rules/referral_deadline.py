"""Svarstid. When a referral must be answered, and which day we plan for.

The day is the sender's wish and no statutory time: a Sunday does not become Monday (lag 1930:173 does not apply),
so we plan for the working day before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kansli.plugin.errors import InvalidField
from kansli.plugin.rules.deadlines import previous_working_day


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """The day that the sender set, the day we plan for, and a sentence where the two differ."""

    due: date
    plan_by: date
    note: str = ""


def reply_plan(due: date, *, received: date) -> ReplyPlan:
    """Plan the reply to a referral received on `received`. InvalidField where it should be answered before that."""
    check_reply_day(due, received=received)
    plan_by = max(previous_working_day(due), received)
    note = ""
    if plan_by != due:
        note = f"Sista svarsdag {due} är en {_weekday(due)}. Planera för {_weekday(plan_by)} {plan_by}."
    return ReplyPlan(due, plan_by, note)


def check_reply_day(due: date, *, received: date) -> None:
    """Refuse a deadline that had passed when the referral arrived."""
    if due < received:
        raise InvalidField("response_due", f"Sista svarsdag ({due}) kan inte vara före ankomstdagen ({received}).")


def check_extension(new_due: date, *, due: date) -> None:
    """Refuse an extension (anstånd) that gives no more time."""
    if new_due <= due:
        raise InvalidField("response_due", f"Anståndet ({new_due}) måste vara efter den nuvarande svarsdagen ({due}).")


def _weekday(day: date) -> str:
    return ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")[day.weekday()]
