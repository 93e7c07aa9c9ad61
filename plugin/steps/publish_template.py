"""Ta mallen i bruk. Somebody else than the proposer makes a proposal the template's next version."""

from __future__ import annotations

from kansli.plugin.errors import NotAllowed
from kansli.plugin.inputs import Inputs
from kansli.plugin.rights import reaches_all
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._templates import (
    NOTE_LENGTH,
    PUBLISH,
    Overtaken,
    ProposalClosed,
    SamePerson,
    hold_templates,
    newest_version,
    valid_from_of,
)
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.templating.checking import must_fit, trust

VERB = PUBLISH
LABEL = "Ta mallen i bruk"
SUBJECT = TemplateProposal


def perform(running: Running, subject: TemplateProposal) -> Done:
    """Publish a proposal as an immutable version.

    Data: `note`, `valid_from` (day, today when empty; none where the operator says `always`), `seen` (number of the
    newest version that the publisher knows of; the one that the proposal is based on when not given). Refused to the
    proposer (the operator may), when the proposal is closed, when a newer version has come, and with every fault
    against the fields of today.
    Facts: `template`, `number`, `sha256`, `valid_from`.
    """
    if not reaches_all(running.actor, PUBLISH):
        raise NotAllowed("ta mallar i bruk för hela kommunen")
    if subject.state != "proposed":
        raise ProposalClosed(subject)
    if subject.proposed_by == running.actor.log_name and not running.actor.operator:
        raise SamePerson
    inputs = Inputs(running.data)
    note = inputs.text("note", "Anteckning", required=True, limit=NOTE_LENGTH)
    valid_from = valid_from_of(running, inputs)
    seen = inputs.number("seen", "Version")
    inputs.finish()
    hold_templates()
    newest = newest_version(subject.template)
    if newest is not None and newest.number != (subject.based_on if seen is None else seen):
        raise Overtaken(newest)
    # The bytes passed the check in a process of their own when they were proposed; the fields may have changed since.
    must_fit(trust(running.system.profile, subject.template, running.system.files.read(subject.file.sha256)))
    version = TemplateVersion.create(
        template=subject.template,
        number=(newest.number if newest else 0) + 1,
        file=subject.file,
        note=note,
        proposed_by=subject.proposed_by,
        published_by=running.actor.log_name,
        published_at=running.at,
        valid_from=valid_from,
    )
    subject.state, subject.number = "published", version.number
    subject.closed_by, subject.closed_at = running.actor.log_name, running.at
    subject.save()
    facts = {"template": version.template, "number": version.number, "sha256": version.file.sha256}
    day = valid_from.isoformat() if valid_from else ""
    return Done(version, changed=(subject,), facts={**facts, "valid_from": day})
