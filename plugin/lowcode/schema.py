"""Profilens språk. Which tables and keys a profile file may hold; reading, merging and building all follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from kansli.plugin.lowcode import model

KeyKind = Literal["text", "texts", "flag", "date", "numbers"]
KIND_NAMES: dict[KeyKind, str] = {
    "text": "en text inom citattecken",
    "texts": 'en lista av texter: ["…", "…"]',
    "flag": "true eller false",
    "date": "ett datum utan citattecken: 2020-01-01",
    "numbers": 'en tabell av år och nummer: { "2020" = 874 }',
}
CONTROL_KEYS = ("remove", "after", "replace")
"""Keys any row may carry: take the row away, place it after another, replace its lists instead of adding."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table. `one_of` closes the set of texts it may hold."""

    kind: KeyKind = "text"
    required: bool = False
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of row: what identifies it over the layers, its keys, the rows inside it, and the model it becomes.

    `rename` maps the file's key to the model's attribute; an empty text means that the model does not have it.
    """

    model: type[Any]
    identity: tuple[str, ...]
    keys: Mapping[str, Key]
    children: Mapping[str, Table] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)


TEXT, NEEDED = Key(), Key(required=True)
TEXTS, FLAG = Key("texts"), Key("flag")


def _choice(values: Any, *, required: bool = False) -> Key:
    return Key(one_of=tuple(get_args(values)), required=required)


FIELD = Table(
    model.FieldDef,
    ("id",),
    {
        "id": NEEDED,
        "label": NEEDED,
        "type": _choice(model.FieldType, required=True),
        "required": FLAG,
        "help": TEXT,
        "choices": TEXTS,
    },
)
SECTION = Table(
    model.SectionDef,
    ("id",),
    {
        "id": NEEDED,
        "label": NEEDED,
        "kind": _choice(model.SectionKind),
        "synonyms": TEXTS,
        "required": FLAG,
        "help": TEXT,
    },
)
STATE = Table(model.State, ("id",), {"id": NEEDED, "label": NEEDED, "final": FLAG})
TRANSITION = Table(
    model.Transition,
    ("id", "step"),
    {
        "id": TEXT,
        "step": NEEDED,
        "label": NEEDED,
        "from": Key("texts", required=True),
        "to": TEXT,
        "roles": TEXTS,
        "guards": TEXTS,
    },
    rename={"id": "", "from": "from_states", "to": "to_state"},
)
ITEM = Table(model.ListItem, ("id",), {"id": NEEDED, "label": NEEDED, "help": TEXT})
FORMAT = Table(model.NumberFormatDef, ("valid_from",), {"pattern": NEEDED, "valid_from": Key("date", required=True)})

TABLES: dict[str, Table] = {
    "profile": Table(
        model.ProfileHead, (), {"municipality": NEEDED, "language": TEXT, "demo": FLAG, "standalone": FLAG}
    ),
    "role": Table(model.RoleDef, ("id",), {"id": NEEDED, "label": NEEDED, "verbs": TEXTS}),
    "registry": Table(
        model.RegistryDef,
        ("code",),
        {"code": NEEDED, "name": NEEDED, "series_start": Key("numbers")},
        {"formats": FORMAT},
    ),
    "body": Table(
        model.BodyDef,
        ("code",),
        {
            "code": NEEDED,
            "name": NEEDED,
            "kind": _choice(model.BodyKind, required=True),
            "registry": NEEDED,
            "parent": TEXT,
            "genitive": TEXT,
            "running_name": TEXT,
            "aliases": TEXTS,
        },
    ),
    "unit": Table(
        model.UnitDef,
        ("code",),
        {"code": NEEDED, "name": NEEDED, "body": NEEDED, "genitive": TEXT, "aliases": TEXTS},
    ),
    "case_type": Table(
        model.CaseType,
        ("id",),
        {"id": NEEDED, "label": NEEDED, "workflow": TEXT, "answers_referral": FLAG, "document_types": TEXTS},
        {"fields": FIELD},
    ),
    "document_type": Table(
        model.DocumentType,
        ("id",),
        {
            "id": NEEDED,
            "label": NEEDED,
            "direction": _choice(model.Direction),
            "written": FLAG,
            "workflow": TEXT,
            "template": TEXT,
            "proposal_style": _choice(model.ProposalStyle),
            "proposal_lead": TEXT,
            "versioned": FLAG,
        },
        {"sections": SECTION, "fields": FIELD},
    ),
    "workflow": Table(
        model.Workflow,
        ("id",),
        {"id": NEEDED, "label": NEEDED, "record": _choice(model.RecordKind, required=True), "initial": NEEDED},
        {"states": STATE, "transitions": TRANSITION},
    ),
    "list": Table(model.ListDef, ("id",), {"id": NEEDED, "label": NEEDED}, {"items": ITEM}),
    "synonym": Table(model.SynonymDef, ("term",), {"term": NEEDED, "equals": Key("texts", required=True)}),
}
"""Every table a profile file may hold, by the name in its `[[…]]` heading."""
