"""Registrera inkommet. A new case, its first handlingar and the referral: everything or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._case import CaseValues, make_case, read_case
from kansli.plugin.steps._document import DocumentValues, read_document
from kansli.plugin.steps._referral import ReferralValues, read_referral
from kansli.plugin.steps._secrecy import MarkValues, read_secrecy
from kansli.plugin.steps.register_document import register, registered_facts
from kansli.plugin.store.organisation import Registry

VERB = "register"
LABEL = "Registrera nytt ärende"
SUBJECT = Registry


def perform(running: Running, subject: Registry) -> Done:
    """Open a case and register what it begins with.

    Data: those of `open_case`, and `documents`, a list of what `register_document` takes. A handling without a
    title gets the case's. Facts: `case_number`, `canonical`, `document` (the first one's id), `documents`.
    """
    inputs = Inputs(running.data)
    case_values = read_case(running, inputs, subject)
    documents = [
        _document(running, inputs.part(given, f"documents.{number}"), subject, case_values)
        for number, given in enumerate(_given(inputs))
    ]
    inputs.finish()
    case = make_case(running, subject, case_values)
    made = [register(running, case, *values) for values in documents]
    facts = [dict(registered_facts(document)) for document, _ in made]
    return Done(
        case,
        changed=tuple(record for document, others in made for record in (document, *others)),
        facts={
            "case_number": case.case_number,
            "canonical": case.canonical,
            "document": facts[0]["document"] if facts else None,
            "documents": facts,
        },
    )


def _given(inputs: Inputs) -> list[Mapping[str, object]]:
    documents = inputs.data.get("documents") or []
    if not isinstance(documents, (list, tuple)) or not all(isinstance(item, Mapping) for item in documents):
        inputs.refuse("documents", "Handlingarna ska vara en lista.")
        return []
    return list(documents)


def _document(
    running: Running, inputs: Inputs, registry: Registry, case: CaseValues
) -> tuple[DocumentValues, ReferralValues, MarkValues | None]:
    values = read_document(running, inputs, default_title=case.title or "Handling")
    return values, read_referral(inputs, values), read_secrecy(running, inputs, registry, case.body)
