"""The indexer: what changes is found, what goes is gone, a fault stops nobody, and doing it again changes nothing."""

from __future__ import annotations

import fcntl
from datetime import timedelta

import pytest

from kansli.plugin.clock import frozen_at, now
from kansli.plugin.leases import take_lease
from kansli.plugin.rights import operator
from kansli.plugin.searching import outbox, preparing
from kansli.plugin.searching.engine import engine_of
from kansli.plugin.searching.errors import SearchUnavailable
from kansli.plugin.searching.indexer import Indexer, catch_up, reindex
from kansli.plugin.searching.role import ROLE
from kansli.plugin.searching.search import search
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.search import SearchUnit
from kansli.plugin.store.writing import MemoVersion
from kansli.search_index.schema import SCHEMA_VERSION


def ids_in_index(system) -> list[int]:
    return sorted(unit_id for unit_id, _ in engine_of(system).contents())


def ids_in_database() -> list[int]:
    return sorted(row.id for row in SearchUnit.select(SearchUnit.id))


def test_without_an_index_a_search_says_so(system):
    with pytest.raises(SearchUnavailable):
        search(system, "x", actor=operator())


def test_an_empty_installation_gets_an_empty_index(system):
    catch_up(system)
    assert search(system, "x", actor=operator()).total == 0


def test_indexing_again_changes_nothing(system, archive):
    archive.document(archive.case("Plan"), "Plan", "Om torget.")
    archive.index()
    before = ids_in_database()
    for record in ("case:1", "document:1"):
        IndexOutbox.create(record=record)
    archive.index()
    assert ids_in_database() == before == ids_in_index(system)


def test_an_edited_memo_is_found_by_its_new_words_and_not_by_its_old(system, archive):
    memo = archive.memo(
        archive.case("Park"), "Belysning", background="Lyktorna är trasiga.", clauses=("anta förslaget",)
    )
    archive.index()
    assert archive.found("lyktorna") == archive.found("förslaget") == [memo.record_id]
    MemoVersion.update(content={"sections": {"background": "Armaturerna är trasiga."}}).execute()
    archive.changed(memo)
    archive.index()
    assert (archive.found("lyktorna"), archive.found("armaturerna")) == ([], [memo.record_id])
    assert ids_in_database() == ids_in_index(system)


def test_an_id_of_a_unit_that_is_gone_is_never_given_again(system, archive):
    memo = archive.memo(archive.case("Park"), "Belysning", background="Lyktorna är trasiga.")
    archive.index()
    highest = max(ids_in_database())
    MemoVersion.update(content={"sections": {}}).execute()
    archive.changed(memo)
    archive.index()
    archive.case("Torget")
    archive.index()
    assert max(ids_in_database()) > highest


def test_a_changed_title_is_found_on_all_sections(system, archive):
    document = archive.document(archive.case("Park"), "Gammal rubrik", "# A\n\nEtt.\n\n## B\n\nTvå.")
    archive.index()
    Document.update(title="Armaturplan").where(Document.id == document.id).execute()
    archive.changed(document)
    archive.index()
    assert archive.found("armaturplan två") == [document.record_id]


def test_a_changed_officer_of_the_case_reaches_its_documents(system, archive, actor_of):
    case = archive.case("Park")
    document = archive.document(case, "Brev", "Om torget.")
    archive.index()
    officer = actor_of("case_officer", name="Vera Lind")
    Case.update(officer=officer.id).where(Case.id == case.id).execute()
    archive.changed(case)
    archive.index()
    assert archive.found("torget handläggare:Lind") == [document.record_id]


def test_units_destroyed_in_the_database_are_taken_from_the_index_too(system, archive):
    document = archive.document(archive.case("Park"), "Utkast", "Om torget.")
    archive.index()
    Document.update(state="purged").where(Document.id == document.id).execute()
    SearchUnit.delete().where(SearchUnit.document == document).execute()
    archive.changed(document)
    archive.index()
    assert ids_in_index(system) == ids_in_database()


