"""Behörighet. The one place that decides who may do and see what; every query is narrowed from here."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

import peewee as pw

from kansli.plugin.errors import NotAllowed, NotFound
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Registry


@dataclass(frozen=True, slots=True)
class Permit:
    """A granted role, its verbs by the profile, and the registry it holds in (None: all)."""

    role: str
    verbs: frozenset[str]
    registry_id: int | None

    def covers(self, registry_id: int | None) -> bool:
        """Tell whether the permit holds in the registry; None asks for one that holds anywhere."""
        return self.registry_id is None or registry_id is None or self.registry_id == registry_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is None for the operator at the command line, who may do everything and is logged by name."""

    id: int | None
    name: str
    email: str
    permits: tuple[Permit, ...] = ()
    operator: bool = False

    @property
    def log_name(self) -> str:
        """The name that the log keeps."""
        return f"operator:{self.name}" if self.operator else self.email


def operator() -> Actor:
    """The person at the command line without `--as`."""
    return Actor(id=None, name=getpass.getuser(), email="", operator=True)


def actor_for(user: User, profile: Profile) -> Actor:
    """Return the actor that a user is today; an inactive user has no permits."""
    if not user.active:
        return Actor(id=user.id, name=user.name, email=user.email)
    grants = Grant.select().where((Grant.user == user) & Grant.revoked_at.is_null())
    permits = tuple(
        Permit(grant.role, frozenset(profile.roles[grant.role].verbs), grant.registry_id)
        for grant in grants
        if grant.role in profile.roles
    )
    return Actor(id=user.id, name=user.name, email=user.email, permits=permits)


def can(actor: Actor, verb: str, subject: Record | None = None) -> bool:
    """Tell whether the actor may do `verb` (to the subject). Without a subject: anywhere at all."""
    if actor.operator:
        return True
    registry_id = registry_id_of(subject)
    if not any(verb in permit.verbs and permit.covers(registry_id) for permit in actor.permits):
        return False
    return subject is None or _may_see_secrecy(actor, subject, registry_id)


def has_role(actor: Actor, roles: tuple[str, ...], subject: Record) -> bool:
    """Tell whether the actor holds one of the roles where the subject belongs (and may see it)."""
    if actor.operator:
        return True
    registry_id = registry_id_of(subject)
    held = any(permit.role in roles and permit.covers(registry_id) for permit in actor.permits)
    return held and _may_see_secrecy(actor, subject, registry_id)


def must(actor: Actor, verb: str, what: str, subject: Record | None = None) -> None:
    """Refuse unless the actor may. `what` completes "Din behörighet räcker inte för att …"."""
    if not can(actor, verb, subject):
        raise NotAllowed(what)


def must_see(actor: Actor, subject: Record, what: str = "Posten") -> None:
    """Refuse as if the record were not there: what may not be seen is not admitted to exist."""
    if not can(actor, "read", subject):
        raise NotFound(what)


def _may_see_secrecy(actor: Actor, subject: Record, registry_id: int | None) -> bool:
    case, document = case_of(subject), _document_of(subject)
    hidden = (case is not None and case.secret) or (document is not None and document.secret)
    if not hidden or (case is not None and actor.id is not None and case.officer_id == actor.id):
        return True
    return any("read_secret" in permit.verbs and permit.covers(registry_id) for permit in actor.permits)


def case_of(subject: Record | None) -> Case | None:
    """The case that a record belongs to, by its foreign keys; None for settings and registers."""
    if isinstance(subject, Case):
        return subject
    for name in ("case", "owner", "document", "version", "referral", "memo"):
        if subject is not None and name in type(subject)._meta.fields:
            related = getattr(subject, name)
            if isinstance(related, Record):  # a guarded record's `version` is its counter, not a row
                return case_of(related)
    return None


def _document_of(subject: Record) -> Document | None:
    if isinstance(subject, Document):
        return subject
    for name in ("document", "version"):
        related = getattr(subject, name) if name in type(subject)._meta.fields else None
        if isinstance(related, Record):
            return _document_of(related)
    return None


def registry_id_of(subject: Record | None) -> int | None:
    """The registry in whose name the record is kept; None where it belongs to the whole installation."""
    if isinstance(subject, Registry):
        return int(subject.id)
    case = case_of(subject)
    if case is not None:
        return int(case.registry_id)
    named = subject is not None and "registry" in type(subject)._meta.fields and subject.registry_id is not None
    return int(subject.registry_id) if named else None  # type: ignore[union-attr]


def visible_cases(actor: Actor) -> pw.Expression:
    """The condition on `Case` that every list, count and export of cases carries."""
    if actor.operator:
        return pw.SQL("1 = 1")
    open_to = _in_registries(actor, "read")
    secret_to = _in_registries(actor, "read_secret")
    own = (Case.officer == actor.id) if actor.id is not None else pw.SQL("1 = 0")
    return open_to & (~Case.secret | secret_to | own)


def visible_documents(actor: Actor) -> pw.Expression:
    """The condition on `Document` joined with `Case`."""
    if actor.operator:
        return pw.SQL("1 = 1")
    own = (Case.officer == actor.id) if actor.id is not None else pw.SQL("1 = 0")
    return visible_cases(actor) & (~Document.secret | _in_registries(actor, "read_secret") | own)


def where_may(actor: Actor, verb: str) -> pw.Expression:
    """The condition on `Case` for the registries in which the actor may do `verb`."""
    return pw.SQL("1 = 1") if actor.operator else _in_registries(actor, verb)


def reaches_all(actor: Actor, verb: str) -> bool:
    """Tell whether the actor may in all registries: a template is every registry's."""
    return actor.operator or any(verb in permit.verbs and permit.registry_id is None for permit in actor.permits)


def _in_registries(actor: Actor, verb: str) -> pw.Expression:
    permits = [permit for permit in actor.permits if verb in permit.verbs]
    if any(permit.registry_id is None for permit in permits):
        return pw.SQL("1 = 1")
    return Case.registry.in_([permit.registry_id for permit in permits] or [-1])
