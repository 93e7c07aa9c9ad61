"""Verify tells what no longer holds; a backup comes back whole, into an empty folder only."""

from __future__ import annotations

import tarfile
from dataclasses import replace

import pytest

from kansli.plugin import journal
from kansli.plugin.backup import NotABackup, NotEmpty, NotThisDatabase, backup, restore
from kansli.plugin.clock import today
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.searching.engine import engine_of
from kansli.plugin.searching.indexer import catch_up, reindex
from kansli.plugin.searching.search import search
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case, SecrecyMark
from kansli.plugin.store.connect import is_postgres
from kansli.plugin.store.documents import Document, StoredFile
from kansli.plugin.store.jobs import IndexOutbox, Job
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import open_system
from kansli.plugin.verify import verify
from kansli.search_index.port import Change


def open_case(system, title: str = "Lekplats") -> Case:
    registry = Registry.get(Registry.code == "TN")
    made = run(system, "open_case", registry, actor=operator(), data={"case_type": "general", "title": title})
    return get_record(made.record)


def add_document(case: Case, sequence: int) -> Document:
    return Document.create(
        case=case, sequence=sequence, kind="other", title="Brev", direction="incoming", state="registered"
    )


def check(system, name: str):
    return next(item for item in verify(system).checks if item.name == name)


def store_file(system, data: bytes) -> StoredFile:
    blob = system.files.put(data)
    return StoredFile.create(sha256=blob.sha256, size=blob.size)


def test_a_fresh_installation_holds(system):
    report = verify(system)
    assert report.ok, report.checks


def test_an_installation_in_use_holds_and_says_what_waits(system):
    case = open_case(system)
    add_document(case, 1)
    store_file(system, b"ett brev")
    assert verify(system).ok
    assert "väntar på indexering" in check(system, "index").detail
    catch_up(system)
    report = verify(system)
    assert report.ok, report.checks


def test_a_changed_and_a_missing_file_are_told(system):
    changed, missing = store_file(system, b"ett brev"), store_file(system, b"ett annat")
    system.files.path(changed.sha256).chmod(0o640)
    system.files.path(changed.sha256).write_bytes(b"ett BREV")
    system.files.path(missing.sha256).unlink()
    found = check(system, "files")
    assert not found.ok
    assert changed.record_id in found.detail and missing.record_id in found.detail


def test_bytes_without_a_row_are_counted_and_no_fault(system):
    system.files.put(b"ingen hittade hit")
    found = check(system, "files")
    assert found.ok and "1 filer på disk" in found.detail


def test_a_changed_log_entry_breaks_the_chain(system):
    open_case(system)
    journal.seal()
    LogEntry.update(actor="någon annan").where(LogEntry.step == "open_case").execute()
    assert "ändrad i efterhand" in check(system, "log").detail


def test_a_used_number_without_a_case_is_told(system):
    open_case(system)
    gone = open_case(system)
    open_case(system)
    Case.delete().where(Case.id == gone.id).execute()
    found = check(system, "number_series")
    assert not found.ok and f"nummer {gone.sequence} är förbrukat" in found.detail


def test_a_voided_number_needs_its_reason(system):
    case = open_case(system)
    Case.update(state="voided", void_reason="Registrerat två gånger").where(Case.id == case.id).execute()
    assert "1 makulerade" in check(system, "number_series").detail
    Case.update(void_reason="").where(Case.id == case.id).execute()
    assert not check(system, "number_series").ok


def test_a_hole_among_a_cases_documents_is_told(system):
    case = open_case(system)
    add_document(case, 1)
    add_document(case, 3)
    assert check(system, "document_sequences").detail == f"{case.case_number}: handling 2 saknas."


def test_secrecy_must_be_equal_to_its_marks(system):
    case = open_case(system)
    document = add_document(case, 1)
    Case.update(secret=True).where(Case.id == case.id).execute()
    assert "ingen sekretessmarkering" in check(system, "secrecy").detail
    SecrecyMark.create(case=case, provision="OSL 26:1", authority="TN", marked_on=today())
    assert check(system, "secrecy").ok
    SecrecyMark.create(case=case, document=document, provision="OSL 26:1", authority="TN", marked_on=today())
    assert "är inte stängd" in check(system, "secrecy").detail


def test_an_entry_too_many_one_missing_and_one_changed_are_told(system):
    for title in ("Lekplats", "Gångväg", "Badplats"):
        open_case(system, title)
    catch_up(system)
    engine = engine_of(system)
    first = min(unit_id for unit_id, _ in engine.contents())
    Case.update(title="Båtplats").where(Case.title == "Badplats").execute()
    engine.apply([Change(1000, "delete", first)])
    found = check(system, "index").detail
    assert f"enheten {first} saknas i indexet" in found
    assert "är inte densamma" in found
    reindex(system)
    assert check(system, "index").ok


