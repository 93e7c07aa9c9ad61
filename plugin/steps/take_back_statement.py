"""Läs in från Word. The file edited in Word becomes the statement's next wording, section by section, as decided."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._taken_back import take_back
from kansli.plugin.store.writing import Statement


def perform(running: Running, subject: Statement) -> Done:
    """Store what `kansli.plugin.taking_back.take_back` has read; see `_taken_back.take_back`."""
    return take_back(running, subject)
