"""Avstå från att svara. That we do not answer is also noted, with the reason."""

from __future__ import annotations

from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._referral import finish_watches
from kansli.plugin.store.decisions import Referral


def perform(running: Running, subject: Referral) -> Done:
    """Note that the board abstains; the watches of reply are done. Facts: `reason`."""
    subject.stance = "abstain"
    changed = (subject.case, *finish_watches(running, subject.case))
    return Done(subject, changed=changed, facts={"reason": running.reason.strip()})
