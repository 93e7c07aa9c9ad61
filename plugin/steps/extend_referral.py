"""Anstånd. The sender has given more time; the watch moves with it."""

from __future__ import annotations

from datetime import date

from kansli.plugin.errors import InvalidField
from kansli.plugin.inputs import Inputs
from kansli.plugin.rules.referral_deadline import check_extension, reply_plan
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._referral import open_watches, watch_reply, watch_title
from kansli.plugin.store.decisions import Referral


def perform(running: Running, subject: Referral) -> Done:
    """Note the new day.

    Data: `extended_due`. Facts: `extended_due`, `plan_by`.
    """
    inputs = Inputs(running.data)
    due = inputs.day("extended_due", "Anstånd till", required=True)
    present = subject.extended_due or subject.response_due
    if due is not None and present is not None:
        try:
            check_extension(due, due=present)
        except InvalidField as fault:
            inputs.refuse("extended_due", fault.message)
    inputs.finish()
    plan = reply_plan(due or running.at.date(), received=_received(subject))
    subject.extended_due = due
    watches = open_watches(subject.case)
    for watch in watches:
        change(watch, due=plan.plan_by, title=watch_title(subject.remitter, plan))
    watches = watches or [watch_reply(subject.case, subject.remitter, plan)]
    facts = {"extended_due": plan.due.isoformat(), "plan_by": plan.plan_by.isoformat()}
    return Done(subject, changed=(subject.case, *watches), facts=facts)


def _received(referral: Referral) -> date:
    """The day that the referral came; the first of days where it is not known, so that it limits nothing."""
    received: date | None = referral.document.received_on if referral.document else None
    return received or date.min
