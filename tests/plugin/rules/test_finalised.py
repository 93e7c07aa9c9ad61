"""Upprättad follows from facts."""

from __future__ import annotations

from datetime import date

from kansli.plugin.rules.finalised import RecordFacts, record_status

FIRST, SECOND = date(2021, 1, 27), date(2021, 2, 3)


def test_a_draft_is_working_material_and_no_public_record() -> None:
    status = record_status(RecordFacts())

    assert (status.status, status.public_record, status.since) == ("working_material", False, None)
    assert str(status) == "Arbetsmaterial: inte expedierad, justerad eller färdigställd"


def test_what_was_dispatched_is_finalised_from_that_day() -> None:
    status = record_status(RecordFacts(dispatched=FIRST, case_closed=SECOND))

    assert str(status) == "Upprättad 2021-01-27: expedierad"
    assert status.public_record


def test_the_earliest_fact_decides() -> None:
    assert record_status(RecordFacts(dispatched=SECOND, summoned=FIRST)).reason == "utsänd med kallelsen"


def test_minutes_are_finalised_when_they_are_approved() -> None:
    assert record_status(RecordFacts(approved=SECOND)).since == SECOND


def test_what_is_left_when_the_case_is_closed_becomes_a_public_record() -> None:
    assert record_status(RecordFacts(case_closed=SECOND)).reason == "ärendet är slutbehandlat"


def test_what_came_in_is_a_public_record_from_the_day_it_came() -> None:
    status = record_status(RecordFacts(received=FIRST, dispatched=SECOND))

    assert (status.status, status.since) == ("received", FIRST)
