"""Förslag. How an arrived handling should be registered, with the words behind each proposal and the likely cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from kansli.plugin.clock import today
from kansli.plugin.duplicates import SameFile
from kansli.plugin.errors import InvalidField
from kansli.plugin.inputs import TITLE_LENGTH
from kansli.plugin.intake.inspect import Inspection, inspect
from kansli.plugin.intake.kinds import KIND_OF_FILE
from kansli.plugin.intake.registration import propose as recognise
from kansli.plugin.numbers import preliminary_number
from kansli.plugin.rights import Actor, visible_cases, visible_documents
from kansli.plugin.rules.case_numbers import canonical
from kansli.plugin.rules.referral_deadline import reply_plan
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Registry
from kansli.plugin.system import System
from kansli.plugin.vocabulary import vocabulary_of

_CANDIDATES = 3
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """The words in the text behind a proposed value: `text[start:end]`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that the handling may belong to, and why. `case` is its public id."""

    case: str
    case_number: str
    title: str
    officer: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedFile:
    """What is known of a file besides its text: its name, its type at the gate, its own title, who else holds it."""

    name: str = ""
    type_id: str = ""
    title: str = ""
    unreadable: bool = False
    same: tuple[SameFile, ...] = ()

    def plain_title(self, sender: str) -> str:
        """What the handling is called where nothing in it says: the name of a file that cannot be opened says less."""
        if self.unreadable:
            return f"Oläsbar handling från {sender}" if sender else "Oläsbar handling"
        return PurePath(self.name).stem.replace("_", " ").strip()[:TITLE_LENGTH] or "Handling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything on the registrar's card, to be corrected. Dates are ISO, empty where nothing was found.

    `title` is empty where the file says none: somebody has to write the ärendemening. `document_title` never is.
    """

    title: str
    kind: str
    case_type: str
    counterparty: str = ""
    counterparty_reference: str = ""
    document_date: str = ""
    received_on: str = ""
    response_due: str = ""
    next_number: str = ""
    note: str = ""
    why: Mapping[str, Reason] = field(default_factory=dict)
    candidates: tuple[Candidate, ...] = ()
    warnings: tuple[str, ...] = ()
    same_file: tuple[SameFile, ...] = ()
    document_title: str = ""
    text: str = ""

    def values(self) -> dict[str, object]:
        """What `registering.register` takes, with nothing corrected.

        A reply deadline before the arrival needs a person's eyes: it stands on the card, and is left out here.
        """
        names = (
            "title",
            "kind",
            "case_type",
            "counterparty",
            "counterparty_reference",
            "document_date",
            "received_on",
            "response_due",
        )
        found = {name: getattr(self, name) for name in names}
        found["title"] = self.document_title
        return {**found, "response_due": ""} if self.response_due < self.received_on else found

    def as_json(self) -> dict[str, Any]:
        """Plain values for the command line; the text itself is left out."""
        plain = asdict(self)
        plain["same_file"] = [same.document for same in self.same_file]
        del plain["text"]
        return plain


def propose_from(
    system: System,
    text: str,
    *,
    registry: Registry,
    actor: Actor | None = None,
    file: ArrivedFile | None = None,
    warnings: tuple[str, ...] = (),
) -> Proposal:
    """Propose from the text of a handling. Without text: the file's own title, received today.

    `actor` limits the candidates to cases that she may see; None is for the operator.
    """
    inspection = inspect(text, vocabulary=vocabulary_of(system.profile))
    found = recognise(inspection, own_registries=(registry.code,))
    theirs = _not_ours(found.their_reference or "", registry)
    due, warned, note = _reply(found.response_due)
    file = file or ArrivedFile()
    named = (found.title or file.title)[:TITLE_LENGTH].strip()
    kind = _kind(system, found.kind, file.type_id, asks=bool(due))
    return Proposal(
        title=named,
        kind=kind,
        case_type=_case_type(system, kind, asks=bool(due)),
        counterparty=found.sender or "",
        counterparty_reference=theirs,
        document_date=_iso(found.document_date),
        received_on=today().isoformat(),
        response_due=due,
        next_number=preliminary_number(registry, today()),
        note=note,
        why=_reasons(found.why, text, drop=() if theirs else ("their_reference",)),
        candidates=_candidates(inspection, theirs, registry, actor),
        warnings=(*warnings, *warned),
        same_file=file.same,
        document_title=named or file.plain_title(found.sender or ""),
        text=text,
    )


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _not_ours(reference: str, registry: Registry) -> str:
    """Our own number is never proposed as theirs, however it is written."""
    key = canonical(reference, default_board=registry.code) if reference else None
    ours = key is not None and key.startswith(f"{registry.code.casefold()}/")
    return "" if ours else reference


