"""Val. What the lists of the forms offer: people, units, bodies, and the profile's own closed lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from kansli.plugin.lowcode.model import Profile
from kansli.plugin.overview.counterparties import visible_counterparties
from kansli.plugin.rights import Actor
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Body, Organisation, Unit
from kansli.plugin.store.writing import Memo, Statement

Choices = tuple[tuple[str, str], ...]
_WRITTEN_HERE = frozenset({"text", "addressees", "proposals", "basis", "recipients", "signatories"})
Source = Callable[[Profile, Case | None, Actor], Choices]


def writers(profile: Profile, registry_id: int | None) -> Choices:
    """People who hold a role that may write in the registry, by name."""
    roles = [role.id for role in profile.roles.values() if "edit" in role.verbs]
    here = Grant.registry.is_null() | (Grant.registry == registry_id)
    query = (
        User.select(User.email, User.name, User.title)
        .join(Grant)
        .where(User.active & Grant.role.in_(roles) & Grant.revoked_at.is_null() & here)
        .distinct()
        .order_by(User.name)
    )
    return tuple((user.email, f"{user.name}, {user.title}".rstrip(", ")) for user in query)


def units() -> Choices:
    """Every unit, by name."""
    return tuple((unit.code, unit.name) for unit in Unit.select().order_by(Unit.name))


def bodies(registry_id: int | None) -> Choices:
    """The bodies that use the registry."""
    query = Body.select().where((Body.registry == registry_id) & Body.active).order_by(Body.name)
    return tuple((body.code, body.name) for body in query)


def written_types(profile: Profile, case: Case) -> Choices:
    """What can be written in the case besides the statement, which begins from a memo."""
    allowed = case.type_version.definition.get("document_types") or list(profile.document_types)
    kinds = (kind for kind in profile.document_types.values() if kind.written and kind.id != "statement")
    return tuple(
        (kind.id, kind.label)
        for kind in kinds
        if kind.id in allowed and all(section.kind in _WRITTEN_HERE for section in kind.sections)
    )


def body_names() -> Mapping[str, str]:
    """Every body's name by its code."""
    return {body.code: body.name for body in Body.select().where(Body.active).order_by(Body.name)}


def bodies_for_proposals(record: Memo | Statement, content: Mapping[str, Any]) -> Choices:
    """The bodies that a proposal may be put before: every one where the type is put to several, and those chosen."""
    chosen = {code for proposal in content.get("proposals") or () for code in proposal.get("bodies", ())}
    sections = record.type_version.definition.get("sections", ())
    query = Body.select().where(Body.active).order_by(Body.name)
    if not any(section.get("kind") == "addressees" for section in sections):
        query = query.where((Body.registry == record.case.registry_id) | Body.code.in_(list(chosen)))
    return tuple((body.code, body.name) for body in query)


def document_types(profile: Profile) -> Choices:
    """The kinds of handlings, by their label."""
    kinds = sorted(profile.document_types.values(), key=lambda kind: kind.label)
    return tuple((kind.id, kind.label) for kind in kinds)


def case_types(profile: Profile) -> Choices:
    """The kinds of cases, in the profile's order."""
    return tuple((kind.id, kind.label) for kind in profile.case_types.values())


def listed(profile: Profile, list_id: str) -> Choices:
    """A closed list of the profile."""
    return tuple((item.id, item.label) for item in profile.lists.get(list_id, ()))


def directions() -> Choices:
    """The three directions of a handling."""
    return (("incoming", _("Inkommen")), ("outgoing", _("Utgående")), ("internal", _("Intern")))


def direction_label(direction: str) -> str:
    """The direction in words."""
    return dict(directions()).get(direction, direction)


def counterparties(actor: Actor, limit: int = 300) -> tuple[str, ...]:
    """Names that have been used before where the actor may see it, for suggestions."""
    seen = Organisation.select().where(visible_counterparties(actor))
    return tuple(row.name for row in seen.order_by(Organisation.name).limit(limit))


def _documents(profile: Profile, case: Case | None, actor: Actor) -> Choices:
    from kansli.plugin.rights import visible_documents

    del profile
    query = (
        Document.select(Document, Case)
        .join(Case)
        .where((Document.case == case) & visible_documents(actor) & Document.state.in_(["registered", "dispatched"]))
        .order_by(Document.id.desc())
    )
    return tuple((document.record_id, f"{document.number} {document.title}".strip()) for document in query)


def _registry(case: Case | None) -> int | None:
    return None if case is None else int(case.registry_id)


SOURCES: Mapping[str, Source] = {
    "officers": lambda profile, case, _actor: writers(profile, _registry(case)),
    "units": lambda _profile, _case, _actor: units(),
    "bodies": lambda _profile, case, _actor: bodies(_registry(case)),
    "documents": _documents,
    "document_types": lambda profile, _case, _actor: document_types(profile),
    "directions": lambda _profile, _case, _actor: directions(),
    "channels": lambda profile, _case, _actor: listed(profile, "channels"),
    "stances": lambda profile, _case, _actor: listed(profile, "stances"),
    "outcomes": lambda profile, _case, _actor: listed(profile, "decision_outcomes"),
    "provisions": lambda profile, _case, _actor: listed(profile, "secrecy_provisions"),
    "version_labels": lambda profile, _case, _actor: tuple(
        (label, label) for _, label in listed(profile, "version_labels")
    ),
    "facts": lambda _profile, _case, _actor: (
        ("completed", _("Färdigställd")),
        ("summoned", _("Utsänd med kallelsen")),
        ("approved", _("Justerad")),
    ),
    "adopts_memo": lambda _profile, _case, _actor: (
        ("memo", _("Tjänsteskrivelsen är yttrandet")),
        ("statement", _("Utkastet till yttrande antas")),
    ),
}
"""Lists by the name that a step's form uses. Each takes the profile, the case and who asks."""
