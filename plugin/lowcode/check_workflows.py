"""Arbetsflöden. Unknown steps, guards, roles and states, dead ends, and states that nobody can reach."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from kansli.plugin.lowcode.layers import BASE, Tree
from kansli.plugin.lowcode.model import RecordKind
from kansli.plugin.lowcode.problems import ProfileProblem
from kansli.plugin.lowcode.references import bad_id, unknown
from kansli.plugin.lowcode.source import Row


def workflow_problems(
    tree: Tree, *, known_steps: Collection[str] | None = None, known_guards: Collection[str] | None = None
) -> list[ProfileProblem]:
    """Return the faults of all workflows."""
    problems: list[ProfileProblem] = []
    for workflow in tree["workflow"]:
        problems += bad_id(workflow, "id")
        problems += _states(workflow)
        problems += _paths(workflow)
        problems += _ambiguous(workflow)
        for row in workflow.children.get("transitions", []):
            problems += _names(row, tree.ids("role"), known_steps, known_guards)
    return problems + _records_without(tree)


def _names(
    row: Row, roles: Collection[str], steps: Collection[str] | None, guards: Collection[str] | None
) -> list[ProfileProblem]:
    problems = unknown(row, "roles", roles, "Rollen")
    if not row.values.get("roles"):
        problems.append(row.problem("roles", "Ingen roll får ta steget. Nämn minst en."))
    if steps is not None:
        problems += unknown(row, "step", steps, "Steget")
    if guards is not None:
        problems += unknown(row, "guards", guards, "Villkoret")
    return problems


def _states(workflow: Row) -> list[ProfileProblem]:
    ids = _state_ids(workflow)
    if not ids:
        return [workflow.problem("states", "Arbetsflödet har inga lägen. Nämn minst ett.")]
    problems = unknown(workflow, "initial", ids, "Läget")
    for row in workflow.children["states"]:
        problems += bad_id(row, "id")
    for row in workflow.children.get("transitions", []):
        problems += unknown(row, "from", ids, "Läget")
        problems += unknown(row, "to", ids, "Läget")
        if row.values.get("from") == ():
            problems.append(row.problem("from", "Steget utgår inte från något läge. Nämn minst ett."))
    return problems


def _paths(workflow: Row) -> list[ProfileProblem]:
    """Return the states that cannot be reached from the first one, and those that cannot be left."""
    moves = [
        (origin, row.values["to"])
        for row in workflow.children.get("transitions", [])
        for origin in row.values.get("from", ())
        if row.values.get("to")
    ]
    reached = {workflow.values.get("initial")}
    while more := {to for origin, to in moves if origin in reached} - reached:
        reached |= more
    problems = []
    for state in workflow.children.get("states", []):
        name, final = state.values.get("id"), state.values.get("final", False)
        leaves = any(origin == name and to != name for origin, to in moves)
        if name not in reached:
            problems.append(
                state.problem("", f"Läget ”{name}” går inte att nå från ”{workflow.values.get('initial')}”.")
            )
        if not leaves and not final:
            message = f"Läget ”{name}” är en återvändsgränd. Lägg till ett steg därifrån eller skriv final = true."
            problems.append(state.problem("", message))
        if leaves and final:
            problems.append(state.problem("final", f"Läget ”{name}” är slutligt, men ett steg leder därifrån."))
    return problems


def _ambiguous(workflow: Row) -> list[ProfileProblem]:
    seen: dict[tuple[str, str], Row] = {}
    problems = []
    for row in workflow.children.get("transitions", []):
        for origin in row.values.get("from", ()):
            pair = (row.values.get("step", ""), origin)
            if pair in seen:
                message = (
                    f"Steget från ”{origin}” står redan på rad {seen[pair].place.line}. Bara ett av dem kan gälla."
                )
                problems.append(row.problem("from", message))
            seen.setdefault(pair, row)
    return problems


def _records_without(tree: Tree) -> list[ProfileProblem]:
    """Every kind of record needs a workflow of its own name; the types may choose others."""
    workflows = {row.values.get("id"): row for row in tree["workflow"]}
    problems = []
    for kind in get_args(RecordKind):
        row = workflows.get(kind)
        if row is None:
            message = f"Arbetsflödet ”{kind}” saknas. Varje slags post behöver ett med sitt eget namn."
            problems.append(ProfileProblem(f"{tree.name or BASE}/profile.toml", 1, f"workflow.{kind}", message))
        elif row.values.get("record") not in (kind, None):
            message = f"Arbetsflödet ”{kind}” måste gälla posten ”{kind}”."
            problems.append(row.problem("record", message, suggestion=kind))
    return problems


def _state_ids(workflow: Row) -> list[str]:
    return [row.values["id"] for row in workflow.children.get("states", []) if "id" in row.values]
