"""Skapa Word-fil. The statement's rendering becomes an immutable version of its handling."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._rendered import store_rendering
from kansli.plugin.store.writing import Statement


def perform(running: Running, subject: Statement) -> Done:
    """Store what `kansli.plugin.rendering.render` has made; see `store_rendering`."""
    return store_rendering(running, subject)
