"""Mallöversikt. Which templates there are, what each serves, what waits, and whether it still fits today's fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import peewee as pw

from kansli.doctemplates.problems import Problem
from kansli.plugin.errors import NotFound
from kansli.plugin.lowcode.model import DocumentType, Profile
from kansli.plugin.rendering.in_force import version_in_force
from kansli.plugin.rights import Actor, visible_documents
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile
from kansli.plugin.store.templates import TemplateProposal, TemplateVersion
from kansli.plugin.system import System
from kansli.plugin.templating.checking import trust
from kansli.plugin.templating.types import template_names, types_of


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template: the types it serves, the version in force (None: not in use), what waits, and its faults today."""

    name: str
    types: tuple[DocumentType, ...]
    in_force: TemplateVersion | None
    proposals: tuple[TemplateProposal, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def folder(self) -> str:
        """The first half of its name."""
        return self.name.partition("/")[0]

    @property
    def file(self) -> str:
        """The second half of its name."""
        return self.name.partition("/")[2]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """Everything about one template: its versions with the newest first, and how many documents each has made.

    Only documents that the one who asks may see are counted: a number could tell that there is a secret one.
    """

    row: TemplateRow
    versions: tuple[TemplateVersion, ...]
    made: Mapping[int, int]
    closed: tuple[TemplateProposal, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A template that a profile's fields no longer fit: which version was looked at (0: the file that is shipped)."""

    template: str
    number: int
    problems: tuple[Problem, ...]


def template_list(system: System) -> tuple[TemplateRow, ...]:
    """Every template that a type names or that has been in use, in alphabetical order."""
    used = {row.template for row in TemplateVersion.select(TemplateVersion.template).distinct()}
    waiting: dict[str, list[TemplateProposal]] = {}
    for proposal in _proposals(TemplateProposal.state == "proposed"):
        waiting.setdefault(proposal.template, []).append(proposal)
    names = sorted(used | waiting.keys() | set(template_names(system.profile)))
    return tuple(_row(system, name, tuple(waiting.get(name, ()))) for name in names)


def template_page(system: System, name: str, *, actor: Actor) -> TemplatePage:
    """One template; refused when no type names it and it has never been in use."""
    versions = tuple(
        TemplateVersion.select(TemplateVersion, StoredFile)
        .join(StoredFile)
        .where(TemplateVersion.template == name)
        .order_by(TemplateVersion.number.desc())
    )
    proposals = _proposals(TemplateProposal.template == name)
    if not versions and not types_of(system.profile, name):
        raise NotFound(f"Mallen ”{name}”")
    waiting = tuple(one for one in proposals if one.state == "proposed")
    closed = tuple(one for one in proposals if one.state != "proposed" and not _at_once(one))
    return TemplatePage(_row(system, name, waiting), versions, _made(versions, actor), closed)


def broken_templates(profile: Profile, read: Callable[[str], tuple[int, bytes] | None]) -> tuple[Broken, ...]:
    """The templates of the profile's types that its fields do not fit.

    `read` gives a template's version number and bytes; None where there is none to look at.
    """
    found = []
    for name in template_names(profile):
        looked_at = read(name)
        problems = trust(profile, name, looked_at[1]).problems if looked_at is not None else ()
        if looked_at is not None and problems:
            found.append(Broken(name, looked_at[0], problems))
    return tuple(found)


def newest_number(name: str) -> int:
    """The number of the newest version, in force or not yet; 0 when there is none."""
    newest = TemplateVersion.select(pw.fn.MAX(TemplateVersion.number)).where(TemplateVersion.template == name).scalar()
    return int(newest or 0)


def bytes_in_force(system: System, name: str) -> tuple[int, bytes] | None:
    """The number and bytes of the version in force."""
    version = version_in_force(name)
    return None if version is None else (version.number, system.files.read(version.file.sha256))


def _row(system: System, name: str, waiting: tuple[TemplateProposal, ...]) -> TemplateRow:
    kinds, version = types_of(system.profile, name), version_in_force(name)
    problems: tuple[Problem, ...] = ()
    if version is not None and kinds:
        problems = trust(system.profile, name, system.files.read(version.file.sha256)).problems
    return TemplateRow(name, kinds, version, waiting, problems)


def _at_once(proposal: TemplateProposal) -> bool:
    """Proposed and put in use by the operator in one go: its version tells all there is."""
    return bool(proposal.state == "published" and proposal.proposed_by == proposal.closed_by)


def _proposals(condition: pw.Expression) -> tuple[TemplateProposal, ...]:
    query = TemplateProposal.select(TemplateProposal, StoredFile).join(StoredFile).where(condition)
    return tuple(query.order_by(TemplateProposal.id.desc()))


def _made(versions: tuple[TemplateVersion, ...], actor: Actor) -> dict[int, int]:
    """Documents that each version has made and that the actor may see, by the version's id."""
    made_by = DocumentVersion.template_version
    query = (
        DocumentVersion.select(made_by, pw.fn.COUNT(DocumentVersion.id).alias("made"))
        .join(Document)
        .join(Case)
        .where(made_by.in_([version.id for version in versions] or [-1]) & visible_documents(actor))
        .group_by(made_by)
    )
    return {row["template_version"]: row["made"] for row in query.dicts()}
