"""Profilens delar. What a resolved profile is made of; plain values that steps, admin and checks read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

FieldType = Literal["text", "long_text", "date", "choice", "boolean", "integer", "money", "person"]
SectionKind = Literal[
    "text", "addressees", "proposals", "basis", "recipients", "signatories", "motions", "clauses", "reservations"
]
"""The last three are of minutes and their extracts."""
Direction = Literal["incoming", "outgoing", "internal"]
RecordKind = Literal["case", "document", "memo", "statement", "referral", "watch"]
ProposalStyle = Literal["that_clauses", "numbered", "prose"]
BodyKind = Literal["council", "executive_board", "board", "working_committee", "committee", "advisory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDef:
    """An extra field of a case or document type. Values are stored as JSON: dates ISO, money as decimal text."""

    id: str
    label: str
    type: FieldType
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDef:
    """A section of a written document. `synonyms` are headings that mean the same when a text is read in."""

    id: str
    label: str
    kind: SectionKind = "text"
    synonyms: tuple[str, ...] = ()
    required: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A kind of handling. `written` types have sections and a template; the others are files."""

    id: str
    label: str
    direction: Direction = "incoming"
    written: bool = False
    workflow: str = "document"
    template: str | None = None
    sections: tuple[SectionDef, ...] = ()
    fields: tuple[FieldDef, ...] = ()
    proposal_style: ProposalStyle = "that_clauses"
    proposal_lead: str = "{body} föreslås besluta"
    versioned: bool = False
    """True for agreements and plans: every version stays searchable by section, with validity."""

    @property
    def of_minutes(self) -> bool:
        """True for what is made from a § of the minutes: it has a decision."""
        return self.section("decision") is not None

    def section(self, section_id: str) -> SectionDef | None:
        """Return the section with this id, or None."""
        return next((section for section in self.sections if section.id == section_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseType:
    """A kind of ärende."""

    id: str
    label: str
    workflow: str = "case"
    answers_referral: bool = False
    """True where opening the case also opens an incoming Referral with a reply deadline."""
    document_types: tuple[str, ...] = ()
    fields: tuple[FieldDef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a workflow. `final` ones need no way out."""

    id: str
    label: str
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A row of a workflow: which step, from where, to where (None: stays), by whom, under which guards."""

    step: str
    label: str
    from_states: tuple[str, ...]
    to_state: str | None = None
    roles: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """A readable table of states and transitions for one kind of record."""

    id: str
    label: str
    record: RecordKind
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def state(self, state_id: str) -> State:
        """Return the state; KeyError names an unknown one."""
        for state in self.states:
            if state.id == state_id:
                return state
        raise KeyError(state_id)

    def transition(self, step: str, from_state: str) -> Transition | None:
        """Return the row for `step` from `from_state`, or None."""
        for row in self.transitions:
            if row.step == step and from_state in row.from_states:
                return row
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFormatDef:
    """How a registry writes its numbers from a day on, e.g. `{board} {yyyy}/{seq:04}`."""

    pattern: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryDef:
    """A diarium: the authority that owns it, its code, formats and where a year's series starts (year → first)."""

    code: str
    name: str
    formats: tuple[NumberFormatDef, ...]
    series_start: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDef:
    """An organ: council, executive board, board, committee. Owns meetings and the § series, not the diarium."""

    code: str
    name: str
    kind: BodyKind
    registry: str
    parent: str | None = None
    genitive: str = ""
    running_name: str = ""
    """The name inside a sentence where it does not begin with a small letter: `Norra kommunalnämnden`."""
    aliases: tuple[str, ...] = ()

    @property
    def in_text(self) -> str:
        """The name inside a sentence."""
        return self.running_name or self.name[:1].lower() + self.name[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDef:
    """A förvaltning, kontor or enhet. `body` is the organ it works for."""

    code: str
    name: str
    body: str
    genitive: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDef:
    """A role and the verbs it may do besides the steps that name it."""

    id: str
    label: str
    verbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """An item of a closed list (sändningssätt, sekretessbestämmelse, ställningstagande …)."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDef:
    """A closed list and its items in the order of the form."""

    id: str
    label: str
    items: tuple[ListItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymDef:
    """A search term and the words that mean the same."""

    term: str
    equals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileHead:
    """The facts about the municipality itself."""

    municipality: str
    language: str = "sv"
    demo: bool = False
    """True for the profile that the demo municipality is made of."""
    standalone: bool = False
    """True where the folder holds everything and nothing is laid under it, as an exported profile does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A whole municipality, resolved over `_base`. Immutable; mappings are read-only by agreement."""

    name: str
    municipality: str
    language: str = "sv"
    roles: dict[str, RoleDef] = field(default_factory=dict)
    registries: dict[str, RegistryDef] = field(default_factory=dict)
    bodies: dict[str, BodyDef] = field(default_factory=dict)
    units: dict[str, UnitDef] = field(default_factory=dict)
    case_types: dict[str, CaseType] = field(default_factory=dict)
    document_types: dict[str, DocumentType] = field(default_factory=dict)
    workflows: dict[str, Workflow] = field(default_factory=dict)
    lists: dict[str, tuple[ListItem, ...]] = field(default_factory=dict)
    list_labels: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Search synonyms: term → its equals, used when a query is read, never when text is stored."""

    def workflow_of(self, record: str, *, type_id: str = "") -> Workflow:
        """Return the workflow for a record kind, through its type where the type chooses one."""
        if record == "case" and type_id in self.case_types:
            return self.workflows[self.case_types[type_id].workflow]
        if record == "document" and type_id in self.document_types:
            return self.workflows[self.document_types[type_id].workflow]
        return self.workflows[record]

    def list_label(self, list_id: str, item_id: str) -> str:
        """Return the Swedish label of a list item; the id itself where the list does not have it any more."""
        return next((item.label for item in self.lists.get(list_id, ()) if item.id == item_id), item_id)
