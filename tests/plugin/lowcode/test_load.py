"""Loading a profile: layers, merging, and the types that come out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kansli.plugin.lowcode import (
    ProfileInvalid,
    ProfileMissing,
    demo_profile,
    known_profiles,
    load_profile,
    shipped_profiles,
)
from kansli.plugin.lowcode.model import NumberFormatDef

Write = Callable[..., tuple[Path, ...]]


@pytest.mark.parametrize("name", known_profiles((shipped_profiles(),)))
def test_every_shipped_profile_loads(name: str) -> None:
    profile = load_profile(name)

    assert profile.name == name
    assert profile.registries


def test_a_profile_is_laid_over_the_base(write: Write) -> None:
    profile = load_profile("prov", search_path=write({}))

    assert profile.municipality == "Provköpings kommun"
    assert profile.case_types["referral_response"].answers_referral
    assert profile.workflow_of("memo").initial == "draft"
    assert profile.workflow_of("case", type_id="general").id == "case"


def test_a_section_of_the_base_is_renamed_and_keeps_its_synonyms(write: Write) -> None:
    text = """
[[document_type]]
id = "memo"
[[document_type.sections]]
id = "assessment"
label = "Kontorets syn"
synonyms = ["Vår syn"]
"""
    memo = load_profile("prov", search_path=write({"types.toml": text})).document_types["memo"]

    section = memo.section("assessment")
    assert section is not None
    assert section.label == "Kontorets syn"
    assert {"Föredragning", "Vår syn"} <= set(section.synonyms)
    assert [each.id for each in memo.sections].index("assessment") == 4


def test_lists_are_replaced_only_where_the_row_says_so(write: Write) -> None:
    text = """
[[role]]
id = "reader"
replace = true
verbs = ["read"]

[[role]]
id = "system_manager"
verbs = ["export"]
"""
    roles = load_profile("prov", search_path=write({"roles.toml": text})).roles

    assert roles["reader"].verbs == ("read",)
    assert roles["system_manager"].verbs == ("read", "search", "administer", "propose", "publish", "export")


def test_a_row_is_taken_away_with_remove(write: Write) -> None:
    text = """
[[document_type]]
id = "memo"
[[document_type.sections]]
id = "goals"
remove = true
"""
    memo = load_profile("prov", search_path=write({"types.toml": text})).document_types["memo"]

    assert memo.section("goals") is None
    assert memo.section("follow_up") is not None


def test_a_row_is_placed_with_after(write: Write) -> None:
    text = """
[[document_type]]
id = "memo"
[[document_type.sections]]
id = "climate_impact"
after = "child_impact"
label = "Klimatkonsekvenser"

[[document_type.sections]]
id = "summary"
after = "background"
"""
    memo = load_profile("prov", search_path=write({"types.toml": text})).document_types["memo"]

    ids = [section.id for section in memo.sections]
    assert ids[ids.index("child_impact") + 1] == "climate_impact"
    assert ids[ids.index("background") + 1] == "summary"


def test_a_transition_is_changed_by_its_step(write: Write) -> None:
    text = """
[[workflow]]
id = "memo"
[[workflow.transitions]]
step = "submit_memo"
label = "Skicka till chefen"
guards = ["memo_sections_complete"]
"""
    memo = load_profile("prov", search_path=write({"flow.toml": text})).workflows["memo"]

    row = memo.transition("submit_memo", "draft")
    assert row is not None
    assert (row.label, row.to_state) == ("Skicka till chefen", "submitted")
    assert row.guards == ("memo_has_proposal", "memo_sections_complete")


def test_a_series_can_be_started_at_a_number(write: Write) -> None:
    text = """
[[registry]]
code = "TN"
name = "Tekniska nämndens diarium"
formats = [{ pattern = "{board} {yyyy}/{seq:04}", valid_from = 2000-01-01 }]
series_start = { "2020" = 874 }
"""
    registry = load_profile("prov", search_path=write({"registry.toml": text})).registries["TN"]

    assert registry.series_start == {2020: 874}
    assert registry.formats == (NumberFormatDef(pattern="{board} {yyyy}/{seq:04}", valid_from=date(2000, 1, 1)),)


def test_the_data_directory_has_the_last_word_over_what_is_shipped(write: Write) -> None:
    text = '[[case_type]]\nid = "general"\nlabel = "Vanligt ärende"\n'
    search_path = write({"types.toml": text}, name="lund")

    profile = load_profile("lund", search_path=search_path)

    assert profile.case_types["general"].label == "Vanligt ärende"
    assert "TN" in profile.registries


def test_the_base_can_be_changed_from_the_data_directory(write: Write) -> None:
    write({"words.toml": '[[synonym]]\nterm = "dnr"\nequals = ["diarienummer"]\n'}, name="_base")

    assert load_profile("prov", search_path=write({})).synonyms["dnr"] == ("diarienummer",)


def test_a_list_has_labels_for_the_form_and_for_old_values(write: Write) -> None:
    profile = load_profile("prov", search_path=write({}))

    assert profile.list_labels["stances"] == "Ställningstagande"
    assert profile.list_label("stances", "reject") == "Avstyrker"
    assert profile.list_label("stances", "gone") == "gone"


def test_an_unknown_profile_is_refused_with_the_name_that_was_meant() -> None:
    with pytest.raises(ProfileMissing, match="Menade du ”lund”"):
        load_profile("lunnd")


@pytest.mark.parametrize("name", ["../lund", "", "a/b", ".", "..", "lund\x00"])
def test_a_name_never_leaves_the_folder_of_profiles(name: str) -> None:
    with pytest.raises(ProfileMissing):
        load_profile(name)


def test_a_faulty_profile_is_refused_with_every_fault_at_once(write: Write) -> None:
    text = '[[role]]\nid = "reader"\nverbs = ["raed"]\n\n[[unit]]\ncode = "kontoret"\nname = "Kontoret"\nbody = "KX"\n'

    with pytest.raises(ProfileInvalid) as refusal:
        load_profile("prov", search_path=write({"own.toml": text}))

    assert refusal.value.code == "profile_invalid"
    assert [problem.line for problem in refusal.value.problems] == [3, 8]
    assert "prov/own.toml rad 3, role.reader.verbs: Behörigheten ”raed” finns inte. Menade du ”read”?" in str(
        refusal.value
    )


def test_the_demo_is_the_profile_that_says_so(write: Write) -> None:
    assert demo_profile() is not None
    assert demo_profile((write({})[0],)) is None
