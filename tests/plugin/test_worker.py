"""The worker: real processes, killed in the middle; nothing is missing, doubled or half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kansli.plugin import jobs, journal, upkeep
from kansli.plugin.clock import now
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.searching import outbox, preparing
from kansli.plugin.searching.engine import engine_of
from kansli.plugin.searching.errors import SearchUnavailable
from kansli.plugin.searching.search import search
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.jobs import IndexOutbox, Job, Lease
from kansli.plugin.store.journal import HandledRequest
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.search import SearchUnit
from kansli.plugin.worker import work

CHILD = """
import sys, time
from pathlib import Path
from kansli.plugin import jobs
from kansli.plugin.searching import indexer
from kansli.plugin.settings import Settings
from kansli.plugin.system import open_system
from kansli.plugin.worker import work
import signal, threading

data, url, lease, batch, slow = sys.argv[1:]
indexer.BATCH = int(batch)

@jobs.handles("test_slow")
def slow_job(system, payload):
    (system.data / "begun").write_text("begun")
    time.sleep(float(slow))
    (system.data / "done").write_text("done")

system = open_system(Settings(data=Path(data), database_url=url, worker_poll_ms=20))
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
print("ready", flush=True)
work(system, stop=stop, lease_seconds=float(lease))
print("stopped", flush=True)
"""
LEASE = 1.0


@contextmanager
def worker_process(system, *, lease: float = LEASE, batch: int = 100, slow: float = 60) -> Iterator[subprocess.Popen]:
    settings = system.settings
    arguments = [str(settings.data), settings.database_url, str(lease), str(batch), str(slow)]
    process = subprocess.Popen([sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)


def wait_until(true: Callable[[], bool], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


def open_cases(system, count: int) -> None:
    registry = Registry.get(Registry.code == "TN")
    with system.database.atomic():
        for number in range(count):
            data = {"case_type": "general", "title": f"Lekplats nummer {number}"}
            run(system, "open_case", registry, actor=operator(), data=data)


def search_answers(system) -> bool:
    try:
        return search(system, "lekplats", actor=operator()).total >= 0
    except SearchUnavailable:
        return False


def in_index(system) -> list[int]:
    return sorted(unit_id for unit_id, _ in engine_of(system).contents())


def in_database() -> list[int]:
    return sorted(row.id for row in SearchUnit.select(SearchUnit.id))


def test_once_does_all_that_is_due_seals_the_log_and_ends(system):
    open_cases(system, 3)
    waiting = IndexOutbox.select().count()
    done = work(system, once=True)
    assert (done.indexed, IndexOutbox.select().count()) == (waiting, 0)
    assert journal.verify().unsealed == 0
    assert search(system, "lekplats", actor=operator()).total == 3


def test_a_worker_in_a_thread_uses_a_connection_of_its_own_and_stops_when_told(system):
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(system,), kwargs={"stop": stop})
    thread.start()
    open_cases(system, 2)
    wait_until(lambda: IndexOutbox.select().count() == 0)
    stop.set()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert not system.database.is_closed()


def test_a_worker_killed_while_indexing_leaves_nothing_missing_or_doubled(system):
    open_cases(system, 80)
    for remaining in (130, 80, 30):
        with worker_process(system, batch=3) as process:
            wait_until(lambda mark=remaining: IndexOutbox.select().count() <= mark)
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)
        assert search(system, "lekplats", actor=operator(), limit=100).total <= 80
    time.sleep(LEASE)
    work(system, once=True)
    assert IndexOutbox.select().count() == 0
    assert in_index(system) == in_database()
    assert len(in_database()) == 80
    assert search(system, "lekplats", actor=operator()).total == 80


def test_a_reader_meanwhile_is_never_disturbed_and_sees_only_more(system):
    open_cases(system, 60)
    work_done = threading.Event()
    totals: list[int] = []
    with worker_process(system, batch=2):
        wait_until(lambda: search_answers(system))
        while not work_done.is_set():
            totals.append(search(system, "lekplats", actor=operator()).total)
            if IndexOutbox.select().count() == 0:
                work_done.set()
        totals.append(search(system, "lekplats", actor=operator()).total)
    assert totals == sorted(totals)
    assert totals[-1] == 60


def test_a_job_whose_worker_is_killed_is_done_by_the_next_when_the_lease_has_run_out(system):
    made = jobs.enqueue("test_slow", {})
    with worker_process(system, slow=60) as process:
        wait_until((system.data / "begun").exists)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert Job.get_by_id(made).state == "running"
    with worker_process(system, slow=0):
        wait_until(lambda: Job.get_by_id(made).state == "done")
    assert (Job.get_by_id(made).attempts, (system.data / "done").exists()) == (2, True)


def test_a_worker_killed_while_reading_files_leaves_each_file_read_once_and_found(system):
    open_cases(system, 1)
    document = Document.create(case=1, sequence=1, kind="other", title="Brev", direction="incoming", state="registered")
    for number in range(1, 5):
        blob = system.files.put(f"Brev nummer {number}.\n\nSkridskobanan saknar belysning.\n".encode() * 200)
        version = DocumentVersion.create(document=document, number=number, source="received")
        stored = StoredFile.create(sha256=blob.sha256, size=blob.size)
        row = VersionFile.create(version=version, file=stored, filename="brev.txt", media_type="text/plain")
        jobs.enqueue("read_file", {"version_file": row.id}, unique_key=f"read_file:{row.id}")
    with worker_process(system) as process:
        wait_until(lambda: Job.select().where((Job.kind == "read_file") & (Job.state != "queued")).exists())
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    time.sleep(LEASE)
    work(system, once=True)
    assert [row.state for row in Job.select().where(Job.kind == "read_file")] == ["done"] * 4
    assert all("Skridskobanan" in file.text for file in VersionFile.select())
    assert search(system, "skridskobanan", actor=operator()).total == 1
    assert in_index(system) == in_database()


def test_a_long_job_keeps_its_lease_while_its_worker_lives(system):
    made = jobs.enqueue("test_slow", {})
    with worker_process(system, slow=2.5, lease=0.8), worker_process(system, slow=2.5, lease=0.8):
        wait_until(lambda: Job.get_by_id(made).state == "done")
    assert Job.get_by_id(made).attempts == 1


def test_a_worker_told_to_stop_finishes_its_job_and_gives_the_roles_back(system):
    made = jobs.enqueue("test_slow", {})
    open_cases(system, 1)
    with worker_process(system, slow=0.5, lease=60) as process:
        wait_until((system.data / "begun").exists)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert Job.get_by_id(made).state == "done"
    assert all(lease.until is None for lease in Lease.select())


def test_a_handler_that_fails_is_tried_again_and_the_others_go_on(system, monkeypatch):
    def fails(_system: object, _payload: object) -> None:
        raise ValueError("sidan 3 går inte att läsa")

    monkeypatch.setitem(jobs.HANDLERS, "test_fails", fails)
    made = jobs.enqueue("test_fails", {})
    open_cases(system, 1)
    done = work(system, once=True)
    row = Job.get_by_id(made)
    assert (done.failed, row.state, row.attempts) == (1, "queued", 1)
    assert "sidan 3" in row.error
    assert IndexOutbox.select().count() == 0


def test_todays_upkeep_is_queued_once_however_many_workers_ask(system):
    upkeep.queue_daily_jobs()
    upkeep.queue_daily_jobs()
    assert Job.select().where(Job.kind.in_(list(upkeep.DAILY))).count() == len(upkeep.DAILY)


def test_old_requests_and_finished_jobs_are_forgotten_and_new_ones_kept(system):
    old = now() - upkeep.KEPT * 2
    HandledRequest.create(request_id="gammal", step="x", actor="x", outcome={}, at=old)
    HandledRequest.create(request_id="ny", step="x", actor="x", outcome={})
    Job.create(kind="x", state="done", finished_at=old)
    work(system, once=True)
    assert [row.request_id for row in HandledRequest.select()] == ["ny"]
    assert not Job.select().where(Job.kind == "x").exists()


def _aged(path: Path) -> None:
    long_ago = time.time() - 3 * upkeep.ORPHAN_AGE_SECONDS
    os.utime(path, (long_ago, long_ago))


def test_bytes_that_no_row_names_go_after_a_day_and_those_in_use_stay(sqlite_system):
    store = sqlite_system.files
    kept, orphan, young = store.put(b"anmald"), store.put(b"overgiven"), store.put(b"nyss")
    StoredFile.create(sha256=kept.sha256, size=kept.size)
    for blob in (kept, orphan):
        _aged(store.path(blob.sha256))
    upkeep.sweep_files(store, older_than_seconds=upkeep.ORPHAN_AGE_SECONDS)
    _aged(store.root / ".swept" / orphan.sha256)
    assert upkeep.sweep_files(store, older_than_seconds=upkeep.ORPHAN_AGE_SECONDS) == 1
    assert set(store.addresses()) == {kept.sha256, young.sha256}


def test_a_registration_that_met_the_sweep_gets_its_file_back(sqlite_system):
    store = sqlite_system.files
    orphan = store.put(b"samma fil")
    _aged(store.path(orphan.sha256))
    upkeep.sweep_files(store, older_than_seconds=upkeep.ORPHAN_AGE_SECONDS)
    StoredFile.create(sha256=orphan.sha256, size=orphan.size)
    upkeep.sweep_files(store, older_than_seconds=upkeep.ORPHAN_AGE_SECONDS)
    assert store.intact(orphan.sha256)


def test_rows_that_always_fail_are_parked_and_visible_and_block_nobody(system, monkeypatch):
    open_cases(system, 3)
    real = preparing.wanted_units

    def poisoned(profile: object, record: object):
        if record.record_id == "case:2":
            raise ValueError("trasig post")
        return real(profile, record)

    monkeypatch.setattr(preparing, "wanted_units", poisoned)
    work(system, once=True)
    assert [(row.record, "trasig post" in row.error) for row in outbox.parked()] == [("case:2", True)]
    assert search(system, "lekplats", actor=operator()).total == 2
    monkeypatch.undo()
    outbox.retry_parked()
    work(system, once=True)
    assert (outbox.parked(), search(system, "lekplats", actor=operator()).total) == ([], 3)
