"""Länkar. Where a record is shown, and where a thing that blocks a step can be mended."""

from __future__ import annotations

from flask import url_for

from kansli.plugin.errors import Blocker

_PAGES = {
    "case": "case.show",
    "document": "document.show",
    "memo": "memo.show",
    "statement": "statement.show",
    "template_proposal": "template.proposal",
    "template_version": "template.version",
}
_MENDED_BY = {
    ("case", "officer"): "assign_officer",
    ("statement", "decision"): "record_decision",
    ("memo", "decision"): "record_decision",
    ("case", "decision"): "record_decision",
    ("document", "file"): "add_version",
}
"""Where a blocker names a field that has a form of its own."""

_PANELS = {"word": "word"}
"""What is no field of the record's page but a panel of it, and the panel's own place."""

_OF_THE_STEP = frozenset({"reason"})
"""Fields that only the form of the blocked step has; the record's own page knows no such place."""


def record_url(record: str, *, anchor: str | None = None) -> str:
    """Return the page of a public id. Records without a page of their own lead to their case."""
    kind, _, number = record.partition(":")
    if kind in _PAGES:
        return url_for(_PAGES[kind], record_id=int(number), _anchor=anchor)
    return url_for("record.show", record=record, _anchor=anchor)


def step_url(record: str, step: str) -> str:
    """Return the form of a step on a record."""
    return url_for("step.form", record=record, name=step)


def mend_url(blocker: Blocker) -> str | None:
    """Return where the blocker can be mended; None where no page shows its record."""
    if blocker.record is None:
        return None
    kind = blocker.record.partition(":")[0]
    step = _MENDED_BY.get((kind, blocker.field or ""))
    if step is not None:
        return step_url(blocker.record, step)
    place = None
    if blocker.field and blocker.field not in _OF_THE_STEP:
        place = _PANELS.get(blocker.field, f"f-{blocker.field}")
    return record_url(blocker.record, anchor=place)
