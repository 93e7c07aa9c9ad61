"""Ändra ärende. Corrects what the register says of a case; its number stays."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.lowcode.definition import restore
from kansli.plugin.lowcode.model import CaseType
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._fields import read_fields
from kansli.plugin.steps._lookups import body_of, unit_of
from kansli.plugin.store.cases import Case


def perform(running: Running, subject: Case) -> Done:
    """Change the fields that are given.

    Data: `title`, `public_title`, `body` (code), `unit` (code), `fields` (the type's own, by id).
    """
    inputs = Inputs(running.data)
    given = set(running.data)
    changes: dict[str, object] = {}
    if "title" in given:
        changes["title"] = inputs.text("title", "Ärendemening", required=True)
    if "public_title" in given:
        changes["public_title"] = inputs.text("public_title", "Offentlig rubrik")
    if "body" in given:
        changes["body"] = body_of(inputs, subject.registry, default=subject.body)
    if "unit" in given:
        changes["unit"] = unit_of(inputs)
    if "fields" in given:
        own = restore(CaseType, subject.type_version.definition).fields
        changes["data"] = read_fields(inputs, own, present=subject.data)
    inputs.finish()
    for field, value in changes.items():
        setattr(subject, field, value)
    return Done(subject)
