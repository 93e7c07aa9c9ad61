"""The log: append-only, sealed in a chain, and still whole when a payload has been destroyed."""

from __future__ import annotations

import pytest

from kansli.plugin import journal
from kansli.plugin.runner import run
from kansli.plugin.store.base import database
from kansli.plugin.store.journal import LogEntry, LogPayload
from kansli.plugin.store.organisation import Registry


def happened(what: str, chain: str = "TN") -> LogEntry:
    with database.atomic():
        return journal.write(
            chain=chain,
            actor="maja@exempel.se",
            step="update_case",
            record="case:1",
            case_id=1,
            reason="",
            request_id="",
            payload={"what": what},
        )


def test_entries_are_sealed_in_order_with_one_chain_a_registry(system):
    for what in ("ett", "två", "tre"):
        happened(what)
    happened("annat diarium", chain="KS")
    journal.seal()
    places = [(row.chain, row.position) for row in LogEntry.select().where(LogEntry.chain != "kansli")]
    assert sorted(places) == [("KS", 1), ("TN", 1), ("TN", 2), ("TN", 3)]
    assert journal.verify().faults == ()


def test_what_is_not_yet_sealed_is_reported_and_is_no_fault(system):
    happened("nyss")
    report = journal.verify()
    assert report.unsealed >= 1
    assert report.faults == ()


def test_sealing_twice_changes_nothing(system):
    happened("ett")
    journal.seal()
    before = [row.hash for row in LogEntry.select().order_by(LogEntry.id)]
    assert journal.seal() == 0
    assert [row.hash for row in LogEntry.select().order_by(LogEntry.id)] == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda row: LogEntry.update(actor="någon.annan@exempel.se").where(LogEntry.id == row.id),
        lambda row: LogEntry.update(reason="påhittat skäl").where(LogEntry.id == row.id),
        lambda row: LogPayload.update(payload='{"what":"annat"}').where(LogPayload.entry == row),
    ],
    ids=["who", "why", "what"],
)
def test_a_sealed_entry_that_is_changed_is_found(system, damage):
    row = happened("ett")
    happened("två")
    journal.seal()
    damage(row).execute()
    assert journal.verify().faults


def test_a_sealed_entry_that_is_removed_is_found(system):
    row = happened("ett")
    happened("två")
    journal.seal()
    LogPayload.delete().where(LogPayload.entry == row).execute()
    LogEntry.delete().where(LogEntry.id == row.id).execute()
    assert any("saknas" in fault for fault in journal.verify().faults)


def test_the_chain_still_verifies_when_a_payload_has_been_destroyed(system):
    row = happened("personuppgifter som ska bort")
    happened("två")
    journal.seal()
    LogPayload.delete().where(LogPayload.entry == row).execute()
    report = journal.verify()
    assert report.faults == ()
    assert report.destroyed == 1


def test_a_log_whose_end_was_cut_off_is_found(system, the_operator):
    registry = Registry.get(Registry.code == "TN")
    data = {"case_type": "general", "title": "Lekplats"}
    done = run(system, "open_case", registry, actor=the_operator, data=data, request_id="klick")
    journal.seal()
    LogPayload.delete().where(LogPayload.entry == done.log).execute()
    LogEntry.delete().where(LogEntry.id == done.log).execute()
    assert any("open_case" in fault and "saknas" in fault for fault in journal.verify().faults)
