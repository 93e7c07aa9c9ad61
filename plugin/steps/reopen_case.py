"""Återuppta ärendet. Something more has to be done in a case that was closed."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.store.cases import Case


def perform(running: Running, subject: Case) -> Done:
    """Take away the closing day; what became upprättat by it stays so."""
    subject.closed_on = None
    return Done(subject, facts={"reason": running.reason.strip()})
