"""Hänvisningar. Finds the record that somebody named on the command line: an id, or a number in any spelling."""

from __future__ import annotations

from kansli.plugin import rights
from kansli.plugin.cli.call import Call
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.rules.case_numbers import canonical
from kansli.plugin.store.base import Record
from kansli.plugin.store.cases import Case
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record


class UnknownRegistry(Refused):
    """No registry has the code."""

    code = "unknown_registry"

    def __init__(self, code: str, known: str) -> None:
        given = f"Det finns inget diarium med koden {code}." if code else "Ange diarium med --board."
        super().__init__(f"{given} Välj bland {known}.", field="board")


def find_registry(call: Call, code: str) -> Registry:
    """Return the registry with the code."""
    call.open()
    found: Registry | None = Registry.get_or_none(Registry.code == code.upper())
    if found is None:
        known = ", ".join(row.code for row in Registry.select().order_by(Registry.code))
        raise UnknownRegistry(code, known)
    return found


def find_case(call: Call, name: str) -> Case:
    """Return the case with this id (`case:12`) or number, as far as the actor may see it."""
    call.open()
    found: Record | None
    if name.startswith("case:"):
        found = get_record(name)
    else:
        key = canonical(name)
        found = Case.get_or_none(Case.canonical == key) if key else None
    if not isinstance(found, Case):
        raise NotFound(f"Ärendet {name}")
    rights.must_see(call.actor, found, f"Ärendet {name}")
    return found


def find_record(call: Call, name: str) -> Record:
    """Return any record by its id; a case also by its number."""
    call.open()
    kind, colon, number = name.partition(":")
    if not (colon and number.isdigit() and kind.replace("_", "").isalpha()):
        return find_case(call, name)
    found = get_record(name)
    rights.must_see(call.actor, found, f"”{name}”")
    return found
