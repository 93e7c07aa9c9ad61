"""Registreringsförslag. How an arrived text should be registered, with the words behind each proposal.

Our own diarienummer is never proposed as the sender's reference.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from kansli.plugin.intake.head import Found
from kansli.plugin.intake.inspect import Inspection
from kansli.plugin.intake.recognise import FoundNumber

_HEAD = 1_500
"""Characters from the top within which an unlabelled number is the sender's rather than a citation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationProposal:
    """What to fill in on the registration card. `why` gives the span in the text behind each value."""

    title: str | None = None
    sender: str | None = None
    their_reference: str | None = None
    document_date: date | None = None
    response_due: date | None = None
    our_number: str | None = None
    kind: str = "unknown"
    why: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def propose(inspection: Inspection, *, own_registries: Collection[str]) -> RegistrationProposal:
    """Propose from what was recognised; what the text does not say stays None."""
    ours, theirs = _sort_numbers(inspection.case_numbers, {code.casefold() for code in own_registries})
    spans: dict[str, Found | FoundNumber | None] = {
        "title": inspection.title,
        "sender": inspection.sender,
        "their_reference": theirs,
        "document_date": inspection.date,
        "our_number": ours,
    }
    why = {name: (found.start, found.end) for name, found in spans.items() if found is not None}
    if inspection.deadline is not None:
        why["response_due"] = (inspection.deadline.start, inspection.deadline.end)
    return RegistrationProposal(
        title=inspection.title.value if inspection.title else None,
        sender=inspection.sender.value if inspection.sender else None,
        their_reference=theirs.text if theirs else None,
        document_date=date.fromisoformat(inspection.date.value) if inspection.date else None,
        response_due=inspection.deadline.day if inspection.deadline else None,
        our_number=ours.text if ours else None,
        kind=inspection.kind,
        why=why,
    )


def _sort_numbers(numbers: tuple[FoundNumber, ...], own: set[str]) -> tuple[FoundNumber | None, FoundNumber | None]:
    """Tell our number from theirs: by registry first, whatever the label says; then by label, then by place."""
    ours = [number for number in numbers if number.canonical.split("/")[0] in own]
    others = [number for number in numbers if number not in ours]
    # In their letter "vår beteckning" is theirs, and "er beteckning" is a number of ours, or of the body they wrote to.
    labelled = [number for number in others if number.label and not number.label.startswith(("er ", "ert "))]
    high = [number for number in others if number.start < _HEAD and not number.label]
    return next(iter(ours), None), next(iter([*labelled, *high]), None)
