"""Avskilt. What goes wrong in a process of its own is told apart from what a limit stopped."""

from __future__ import annotations

from kansli.doctemplates.apart import OUT_OF_MEMORY, Ended, run_apart


def test_a_child_that_hangs_is_stopped_by_the_clock():
    assert run_apart("code", seconds=0.01).stopped


def test_a_child_that_fails_was_not_stopped():
    ended = run_apart("kansli.no_such_module", seconds=60)
    assert (ended.stopped, ended.code != 0, ended.output) == (False, True, b"")


def test_a_child_that_ran_out_of_memory_was_stopped():
    assert Ended(OUT_OF_MEMORY).stopped
