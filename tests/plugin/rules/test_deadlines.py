"""Lagens tider, on days that real boards have posted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.errors import InvalidField
from kansli.plugin.rules.deadlines import (
    appeal_last_day,
    approval_due,
    is_day_off,
    legal_force_earliest,
    meeting_deadlines,
    posting_due,
    previous_working_day,
    take_down_day,
)

DAYS = st.dates(min_value=date(1960, 1, 1), max_value=date(2090, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("posted", "last", "down"),
    [
        ("2019-01-22", "2019-02-12", "2019-02-13"),
        ("2018-04-03", "2018-04-24", "2018-04-25"),
        ("2020-12-22", "2021-01-12", "2021-01-13"),
        ("2019-06-27", "2019-07-18", "2019-07-19"),
        ("2020-05-08", "2020-05-29", "2020-06-01"),
        ("2017-09-12", "2017-10-03", "2017-10-04"),
        ("2018-06-26", "2018-07-17", "2018-07-18"),
        ("2018-06-28", "2018-07-19", "2018-07-20"),
        ("2018-06-21", "2018-07-12", "2018-07-13"),
        ("2018-06-19", "2018-07-10", "2018-07-11"),
    ],
)
def test_a_posted_notice_gives_the_days_that_real_boards_printed(posted: str, last: str, down: str) -> None:
    assert appeal_last_day(day(posted)).last == day(last)
    assert take_down_day(day(posted)) == day(down)


def test_the_real_meeting_of_2019_keeps_every_limit() -> None:
    found = meeting_deadlines(meeting=day("2019-01-15"), approved=day("2019-01-21"), posted=day("2019-01-22"))

    assert found.approve_by is not None
    assert found.approve_by.last == day("2019-01-29")
    assert found.post_by is not None
    assert found.post_by.last == day("2019-01-23")
    assert found.appeal_last_day.last == day("2019-02-12")
    assert found.take_down == day("2019-02-13")
    assert found.legal_force_earliest == day("2019-02-13")


@pytest.mark.parametrize(
    ("posted", "plain", "last", "why"),
    [
        ("2018-06-01", "2018-06-22", "2018-06-25", "midsommarafton"),
        ("2020-12-03", "2020-12-24", "2020-12-28", "julafton"),
        ("2020-12-10", "2020-12-31", "2021-01-04", "nyårsafton"),
        ("2021-05-15", "2021-06-05", "2021-06-07", "lördag"),
        ("2016-06-19", "2016-07-10", "2016-07-11", "söndag"),
        ("2020-04-10", "2020-05-01", "2020-05-04", "första maj"),
    ],
)
def test_an_appeal_never_ends_on_a_day_off(posted: str, plain: str, last: str, why: str) -> None:
    found = appeal_last_day(day(posted))

    assert (found.target, found.last, found.moved) == (day(plain), day(last), True), why


def test_the_eve_of_epiphany_is_a_working_day() -> None:
    assert not is_day_off(day("2022-01-05"))
    assert appeal_last_day(day("2021-12-15")).last == day("2022-01-05")


def test_approval_and_posting_move_too_and_the_plain_day_is_kept() -> None:
    approval = approval_due(day("2018-06-08"))
    posting = posting_due(day("2021-04-01"))

    assert (approval.target, approval.last) == (day("2018-06-22"), day("2018-06-25"))
    assert (posting.target, posting.last) == (day("2021-04-03"), day("2021-04-06"))


def test_a_meeting_alone_gives_the_latest_possible_days() -> None:
    found = meeting_deadlines(meeting=day("2021-01-27"))

    assert found.approve_by is not None
    assert found.post_by is not None
    assert (found.approve_by.last, found.post_by.last) == (day("2021-02-10"), day("2021-02-12"))
    assert found.appeal_last_day.last == day("2021-03-05")


def test_minutes_cannot_be_approved_before_the_meeting() -> None:
    with pytest.raises(InvalidField, match=r"Justeringen .2021-01-20. kan inte vara före sammanträdet") as refusal:
        meeting_deadlines(meeting=day("2021-01-27"), approved=day("2021-01-20"))
    assert refusal.value.field == "approved"


def test_a_notice_cannot_be_posted_before_the_approval() -> None:
    with pytest.raises(InvalidField) as refusal:
        meeting_deadlines(meeting=day("2021-01-27"), approved=day("2021-02-03"), posted=day("2021-02-02"))
    assert refusal.value.field == "posted"


def test_a_year_outside_the_calendar_is_refused_with_the_years_that_are_known() -> None:
    with pytest.raises(InvalidField, match="mellan 1950 och 2100"):
        meeting_deadlines(meeting=date(9999, 12, 31))


def test_no_day_at_all_is_refused() -> None:
    with pytest.raises(InvalidField, match="Ange sammanträdesdag"):
        meeting_deadlines()


@given(DAYS)
def test_the_last_day_is_a_working_day_at_most_five_days_after_the_plain_one(posted: date) -> None:
    found = appeal_last_day(posted)

    assert not is_day_off(found.last)
    assert found.target == posted + timedelta(days=21)
    assert timedelta(0) <= found.last - found.target <= timedelta(days=5)
    assert legal_force_earliest(posted) <= take_down_day(posted)


@given(DAYS)
def test_a_later_posting_never_ends_earlier(posted: date) -> None:
    assert appeal_last_day(posted).last <= appeal_last_day(posted + timedelta(days=1)).last
    assert previous_working_day(posted) <= posted