def _reply(due: object) -> tuple[str, tuple[str, ...], str]:
    """The reply deadline, with a warning where it has passed, and a note where it falls on a free day."""
    if not isinstance(due, date):
        return "", (), ""
    try:
        return due.isoformat(), (), reply_plan(due, received=today()).note
    except InvalidField:
        warning = f"Sista svarsdag i texten, {due}, har passerat. Kom handlingen tidigare? Rätta då ankomstdagen."
        return due.isoformat(), (warning,), ""


def _kind(system: System, kind: str, file_type: str, *, asks: bool) -> str:
    """What the text is; where it does not say, what the file is."""
    wanted = (kind, "referral" if asks else "", KIND_OF_FILE.get(file_type, ""))
    known = system.profile.document_types
    return next((name for name in wanted if name in known and name != "unknown"), "unknown")


def _case_type(system: System, kind: str, *, asks: bool) -> str:
    types = system.profile.case_types
    wants_answer = asks or kind in {"referral", "cover_letter"}
    fitting = [name for name, each in types.items() if each.answers_referral == wants_answer]
    return next(iter(fitting or types), "")


_FIELD_OF = {"sender": "counterparty", "their_reference": "counterparty_reference"}


def _reasons(why: Mapping[str, tuple[int, int]], text: str, *, drop: Iterable[str]) -> dict[str, Reason]:
    return {
        _FIELD_OF.get(name, name): Reason(start, end, text[start:end])
        for name, (start, end) in why.items()
        if name not in drop
    }


def _candidates(inspection: Inspection, theirs: str, registry: Registry, actor: Actor | None) -> tuple[Candidate, ...]:
    found: dict[int, Candidate] = {}
    for case, why in (*_named(inspection, registry, actor), *_answering(theirs, registry, actor)):
        officer = case.officer.name if case.officer else ""
        found.setdefault(case.id, Candidate(case.record_id, case.case_number, case.title, officer, why))
    return tuple(found.values())[:_CANDIDATES]


def _named(inspection: Inspection, registry: Registry, actor: Actor | None) -> list[tuple[Case, str]]:
    """Our own cases whose numbers stand in the text, in whichever spelling."""
    keys = {number.canonical for number in inspection.case_numbers}
    if not keys:
        return []
    seen = visible_cases(actor) if actor else Case.id.is_null(False)
    ours = (Case.registry == registry) & Case.canonical.in_(list(keys)) & (Case.state == "open")
    return [(case, f"{case.case_number} står i texten.") for case in Case.select().where(ours & seen)]


def _answering(theirs: str, registry: Registry, actor: Actor | None) -> list[tuple[Case, str]]:
    """Cases where a handling bears the same number of theirs."""
    key = canonical(theirs) if theirs else None
    if not theirs:
        return []
    seen = visible_documents(actor) if actor else Document.id.is_null(False)
    near = Document.counterparty_reference.contains(key.rpartition("/")[2] if key else theirs)
    rows = (
        Document.select(Document, Case)
        .join(Case)
        .where(near & (Case.registry == registry) & (Case.state == "open") & seen)
        .order_by(Document.id.desc())
        .limit(_LOOKED_AT)
    )
    same = [row for row in rows if _same(row.counterparty_reference, theirs, key)]
    return [(row.case, f"Er beteckning {row.counterparty_reference} finns i ärendet.") for row in same]


def _same(left: str, right: str, key: str | None) -> bool:
    return left.casefold() == right.casefold() or (key is not None and canonical(left) == key)
