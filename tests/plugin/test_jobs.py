"""The queue: a job exists with its transaction, is done by one, and cannot be written by who has lost it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from kansli.plugin import jobs
from kansli.plugin.clock import frozen_at, now
from kansli.plugin.jobs import enqueue, fail, finish, parked, progress, retry_parked, take
from kansli.plugin.leases import LeaseLost, give_back, must_hold, still_holds, take_lease
from kansli.plugin.store.base import database
from kansli.plugin.store.jobs import Job

LEASE = 60.0


def later(**span):
    return frozen_at(now() + timedelta(**span))


def test_a_job_is_gone_when_its_transaction_is_rolled_back(system):
    with pytest.raises(ValueError), database.atomic():
        enqueue("read_file", {"version_file": 1})
        raise ValueError
    assert take(["read_file"], lease_seconds=LEASE) is None


def test_the_oldest_due_job_of_the_kinds_is_taken_with_its_payload(system):
    first = enqueue("read_file", {"version_file": 1})
    enqueue("read_file", {"version_file": 2})
    enqueue("other", {})
    job = take(["read_file"], lease_seconds=LEASE)
    assert (job.id, job.payload, job.attempts) == (first, {"version_file": 1}, 1)


def test_a_job_is_not_taken_before_its_time(system):
    enqueue("read_file", {}, run_after=now() + timedelta(hours=1))
    assert take(["read_file"], lease_seconds=LEASE) is None
    with later(hours=2):
        assert take(["read_file"], lease_seconds=LEASE) is not None


def test_a_unique_key_is_used_once(system):
    assert enqueue("remind", {}, unique_key="case:1/due/2026-11-22") is not None
    assert enqueue("remind", {}, unique_key="case:1/due/2026-11-22") is None
    assert Job.select().count() == 1


def test_a_taken_job_is_not_taken_by_another_until_its_lease_has_run_out(system):
    enqueue("read_file", {})
    first = take(["read_file"], lease_seconds=LEASE)
    assert take(["read_file"], lease_seconds=LEASE) is None
    with later(seconds=LEASE + 1):
        second = take(["read_file"], lease_seconds=LEASE)
    assert (second.id, second.attempts) == (first.id, 2)
    assert second.lease_token != first.lease_token


@pytest.mark.parametrize("write", [finish, lambda job: fail(job, "fel"), lambda job: progress(job, 50)])
def test_who_has_lost_the_lease_cannot_write(system, write):
    enqueue("read_file", {})
    lost = take(["read_file"], lease_seconds=LEASE)
    with later(seconds=LEASE + 1):
        holder = take(["read_file"], lease_seconds=LEASE)
        with pytest.raises(LeaseLost):
            write(lost)
        finish(holder)
    assert Job.get_by_id(holder.id).state == "done"


def test_progress_prolongs_the_lease_and_is_seen(system):
    enqueue("read_file", {})
    job = take(["read_file"], lease_seconds=LEASE)
    with later(seconds=50):
        progress(job, 40)
    with later(seconds=100):
        assert take(["read_file"], lease_seconds=LEASE) is None
    assert Job.get_by_id(job.id).progress == 40


def test_a_failed_job_waits_longer_each_time_and_is_parked_with_its_error_at_last(system):
    enqueue("read_file", {})
    waits = []
    for _ in range(jobs.MAX_ATTEMPTS):
        row = Job.get()
        with frozen_at(row.run_after + timedelta(seconds=1)):
            job = take(["read_file"], lease_seconds=LEASE)
            before = now()
            fail(job, "filen gick inte att läsa")
            waits.append(Job.get().run_after - before)
    assert waits[:-1] == sorted(waits[:-1]) and waits[0] > timedelta(0)
    assert [(row.state, row.error) for row in parked()] == [("parked", "filen gick inte att läsa")]


def test_a_job_whose_worker_always_dies_is_parked_and_does_not_block_the_next(system):
    deadly, next_one = enqueue("read_file", {}), enqueue("read_file", {}, run_after=now() + timedelta(seconds=1))
    moment = now()
    for _ in range(jobs.MAX_ATTEMPTS):
        with frozen_at(moment):
            assert take(["read_file"], lease_seconds=LEASE).id == deadly
        moment += timedelta(seconds=LEASE + 1)
        Job.update(run_after=moment).where(Job.id == next_one).execute()
    with frozen_at(moment + timedelta(seconds=1)):
        assert take(["read_file"], lease_seconds=LEASE).id == next_one
    assert [(row.id, row.error) for row in parked()] == [(deadly, jobs.DIED)]


def test_a_parked_job_can_be_tried_again_and_only_a_parked_one(system):
    made = enqueue("read_file", {})
    Job.update(state="parked", attempts=5, error="x").where(Job.id == made).execute()
    assert retry_parked() == 1
    assert take(["read_file"], lease_seconds=LEASE).attempts == 1
    assert retry_parked() == 0


def test_threads_with_a_connection_each_take_every_job_once(system):
    with database.atomic():
        for number in range(40):
            enqueue("read_file", {"version_file": number})
    taken: list[int] = []

    def take_all() -> None:
        with system.database.connection_context():
            while (job := take(["read_file"], lease_seconds=LEASE)) is not None:
                taken.append(job.payload["version_file"])
                finish(job)

    threads = [threading.Thread(target=take_all) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(40))


def test_a_role_has_one_holder_and_its_fence_grows_with_each_change(system):
    mine = take_lease("indexer", holder="a", seconds=LEASE)
    assert take_lease("indexer", holder="b", seconds=LEASE) is None
    assert take_lease("indexer", holder="a", seconds=LEASE).fence == mine.fence
    with later(seconds=LEASE + 1):
        theirs = take_lease("indexer", holder="b", seconds=LEASE)
        assert theirs.fence > mine.fence
        assert not still_holds(mine)
        with pytest.raises(LeaseLost), database.atomic():
            must_hold(mine, "Indexeringen")


def test_a_role_given_back_is_free_at_once(system):
    give_back(take_lease("indexer", holder="a", seconds=LEASE))
    assert take_lease("indexer", holder="b", seconds=LEASE) is not None
