"""Ord för värden. How a stored value reads in a list: the record's name, the state's label, yes and no."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import peewee as pw
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from kansli.admin.language import datum
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.store.base import Record

WORDS: dict[str, dict[str, Any]] = {
    "direction": {"incoming": _l("Inkommen"), "outgoing": _l("Utgående"), "internal": _l("Intern")},
    "source": {
        "received": _l("Inkom"),
        "registered": _l("Registrerad"),
        "rendered": _l("Skapad av Kansli"),
        "word": _l("Läst in från Word"),
        "imported": _l("Importerad"),
        "scanned": _l("Skannad"),
        "recorded": _l("Förd i Kansli"),
        "typed": _l("Skriven hänvisning"),
    },
    "purpose": {"for_action": _l("För verkställighet"), "for_information": _l("För kännedom")},
    "job_state": {"queued": _l("I kö"), "running": _l("Pågår"), "done": _l("Klart"), "parked": _l("Parkerat")},
    "conversion_state": {"waiting": _l("På väg"), "failed": _l("Gick inte")},
    "proposal_state": {"proposed": _l("Väntar"), "published": _l("I bruk"), "withdrawn": _l("Tillbakadraget")},
}

_OTHER_STATES = ("job_state", "proposal_state", "conversion_state")
"""What has a state outside the profile's workflows."""

LISTS = {"outcome": "decision_outcomes", "channel": "channels", "stance": "stances"}
"""Columns that hold an id of one of the profile's closed lists."""

TONES = {
    "open": "accent", "draft": "accent", "submitted": "soon", "received": "soon", "approved": "good", "decided": "good",
    "dispatched": "good", "answered": "good", "done": "good", "parked": "late", "voided": "late", "running": "accent",
    "proposed": "soon", "published": "good",
}  # fmt: skip
"""The colour of a state's label; states that ask nothing of anybody have none."""

LETTERS_IN_A_CELL = 160
"""Letters of a text that a cell shows; the whole is on the record's page."""


def name_of(record: Record) -> str:
    """Return the words by which people know a record: its number, title or name."""
    for attribute in ("case_number", "title", "name", "label", "sha256", "type_id", "template", "email"):
        value = getattr(record, attribute, "")
        if value:
            return str(value)[:120]
    return record.record_id


def state_label(kind: str, state: str, *, profile: Profile) -> str:
    """Return the label of a state by the profile's workflows; the state itself where there is none."""
    for workflow in profile.workflows.values():
        if workflow.record == kind:
            for known in workflow.states:
                if known.id == state:
                    return known.label
    word = next((WORDS[of][state] for of in _OTHER_STATES if state in WORDS[of]), None)
    return str(word) if word is not None else state


def word_for(table: type[Record], column: str, value: Any, *, profile: Profile) -> str | None:
    """Return the word for a coded value, or None where the value speaks for itself."""
    if not isinstance(value, str) or not value:
        return None
    if column == "state":
        return state_label(table.record_kind, value, profile=profile)
    if column == "role":
        return profile.roles[value].label if value in profile.roles else value
    if column == "case_type" and value in profile.case_types:
        return profile.case_types[value].label
    if column == "kind" and value in profile.document_types:
        return profile.document_types[value].label
    if column in LISTS:
        return profile.list_label(LISTS[column], value)
    word = WORDS.get(column, {}).get(value)
    return str(word) if word is not None else None


def plain(table: type[Record], column: str, value: Any, *, profile: Profile) -> str:
    """Return a value as text for a file: dates ISO, records by name."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, pw.Model):
        return name_of(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return word_for(table, column, value, profile=profile) or str(value)


def shown(table: type[Record], column: str, value: Any, *, profile: Profile, whole: bool = False) -> Markup:
    """Return a value as it stands in a cell; `whole` keeps long texts as they are."""
    if value is None or value == "" or value == [] or value == {}:
        return Markup('<span class="k-muted">–</span>')
    if isinstance(value, (date, datetime)):
        return datum(value)
    text = plain(table, column, value, profile=profile)
    if column == "case_number":
        return Markup('<span class="k-dnr">{}</span>').format(text)
    if column == "state":
        return Markup('<span class="k-state k-state-{}">{}</span>').format(TONES.get(value, "quiet"), text)
    if not whole and len(text) > LETTERS_IN_A_CELL:
        text = text[: LETTERS_IN_A_CELL - 1].rstrip() + "…"
    return escape(text)
