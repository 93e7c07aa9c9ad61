"""Protokollsutdrag. A § of the minutes as a Word file of its own.

The extract is a value so far, with no record behind it: the meetings, which will own the §§, come later.

    {"title", "case_number", "body", "paragraph", "meeting_date", "notice_date",
     "sections": {id: Markdown},
     "proposals": [{"bodies": [code], "clauses": [text]}],
     "basis": [{"text"}],
     "motions": [{"mover", "party", "role", "text"}],
     "propositions": [text],
     "decision": [clause],
     "riders": [text],
     "reservations": [{"person", "party", "role"?, "text"}],
     "recipients": {"for_action": [{"name", "struck"?, "note"?}], "for_information": […]}}

`body` is a code or a name; the dates are ISO, or empty where they are not known yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kansli.doctemplates.fill import fill
from kansli.doctemplates.problems import TemplateError
from kansli.plugin.clock import now
from kansli.plugin.lowcode.model import DocumentType
from kansli.plugin.rendering.catalogues import catalogue_of
from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.rendering.refusals import NoRoom, NoTemplate, refusal
from kansli.plugin.store.organisation import Body
from kansli.plugin.system import System

EXTRACT = "minutes_extract"
Content = Mapping[str, Any]


def render_extract(system: System, content: Content, *, created: datetime | None = None) -> bytes:
    """Return the Word file of an extract, made with the template in use; nothing is stored.

    Refused where the template is not in use, where a value that it demands is missing, or where a text has been
    written that the type has no section for.
    """
    kind = system.profile.document_types[EXTRACT]
    if not kind.template:
        raise NoTemplate(EXTRACT)
    _must_have_room(kind, content)
    values = extract_values(system, content)
    try:
        return fill(
            system.files.read(template_in_force(kind.template).file.sha256),
            values,
            catalogue=catalogue_of(system.profile, kind),
            title=f"§ {values['paragraf']} {values['dokument']['rubrik']}",
            language="sv-SE" if system.profile.language == "sv" else system.profile.language,
            author=values["namnd"]["namn"],
            created=(created or now()).replace(microsecond=0),
        )
    except TemplateError as error:
        raise refusal(error, EXTRACT) from error


def extract_values(system: System, content: Content) -> dict[str, Any]:
    """Return the tree of values that the template is filled with; JSON as it stands."""
    kind = system.profile.document_types[EXTRACT]
    name, genitive = _body(content["body"])
    decision = list(content["decision"])
    sections = content.get("sections") or {}
    return {
        "paragraf": content["paragraph"],
        "arende": {"diarienummer": content["case_number"]},
        "dokument": {"rubrik": content["title"], "slag": kind.label},
        "kommun": {"namn": system.profile.municipality},
        "namnd": {"namn": name, "genitiv": genitive},
        "sammantrade": {"datum": content.get("meeting_date") or ""},
        "anslag": {"datum": content.get("notice_date") or ""},
        "sektioner": {one.id: sections.get(one.id, "") for one in kind.sections if one.kind == "text"},
        "forslag": [
            {"satser": list(row["clauses"]), "flera": len(row["clauses"]) > 1}
            for row in content.get("proposals") or ()
            if row["clauses"]
        ],
        "underlag": [{"text": row["text"]} for row in content.get("basis") or ()],
        "yrkanden": _spoken(content.get("motions") or (), "mover"),
        "propositioner": list(content.get("propositions") or ()),
        "beslut": {"satser": decision, "flera": len(decision) > 1},
        "medskick": list(content.get("riders") or ()),
        "reservationer": _spoken(content.get("reservations") or (), "person"),
        "mottagare": {
            "verkstallighet": _recipients(content, "for_action"),
            "kannedom": _recipients(content, "for_information"),
        },
    }


def _body(code: str) -> tuple[str, str]:
    """The organ's name and its genitive; a name that is no organ's here stands as it is written."""
    body = Body.get_or_none(Body.code == code)
    name = body.name if body else code
    genitive = body.genitive if body else ""
    return name, genitive or (name if name.endswith("s") else f"{name}s")


def _spoken(rows: Sequence[Mapping[str, str]], key: str) -> list[dict[str, str]]:
    """Who it was, with role and party, and what was said."""
    return [{"vem": _who(row, key), "text": row["text"]} for row in rows]


def _who(row: Mapping[str, str], key: str) -> str:
    party = f"({row['party']})" if row.get("party") else ""
    return " ".join(part for part in (row.get("role", ""), row.get(key, ""), party) if part)


def _recipients(content: Content, group: str) -> list[dict[str, object]]:
    rows = (content.get("recipients") or {}).get(group) or ()
    return [
        {"namn": row["name"], "struken": bool(row.get("struck")), "anteckning": row.get("note", "")} for row in rows
    ]


def _must_have_room(kind: DocumentType, content: Content) -> None:
    known = {section.id for section in kind.sections if section.kind == "text"}
    homeless = {name: name for name, text in (content.get("sections") or {}).items() if text and name not in known}
    if homeless:
        raise NoRoom(homeless, EXTRACT)
