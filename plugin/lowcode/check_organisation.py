"""Organisation. Registries, bodies and units: number formats that can be read back, names that lead to one place."""

from __future__ import annotations

from kansli.plugin.lowcode.layers import Tree
from kansli.plugin.lowcode.problems import ProfileProblem
from kansli.plugin.lowcode.references import bad_code, unknown
from kansli.plugin.lowcode.source import Row
from kansli.plugin.rules.case_numbers import InvalidCaseNumber, InvalidNumberFormat, NumberFormat

_SAMPLE_YEAR = 2020


def organisation_problems(tree: Tree) -> list[ProfileProblem]:
    """Return the faults of registries, bodies and units."""
    problems: list[ProfileProblem] = []
    for row in tree["registry"]:
        problems += bad_code(row) + _formats(row)
    for row in tree["body"]:
        problems += bad_code(row) + unknown(row, "registry", tree.ids("registry"), "Diariet")
        problems += unknown(row, "parent", tree.ids("body"), "Organet")
    for row in tree["unit"]:
        problems += bad_code(row) + unknown(row, "body", tree.ids("body"), "Organet")
    problems += _circles(tree["body"]) + _shared_names(tree["body"]) + _shared_names(tree["unit"])
    if not tree["registry"] and not tree.name.startswith("_"):
        message = "Kommunen har inget diarium. Skriv minst ett [[registry]] med formats."
        problems.append(ProfileProblem(f"{tree.name}/profile.toml", 1, "registry", message))
    return problems


def _formats(registry: Row) -> list[ProfileProblem]:
    formats = registry.children.get("formats", [])
    if not formats:
        return [registry.problem("formats", "Diariet saknar nummerformat, till exempel {board} {yyyy}/{seq:04}.")]
    return [problem for row in formats if "pattern" in row.values for problem in _format(registry, row)]


def _format(registry: Row, row: Row) -> list[ProfileProblem]:
    """Try the format on the registry's own code: a number must come out of it."""
    try:
        number_format = NumberFormat.parse(row.values["pattern"])
    except InvalidNumberFormat as fault:
        return [row.problem("pattern", fault.message)]
    code = registry.values.get("code")
    if code is None:
        return []
    try:
        number_format.format(code, _SAMPLE_YEAR, 1, class_code="1")
    except InvalidCaseNumber as fault:
        return [registry.problem("code", fault.message)]
    return []


def _circles(bodies: list[Row]) -> list[ProfileProblem]:
    parents = {row.values.get("code"): row.values.get("parent") for row in bodies}
    problems = []
    for row in bodies:
        passed = {row.values.get("code")}
        above = row.values.get("parent")
        while above is not None and above not in passed:
            passed.add(above)
            above = parents.get(above)
        if above is not None and above == row.values.get("code"):
            problems.append(row.problem("parent", "Organet står under sig självt."))
    return problems


def _shared_names(rows: list[Row]) -> list[ProfileProblem]:
    """A name or alias that is read in a text must lead to one body."""
    owners: dict[str, Row] = {}
    problems = []
    for row in rows:
        for key, name in _names(row):
            owner = owners.setdefault(name.casefold(), row)
            if owner is not row:
                message = f"”{name}” leder redan till ”{owner.values.get('code')}”."
                problems.append(row.problem(key, message))
    return problems


def _names(row: Row) -> list[tuple[str, str]]:
    single = [(key, row.values[key]) for key in ("code", "name") if key in row.values]
    return single + [("aliases", alias) for alias in row.values.get("aliases", ())]
