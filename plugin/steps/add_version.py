"""Ny version. A handling's new bytes beside the old ones, which stay as they were."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._versions import file_facts, make_version, read_version
from kansli.plugin.store.documents import Document

_SOURCES = {"received": "Kom in", "registered": "Registrerad", "word": "Ur Word", "scanned": "Skannad"}


def perform(running: Running, subject: Document) -> Done:
    """Add a version with its files.

    Data: `files` (at least one), `label`, `comment`, `version_date`, `valid_from`, `valid_to`, `source`
    (received, registered, word or scanned). Facts: `version`, `number`, `files`.
    """
    inputs = Inputs(running.data)
    values = read_version(running, inputs)
    default = "received" if subject.direction == "incoming" else "registered"
    source = inputs.choice("source", "Kom genom", _SOURCES) or default
    if not inputs.data.get("files"):
        inputs.refuse("files", "Välj den nya versionens fil.")
    inputs.finish()
    version = make_version(running, subject, values, source=source)
    facts = {"version": version.record_id, "number": version.number, "files": file_facts(version)}
    return Done(version, changed=(subject,), facts=facts)
