"""Registrera handling. What has arrived or been made gets its number in the case, in one transaction with its row."""

from __future__ import annotations

from collections.abc import Mapping

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._document import DocumentValues, give_number, make_document, read_document
from kansli.plugin.steps._referral import ReferralValues, open_referral, read_referral
from kansli.plugin.steps._secrecy import MarkValues, begin_secret, read_secrecy
from kansli.plugin.steps._versions import file_facts, newest_version
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document


def perform(running: Running, subject: Case | Document) -> Done:
    """Register a handling in the case, or give a handling that was working material its number.

    Data: see `read_document`, `read_version` and `read_referral`; `secrecy` (`provision`, `note`) marks the handling
    in the same transaction. Facts: `number`, `files`.
    """
    if isinstance(subject, Document):
        give_number(running, subject)
        return Done(subject, changed=(subject.case,), facts={"number": subject.number})
    inputs = Inputs(running.data)
    values = read_document(running, inputs)
    wanted = read_referral(inputs, values)
    secrecy = read_secrecy(running, inputs, subject.registry, subject.body)
    inputs.finish()
    document, others = register(running, subject, values, wanted, secrecy)
    return Done(document, changed=others, facts=registered_facts(document))


def register(
    running: Running, case: Case, values: DocumentValues, wanted: ReferralValues, secrecy: MarkValues | None
) -> tuple[Document, tuple[Record, ...]]:
    """Make the handling and what its arrival means for the case."""
    document = make_document(running, case, values)
    begin_secret(running, case, document, secrecy)
    return document, open_referral(running, case, document, values, wanted)


def registered_facts(document: Document) -> Mapping[str, object]:
    """What the log and the caller are told about a new handling."""
    version = newest_version(document)
    return {
        "number": document.number,
        "document": document.record_id,
        "version": version.record_id if version else None,
        "files": file_facts(version),
    }
