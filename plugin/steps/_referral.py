"""Remissen i ärendet. An incoming handling that wants an answer opens the referral and its watch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kansli.plugin.errors import InvalidField
from kansli.plugin.inputs import Inputs
from kansli.plugin.rules.referral_deadline import ReplyPlan, check_reply_day, reply_plan
from kansli.plugin.runner import Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._document import DocumentValues
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document

RESPONSE_DUE = "response_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralValues:
    """What the sender wants of us."""

    remitter: str
    response_due: date | None


def read_referral(inputs: Inputs, values: DocumentValues) -> ReferralValues:
    """Read `response_due` and `remitter` (the counterparty when empty). A deadline before arrival is refused."""
    due = inputs.day("response_due", "Svar senast")
    remitter = inputs.text("remitter", "Remittent") or values.texts["counterparty"]
    if due is not None and values.received_on is not None:
        try:
            check_reply_day(due, received=values.received_on)
        except InvalidField as fault:
            inputs.refuse("response_due", fault.message)
    if due is not None and values.direction != "incoming":
        inputs.refuse("response_due", "Svarstid kan bara anges för det som har kommit in.")
    return ReferralValues(remitter=remitter, response_due=due)


def open_referral(
    running: Running, case: Case, document: Document, values: DocumentValues, wanted: ReferralValues
) -> tuple[Record, ...]:
    """Make what the arrival of the handling means for the case: a referral and a watch, a watch alone, or nothing."""
    if document.direction != "incoming":
        return ()
    if not answers_referral(case) or _has_referral(case):
        return _watch(case, wanted, document)
    referral = Referral.create(
        case=case,
        document=document,
        direction="incoming",
        remitter=_told(document, wanted),
        their_reference="" if document.secret else values.texts["counterparty_reference"],
        referred_on=values.document_date,
        response_due=wanted.response_due,
        state=running.system.profile.workflow_of("referral").initial,
    )
    return (referral, *_watch(case, wanted, document))


def answers_referral(case: Case) -> bool:
    """Tell whether the case's type is one that answers a referral."""
    definition = case.type_version.definition
    return bool(definition.get("answers_referral"))


def _has_referral(case: Case) -> bool:
    mine = (Referral.case == case) & (Referral.direction == "incoming")
    return bool(Referral.select().where(mine).exists())


def _watch(case: Case, wanted: ReferralValues, document: Document) -> tuple[Record, ...]:
    if wanted.response_due is None:
        return ()
    plan = reply_plan(wanted.response_due, received=document.received_on or wanted.response_due)
    return (watch_reply(case, _told(document, wanted) or document.title, plan),)


def _told(document: Document, wanted: ReferralValues) -> str:
    """Who asks, as everybody who may read the case may be told it: a secret handling's sender is not named."""
    if document.secret:
        return document.public_counterparty or f"handling {document.sequence}"
    return wanted.remitter


def watch_reply(case: Case, whom: str, plan: ReplyPlan) -> Watch:
    """Add the case officer's watch of the reply."""
    made: Watch = Watch.create(
        case=case, kind=RESPONSE_DUE, title=watch_title(whom, plan), due=plan.plan_by, user=case.officer, state="open"
    )
    return made


def watch_title(whom: str, plan: ReplyPlan) -> str:
    """What a watch of the reply says."""
    return f"Svara {whom} senast {plan.due}"


def open_watches(case: Case) -> list[Watch]:
    """The case's watches of reply that are still open."""
    mine = (Watch.case == case) & (Watch.kind == RESPONSE_DUE) & (Watch.state == "open")
    return list(Watch.select().where(mine))


def finish_watches(running: Running, case: Case) -> tuple[Record, ...]:
    """The answer is given: the watches of reply are done."""
    watches = open_watches(case)
    for watch in watches:
        change(watch, state="done", done_at=running.at)
    return tuple(watches)


def answer_open_referrals(running: Running, case: Case, answer: Document, *, stance: str = "") -> tuple[Record, ...]:
    """The statement has left the house: the case's open referral is answered by it."""
    waiting = (Referral.case == case) & (Referral.direction == "incoming") & (Referral.state == "received")
    referrals = list(Referral.select().where(waiting))
    for referral in referrals:
        change(referral, state="answered", answer=answer, stance=stance or referral.stance)
    return (*referrals, *(finish_watches(running, case) if referrals else ()))
