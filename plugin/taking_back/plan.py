"""Inläsningsplan. What a file from Word would change, and what must be decided first; nothing is written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.returned import CommentFound, Returned, TrackedChange
from kansli.doctemplates.returned_apart import read_back_within
from kansli.plugin.rights import Actor
from kansli.plugin.runner import must_be_open
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System
from kansli.plugin.taking_back.history import read_before, version_with
from kansli.plugin.taking_back.identity import Identity, identify
from kansli.plugin.taking_back.parts import Part, State, compare
from kansli.plugin.taking_back.refusals import Unreadable
from kansli.plugin.writing.content import content_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the file says against what there is.

    `version` is the record's counter, to be given back as `expected_version`; `printed_from` the wording that the file
    was made of. `outside` are the lines outside the sections that were not printed: they are not read in. `stored` is
    the public id of the version that has exactly these bytes.
    """

    record: Memo | Statement
    version: int
    printed_from: int
    accepted: bool
    parts: tuple[Part, ...]
    changes: tuple[TrackedChange, ...]
    comments: tuple[CommentFound, ...]
    outside: tuple[str, ...]
    warnings: tuple[str, ...]
    stored: str

    def in_state(self, *states: State) -> tuple[Part, ...]:
        """Return the parts in the states, in the order of the document."""
        return tuple(part for part in self.parts if part.state in states)

    def sections(self, *states: State) -> list[str]:
        """Return the ids of the sections that have parts in the states, each once."""
        return list(dict.fromkeys(part.section for part in self.in_state(*states)))

    @property
    def is_empty(self) -> bool:
        """Tell whether the file has no text to take in."""
        return not self.in_state("changed", "conflict", "missing")


def plan(system: System, data: bytes, *, actor: Actor, accept: bool = True) -> Plan:
    """Return what reading the file back would do.

    `accept` false reads it with its tracked changes rejected. Refused: files that cannot be read or that Kansli did not
    make here (`identity`), one who may not write the text, and a text that may not change in its present state.
    """
    identity = identify(data, actor=actor)
    record = identity.record
    must_be_open(system, step_of(record), record, actor=actor)
    returned = read(data, record, accept=accept)
    same = version_with(record, hashlib.sha256(data).hexdigest())
    return Plan(
        record=record,
        version=record.version,
        printed_from=identity.content_number,
        accepted=accept,
        parts=parts_of(identity, returned, actor=actor),
        changes=returned.changes,
        comments=returned.comments,
        outside=returned.outside,
        warnings=returned.warnings,
        stored=same.record_id if same is not None else "",
    )


def step_of(record: Memo | Statement) -> str:
    """The step that takes the record's text back."""
    return "take_back_memo" if isinstance(record, Memo) else "take_back_statement"


def read(data: bytes, record: Memo | Statement, *, accept: bool) -> Returned:
    """Read the file's sections; refused when it cannot be read."""
    try:
        return read_back_within(data, accept=accept, headings=headings_of(record))
    except TemplateError as error:
        raise Unreadable(error.code, error.message) from error


def headings_of(record: Memo | Statement) -> dict[str, tuple[str, ...]]:
    """What stands over each text section, for a file that has lost its marks."""
    sections = record.type_version.definition.get("sections", ())
    return {
        section["id"]: (section["label"], *section.get("synonyms", ()))
        for section in sections
        if section.get("kind", "text") == "text"
    }


def parts_of(identity: Identity, returned: Returned, *, actor: Actor) -> tuple[Part, ...]:
    """Compare the file with what it was printed from and with what the record has now."""
    record = identity.record
    base, current = content_of(record, number=identity.content_number), content_of(record)
    earlier = read_before(identity, actor=actor)
    return compare(record.type_version.definition, base, current, returned, earlier)
