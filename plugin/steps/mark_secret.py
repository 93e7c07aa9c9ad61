"""Sekretessmarkera. A warning on a case or a handling: by which provision, on which day, by which authority."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._lookups import record_in_case
from kansli.plugin.steps._secrecy import keep_flags, mark, read_marking
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document


def perform(running: Running, subject: Case) -> Done:
    """Mark the case, or one handling in it (OSL 5 kap. 5 §).

    Data: `document` (id; empty: the whole case), `provision` (an item of the list, or written out), `note`,
    `authority` (the registry's own when empty), `marked_on` (today when empty), `public_title` (what others see
    instead of the title; as before when empty).
    """
    inputs = Inputs(running.data)
    document = record_in_case(inputs, "document", "Handling", Document, subject, running.actor)
    values = read_marking(running, inputs, subject.registry, subject.body)
    public_title = inputs.text("public_title", "Offentlig rubrik")
    inputs.finish()
    if public_title:
        _show_instead(subject, document, public_title)
    made = mark(running, subject, document, values)
    return Done(made, changed=(subject, *keep_flags(subject, document)))


def _show_instead(case: Case, document: Document | None, public_title: str) -> None:
    if document is None:
        case.public_title = public_title
    else:
        change(document, public_title=public_title)
