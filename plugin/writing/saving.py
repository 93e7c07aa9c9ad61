"""Spara. A refusal never costs typed text: what cannot be saved is kept as the writer's draft."""

from __future__ import annotations

from collections.abc import Mapping

from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.rights import Actor
from kansli.plugin.runner import Outcome, run
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System
from kansli.plugin.writing.drafts import keep_draft


def save_text(
    system: System,
    record: Memo | Statement,
    content: Mapping[str, object],
    *,
    actor: Actor,
    expected_version: int | None,
    request_id: str = "",
    comment: str = "",
) -> Outcome:
    """Save the whole content as a new version.

    `expected_version` is the record's `version` that the writer began from. On any refusal, above all a
    `Conflict`, the content is kept in the writer's draft buffer before the refusal is passed on.
    """
    step = "edit_memo" if isinstance(record, Memo) else "edit_statement"
    try:
        return run(
            system,
            step,
            record,
            actor=actor,
            data={**content, "comment": comment},
            request_id=request_id,
            expected_version=expected_version,
        )
    except NotFound:
        raise
    except Refused:
        keep_draft(system, actor, record, content, expected_version or record.version)
        raise


def removed_from(outcome: Outcome) -> tuple[str, ...]:
    """What could not be kept of the text that was saved, a sentence a field: control characters and the like."""
    told = outcome.facts.get("removed")
    return tuple(map(str, told)) if isinstance(told, (list, tuple)) else ()
