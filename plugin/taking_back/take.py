"""Inläsning. Takes a file back: what was decided becomes the next wording, and the file itself a version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kansli.plugin.rendering.make import WORD
from kansli.plugin.rights import Actor
from kansli.plugin.runner import must_be_open, run
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System
from kansli.plugin.taking_back.decisions import Decisions
from kansli.plugin.taking_back.identity import identify
from kansli.plugin.taking_back.plan import read, step_of
from kansli.plugin.taking_back.refusals import NothingNew
from kansli.plugin.writing.saving import removed_from


@dataclass(frozen=True, slots=True)
class Taken:
    """What was stored: the version (public id) that the file became, and the parts whose text was taken in.

    `version` is empty and `parts` too where there was nothing to take in, and nothing was stored. `removed` are
    sentences about characters that could not be kept.
    """

    record: str
    content_number: int
    version: str = ""
    parts: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def take_back(
    system: System,
    data: bytes,
    *,
    filename: str,
    actor: Actor,
    decisions: Decisions,
    expected_version: int | None = None,
    request_id: str = "",
) -> Taken:
    """Take the file back as decided, in one transaction.

    Refused as `plan` is; `Undecided` where something still needs a person; `Conflict` where somebody has saved since
    `expected_version`; nothing is stored then. The comparison is made anew within the transaction. The same file
    twice has nothing to take in the second time.
    """
    identity = identify(data, actor=actor)
    record = identity.record
    must_be_open(system, step_of(record), record, actor=actor)
    returned = read(data, record, accept=decisions.changes != "reject")
    blob = system.files.put(data)
    given: dict[str, object] = {
        "file": {"sha256": blob.sha256, "filename": filename, "media_type": WORD},
        "sha256": hashlib.sha256(data).hexdigest(),
        "returned": returned,
        "decisions": decisions.as_data(),
    }
    try:
        outcome = run(
            system,
            step_of(record),
            record,
            actor=actor,
            data=given,
            request_id=request_id,
            expected_version=expected_version,
        )
    except NothingNew:
        return _nothing(record)
    facts = outcome.facts
    return Taken(
        record.record_id,
        int(str(facts["content_number"])),
        str(facts["version"]),
        tuple(facts["parts"]),  # type: ignore[arg-type]
        removed_from(outcome),
    )


def _nothing(record: Memo | Statement) -> Taken:
    return Taken(record.record_id, record.content_number)
