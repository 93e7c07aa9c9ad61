"""Markera som besvarad. The referral was answered by a handling that has been sent."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._lookups import item_of, record_in_case
from kansli.plugin.steps._referral import finish_watches
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document


def perform(running: Running, subject: Referral) -> Done:
    """Note the answer.

    Data: `answer` (id of a dispatched handling in the case), `stance` (an item of `stances`).
    """
    inputs = Inputs(running.data)
    answer = record_in_case(inputs, "answer", "Svar", Document, subject.case, running.actor)
    stance = item_of(running, inputs, "stance", "Ställningstagande", items="stances")
    if not inputs.data.get("answer"):
        inputs.refuse("answer", "Välj den handling som är svaret.")
    elif answer is not None and answer.state != "dispatched":
        inputs.refuse("answer", f"”{answer.title}” är inte expedierad. Expediera svaret först.")
    inputs.finish()
    subject.answer = answer
    subject.stance = stance or subject.stance
    return Done(subject, changed=(subject.case, *finish_watches(running, subject.case)))
