"""Case numbers: the next one, none lost, none twice."""

from __future__ import annotations

from datetime import date

import pytest

from kansli.plugin.errors import InvalidField
from kansli.plugin.numbers import (
    NoNumberFormat,
    allocate_case_number,
    format_in_force,
    preliminary_number,
    start_series,
)
from kansli.plugin.store.base import database
from kansli.plugin.store.organisation import NumberFormat, NumberSeries, Registry

DAY = date(2020, 12, 1)


def tn() -> Registry:
    return Registry.get(Registry.code == "TN")


def test_a_series_can_be_started_at_a_number(system):
    with database.atomic():
        start_series(tn(), 2020, 874)
        number = allocate_case_number(tn(), DAY)
    assert (number.text, number.canonical) == ("TN 2020/0874", "tn/2020/874")


def test_the_preliminary_number_reserves_nothing(system):
    assert preliminary_number(tn(), DAY) == preliminary_number(tn(), DAY) == "TN 2020/0001"
    assert NumberSeries.select().where(NumberSeries.year == 2020).count() == 0


def test_a_series_that_has_begun_cannot_be_moved(system):
    with database.atomic():
        allocate_case_number(tn(), DAY)
        with pytest.raises(InvalidField, match="redan påbörjad"):
            start_series(tn(), 2020, 500)


def test_each_year_has_a_series_of_its_own(system):
    with database.atomic():
        allocate_case_number(tn(), DAY)
        assert allocate_case_number(tn(), date(2021, 1, 4)).text == "TN 2021/0001"


def test_a_rolled_back_number_is_given_to_the_next(system):
    with database.atomic() as transaction:
        first = allocate_case_number(tn(), DAY)
        transaction.rollback()
    with database.atomic():
        assert allocate_case_number(tn(), DAY) == first


def test_outside_a_transaction_no_number_is_given(system):
    with pytest.raises(RuntimeError, match="transaction"):
        allocate_case_number(tn(), DAY)


def test_the_format_is_the_one_in_force_on_the_day(system):
    NumberFormat.create(registry=tn(), pattern="{board}-{yyyy}-{seq:05}", valid_from=date(2024, 1, 1))
    assert format_in_force(tn(), date(2023, 12, 31)).format(board="TN", year=2023, seq=7) == "TN 2023/0007"
    assert format_in_force(tn(), date(2024, 1, 1)).format(board="TN", year=2024, seq=7) == "TN-2024-00007"


def test_a_registry_without_a_format_says_so(system):
    NumberFormat.delete().execute()
    with pytest.raises(NoNumberFormat, match="Diariet TN saknar nummerformat"):
        preliminary_number(tn(), DAY)
