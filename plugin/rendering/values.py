"""Värden. The plain tree of values that a template is filled with; JSON as it stands, so that it can be kept."""

from __future__ import annotations

from typing import Any

from kansli.plugin.lowcode.definition import restore
from kansli.plugin.lowcode.model import DocumentType
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision, Referral
from kansli.plugin.store.organisation import Body, Unit
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System
from kansli.plugin.writing.content import Content, content_of

Values = dict[str, Any]


def values_of(system: System, record: Memo | Statement, *, content: Content | None = None) -> Values:
    """Return the tree for the record's newest content (or for one not saved yet), as its type names things."""
    content = content_of(record) if content is None else content
    case, kind = record.case, restore(DocumentType, record.type_version.definition)
    referral = _referral(case)
    texts = [section.id for section in kind.sections if section.kind == "text"]
    return {
        "arende": {"diarienummer": case.case_number, "rubrik": case.title},
        "dokument": {
            "rubrik": content["title"],
            "datum": content["date"],
            "slag": kind.label,
            "utkast": is_unfinished(record),
        },
        "namnd": {"namn": record.body.name},
        "forvaltning": {"namn": _unit_name(record)},
        "kommun": {"namn": system.profile.municipality},
        "handlaggare": _officers(case, content),
        "forslag": _proposals(kind, content),
        "underlag": [{"text": item["text"]} for item in content["basis"]],
        "sektioner": {name: content["sections"].get(name, "") for name in texts},
        "undertecknare": [{"namn": one["name"], "titel": one["title"]} for one in content["signatories"]],
        "mottagare": {
            "verkstallighet": _names(content, "for_action"),
            "kannedom": _names(content, "for_information"),
        },
        "motpart": _counterparty(referral),
        "beslut": _decision(decision_of(record)),
        "svar_senast": _day(referral),
    }


def is_unfinished(record: Memo | Statement) -> bool:
    """Tell whether a rendering made now is a draft (UTKAST).

    A statement is one until a decision adopts it. So is a memo that may itself be adopted as the statement;
    any other memo is finished when the manager has approved it.
    """
    if isinstance(record, Statement):
        return record.decision_id is None
    may_be_statement = record.case.type_version.definition.get("answers_referral") and not _has_statement(record)
    return bool(record.state not in ({"decided"} if may_be_statement else {"approved", "decided"}))


def _has_statement(memo: Memo) -> bool:
    return bool(Statement.select().where((Statement.memo == memo) & (Statement.state != "withdrawn")).exists())


def decision_of(record: Memo | Statement) -> Decision | None:
    """The decision that adopted the statement, or that was taken on the memo."""
    if isinstance(record, Statement):
        adopted: Decision | None = record.decision
        return adopted
    taken = Decision.select().where((Decision.memo == record) & ~Decision.outcome.in_(["send_back", "defer"]))
    found: Decision | None = taken.order_by(Decision.id.desc()).first() if record.state == "decided" else None
    return found


def _officers(case: Case, content: Content) -> list[dict[str, str]]:
    if content.get("officers"):
        return [{"namn": one["name"], "titel": one["title"]} for one in content["officers"]]
    return [{"namn": case.officer.name, "titel": case.officer.title}] if case.officer else []


def _proposals(kind: DocumentType, content: Content) -> list[dict[str, object]]:
    names = {body.code: body.name for body in Body.select()}
    found = []
    for proposal in content["proposals"]:
        name = names.get(proposal["body"], proposal["body"])
        if proposal["clauses"]:
            lead = kind.proposal_lead.replace("{body}", name)
            found.append({"organ": name, "inledning": lead, "satser": list(proposal["clauses"])})
    return found


def _names(content: Content, group: str) -> list[dict[str, str]]:
    return [{"namn": person["name"]} for person in content["recipients"].get(group, ())]


def _unit_name(record: Memo | Statement) -> str:
    unit = record.case.unit or Unit.select().where(Unit.body == record.body).order_by(Unit.id).first()
    return str(unit.name) if unit else ""


def _referral(case: Case) -> Referral | None:
    incoming = (Referral.case == case) & (Referral.direction == "incoming")
    found: Referral | None = Referral.select().where(incoming).order_by(Referral.id).first()
    return found


def _counterparty(referral: Referral | None) -> dict[str, str]:
    if referral is None:
        return {"namn": "", "beteckning": ""}
    return {"namn": referral.remitter, "beteckning": referral.their_reference}


def _day(referral: Referral | None) -> str:
    due = (referral.extended_due or referral.response_due) if referral else None
    return due.isoformat() if due else ""


def _decision(decision: Decision | None) -> dict[str, str]:
    if decision is None:
        return {"organ": "", "datum": "", "paragraf": "", "rad": ""}
    return {
        "organ": decision.body.name,
        "datum": decision.decided_on.isoformat(),
        "paragraf": decision.paragraph or "",
        "rad": decision.citation,
    }
