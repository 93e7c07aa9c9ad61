"""Makulera handling. The number stays visible with the reason; the handling takes no further part."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.store.documents import Document


def perform(running: Running, subject: Document) -> Done:
    """Note the reason on the handling; the workflow gives it the state. Facts: `number`, `reason`."""
    line = f"Makulerad {running.at.date()}: {running.reason.strip()}"
    subject.note = f"{subject.note}\n{line}".strip()
    return Done(subject, changed=(subject.case,), facts={"number": subject.number, "reason": running.reason.strip()})