def test_an_index_that_cannot_be_read_is_told_and_reindex_mends_it(system):
    open_case(system)
    catch_up(system)
    manifest = (system.data / "index" / "current").resolve() / "manifest.json"
    manifest.write_text("{}")
    assert "kansli reindex" in check(system, "index").detail
    reindex(system)
    assert verify(system).ok


def test_parked_work_is_told(system):
    Job.create(kind="read_file", state="parked", error="sidan 3")
    IndexOutbox.create(record="case:1", attempts=5, error="trasig")
    found = check(system, "jobs")
    assert "sidan 3" in found.detail and "trasig" in found.detail
    assert "kansli worker --retry" in found.detail


def test_a_package_that_was_left_out_is_named(system):
    broken = replace(system, hooks=replace(system.hooks, broken={"e_arkiv": "ImportError: ingen sådan modul"}))
    found = check(broken, "plugins")
    assert not found.ok
    assert "e_arkiv" in found.detail


def test_a_reference_to_nothing_is_told(sqlite_system):
    case = open_case(sqlite_system)
    database.execute_sql("PRAGMA foreign_keys = 0")
    database.execute_sql("UPDATE document SET case_id = 4711 WHERE id = ?", (add_document(case, 1).id,))
    database.execute_sql("PRAGMA foreign_keys = 1")
    report = {item.name: item for item in verify(sqlite_system).checks}
    assert "pekar på en rad i case" in report["database"].detail
    assert "Kontrollen gick inte att göra" in report["index"].detail


def test_a_backup_comes_back_with_everything_and_is_searchable_again(sqlite_system, tmp_path):
    case = open_case(sqlite_system)
    stored = store_file(sqlite_system, b"ett brev")
    size = backup(sqlite_system, tmp_path / "kopior" / "kansli.tar")
    assert size > 0 and ((tmp_path / "kopior" / "kansli.tar").stat().st_mode & 0o077) == 0
    restore(tmp_path / "kopior" / "kansli.tar", tmp_path / "ny")
    sqlite_system.database.close()
    opened = open_system(replace(sqlite_system.settings, data=tmp_path / "ny"))
    with opened.database.connection_context():
        assert opened.secret_key == sqlite_system.secret_key
        assert opened.files.read(stored.sha256) == b"ett brev"
        assert verify(opened).ok
        catch_up(opened)
        assert [hit.id for hit in search(opened, "lekplats", actor=operator()).hits] == [case.record_id]
    opened.database.close_all() if hasattr(opened.database, "close_all") else None


def test_a_backup_taken_while_somebody_writes_is_whole(sqlite_system, tmp_path):
    with database.atomic():
        open_case(sqlite_system)
        backup(sqlite_system, tmp_path / "kansli.tar")
    restore(tmp_path / "kansli.tar", tmp_path / "ny")
    sqlite_system.database.close()
    opened = open_system(replace(sqlite_system.settings, data=tmp_path / "ny"))
    with opened.database.connection_context():
        assert Case.select().count() == 0
        assert verify(opened).ok


def test_nothing_is_written_over(sqlite_system, tmp_path):
    backup(sqlite_system, tmp_path / "kansli.tar")
    with pytest.raises(NotEmpty):
        restore(tmp_path / "kansli.tar", sqlite_system.data)


@pytest.mark.parametrize("content", [b"", b"inte en tar-fil" * 100])
def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path, content):
    (tmp_path / "skräp.tar").write_bytes(content)
    with pytest.raises(NotABackup):
        restore(tmp_path / "skräp.tar", tmp_path / "ny")
    assert [path.name for path in tmp_path.iterdir()] == ["skräp.tar"]


def test_a_cut_backup_and_one_with_foreign_paths_are_refused(sqlite_system, tmp_path):
    whole = tmp_path / "kansli.tar"
    backup(sqlite_system, whole)
    (tmp_path / "kapad.tar").write_bytes(whole.read_bytes()[:50_000])
    with pytest.raises(NotABackup):
        restore(tmp_path / "kapad.tar", tmp_path / "ny")
    for name in ("../utanför", "files/../../utanför"):
        with tarfile.open(whole, "a") as archive:
            archive.add(whole.parent / "kapad.tar", name)
        with pytest.raises(NotABackup):
            restore(whole, tmp_path / "ny")
    assert not (tmp_path / "ny").exists() and not (tmp_path / "utanför").exists()


def test_only_a_postgresql_database_is_referred_to_its_own_tools(system, tmp_path):
    if is_postgres(system.database):
        with pytest.raises(NotThisDatabase, match="pg_dump"):
            backup(system, tmp_path / "kansli.tar")
        assert not (tmp_path / "kansli.tar").exists()
    else:
        assert backup(system, tmp_path / "kansli.tar") > 0
