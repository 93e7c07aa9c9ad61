"""Svarstid for a referral to answer."""

from __future__ import annotations

from datetime import date

import pytest

from kansli.plugin.errors import InvalidField
from kansli.plugin.rules.referral_deadline import check_extension, reply_plan

RECEIVED = date(2020, 12, 1)


def test_a_deadline_on_a_sunday_is_planned_for_the_friday_before_and_never_for_monday() -> None:
    plan = reply_plan(date(2021, 2, 28), received=RECEIVED)

    assert (plan.due, plan.plan_by) == (date(2021, 2, 28), date(2021, 2, 26))
    assert plan.note == "Sista svarsdag 2021-02-28 är en söndag. Planera för fredag 2021-02-26."


def test_a_working_day_needs_no_note() -> None:
    assert reply_plan(date(2021, 2, 26), received=RECEIVED).note == ""


def test_a_deadline_before_the_arrival_is_refused_at_its_field() -> None:
    with pytest.raises(InvalidField, match="kan inte vara före ankomstdagen") as refusal:
        reply_plan(date(2020, 11, 30), received=RECEIVED)
    assert refusal.value.field == "response_due"


def test_an_extension_must_give_more_time() -> None:
    with pytest.raises(InvalidField, match="Anståndet"):
        check_extension(date(2021, 2, 28), due=date(2021, 2, 28))
