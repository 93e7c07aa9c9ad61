"""Innehållet. The one shape of what a memo or a statement says, and how a form becomes it.

    {"title", "date",
     "sections": {id: Markdown},
     "addressees": [{"body", "number"}],
     "proposals": [{"bodies": [code], "clauses": [text]}],
     "basis": [{"text", "version"?, "decision"?}],
     "recipients": {"for_action": [{"name", "address", "struck"?, "note"?}], "for_information": […]},
     "signatories": [{"name", "title"}],
     "officers": [{"name", "title", "unit"?, "phone"?, "email"?}]}

`addressees` are the organs that the text goes to, a code or a name each, with the diarienummer it has there.
A proposal is put before one organ or several. A recipient that is `struck` stays on the paper, crossed out, and
gets nothing. `officers` are those named at the head, in order; none: the case officer. Keys marked `?` are absent
where they say nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kansli.plugin.errors import NotFound
from kansli.plugin.fingerprint import fingerprint
from kansli.plugin.inputs import Inputs
from kansli.plugin.store.organisation import Body
from kansli.plugin.store.writing import Memo, MemoVersion, Statement, StatementVersion

Content = dict[str, Any]
RECIPIENT_GROUPS = ("for_action", "for_information")
OFFICER_CONTACT = {"unit": "Enhet", "phone": "Telefon", "email": "E-post"}
ROWS = 200


def content_of(record: Memo | Statement, *, number: int | None = None) -> Content:
    """The newest saved content, or that of a numbered version; NotFound where there is none of that number."""
    table = version_table(record)
    wanted = record.content_number if number is None else number
    found = table.get_or_none((table.owner == record) & (table.number == wanted))
    if found is None:
        raise NotFound(f"Lydelse {wanted}")
    content: Content = found.content
    return content


def version_table(record: Memo | Statement) -> type[MemoVersion] | type[StatementVersion]:
    """Where the record's saved versions are kept."""
    return MemoVersion if isinstance(record, Memo) else StatementVersion


def empty_content(title: str, day: str) -> Content:
    """Content that says nothing yet."""
    return {
        "title": title,
        "date": day,
        "sections": {},
        "addressees": [],
        "proposals": [],
        "basis": [],
        "recipients": {group: [] for group in RECIPIENT_GROUPS},
        "signatories": [],
        "officers": [],
    }


def content_hash(content: Content) -> str:
    """SHA-256 of the content: what the log keeps of a text that may have to be destroyed."""
    return fingerprint(content)


def read_content(inputs: Inputs, definition: Mapping[str, Any]) -> Content:
    """Read a whole content by the type's definition. Empty rows go; unknown sections are refused, never dropped."""
    day = inputs.day("date", "Datum", required=True)
    return {
        "title": inputs.text("title", "Rubrik", required=True),
        "date": day.isoformat() if day else "",
        "sections": _sections(inputs, definition),
        "addressees": _addressees(inputs, definition),
        "proposals": _proposals(inputs),
        "basis": _basis(inputs),
        "recipients": _recipients(inputs),
        "signatories": [person for _, person in _people(inputs, "signatories", "title")],
        "officers": _officers(inputs),
    }


def proposes(definition: Mapping[str, Any]) -> bool:
    """Tell whether the type puts proposals before an organ. A letter (missiv, följebrev) does not."""
    return any(section.get("kind") == "proposals" for section in definition.get("sections", ()))


def recipients_left(content: Content) -> list[tuple[str, dict[str, Any]]]:
    """The recipients that are not struck out, each with its group."""
    groups = content["recipients"]
    return [(group, one) for group in RECIPIENT_GROUPS for one in groups.get(group, ()) if not one.get("struck")]


def clauses_for(content: Content, code: str) -> list[str]:
    """The clauses that are put before this organ; everybody's where none names it."""
    mine = [item for item in content["proposals"] if code in item["bodies"]] or content["proposals"]
    return [clause for item in mine for clause in item["clauses"]]


def _sections(inputs: Inputs, definition: Mapping[str, Any]) -> dict[str, str]:
    given = inputs.data.get("sections") or {}
    if not isinstance(given, Mapping):
        inputs.refuse("sections", "Avsnitten ska vara en tabell med avsnittets namn och text.")
        return {}
    inner = inputs.part(given, "sections")
    texts = {item["id"]: item["label"] for item in definition.get("sections", ()) if item.get("kind") == "text"}
    for name in given:
        if name not in texts:
            inner.refuse(str(name), f"Avsnittet ”{str(name)[:40]}” finns inte i {definition.get('label', 'typen')}.")
    found = {name: inner.long_text(name, label) for name, label in texts.items()}
    return {name: text for name, text in found.items() if text}


