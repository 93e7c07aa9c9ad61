"""För in beslut. What a body decided under a §, or a delegate under a delegation point; it settles what it adopts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import peewee as pw

from kansli.plugin.errors import Blocked, Blocker, Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._document import must_have_happened
from kansli.plugin.steps._lookups import body_of, item_of, record_in_case
from kansli.plugin.store.base import Record, database
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.organisation import Body
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.writing.content import clauses_for, content_of

_ADOPTS = {"memo": "Tjänsteskrivelsen är yttrandet", "statement": "Yttrandet"}
_ADOPTING = frozenset({"approve", "approve_with_changes"})
_UNFINISHED = frozenset({"send_back", "defer"})
_PARAGRAPH = re.compile(r"(?:§+\s*)?([0-9]{1,5})\s*([a-z]?)")


class ParagraphTaken(Refused):
    """Another decision of the body bears the § that year."""

    code = "paragraph_taken"

    def __init__(self, *, paragraph: str, year: int, body: str) -> None:
        super().__init__(
            f"§ {paragraph} är redan använd {year} av {body.lower()}. Kontrollera paragrafen i protokollet.",
            field="paragraph",
        )


class NotApproved(Blocked):
    """A memo is adopted as the statement before the manager has approved it."""

    code = "memo_not_approved"

    def __init__(self, memo: str) -> None:
        message = "Tjänsteskrivelsen är inte godkänd. Den kan inte antas som yttrande förrän den är det."
        super().__init__((Blocker(self.code, message, memo),))


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionValues:
    """A decision to be recorded. `paragraph` is None for a delegate's."""

    body: Body
    decided_on: date
    paragraph: str | None
    delegate: str
    delegation_point: str
    title: str
    text: str
    outcome: str
    adopts: str


def perform(running: Running, subject: Case | Memo | Statement) -> Done:
    """Record a decision in a case, on a memo, or on a statement.

    Data: `body` (code; the memo's or the case's when empty), `decided_on`, `paragraph`, or `delegate` with
    `delegation_point`, `title`, `text` (the proposal's clauses when empty), `outcome` (an item of
    `decision_outcomes`; approve when empty), `adopts` (memo: the memo is itself the statement; statement: the
    draft statement of the memo), `memo` (id, where the subject is the case). Facts: `decision`, `citation`.
    """
    inputs = Inputs(running.data)
    case = subject if isinstance(subject, Case) else subject.case
    memo = _memo(running, inputs, subject, case)
    values = _read(running, inputs, subject, memo)
    statement = _adopted_statement(inputs, subject, memo, values.adopts)
    inputs.finish()
    decision = _record(values, case, memo)
    others = _settle(subject, memo, statement, decision, values)
    facts = {"decision": decision.record_id, "citation": decision.citation, "adopts": values.adopts}
    return Done(decision, changed=(case, *others), facts=facts)


def _memo(running: Running, inputs: Inputs, subject: Record, case: Case) -> Memo | None:
    if isinstance(subject, Memo):
        return subject
    if isinstance(subject, Statement):
        adopted: Memo | None = subject.memo
        return adopted
    return record_in_case(inputs, "memo", "Tjänsteskrivelse", Memo, case, running.actor)


def _read(running: Running, inputs: Inputs, subject: Case | Memo | Statement, memo: Memo | None) -> DecisionValues:
    case = subject if isinstance(subject, Case) else subject.case
    body = body_of(inputs, case.registry, default=(memo or subject).body)
    day = inputs.day("decided_on", "Beslutsdatum", required=True)
    must_have_happened(running, inputs, "decided_on", "Beslutsdatum", day)
    paragraph = _paragraph(inputs)
    delegate = inputs.text("delegate", "Delegat")
    point = inputs.text("delegation_point", "Delegationspunkt")
    if paragraph is None and not point:
        inputs.refuse("paragraph", "Ange § i protokollet, eller delegat och punkt i delegationsordningen.")
    if bool(delegate) != bool(point):
        inputs.refuse("delegate", "Ett delegationsbeslut behöver både delegat och punkt i delegationsordningen.")
    if paragraph is not None and point:
        inputs.refuse("paragraph", "Ett beslut har antingen § eller delegationspunkt, inte båda.")
    text = inputs.long_text("text", "Beslut") or _proposed(memo, body)
    if not text:
        inputs.refuse("text", "Beslut saknas. Skriv vad som beslutades.")
    return DecisionValues(
        body=body or case.body,
        decided_on=day or running.at.date(),
        paragraph=paragraph,
        delegate=delegate,
        delegation_point=point,
        title=inputs.text("title", "Rubrik") or (memo.title if memo else case.title),
        text=text,
        outcome=_outcome(running, inputs, subject),
        adopts=inputs.choice("adopts", "Antar", _ADOPTS),
    )


