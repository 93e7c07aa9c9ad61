"""Byt fält i alla mallar. What a field's new name would change in the templates in use, and the proposals it makes."""

from __future__ import annotations

from dataclasses import dataclass

from kansli.doctemplates.problems import Problem
from kansli.doctemplates.rename import Change, rename_field
from kansli.plugin.errors import InvalidField, InvalidFields
from kansli.plugin.rendering.in_force import version_in_force
from kansli.plugin.rights import Actor
from kansli.plugin.store.base import database
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.system import System
from kansli.plugin.templating.checking import trust
from kansli.plugin.templating.proposing import propose
from kansli.plugin.templating.types import template_names

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to one template: its lines before and after, and what would be wrong with it then."""

    template: str
    version: TemplateVersion
    data: bytes
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def plan_renaming(system: System, old: str, new: str) -> tuple[Plan, ...]:
    """Look what the name `new` for the field `old` changes in the templates in use; nothing is stored.

    Templates that do not use the field are left out. Refused when a name is missing, or is none.
    """
    old, new = _names(old, new)
    found = []
    for name in template_names(system.profile):
        version = version_in_force(name)
        if version is None:
            continue
        made = rename_field(system.files.read(version.file.sha256), old, new)
        if made.changes or made.problems:
            problems = made.problems + trust(system.profile, name, made.data).problems
            found.append(Plan(name, version, made.data, made.changes, problems))
    return tuple(found)


def propose_renaming(system: System, old: str, new: str, *, note: str, actor: Actor) -> tuple[str, ...]:
    """Make a proposal for every template that uses the field; all of them or, when one does not fit, none.

    Returns the proposals' ids; somebody else puts them in use.
    """
    plans = plan_renaming(system, old, new)
    if not plans:
        raise InvalidField("old", f"Ingen mall som är i bruk använder fältet ”{old.strip()}”.")
    faults = tuple(
        InvalidField("new", f"{plan.template}: {problem.message}") for plan in plans for problem in plan.problems
    )
    if faults:
        raise InvalidFields(faults)
    said = note.strip() or f"Fältet {old.strip()} heter nu {new.strip()}"
    with database.atomic():
        return tuple(
            propose(
                system,
                plan.template,
                plan.data,
                filename=f"{plan.template.partition('/')[2]}.docx",
                note=said,
                actor=actor,
            ).record
            for plan in plans
        )


def _names(old: str, new: str) -> tuple[str, str]:
    given = {"old": (old.strip(), "Fältet som ska bytas"), "new": (new.strip(), "Det nya fältet")}
    faults = []
    for key, (name, label) in given.items():
        if not name:
            faults.append(InvalidField(key, f"{label} saknas. Skriv fältets namn, till exempel arende.rubrik."))
        elif len(name) > LONGEST or not all(word.isidentifier() for word in name.split(".")):
            faults.append(InvalidField(key, f"”{name[:40]}” är inget fältnamn. Det skrivs som arende.rubrik."))
    if not faults and given["old"][0] == given["new"][0]:
        faults.append(InvalidField("new", "Det nya namnet är samma som det gamla."))
    if faults:
        raise faults[0] if len(faults) == 1 else InvalidFields(tuple(faults))
    return given["old"][0], given["new"][0]
