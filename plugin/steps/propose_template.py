"""Lämna mallförslag. A checked template waits for somebody else to put it in use."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._templates import NOTE_LENGTH, PROPOSE, bytes_of, newest_version, template_of
from kansli.plugin.steps._versions import stored_file
from kansli.plugin.store.lowcode import Setting
from kansli.plugin.store.templates import TemplateProposal
from kansli.plugin.templating.checking import check_template, must_fit

VERB = PROPOSE
LABEL = "Lämna mallförslag"
SUBJECT = Setting


def perform(running: Running, subject: Setting) -> Done:
    """Propose a template in the installation (`kansli.plugin.store.lowcode.installation()`).

    Data: `template` (name, `_base/yttrande`), `file` (`{sha256, size}` of bytes in the store), `filename`, `note`.
    Refused with every fault that the check finds. Facts: `template`, `sha256`.
    """
    inputs = Inputs(running.data)
    name = template_of(running, inputs)
    note = inputs.text("note", "Anteckning", required=True, limit=NOTE_LENGTH)
    filename = inputs.text("filename", "Filnamn", limit=255)
    sha256, data = bytes_of(running, inputs)
    inputs.finish()
    must_fit(check_template(running.system.profile, name, data))
    newest = newest_version(name)
    proposal = TemplateProposal.create(
        template=name,
        file=stored_file(sha256, len(data)),
        filename=filename,
        note=note,
        based_on=newest.number if newest else 0,
        proposed_by=running.actor.log_name,
        proposed_at=running.at,
    )
    return Done(proposal, facts={"template": name, "sha256": sha256})
