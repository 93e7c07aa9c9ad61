"""Återta yttrande. The draft will not be sent; what was written stays to be read."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.store.writing import Statement


def perform(running: Running, subject: Statement) -> Done:
    """The workflow gives it the state. Facts: `reason`."""
    return Done(subject, facts={"reason": running.reason.strip()})
