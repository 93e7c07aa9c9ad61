"""Inläst ur Word. The decided parts become the next wording; the file, as it was handed in, a version beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kansli.doctemplates.returned import Returned
from kansli.plugin.errors import InvalidField
from kansli.plugin.inputs import Inputs
from kansli.plugin.rendering.values import is_unfinished, values_of
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._rendered import handling_of
from kansli.plugin.steps._versions import VersionValues, file_facts, make_version, read_files
from kansli.plugin.steps._written import read_links, save_content, written_facts
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.taking_back.decisions import Decisions, Undecided, must_be_known, questions, settled
from kansli.plugin.taking_back.history import version_with
from kansli.plugin.taking_back.identity import Identity, identity_in, rendering_of
from kansli.plugin.taking_back.plan import parts_of
from kansli.plugin.taking_back.refusals import NothingNew
from kansli.plugin.writing.content import Content, content_of, read_content

_COMMENT = "Läst in från Word"


@dataclass(frozen=True, slots=True)
class _Settled:
    """What was decided: the content that it gives, which parts came out of Word, and what could not be kept."""

    content: Content
    taken: list[str]
    removed: list[str]


def take_back(running: Running, subject: Memo | Statement) -> Done:
    """Store what `kansli.plugin.taking_back.take_back` has read and a person has decided.

    Data: `file`, `sha256`, `returned` (a `Returned`), `decisions`. The comparison is made with the text as it is in
    the transaction. Facts: `content_number`, `content_sha256`, `changed`, `version`, `parts`, `from_content`, `files`,
    `removed`.
    """
    returned, file = running.data.get("returned"), running.data.get("file")
    if not isinstance(returned, Returned) or not isinstance(file, Mapping):
        raise InvalidField("file", "Filen läses in med knappen Läs in från Word eller kommandot ”kansli take-back”.")
    identity = identity_in(returned.properties, actor=running.actor)
    if identity.record.record_id != subject.record_id:
        raise InvalidField("file", f"Filen hör till {identity.record.record_id}, inte till {subject.record_id}.")
    decisions = _decisions(running.data.get("decisions"))
    decided = _settle(running, subject, identity, returned, decisions)
    content_inputs = Inputs(decided.content)
    content = read_content(content_inputs, subject.type_version.definition)
    links = read_links(running, content_inputs, content)
    inputs = Inputs({"files": [file]})
    files = read_files(running, inputs)
    content_inputs.finish()
    inputs.finish()
    changed = save_content(running, subject, content, links, comment=_COMMENT)
    values = VersionValues(files=files, comment="Redigerad i Word", version_date=date.fromisoformat(content["date"]))
    version = _version(running, subject, values, _told(subject, identity, decided, decisions))
    facts = {
        **written_facts(subject, content, changed=changed, removed=[*decided.removed, *content_inputs.removed]),
        "version": version.record_id,
        "parts": decided.taken,
        "from_content": identity.content_number,
        "tracked_changes": decisions.changes,
        "files": file_facts(version),
    }
    return Done(subject, changed=(version.document,), facts=facts)


def _settle(
    running: Running, subject: Memo | Statement, identity: Identity, returned: Returned, decisions: Decisions
) -> _Settled:
    """Compare anew, and refuse while something is undecided or there is nothing to do."""
    parts = parts_of(identity, returned, actor=running.actor)
    must_be_known(parts, decisions)
    asked = questions(parts, decisions, tracked=bool(returned.changes), commented=bool(returned.comments))
    if asked:
        raise Undecided(asked)
    base = content_of(subject, number=identity.content_number)
    content, taken, removed = settled(content_of(subject), base, parts, decisions)
    if not taken and not (decisions.keep_file and _is_new(subject, str(running.data.get("sha256", "")))):
        raise NothingNew
    return _Settled(content, taken, removed)


def _is_new(subject: Memo | Statement, sha256: str) -> bool:
    return version_with(subject, sha256) is None


def _version(
    running: Running, subject: Memo | Statement, values: VersionValues, told: Mapping[str, object]
) -> DocumentVersion:
    """The version that the file is: a new one, or the one where somebody has put the same bytes already."""
    same = version_with(subject, values.files[0].sha256)
    if same is not None and same.source != "rendered":
        DocumentVersion.update(taken_back=told).where(DocumentVersion.id == same.id).execute()
        return same
    document: Document = handling_of(running, subject, values_of(running.system, subject))
    subject.document = document
    return make_version(running, document, values, source="word", taken_back=told)


def _told(subject: Memo | Statement, identity: Identity, decided: _Settled, decisions: Decisions) -> dict[str, Any]:
    printed = rendering_of(identity)
    return {
        "rendering": printed.record_id if printed is not None else None,
        "content": identity.content_number,
        "became": subject.content_number,
        "parts": decided.taken,
        "tracked_changes": decisions.changes,
        "draft": printed.is_draft if printed is not None else is_unfinished(subject),
    }


def _decisions(given: object) -> Decisions:
    if not isinstance(given, Mapping):
        raise InvalidField("decisions", "Besluten om inläsningen ska vara en tabell.")
    return Decisions(**{**given, "confirmed": frozenset(given.get("confirmed") or ())})
