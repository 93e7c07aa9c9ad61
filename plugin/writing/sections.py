"""Ett avsnitt i taget. Puts the Markdown of one section into a content: prose as it is, lists as the rows they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kansli.plugin.errors import InvalidField
from kansli.plugin.store.lowcode import TypeVersion
from kansli.plugin.store.organisation import Body
from kansli.plugin.writing.content import Content

_MARKER = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_LEAD = re.compile(r"(?:föreslås|föreslår|beslutar|besluta)\b.*:?$", re.IGNORECASE)
_FOR_INFORMATION = re.compile(r"^för\s+kännedom\b[^:]*:?\s*", re.IGNORECASE)
_FOR_ACTION = re.compile(r"^för\s+(?:verkställighet|åtgärd)\b[^:]*:?\s*", re.IGNORECASE)
_ADDRESSED = re.compile(r"\bförslag\s+till\s+(?!beslut\b)(?P<bodies>.*):$", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")
_LINES = {"title": "Rubrik", "date": "Datum"}


def with_section(content: Content, section: str, text: str, *, type_version: TypeVersion, body: str) -> Content:
    """Return the content with one section replaced.

    `section` is an id of the type, or `title`, `date` or `officers` (a person a line). `body` is the code of the
    organ that a proposal is put before where the text names none. Refused when the type has no such section. What the
    text has that cannot be kept goes, and is told of, when the content is saved.
    """
    text = text.strip()
    if section in _LINES:
        return {**content, section: " ".join(text.split())}
    if section == "officers":
        return {**content, "officers": [_person(line) for line in _lines(text)]}
    kinds = {item["id"]: item.get("kind", "text") for item in type_version.definition.get("sections", ())}
    kind = kinds.get(section)
    if kind is None:
        known = ", ".join((*_LINES, "officers", *kinds))
        raise InvalidField(section, f"Avsnittet ”{section[:40]}” finns inte. Välj ett av: {known}.")
    if kind == "text":
        return {**content, "sections": {**content["sections"], section: text}}
    if kind == "addressees":
        return {**content, "addressees": [_addressee(line) for line in _lines(text)]}
    if kind == "proposals":
        return {**content, "proposals": _proposals(text, body)}
    if kind == "basis":
        return {**content, "basis": _basis(content, text)}
    if kind == "recipients":
        return {**content, "recipients": _recipients(text)}
    return {**content, "signatories": list(_signatories(text))}


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        bare = _HEADING.sub("", _MARKER.sub("", line)).strip()
        if bare:
            yield bare


def _addressee(line: str) -> dict[str, str]:
    """”Organet, NN 26/12”: what follows the last comma is its number when it has a figure in it."""
    name, comma, number = line.rpartition(",")
    if comma and _HAS_DIGIT.search(number):
        return {"body": name.strip(), "number": number.strip()}
    return {"body": line, "number": ""}


def _proposals(text: str, body: str) -> list[dict[str, object]]:
    """Clauses under their organs: ”Nämnden föreslås besluta” or ”Kontorets förslag till nämnden:” begins a new one."""
    codes = {name.casefold(): row.code for row in Body.select() for name in (row.name, row.code, *row.aliases)}
    names = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    named = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
    found: list[tuple[list[str], list[str]]] = [([body] if body else [], [])]
    for line in _clauses(text):
        addressed = _led_to(line)
        if addressed is None:
            found[-1][1].append(line)
        else:
            put_before = dict.fromkeys(codes[match[0]] for match in named.finditer(addressed.casefold()))
            found.append((list(put_before) or ([body] if body else []), []))
    return [{"bodies": bodies, "clauses": clauses} for bodies, clauses in found if clauses]


def _led_to(line: str) -> str | None:
    """The part of a lead line that names the organs; None where the line is no lead."""
    if line.casefold().startswith("att "):
        return None
    if match := _ADDRESSED.search(line):
        return match["bodies"]
    match = _LEAD.search(line)
    return line[: match.start()] if match else None


def _clauses(text: str) -> Iterator[str]:
    """Lines, with a line that goes on from the one before joined to it."""
    waiting = ""
    for line in text.splitlines():
        bare = _HEADING.sub("", _MARKER.sub("", line)).strip()
        goes_on = waiting and bare and bare == line.rstrip() and waiting[-1] not in ".:;,"
        goes_on = goes_on and not bare.casefold().startswith("att ") and _led_to(waiting) is None
        if goes_on:
            waiting = f"{waiting} {bare}"
            continue
        if waiting:
            yield waiting
        waiting = bare
    if waiting:
        yield waiting


def _basis(content: Content, text: str) -> list[dict[str, str]]:
    """One item a line; an item that was linked keeps its link while its words are the same."""
    linked = {item["text"]: item for item in content["basis"]}
    return [linked.get(line, {"text": line}) for line in _lines(text)]


def _recipients(text: str) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {"for_action": [], "for_information": []}
    group = "for_action"
    for line in _lines(text):
        for name, pattern in (("for_action", _FOR_ACTION), ("for_information", _FOR_INFORMATION)):
            if pattern.match(line):
                group, line = name, pattern.sub("", line)  # noqa: PLW2901 - the rest of the line is a recipient
                break
        if line:
            groups[group].append({"name": line, "address": ""})
    return groups


def _signatories(text: str) -> Iterator[dict[str, str]]:
    """”Namn, titel” on a line, or the name on one line and the title on the next."""
    for block in re.split(r"\n\s*\n", text):
        lines = list(_lines(block))
        if any("," in line for line in lines):
            yield from (_person(line) for line in lines)
        elif lines:
            yield {"name": lines[0], "title": " ".join(lines[1:])}


def _person(line: str) -> dict[str, str]:
    name, _, title = line.partition(",")
    return {"name": name.strip(), "title": title.strip()}
