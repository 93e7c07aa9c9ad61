"""Lämna tillbaka. The memo becomes a draft again, with a word about why."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.store.writing import Memo


def perform(running: Running, subject: Memo) -> Done:
    """Take an approval back and keep the reason. Facts: `content_number`, `reason`."""
    subject.approved_by = None
    subject.approved_at = None
    return Done(subject, facts={"content_number": subject.content_number, "reason": running.reason.strip()})