def test_a_record_that_is_gone_takes_its_units_with_it(system, archive):
    case = archive.case("Park")
    document = archive.document(case, "Brev")
    archive.index()
    Document.delete().where(Document.id == document.id).execute() if not document.units.count() else None
    SearchUnit.update(document=None).where(SearchUnit.document == document.id).execute()
    Document.delete().where(Document.id == document.id).execute()
    archive.changed(document)
    archive.index()
    assert ids_in_index(system) == ids_in_database() and len(ids_in_database()) == 1


def test_a_row_of_something_that_is_not_searched_is_done_with(system, archive):
    for record in ("registry:1", "watch:9", "skräp", "version:99", "case:99"):
        IndexOutbox.create(record=record)
    archive.index()
    assert IndexOutbox.select().count() == 0


def test_the_rows_of_a_good_record_take_its_parked_rows_with_them(system, archive, monkeypatch):
    case = archive.case("Park")
    monkeypatch.setattr(preparing, "wanted_units", lambda *_: 1 / 0)
    archive.index()
    assert [row.record for row in outbox.parked()] == [case.record_id]
    monkeypatch.undo()
    archive.changed(case)
    archive.index()
    assert (outbox.parked(), archive.found("park")) == ([], [case.record_id])


def test_while_another_process_holds_the_role_nothing_is_done(system, archive):
    archive.case("Park")
    assert take_lease(ROLE, holder="another server", seconds=60) is not None
    assert archive.index() == 0
    with frozen_at(now() + timedelta(seconds=61)):
        assert archive.index() > 0


def test_while_the_file_lock_is_held_nothing_is_done_however_old_the_lease(system, archive):
    archive.case("Park")
    with (system.data / "indexer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert archive.index() == 0
    assert archive.index() > 0


def test_a_batch_whose_lease_was_lost_leaves_its_rows_and_the_units_right(system, archive, monkeypatch):
    archive.case("Park")
    indexer = Indexer(system)
    indexer.drain()
    archive.case("Torget")
    real = indexer._apply

    def overtaken(*arguments: object) -> None:
        real(*arguments)
        with frozen_at(now() + timedelta(hours=1)):
            take_lease(ROLE, holder="another server", seconds=1)

    monkeypatch.setattr(indexer, "_apply", overtaken)
    assert indexer.drain() == 0
    assert IndexOutbox.select().count() > 0
    with frozen_at(now() + timedelta(hours=3)):
        archive.index()
    assert ids_in_index(system) == ids_in_database()
    assert len(archive.found("torget")) == 1


def test_an_index_of_another_version_is_built_anew_by_itself(system, archive):
    case = archive.case("Park")
    archive.index()
    manifest = (system.data / "index" / "current").resolve() / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"schema": {SCHEMA_VERSION}', '"schema": 0'))
    with pytest.raises(SearchUnavailable):
        archive.found("park")
    archive.index()
    assert archive.found("park") == [case.record_id]


def test_reindex_tells_how_far_it_has_come_and_counts_the_entries(system, archive):
    archive.document(archive.case("Park"), "Plan", "Om torget.")
    told: list[str] = []
    assert reindex(system, progress=told.append) == len(ids_in_database()) == 3
    assert told and IndexOutbox.select().count() == 0


def test_reindex_goes_on_past_a_record_that_fails_and_parks_it(system, archive, monkeypatch):
    good, bad = archive.case("Park"), archive.case("Torg")
    archive.index()
    real = preparing.wanted_units

    def poisoned(profile, record):
        return 1 / 0 if record.record_id == bad.record_id else real(profile, record)

    monkeypatch.setattr(preparing, "wanted_units", poisoned)
    reindex(system)
    assert archive.found("park") == [good.record_id]
    assert [row.record for row in outbox.parked()] == [bad.record_id]


def test_a_draft_rendered_in_word_is_found_as_the_draft_only(system, archive):
    memo = archive.memo(archive.case("Park"), "Belysning", background="Lyktorna är trasiga.")
    rendered = archive.document(memo.case, "Belysning", kind="memo")
    Document.update(sequence=None, state="working").where(Document.id == rendered.id).execute()
    version = archive.version(rendered, "Lyktorna är trasiga.")
    type(version).update(source="rendered").execute()
    archive.index()
    assert archive.found("lyktorna") == [memo.record_id]
