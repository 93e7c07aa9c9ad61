"""Typer. Roles, case and document types: unknown verbs, workflows, templates, and headings that mean two things."""

from __future__ import annotations

from collections.abc import Collection

from kansli.plugin.lowcode.layers import Tree
from kansli.plugin.lowcode.problems import ProfileProblem
from kansli.plugin.lowcode.references import bad_id, unknown
from kansli.plugin.lowcode.source import Row
from kansli.plugin.lowcode.verbs import VERBS


def type_problems(tree: Tree, *, templates: Collection[str] | None = None) -> list[ProfileProblem]:
    """Return the faults of roles, types and lists."""
    problems: list[ProfileProblem] = []
    for row in tree["role"]:
        problems += bad_id(row, "id") + unknown(row, "verbs", VERBS, "Behörigheten")
    for row in tree["case_type"]:
        problems += bad_id(row, "id") + _workflow(row, tree, "case") + _fields(row)
        problems += unknown(row, "document_types", tree.ids("document_type"), "Handlingstypen")
    for row in tree["document_type"]:
        problems += bad_id(row, "id") + _workflow(row, tree, "document") + _fields(row)
        problems += _written(row, templates) + _headings(row) + _lead(row)
    for row in tree["list"]:
        for item in row.children.get("items", []):
            problems += bad_id(item, "id")
    return problems


def _workflow(row: Row, tree: Tree, record: str) -> list[ProfileProblem]:
    """A type may choose any workflow for its kind of record."""
    fitting = [flow.values["id"] for flow in tree["workflow"] if flow.values.get("record") == record]
    return unknown(row, "workflow", fitting, f"Arbetsflödet för posten ”{record}”")


def _fields(row: Row) -> list[ProfileProblem]:
    problems: list[ProfileProblem] = []
    for field in row.children.get("fields", []):
        problems += bad_id(field, "id")
        is_choice, choices = field.values.get("type") == "choice", field.values.get("choices", ())
        if is_choice and not choices:
            problems.append(field.problem("choices", "Fältet är ett val, men det finns inget att välja på."))
        if choices and not is_choice:
            problems.append(
                field.problem("choices", "Val kan bara stå på ett fält av typen choice.", suggestion="choice")
            )
    return problems


def _written(row: Row, templates: Collection[str] | None) -> list[ProfileProblem]:
    problems: list[ProfileProblem] = []
    if row.values.get("written"):
        if not row.values.get("template"):
            problems.append(row.problem("template", "Handlingen skrivs i Kansli och behöver en mall."))
        if not row.children.get("sections"):
            problems.append(row.problem("sections", "Handlingen skrivs i Kansli och behöver minst ett avsnitt."))
    if templates is not None:
        problems += unknown(row, "template", templates, "Mallen")
    for section in row.children.get("sections", []):
        problems += bad_id(section, "id")
    return problems


def _headings(row: Row) -> list[ProfileProblem]:
    """A heading read in must lead to one section only."""
    problems = []
    owners: dict[str, Row] = {}
    for section in row.children.get("sections", []):
        for key, heading in _named(section):
            owner = owners.setdefault(_folded(heading), section)
            if owner is not section:
                message = f"Rubriken ”{heading}” hör redan till avsnittet ”{owner.values.get('id')}”."
                problems.append(section.problem(key, message))
    return problems


def _named(section: Row) -> list[tuple[str, str]]:
    labels = [("label", section.values["label"])] if "label" in section.values else []
    return labels + [("synonyms", word) for word in section.values.get("synonyms", ())]


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split()).rstrip(" :.")


def _lead(row: Row) -> list[ProfileProblem]:
    lead = row.values.get("proposal_lead", "")
    rest = lead.replace("{body}", "")
    if "{" not in rest and "}" not in rest:
        return []
    return [row.problem("proposal_lead", "Bara {body} kan stå inom klamrar; det blir organets namn.")]
