"""Godkänn. The manager stands behind the text as it is now; that makes it no public record yet."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._lookups import acting_user
from kansli.plugin.store.writing import Memo


def perform(running: Running, subject: Memo) -> Done:
    """Note who approved which version and when. Facts: `content_number`, `comment`."""
    subject.approved_by = acting_user(running)
    subject.approved_at = running.at
    return Done(subject, facts={"content_number": subject.content_number, "comment": running.reason.strip()})
