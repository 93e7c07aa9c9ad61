"""Upprättad. Whether a handling is working material or a public record, since when, and by what fact.

Tryckfrihetsförordningen 2 kap. 9 and 10 §§. The manager's approval is not such a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["received", "working_material", "finalised"]
STATUS_LABELS: dict[Status, str] = {
    "received": "Inkommen",
    "working_material": "Arbetsmaterial",
    "finalised": "Upprättad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """What has happened to a handling; None for what has not.

    `received`: it came to us. `dispatched`: it left the authority. `case_closed`: the ärende it belongs to was
    finally dealt with. `approved`: minutes were justerade. `summoned`: sent out with a summons to a body that
    stands independent. `completed`: it belongs to no ärende and was finished in another way.
    """

    received: date | None = None
    dispatched: date | None = None
    case_closed: date | None = None
    approved: date | None = None
    summoned: date | None = None
    completed: date | None = None


@dataclass(frozen=True, slots=True)
class RecordStatus:
    """The derived status, the day it began and the fact behind it, as the page shows them."""

    status: Status
    since: date | None
    reason: str

    @property
    def public_record(self) -> bool:
        """Tell whether the handling is an allmän handling (it may still be secret)."""
        return self.status != "working_material"

    def __str__(self) -> str:
        """Return the line for the page: `Upprättad 2021-02-03: expedierad`."""
        since = f" {self.since}" if self.since else ""
        return f"{STATUS_LABELS[self.status]}{since}: {self.reason}"


def record_status(facts: RecordFacts) -> RecordStatus:
    """Derive the status. The earliest fact decides; what came to us is a public record from that day (TF 2:9)."""
    if facts.received is not None:
        return RecordStatus("received", facts.received, "kom in till myndigheten")
    reasons = (
        (facts.dispatched, "expedierad"),
        (facts.summoned, "utsänd med kallelsen"),
        (facts.approved, "justerad"),
        (facts.completed, "färdigställd"),
        (facts.case_closed, "ärendet är slutbehandlat"),
    )
    happened = [(day, reason) for day, reason in reasons if day is not None]
    if not happened:
        return RecordStatus("working_material", None, "inte expedierad, justerad eller färdigställd")
    day, reason = min(happened, key=lambda fact: fact[0])
    return RecordStatus("finalised", day, reason)
