"""A type as data: the same type gives the same hash, and comes back whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.fingerprint import canonical_json
from kansli.plugin.lowcode import (
    definition,
    definition_hash,
    known_profiles,
    load_profile,
    restore,
    shipped_profiles,
)
from kansli.plugin.lowcode.model import CaseType, DocumentType, FieldDef, RegistryDef, SectionDef, Workflow

TEXT = st.text(max_size=30)
FIELDS = st.builds(FieldDef, id=TEXT, label=TEXT, type=st.sampled_from(["text", "choice"]), choices=st.tuples(TEXT))
SECTIONS = st.builds(SectionDef, id=TEXT, label=TEXT, synonyms=st.tuples(TEXT, TEXT), required=st.booleans())
TYPES = st.builds(
    DocumentType,
    id=TEXT,
    label=TEXT,
    template=st.none() | TEXT,
    sections=st.lists(SECTIONS, max_size=3).map(tuple),
    fields=st.lists(FIELDS, max_size=3).map(tuple),
)


@pytest.mark.parametrize("name", known_profiles((shipped_profiles(),)))
def test_every_shipped_type_survives_being_stored(name: str) -> None:
    profile = load_profile(name)

    for case_type in profile.case_types.values():
        assert restore(CaseType, _stored(case_type)) == case_type
    for document_type in profile.document_types.values():
        assert restore(DocumentType, _stored(document_type)) == document_type
    for workflow in profile.workflows.values():
        assert restore(Workflow, _stored(workflow)) == workflow
    for registry in profile.registries.values():
        assert restore(RegistryDef, _stored(registry)) == registry


@given(TYPES)
def test_any_type_survives_being_stored_with_its_hash(subject: DocumentType) -> None:
    again = restore(DocumentType, _stored(subject))

    assert again == subject
    assert definition_hash(again) == definition_hash(subject) == definition_hash(_stored(subject))


def test_loading_twice_gives_the_same_hash() -> None:
    first, second = (load_profile("lund").document_types["memo"] for _ in range(2))

    assert definition_hash(first) == definition_hash(second)


def test_one_changed_letter_changes_the_hash() -> None:
    memo = load_profile("lund").document_types["memo"]

    assert definition_hash(replace(memo, label="Tjänsteutlåtande")) != definition_hash(memo)


def test_the_order_of_keys_does_not_change_the_text() -> None:
    assert canonical_json({"b": 1, "a": "å"}) == canonical_json({"a": "å", "b": 1}) == '{"a":"å","b":1}'


def test_days_and_years_are_written_as_text() -> None:
    registry = replace(load_profile("lund").registries["TN"], series_start={2020: 874})

    data = definition(registry)

    assert data["formats"][0]["valid_from"] == "2000-01-01"
    assert data["series_start"] == {"2020": 874}
    assert restore(RegistryDef, data).formats[0].valid_from == date(2000, 1, 1)


def test_a_key_that_the_model_no_longer_has_is_passed_over() -> None:
    memo = load_profile("lund").document_types["memo"]

    assert restore(DocumentType, {**definition(memo), "colour": "blue"}) == memo


def _stored(subject: CaseType | DocumentType | Workflow | RegistryDef) -> dict[str, object]:
    stored: dict[str, object] = json.loads(canonical_json(definition(subject)))
    return stored
