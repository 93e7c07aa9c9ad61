"""Klar. A watch is done, and since when."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.store.cases import Watch


def perform(running: Running, subject: Watch) -> Done:
    """Note when it was done; the workflow gives it the state."""
    subject.done_at = running.at
    return Done(subject)
