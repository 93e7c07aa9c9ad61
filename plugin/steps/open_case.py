"""Öppna ärende. A case gets its number and its row in the same transaction."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._case import make_case, read_case
from kansli.plugin.store.organisation import Registry

VERB = "register"
LABEL = "Öppna ärende"
SUBJECT = Registry


def perform(running: Running, subject: Registry) -> Done:
    """Open a case in the registry.

    Data: `case_type`, `title`, `public_title`, `body` (code; the registry's own board when empty),
    `unit` (code), `officer` (e-mail), `fields` (the type's own), `secrecy` (`provision`, `note`).
    Facts: `case_number`, `canonical`.
    """
    inputs = Inputs(running.data)
    values = read_case(running, inputs, subject)
    inputs.finish()
    case = make_case(running, subject, values)
    return Done(case, facts={"case_number": case.case_number, "canonical": case.canonical})
