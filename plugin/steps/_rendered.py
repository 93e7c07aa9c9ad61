"""Framställd fil. Stores what the template engine has made as a version of the memo's or the statement's handling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kansli.plugin.errors import InvalidField
from kansli.plugin.inputs import Inputs
from kansli.plugin.rendering.hand_edited import must_not_be_hand_edited
from kansli.plugin.rendering.refusals import TextChanged
from kansli.plugin.rendering.values import is_unfinished
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._document import give_number
from kansli.plugin.steps._versions import VersionValues, file_facts, make_version, read_files
from kansli.plugin.store.documents import Document
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.store.writing import Memo, Statement


def store_rendering(running: Running, subject: Memo | Statement) -> Done:
    """Store a rendered file.

    Data, given by `kansli.plugin.rendering.render`: `file`, `template_version` (number), `values_snapshot`,
    `content_number`, and `replace_edited` where the newest file may be one edited by hand. A finished text's
    handling gets its number. Facts: `version`, `template`, `files`.
    """
    data = running.data
    file, snapshot = data.get("file"), data.get("values_snapshot")
    if not isinstance(file, Mapping) or not isinstance(snapshot, Mapping):
        raise InvalidField("file", "Word-filen skapas med knappen Hämta Word eller kommandot ”kansli render”.")
    inputs = Inputs({"files": [file]})
    files = read_files(running, inputs)
    inputs.finish()
    # What the transaction sees is what counts: the file was made before it began.
    if data.get("content_number") != subject.content_number or _finished(snapshot) == is_unfinished(subject):
        raise TextChanged
    if not data.get("replace_edited"):
        must_not_be_hand_edited(subject.document)
    template = TemplateVersion.get_by_id(data["template_version"])
    document = handling_of(running, subject, snapshot["values"])
    values = VersionValues(files=files, version_date=date.fromisoformat(snapshot["values"]["dokument"]["datum"]))
    version = make_version(
        running, document, values, source="rendered", template_version=template, values_snapshot=dict(snapshot)
    )
    if _finished(snapshot):
        give_number(running, document)
    subject.document = document
    facts = {
        "version": version.record_id,
        "document": document.record_id,
        "template": template.template,
        "template_version": template.number,
        "files": file_facts(version),
    }
    return Done(version, changed=(document,), facts=facts)


def _finished(snapshot: Mapping[str, Any]) -> bool:
    return not snapshot["values"]["dokument"]["utkast"]


def handling_of(running: Running, subject: Memo | Statement, values: Mapping[str, Any]) -> Document:
    """The handling that the text's files are versions of; a new one where the last was purged or voided.

    `values` are those that a template is filled with (`rendering.values`).
    """
    if subject.document is not None and subject.document.state not in {"purged", "voided"}:
        found: Document = subject.document
        return found
    type_id = subject.type_version.type_id
    counterparty = values["motpart"] if isinstance(subject, Statement) else {}
    made: Document = Document.create(
        case=subject.case,
        kind=type_id,
        title=subject.title,
        direction=subject.type_version.definition.get("direction", "internal"),
        counterparty=counterparty.get("namn", ""),
        counterparty_reference=counterparty.get("beteckning", ""),
        document_date=values["dokument"]["datum"],
        state=running.system.profile.workflow_of("document", type_id=type_id).initial,
    )
    return made
