"""Färdigställ. Working material becomes a registered handling, upprättad by a fact that the law knows."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.leaks import must_be_looked_at
from kansli.plugin.rules.finalised import RecordFacts
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._document import finalise, give_number, must_have_happened
from kansli.plugin.steps._versions import newest_version
from kansli.plugin.store.documents import Document

_FACTS = {
    "completed": "Färdigställd",
    "summoned": "Utsänd med kallelsen",
    "approved": "Justerad",
}


def perform(running: Running, subject: Document) -> Done:
    """Number the handling if it has no number, and note since when it is upprättad.

    Data: `fact` (completed, summoned or approved; completed when empty), `finalised_on` (today when empty),
    `leaks_checked` where what goes out with the summons holds something hidden.
    Facts: `number`, `finalised_on`, `finalised_reason`.
    """
    inputs = Inputs(running.data)
    fact = inputs.choice("fact", "Upprättad genom", _FACTS) or "completed"
    day = inputs.day("finalised_on", "Upprättad") or running.at.date()
    must_have_happened(running, inputs, "finalised_on", "Upprättad", day)
    leaks = must_be_looked_at(inputs, newest_version(subject)) if fact == "summoned" else ()
    inputs.finish()
    give_number(running, subject)
    for column, value in finalise(subject, RecordFacts(**{fact: day})).items():
        setattr(subject, column, value)
    facts = {
        "number": subject.number,
        "finalised_on": subject.finalised_on,
        "finalised_reason": subject.finalised_reason,
        **({"leaks_checked": " ".join(leaks)} if leaks else {}),
    }
    return Done(subject, changed=(subject.case,), facts=_plain(facts))


def _plain(facts: dict[str, object]) -> dict[str, object]:
    return {name: str(value) if value else "" for name, value in facts.items()}
