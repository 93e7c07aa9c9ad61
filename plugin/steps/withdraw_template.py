"""Dra tillbaka mallförslag. A proposal that is not to be used stays to be read, and can no longer be put in use."""

from __future__ import annotations

from kansli.plugin.errors import NotAllowed
from kansli.plugin.rights import reaches_all
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._templates import PUBLISH, ProposalClosed
from kansli.plugin.store.templates import TemplateProposal

VERB = "read"
LABEL = "Dra tillbaka mallförslag"
SUBJECT = TemplateProposal


def perform(running: Running, subject: TemplateProposal) -> Done:
    """Withdraw a proposal: its proposer may, and who may put templates in use. Facts: `template`."""
    if subject.state != "proposed":
        raise ProposalClosed(subject)
    actor = running.actor
    if subject.proposed_by != actor.log_name and not reaches_all(actor, PUBLISH):
        raise NotAllowed("dra tillbaka någon annans mallförslag")
    subject.state = "withdrawn"
    subject.closed_by, subject.closed_at = actor.log_name, running.at
    subject.save()
    return Done(subject, facts={"template": subject.template})
