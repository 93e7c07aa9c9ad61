"""Registren. Which tables have a list, what it is called, what it shows, and who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from flask_admin.base import Admin
from flask_babel import lazy_gettext as _l

from kansli.admin.base_view import ChoiceFilter, RegisterView
from kansli.admin.labels import LISTS, WORDS
from kansli.admin.state import the_system
from kansli.plugin.store import (
    accounts,
    cases,
    conversions,
    decisions,
    documents,
    jobs,
    journal,
    lowcode,
    organisation,
    search,
    templates,
    writing,
)
from kansli.plugin.store.base import Guarded, Record

REGISTERS = _l("Register")
SYSTEM = _l("System")


@dataclass(frozen=True, slots=True)
class RegisterDef:
    """One list. `search` and `filters` name columns; the details show `columns` and `more`."""

    table: type[Record]
    name: Any
    columns: tuple[str, ...]
    more: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    verb: str = "read"
    sort: tuple[str, bool] = ("id", True)


IN_REGISTERS: tuple[RegisterDef, ...] = (
    RegisterDef(
        cases.Case, _l("Ärenden"), ("case_number", "title", "state", "case_type", "body", "officer", "opened_on"),
        ("public_title", "registry", "unit", "matter", "closed_on", "void_reason", "secret", "version", "created_at"),
        ("case_number", "title"), ("state",),
    ),
    RegisterDef(
        documents.Document, _l("Handlingar"),
        ("title", "case", "sequence", "direction", "state", "kind", "counterparty", "received_on"),
        ("document_date", "registered_at", "finalised_on", "finalised_reason", "sent_on", "channel",
         "counterparty_reference", "public_title", "public_counterparty", "secret", "note", "purged_at", "created_at"),
        ("title", "counterparty", "counterparty_reference"), ("direction", "state"),
    ),
    RegisterDef(
        documents.DocumentVersion, _l("Versioner"), ("document", "number", "label", "source", "author", "created_at"),
        ("comment", "version_date", "valid_from", "valid_to"), ("label", "author"), ("source",),
    ),
    RegisterDef(
        documents.VersionFile, _l("Filer i versioner"), ("filename", "version", "media_type", "pages", "quarantine"),
        ("position", "file", "warnings"), ("filename",),
    ),
    RegisterDef(
        documents.Dispatch, _l("Expedieringar"), ("recipient", "version", "purpose", "channel", "sent_at", "sent_by"),
        ("address", "proof"), ("recipient",), ("purpose",),
    ),
    RegisterDef(
        writing.Memo, _l("Tjänsteskrivelser"), ("title", "case", "body", "state", "author", "approved_by"),
        ("approved_at", "is_statement", "content_number", "document", "version", "created_at"), ("title",), ("state",),
    ),
    RegisterDef(
        writing.MemoVersion, _l("Tjänsteskrivelsers lydelser"), ("owner", "number", "author", "created_at"),
        ("comment",),
    ),
    RegisterDef(
        writing.Statement, _l("Yttranden"), ("title", "case", "body", "state", "stance", "author"),
        ("memo", "decision", "content_number", "document", "version", "created_at"), ("title",), ("state",),
    ),
    RegisterDef(
        writing.StatementVersion, _l("Yttrandens lydelser"), ("owner", "number", "author", "created_at"), ("comment",)
    ),
    RegisterDef(writing.BasisLink, _l("Underlag"), ("memo", "version", "decision")),
    RegisterDef(
        decisions.Decision, _l("Beslut"), ("title", "body", "paragraph", "decided_on", "outcome", "case"),
        ("text", "delegate", "delegation_point", "memo", "source"), ("title", "text"), ("outcome",),
    ),
    RegisterDef(
        decisions.Referral, _l("Remisser"),
        ("remitter", "their_reference", "case", "direction", "state", "response_due", "extended_due"),
        ("referred_on", "document", "stance", "answer", "version"), ("remitter", "their_reference"), ("state",),
    ),
    RegisterDef(
        decisions.ReferralBody, _l("Remissinstanser"), ("name", "referral", "response_due", "extended_due", "stance"),
        ("reminded_on", "answer"), ("name",),
    ),
    RegisterDef(
        cases.Watch, _l("Bevakningar"), ("title", "case", "due", "user", "state"), ("kind", "done_at"),
        ("title",), ("state",), sort=("due", False),
    ),
    RegisterDef(
        cases.SecrecyMark, _l("Sekretessmarkeringar"), ("provision", "case", "document", "marked_on", "lifted_on"),
        ("note", "authority", "marked_by"), ("provision",), verb="read_secret",
    ),
    RegisterDef(cases.Matter, _l("Samhörande ärenden"), ("title",), (), ("title",)),
    RegisterDef(cases.CaseRelation, _l("Samband mellan ärenden"), ("case", "other", "kind")),
    RegisterDef(
        organisation.Organisation, _l("Motparter"), ("name", "email"), (), ("name", "email"), sort=("name", False)
    ),
)  # fmt: skip

IN_SYSTEM: tuple[RegisterDef, ...] = (
    RegisterDef(organisation.Registry, _l("Diarier"), ("code", "name", "active"), sort=("code", False)),
    RegisterDef(organisation.NumberFormat, _l("Diarienummerformat"), ("registry", "pattern", "valid_from")),
    RegisterDef(organisation.NumberSeries, _l("Nummerserier"), ("registry", "year", "first", "last")),
    RegisterDef(
        organisation.Body, _l("Organ"), ("code", "name", "kind", "registry", "parent", "active"),
        ("genitive", "running_name", "aliases"), ("code", "name"), sort=("code", False),
    ),
    RegisterDef(
        organisation.Unit, _l("Enheter"), ("code", "name", "body"), ("genitive", "aliases"), ("code", "name"),
        sort=("code", False),
    ),
    RegisterDef(
        accounts.User, _l("Användare"), ("name", "email", "title", "unit", "active"), ("created_at",),
        ("name", "email"), verb="administer", sort=("name", False),
    ),
    RegisterDef(
        accounts.Grant, _l("Behörigheter"), ("user", "role", "registry", "cause", "granted_at", "revoked_at"),
        (), (), ("role",), verb="administer",
    ),
    RegisterDef(
        accounts.SignInAttempt, _l("Inloggningsförsök"), ("email", "address", "at", "succeeded"), (),
        ("email", "address"), verb="administer",
    ),
    RegisterDef(
        lowcode.TypeVersion, _l("Typversioner"), ("type_id", "kind", "number", "published_at"),
        ("definition_hash", "definition"), ("type_id",), verb="administer",
    ),
    RegisterDef(
        templates.TemplateVersion, _l("Mallversioner"),
        ("template", "number", "valid_from", "published_by", "published_at", "note"), ("file", "proposed_by"),
        ("template",),
    ),
    RegisterDef(
        templates.TemplateProposal, _l("Mallförslag"), ("template", "note", "state", "proposed_by", "proposed_at"),
        ("file", "filename", "based_on", "number", "closed_by", "closed_at"), ("template",), ("state",),
    ),
    RegisterDef(lowcode.Setting, _l("Inställningar"), ("key", "value"), verb="administer", sort=("key", False)),
    RegisterDef(
        journal.LogEntry, _l("Logg"), ("at", "actor", "step", "record", "reason"),
        ("chain", "position", "request_id", "payload_hash", "previous_hash", "hash"),
        ("actor", "step", "record"), verb="administer",
    ),
    RegisterDef(journal.LogPayload, _l("Logginnehåll"), ("entry",), verb="administer"),
    RegisterDef(
        journal.HandledRequest, _l("Hanterade begäranden"), ("step", "actor", "at"), ("request_id",), ("actor",),
        verb="administer",
    ),
    RegisterDef(
        jobs.Job, _l("Jobb"), ("kind", "state", "progress", "attempts", "error", "created_at", "finished_at"),
        ("run_after", "lease_until", "unique_key"), ("kind", "error"), ("state",), verb="administer",
    ),
    RegisterDef(
        jobs.IndexOutbox, _l("Utkorg till sökindexet"), ("record", "at", "attempts", "error"),
        verb="administer",
    ),
    RegisterDef(jobs.Lease, _l("Processroller"), ("role", "holder", "fence", "until"), verb="administer"),
    RegisterDef(
        conversions.Conversion, _l("PDF på väg"), ("kind", "state", "attempt", "asked_at", "finished_at"),
        verb="administer",
    ),
    RegisterDef(
        search.SearchUnit, _l("Sökenheter"), ("heading", "kind", "record", "case"), (), ("heading",),
        verb="administer",
    ),
    RegisterDef(
        search.UnitVersion, _l("Sökenheters platser"), ("unit", "version", "number", "heading_path"),
        verb="administer",
    ),
    RegisterDef(
        documents.StoredFile, _l("Lagrade filer"), ("sha256", "size", "stored_at"), (), ("sha256",),
        verb="administer",
    ),
    RegisterDef(writing.DraftBuffer, _l("Mina osparade utkast"), ("record", "updated_at", "base_version")),
)  # fmt: skip

HEADINGS: dict[str, Any] = {
    "state": _l("Läge"), "id": _l("Nummer"), "source": _l("Kom genom"), "note": _l("Anteckning"), "kind": _l("Slag"),
    "document": _l("Handling"), "decision": _l("Beslut"), "version": _l("Version"), "owner": _l("Text"),
    "number": _l("Nummer"), "author": _l("Av"), "created_at": _l("Skapad"), "comment": _l("Kommentar"),
    "file": _l("Fil"), "position": _l("Plats"), "warnings": _l("Varningar"), "sha256": _l("Kontrollsumma"),
    "stored_at": _l("Lagrad"), "memo": _l("Tjänsteskrivelse"), "referral": _l("Remiss"), "case": _l("Ärende"),
    "other": _l("Annat ärende"), "email": _l("E-post"), "address": _l("Adress"), "at": _l("När"),
    "succeeded": _l("Lyckades"), "record": _l("Post"), "chain": _l("Kedja"), "request_id": _l("Begäran"),
    "payload_hash": _l("Innehållets kontrollsumma"), "previous_hash": _l("Föregående länk"), "hash": _l("Länk"),
    "entry": _l("Logghändelse"), "step": _l("Steg"), "actor": _l("Vem"), "attempts": _l("Försök"), "error": _l("Fel"),
    "lease_until": _l("Lånad till"), "unique_key": _l("Nyckel"), "role": _l("Roll"), "holder": _l("Innehavare"),
    "fence": _l("Löpnummer"), "until": _l("Till"), "heading": _l("Rubrik"), "unit": _l("Enhet"),
    "heading_path": _l("Rubriker"), "updated_at": _l("Senast ändrad"), "base_version": _l("Efter version"),
    "type_version": _l("Typversion"),
}  # fmt: skip
"""Words for columns whose table gives none: inner workings that only the register pages show."""


class ReadOnlyRegister(RegisterView):
    """A list made from a `RegisterDef`."""

    shows: ClassVar[RegisterDef]


def _choices(table: type[Record], column: str) -> Sequence[tuple[str, Any]]:
    if column == "role":
        return [(role.id, role.label) for role in the_system().profile.roles.values()]
    if column == "state" and issubclass(table, Guarded):
        workflows = the_system().profile.workflows.values()
        found = {
            state.id: state.label for flow in workflows if flow.record == table.record_kind for state in flow.states
        }
        return list(found.items())
    if column in LISTS:
        return [(item.id, item.label) for item in the_system().profile.lists.get(LISTS[column], ())]
    return list(WORDS["job_state" if column == "state" else column].items())


def _heading(table: type[Record], column: str) -> Any:
    words = table._meta.fields[column].verbose_name
    return _l(words) if words else HEADINGS[column]


def register_class(shows: RegisterDef, *, base: type[ReadOnlyRegister] = ReadOnlyRegister) -> type[ReadOnlyRegister]:
    """Return the view class of a register definition; `base` is one that does more than show."""
    table = shows.table
    details = (*shows.columns, *shows.more)
    filters = tuple(
        ChoiceFilter(column, _heading(table, column), partial(_choices, table, column)) for column in shows.filters
    )
    attributes = {
        "__doc__": f"The list of {table.__name__}.",
        "shows": shows,
        "verb": shows.verb,
        "export_verb": "export" if shows.verb == "read" else shows.verb,
        "column_list": list(shows.columns),
        "column_details_list": list(details),
        "column_export_list": list(shows.columns),
        "column_searchable_list": list(shows.search),
        "column_default_sort": shows.sort,
        "column_labels": {column: _heading(table, column) for column in details},
        "choice_filters": filters,
    }
    return type(f"{table.__name__}Register", (base,), attributes)


def add_registers(admin: Admin) -> None:
    """Put every list in the menu, under its heading."""
    from kansli.admin.views.users import UserRegister  # built on this module

    special: dict[type[Record], type[ReadOnlyRegister]] = {accounts.User: UserRegister}
    for heading, path, registers in ((REGISTERS, "register", IN_REGISTERS), (SYSTEM, "system", IN_SYSTEM)):
        for shows in registers:
            kind = shows.table.record_kind
            view = register_class(shows, base=special.get(shows.table, ReadOnlyRegister))(
                shows.table, shows.name, category=heading, endpoint=f"register_{kind}", url=f"/{path}/{kind}"
            )
            admin.add_view(view)