def _paragraph(inputs: Inputs) -> str | None:
    text = inputs.text("paragraph", "§", limit=40)
    if not text:
        return None
    match = _PARAGRAPH.fullmatch(text.casefold())
    if match is None or int(match[1]) == 0:
        inputs.refuse("paragraph", f"§: ”{text}” är ingen paragraf. Skriv numret, till exempel 12.")
        return None
    return f"{int(match[1])}{match[2]}"


def _outcome(running: Running, inputs: Inputs, subject: Record) -> str:
    outcome = item_of(running, inputs, "outcome", "Utgång", items="decision_outcomes") or "approve"
    adopts = inputs.text("adopts", "Antar") or ("statement" if isinstance(subject, Statement) else "")
    if adopts and outcome not in _ADOPTING:
        inputs.refuse("outcome", "Ett yttrande antas bara av ett beslut enligt förslaget, med eller utan ändring.")
    elif outcome in _UNFINISHED and isinstance(subject, Memo):
        inputs.refuse(
            "outcome",
            "Återremiss eller bordläggning avslutar inte tjänsteskrivelsen. För in beslutet på ärendet, "
            "och lämna sedan tillbaka tjänsteskrivelsen.",
        )
    return outcome


def _proposed(memo: Memo | None, body: Body | None) -> str:
    """The clauses that were put before the body, in its words."""
    if memo is None or body is None:
        return ""
    return "\n".join(clauses_for(content_of(memo), body.code))


def _adopted_statement(inputs: Inputs, subject: Record, memo: Memo | None, adopts: str) -> Statement | None:
    if isinstance(subject, Statement):
        return subject
    if adopts == "memo" and memo is None:
        inputs.refuse("adopts", "Välj vilken tjänsteskrivelse som är yttrandet.")
    if adopts != "statement":
        return None
    found: Statement | None = None
    if memo is not None:
        drafts = Statement.select().where((Statement.memo == memo) & (Statement.state == "draft"))
        found = drafts.order_by(Statement.id.desc()).first()
    if found is None:
        inputs.refuse("adopts", "Det finns inget utkast till yttrande. Skriv yttrandet först.")
    return found


def _record(values: DecisionValues, case: Case, memo: Memo | None) -> Decision:
    try:
        with database.atomic():
            made: Decision = Decision.create(
                case=case,
                body=values.body,
                decided_on=values.decided_on,
                year=values.decided_on.year,
                paragraph=values.paragraph,
                delegate=values.delegate,
                delegation_point=values.delegation_point,
                title=values.title,
                text=values.text,
                outcome=values.outcome,
                memo=memo,
            )
    except pw.IntegrityError:
        if values.paragraph is None:
            raise
        # The database keeps one § a body and year, whoever comes first.
        year, body = values.decided_on.year, values.body.name
        raise ParagraphTaken(paragraph=values.paragraph, year=year, body=body) from None
    return made


def _settle(
    subject: Record,
    memo: Memo | None,
    statement: Statement | None,
    decision: Decision,
    values: DecisionValues,
) -> tuple[Record, ...]:
    """Give the memo and the statement what the decision means for them. The subject's own state is the workflow's."""
    if statement is not None:
        _set(statement, subject, decision=decision, state="decided")
    if memo is not None and memo.state == "approved" and values.outcome not in _UNFINISHED:
        columns: dict[str, object] = {"state": "decided"}
        if values.adopts == "memo":
            columns["is_statement"] = True
        _set(memo, subject, **columns)
    elif values.adopts == "memo" and memo is not None:
        raise NotApproved(memo.record_id)
    return tuple(record for record in (memo, statement) if record is not None)


def _set(record: Memo | Statement, subject: Record, **columns: object) -> None:
    if record.record_id == subject.record_id:
        for name, value in columns.items():
            setattr(subject, name, value)
    else:
        change(record, **columns)
