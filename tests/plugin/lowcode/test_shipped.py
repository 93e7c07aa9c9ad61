"""The shipped profiles use only steps, guards and sections that the code has."""

from __future__ import annotations

import pytest

from kansli.plugin.guards import GUARDS
from kansli.plugin.lowcode import check_profile, known_profiles, load_profile, shipped_profiles
from kansli.plugin.steps import STEPS

NAMES = ["_base", *known_profiles((shipped_profiles(),))]
ROLES = ["registrar", "case_officer", "board_secretary", "manager", "system_manager", "reader"]
MEMO_SECTIONS = [
    "proposals",
    "summary",
    "basis",
    "background",
    "assessment",
    "preparation",
    "child_impact",
    "equality_impact",
    "financial_impact",
]
MEMO_ENDS = ["signatories", "recipients"]
FIRST = {
    "sodertalje": ["addressees", "summary", "basis", "background"],
    "linkoping": ["proposals", "summary", "basis", "background"],
}
LAST = {
    "sodertalje": ["financial_impact", "proposals", *MEMO_ENDS],
    "linkoping": ["financial_impact", "goals", "equality_impact", "follow_up", "codetermination", *MEMO_ENDS],
}
"""Where a municipality has another order than the base."""


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_profile_names_steps_and_guards_that_exist(name: str) -> None:
    assert check_profile(name, known_steps=set(STEPS), known_guards=set(GUARDS)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_profile_has_the_roles_of_the_admin(name: str) -> None:
    assert list(load_profile(name).roles)[: len(ROLES)] == ROLES


@pytest.mark.parametrize("name", NAMES)
def test_the_memo_has_its_sections_in_the_order_of_the_document(name: str) -> None:
    ids = [section.id for section in load_profile(name).document_types["memo"].sections]
    first = FIRST.get(name, MEMO_SECTIONS)

    assert ids[: len(first)] == first
    assert ids[-len(LAST.get(name, MEMO_ENDS)) :] == LAST.get(name, MEMO_ENDS)


@pytest.mark.parametrize("name", NAMES)
def test_every_memo_has_every_section_of_the_base(name: str) -> None:
    base = {section.id for section in load_profile("_base").document_types["memo"].sections}

    assert base <= {section.id for section in load_profile(name).document_types["memo"].sections}


@pytest.mark.parametrize("name", NAMES)
def test_a_heading_leads_to_the_same_section_in_every_document(name: str) -> None:
    owners: dict[str, set[str]] = {}
    for kind in load_profile(name).document_types.values():
        for section in kind.sections:
            for heading in (section.label, *section.synonyms):
                owners.setdefault(heading.casefold().rstrip(":"), set()).add(section.id)

    assert {heading: ids for heading, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_system_manager_does_not_read_what_is_secret(name: str) -> None:
    roles = load_profile(name).roles

    assert "read_secret" not in roles["system_manager"].verbs
    assert [role.id for role in roles.values() if "administer" in role.verbs] == ["system_manager"]
