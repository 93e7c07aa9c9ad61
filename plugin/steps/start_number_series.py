"""Starta nummerserie. A year's numbers begin where another system left off; only before the first is given."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.numbers import preliminary_number, start_series
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._accounts import ADMINISTER
from kansli.plugin.store.organisation import Registry

VERB = ADMINISTER
LABEL = "Starta nummerserie"
SUBJECT = Registry


def perform(running: Running, subject: Registry) -> Done:
    """Let the series of a year begin at a number.

    Data: `year` (this year when empty), `first`. Facts: `year`, `first`, `next`: how the next number will be written.
    """
    inputs = Inputs(running.data)
    year = inputs.number("year", "År") or running.at.year
    first = inputs.number("first", "Börjar på")
    if not 1900 <= year <= 9999:
        inputs.refuse("year", f"År: {year} går inte att använda. Skriv fyra siffror.")
    if first is None and not inputs.faulty("first"):
        inputs.refuse("first", "Ange det nummer som serien ska börja på.")
    elif first is not None and first > 9_999_999:
        inputs.refuse("first", f"Börjar på: {first} är för stort.")
    inputs.finish()
    series = start_series(subject, year, 1 if first is None else first)
    day = running.at.date()
    shown = preliminary_number(subject, day if year == day.year else day.replace(year=year, month=1, day=1))
    return Done(series, facts={"year": year, "first": series.first, "next": shown})