def _rows(inputs: Inputs, field: str, given: object) -> list[Mapping[str, object]]:
    rows = given or []
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        inputs.refuse(field, "Raderna ska vara en lista.")
        return []
    if len(rows) > ROWS:
        inputs.refuse(field, f"{len(rows)} rader är för många, högst {ROWS}.")
        return []
    return list(rows)


def _addressees(inputs: Inputs, definition: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = _rows(inputs, "addressees", inputs.data.get("addressees"))
    if rows and not any(item.get("kind") == "addressees" for item in definition.get("sections", ())):
        inputs.refuse("addressees", f"{definition.get('label', 'Typen')} ställs inte till flera organ.")
        return []
    found = []
    codes = _codes_by_name() if rows else {}
    for number, row in enumerate(rows):
        inner = inputs.part(row, f"addressees.{number}")
        name = inner.text("body", "Organ")
        addressee = {"body": codes.get(name.casefold(), name), "number": inner.text("number", "Diarienummer")}
        if addressee["body"]:
            found.append(addressee)
        elif addressee["number"]:
            inner.refuse("body", f"Till: vilket organ har diarienummer {addressee['number'][:40]}?")
    return found


def _codes_by_name() -> dict[str, str]:
    return {key.casefold(): row.code for row in Body.select(Body.name, Body.code) for key in (row.name, row.code)}


def _bodies(inputs: Inputs, given: object) -> list[str]:
    """The codes of the organs, each once."""
    codes = given or []
    if not isinstance(codes, (list, tuple)) or not all(isinstance(code, str) for code in codes):
        inputs.refuse("bodies", "Organen ska vara en lista med koder.")
        return []
    told = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    known = {body.code for body in Body.select(Body.code).where(Body.code.in_(told))} if told else set()
    for code in told:
        if code not in known:
            inputs.refuse("bodies", f"Organet ”{code[:40]}” finns inte.")
    return told


def _proposals(inputs: Inputs) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for number, row in enumerate(_rows(inputs, "proposals", inputs.data.get("proposals"))):
        inner = inputs.part(row, f"proposals.{number}")
        for name in sorted(set(row) - {"bodies", "clauses"}):
            inner.refuse(
                str(name), f"Förslag till beslut har ingen uppgift ”{str(name)[:40]}”: skriv bodies och clauses."
            )
        codes = _bodies(inner, row.get("bodies"))
        clauses = row.get("clauses") or []
        if not isinstance(clauses, (list, tuple)):
            inner.refuse("clauses", "Att-satserna ska vara en lista.")
            clauses = []
        told = {str(place): clause for place, clause in enumerate(clauses)}
        numbered = inner.part(told, "clauses")
        texts = [numbered.long_text(place, "Att-sats", limit=10_000) for place in told]
        found.append({"bodies": codes, "clauses": [text for text in texts if text]})
    return found


def _basis(inputs: Inputs) -> list[dict[str, str]]:
    found = []
    for number, row in enumerate(_rows(inputs, "basis", inputs.data.get("basis"))):
        inner = inputs.part(row, f"basis.{number}")
        item = {"text": inner.text("text", "Underlag", limit=1000)}
        for link in ("version", "decision"):
            target = inner.text(link, "Underlag")
            if target:
                item[link] = target
        if item["text"]:
            found.append(item)
        elif len(item) > 1:
            inner.refuse("text", "Underlag: skriv vad som ska stå på raden.")
    return found


def _recipients(inputs: Inputs) -> dict[str, list[dict[str, Any]]]:
    given = inputs.data.get("recipients") or {}
    if not isinstance(given, Mapping):
        inputs.refuse("recipients", "Mottagarna ska stå i två grupper.")
        given = {}
    inner = inputs.part(given, "recipients")
    return {group: [_recipient(*pair) for pair in _people(inner, group, "address")] for group in RECIPIENT_GROUPS}


def _recipient(inputs: Inputs, person: dict[str, str]) -> dict[str, Any]:
    note = inputs.text("note", "Anteckning")
    struck = {"struck": True} if inputs.flag("struck") else {}
    return {**person, **struck, **({"note": note} if note else {})}


def _officers(inputs: Inputs) -> list[dict[str, str]]:
    found = []
    for inner, person in _people(inputs, "officers", "title"):
        contact = {name: inner.text(name, label) for name, label in OFFICER_CONTACT.items()}
        found.append({**person, **{name: text for name, text in contact.items() if text}})
    return found


def _people(inputs: Inputs, field: str, second: str) -> list[tuple[Inputs, dict[str, str]]]:
    """The rows that name somebody, each with its inputs. A row that says something of nobody is refused."""
    found = []
    for number, row in enumerate(_rows(inputs, field, inputs.data.get(field))):
        inner = inputs.part(row, f"{field}.{number}")
        person = {"name": inner.text("name", "Namn"), second: inner.text(second, "Uppgift")}
        if person["name"]:
            found.append((inner, person))
        elif person[second]:
            inner.refuse("name", "Namn saknas på raden.")
    return found
