"""Häv sekretessmarkering. The marking is lifted with a day and a reason; it is never removed."""

from __future__ import annotations

from kansli.plugin.errors import Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._lookups import record_in_case
from kansli.plugin.steps._secrecy import keep_flags, unlifted
from kansli.plugin.store.cases import Case, SecrecyMark
from kansli.plugin.store.documents import Document


class NothingToLift(Refused):
    """There is no marking in force."""

    code = "nothing_to_lift"

    def __init__(self) -> None:
        super().__init__("Det finns ingen sekretessmarkering att häva.")


def perform(running: Running, subject: Case) -> Done:
    """Lift every marking in force on the case, or on one handling.

    Data: `document` (id; empty: the whole case). Facts: `lifted`, the markings' ids.
    """
    inputs = Inputs(running.data)
    document = record_in_case(inputs, "document", "Handling", Document, subject, running.actor)
    inputs.finish()
    marks = unlifted(subject, document)
    if not marks:
        raise NothingToLift
    lifted = SecrecyMark.id.in_([mark.id for mark in marks])
    SecrecyMark.update(lifted_on=running.at.date()).where(lifted).execute()
    facts = {"lifted": [mark.record_id for mark in marks], "reason": running.reason.strip()}
    return Done(document or subject, changed=(subject, *keep_flags(subject, document)), facts=facts)
