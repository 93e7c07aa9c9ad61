"""Värden. The plain tree of values that a template is filled with; JSON as it stands, so that it can be kept."""

from __future__ import annotations

from typing import Any

from kansli.plugin.lowcode.definition import restore
from kansli.plugin.lowcode.model import DocumentType
from kansli.plugin.rules.case_numbers import canonical
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision, Referral
from kansli.plugin.store.organisation import Body, Unit
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System
from kansli.plugin.writing.content import Content, content_of, proposes
from kansli.plugin.writing.leads import proposal_lead

Values = dict[str, Any]
_OFFICER = {"name": "namn", "title": "titel", "unit": "enhet", "phone": "telefon", "email": "epost"}


def values_of(system: System, record: Memo | Statement, *, content: Content | None = None) -> Values:
    """Return the tree for the record's newest content (or for one not saved yet), as its type names things."""
    content = content_of(record) if content is None else content
    case, kind = record.case, restore(DocumentType, record.type_version.definition)
    referral = _referral(case)
    texts = [section.id for section in kind.sections if section.kind == "text"]
    return {
        "arende": {
            "diarienummer": case.case_number,
            "alla_diarienummer": ", ".join(_numbers(case, content)),
            "rubrik": case.title,
        },
        "dokument": {
            "rubrik": content["title"],
            "datum": content["date"],
            "slag": kind.label,
            "utkast": is_unfinished(record),
        },
        "namnd": {"namn": record.body.name, "genitiv": record.body.genitive or record.body.name},
        "forvaltning": {"namn": _unit_name(record)},
        "kommun": {"namn": system.profile.municipality},
        "handlaggare": _officers(case, content),
        "adressater": _addressees(content),
        "forslag": _proposals(kind, content),
        "underlag": [{"text": item["text"]} for item in content["basis"]],
        "sektioner": {name: content["sections"].get(name, "") for name in texts},
        "undertecknare": [{"namn": one["name"], "titel": one["title"]} for one in content["signatories"]],
        "mottagare": {
            "verkstallighet": _recipients(content, "for_action"),
            "kannedom": _recipients(content, "for_information"),
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
    answers = record.case.type_version.definition.get("answers_referral") and proposes(record.type_version.definition)
    may_be_statement = answers and not _has_statement(record)
    return bool(record.state not in ({"decided"} if may_be_statement else {"approved", "decided"}))


def _has_statement(memo: Memo) -> bool:
    return bool(Statement.select().where((Statement.memo == memo) & (Statement.state != "withdrawn")).exists())


def decision_of(record: Memo | Statement) -> Decision | None:
    """The decision that adopted the statement, that was taken on the memo, or that the letter tells of."""
    if isinstance(record, Statement):
        adopted: Decision | None = record.decision
        return adopted
    if not proposes(record.type_version.definition):
        return newest_decision(record.case)
    taken = Decision.select().where((Decision.memo == record) & _lasting())
    found: Decision | None = taken.order_by(Decision.id.desc()).first() if record.state == "decided" else None
    return found


def newest_decision(case: Case) -> Decision | None:
    """The latest decision of the case that settles something."""
    taken = Decision.select().where((Decision.case == case) & _lasting())
    found: Decision | None = taken.order_by(Decision.decided_on.desc(), Decision.id.desc()).first()
    return found


def _lasting() -> Any:
    return ~Decision.outcome.in_(["send_back", "defer"])


def _officers(case: Case, content: Content) -> list[dict[str, str]]:
    named = content.get("officers") or ()
    if not named and case.officer:
        officer = case.officer
        unit = officer.unit.name if officer.unit_id else ""
        named = [{"name": officer.name, "title": officer.title, "unit": unit, "email": officer.email}]
    return [{inner: one.get(key, "") for key, inner in _OFFICER.items()} for one in named]


def _numbers(case: Case, content: Content) -> list[str]:
    """The case's number, and those that the organs addressed have; in their order where it is among them."""
    told = [row["number"] for row in content.get("addressees") or () if row["number"]]
    own = canonical(case.case_number) or case.case_number
    return told if own in {canonical(number) or number for number in told} else [case.case_number, *told]


def _addressees(content: Content) -> list[dict[str, str]]:
    rows = content.get("addressees") or ()
    names = {body.code: body.name for body in Body.select()} if rows else {}
    return [{"namn": names.get(row["body"], row["body"]), "diarienummer": row["number"]} for row in rows]


def _proposals(kind: DocumentType, content: Content) -> list[dict[str, object]]:
    bodies = {body.code: body for body in Body.select()}
    found: list[dict[str, object]] = []
    for proposal in content["proposals"]:
        named = [bodies[code].in_text for code in proposal["bodies"] if code in bodies]
        clauses = list(proposal["clauses"])
        if clauses:
            lead = proposal_lead(kind.proposal_lead, named) if named else ""
            organ = proposal_lead("{body}", named)
            found.append({"organ": organ, "inledning": lead, "satser": clauses, "flera": len(clauses) > 1})
    return found


def _recipients(content: Content, group: str) -> list[dict[str, object]]:
    return [
        {"namn": person["name"], "struken": bool(person.get("struck")), "anteckning": person.get("note", "")}
        for person in content["recipients"].get(group, ())
    ]


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


def _decision(decision: Decision | None) -> dict[str, object]:
    if decision is None:
        return {"organ": "", "datum": "", "paragraf": "", "rad": "", "satser": []}
    return {
        "organ": decision.body.name,
        "datum": decision.decided_on.isoformat(),
        "paragraf": decision.paragraph or "",
        "rad": decision.citation,
        "satser": [line for line in decision.text.splitlines() if line.strip()],
    }
