"""Skriv. Saves the whole memo as a new version; who saved second gets both texts, and none is lost."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._written import conflict_texts, edit
from kansli.plugin.store.writing import Memo

both_texts = conflict_texts


def perform(running: Running, subject: Memo) -> Done:
    """Save the content.

    Data: the whole content (see `kansli.plugin.writing.content`) and `comment`. A content that is as before
    makes no version. Facts: `content_number`, `content_sha256`, `changed`, `removed`.
    """
    return edit(running, subject)
