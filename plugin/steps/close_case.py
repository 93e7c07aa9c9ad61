"""Avsluta ärendet. What is left in it becomes public record this day, so working material has to be gone by then."""

from __future__ import annotations

from kansli.plugin.rules.finalised import RecordFacts
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._document import finalise
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.drafts import drop_all_drafts


def perform(running: Running, subject: Case) -> Done:
    """Close the case; handlingar that were not upprättade become so (TF 2:10), and unsaved typing is thrown away.

    Facts: `finalised`, the ids of those handlingar.
    """
    day = running.at.date()
    subject.closed_on = day
    remaining = (Document.case == subject) & Document.finalised_on.is_null() & (Document.state == "registered")
    finalised = []
    for document in Document.select().where(remaining):
        columns = finalise(document, RecordFacts(case_closed=day))
        if columns:
            change(document, **columns)
            finalised.append(document)
    for table in (Memo, Statement):
        for written in table.select().where(table.case == subject):
            drop_all_drafts(written)
    return Done(subject, changed=tuple(finalised), facts={"finalised": [item.record_id for item in finalised]})
