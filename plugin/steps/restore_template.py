"""Återgå till äldre mall. An earlier version is put in use again, as a new version with the same bytes."""

from __future__ import annotations

from kansli.plugin.errors import InvalidField, NotAllowed
from kansli.plugin.inputs import Inputs
from kansli.plugin.rights import reaches_all
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._templates import (
    NOTE_LENGTH,
    PUBLISH,
    hold_templates,
    newest_version,
    valid_from_of,
)
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.templating.checking import must_fit, trust

VERB = PUBLISH
LABEL = "Återgå till en äldre mall"
SUBJECT = TemplateVersion


def perform(running: Running, subject: TemplateVersion) -> Done:
    """Publish an old version again; one person may, since it has been looked at before.

    Data: `note`, `valid_from`. Refused when it is the newest already, and when it no longer fits the fields.
    Facts: `template`, `number`, `restored` (the old number), `sha256`.
    """
    if not reaches_all(running.actor, PUBLISH):
        raise NotAllowed("ta mallar i bruk för hela kommunen")
    inputs = Inputs(running.data)
    note = inputs.text("note", "Anteckning", required=True, limit=NOTE_LENGTH)
    valid_from = valid_from_of(running, inputs)
    inputs.finish()
    hold_templates()
    newest = newest_version(subject.template)
    if newest is None or newest.file_id == subject.file_id:
        raise InvalidField("version", f"Version {subject.number} är redan den senaste.")
    # The bytes passed the check in a process of their own when they were proposed; the fields may have changed since.
    must_fit(trust(running.system.profile, subject.template, running.system.files.read(subject.file.sha256)))
    version = TemplateVersion.create(
        template=subject.template,
        number=newest.number + 1,
        file=subject.file,
        note=note,
        proposed_by=subject.proposed_by,
        published_by=running.actor.log_name,
        published_at=running.at,
        valid_from=valid_from,
    )
    facts = {"template": version.template, "number": version.number, "restored": subject.number}
    return Done(version, facts={**facts, "sha256": version.file.sha256})
