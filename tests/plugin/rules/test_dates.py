"""Datum: every form that Swedish documents use, and refusal of days that do not exist."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.rules.dates import PartialDate, Period, find_dates, find_impossible_dates, find_periods


def only(text: str) -> PartialDate:
    (found,) = find_dates(text)
    assert found.text == text
    return found.value


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021-01-08", "2021-01-08"),
        ("2018 -07- 02", "2018-07-02"),
        ("2018–07–02", "2018-07-02"),
        ("27 januari 2017", "2017-01-27"),
        ("Den 27 januari 2017", "2017-01-27"),
        ("den 3:e mars 2020", "2020-03-03"),
        ("24 NOVEMBER 2015", "2015-11-24"),
        ("14.4.2016", "2016-04-14"),
        ("29/4 2010", "2010-04-29"),
        ("januari 2019", "2019-01"),
        ("våren 2017", "2017"),
    ],
)
def test_a_date_is_read_in_every_form(text: str, iso: str) -> None:
    assert only(text).iso == iso


@pytest.mark.parametrize("text", ["2021-02-30", "31 april 2020", "2021-13-01", "29/2 2019", "0 maj 2020"])
def test_a_day_that_does_not_exist_is_no_date_but_is_told(text: str) -> None:
    assert [one for one in find_dates(text) if one.value.exact] == []
    assert [words for _, _, words in find_impossible_dates(text)] == [text]


def test_a_partial_date_knows_its_span() -> None:
    autumn = only("hösten 2018")
    assert (autumn.first, autumn.last, autumn.exact) == (date(2018, 7, 1), date(2018, 12, 31), None)
    assert only("februari 2020").last == date(2020, 2, 29)


def test_dates_are_found_where_they_stand() -> None:
    text = "Nämnden beslutade den 3 mars 2021 (dnr KS 2020-121) att svara under våren 2022, se 2021-02-30."
    found = find_dates(text)
    assert [(one.text, one.value.iso) for one in found] == [("den 3 mars 2021", "2021-03-03"), ("våren 2022", "2022")]
    assert all(text[one.start : one.end] == one.text for one in found)
    assert [words for _, _, words in find_impossible_dates(text)] == ["2021-02-30"]


@pytest.mark.parametrize(
    "text", ["08-523 023 23", "KS 2020-12-1x", "2020-2021", "SOU 2017:114", "1.12.20201", "X-2020-01-01"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_dates(text) == ()


def test_both_ends_of_a_span_of_days_are_found() -> None:
    for text in ("remisstid 2020-12-01–2021-02-28", "från 2020-12-01 - 2021-02-28."):
        assert [one.value.iso for one in find_dates(text)] == ["2020-12-01", "2021-02-28"]


def test_periods_of_years_are_found() -> None:
    assert [period for _, _, period in find_periods("2021 - 2024")] == [Period(2021, 2024)]
    assert find_periods("2024-2021") == ()
    assert [period for _, _, period in find_periods("gäller 2020–2026, inte 2021-01-08")] == [Period(2020, 2026)]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_back_in_each_form(day: date) -> None:
    for text in (day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day.day}/{day.month} {day.year}"):
        assert only(text).exact == day


@given(st.integers(1900, 2099), st.sampled_from(["våren", "sommaren", "hösten", "vintern"]))
def test_a_season_is_read_back(year: int, season: str) -> None:
    assert only(f"{season} {year}") == PartialDate(year, season=season)


@given(st.text())
def test_no_text_breaks_the_finder(text: str) -> None:
    for found in find_dates(text):
        assert text[found.start : found.end] == found.text
