"""Versions: what is in force, what was, and in which versions a section stands."""

from __future__ import annotations

from datetime import date, datetime

from kansli.plugin.clock import STOCKHOLM, frozen_at
from kansli.plugin.rights import operator
from kansli.plugin.searching.search import search
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.store.search import SearchUnit, UnitVersion

SAME = "Kommunen och föreningarna möts två gånger om året."


def plan(*, places: str, number: int = 2) -> str:
    return f"# Plan för samverkan\n\n## 1 Möten\n\n{SAME}\n\n## {number} Lokaler\n\n{places}\n"


def hit(system, text: str, **options):
    hits = search(system, text, actor=operator(), **options).hits
    assert len(hits) == 1, hits
    return hits[0]


def test_a_section_that_does_not_change_is_one_unit_however_many_versions_hold_it(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", kind="action_plan")
    for number in (2, 3, 4):
        archive.version(document, plan(places=f"Lokalerna lånas ut {number} kvällar i veckan.", number=number))
    archive.index()
    assert SearchUnit.select().where(SearchUnit.text == SAME).count() == 1
    unit = SearchUnit.get(SearchUnit.text == SAME)
    assert UnitVersion.select().where(UnitVersion.unit == unit).count() == 3
    assert hit(system, "föreningarna möts").versions == "1–3 (ej antagen)"


def test_a_renumbered_or_rewrapped_section_is_the_same_text(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", plan(places="Lokalerna lånas\nut gratis.", number=2))
    archive.version(document, plan(places="Lokalerna  lånas ut gratis.", number=3))
    archive.index()
    assert hit(system, "lokalerna gratis").versions == "1–2"


def test_what_was_removed_is_found_among_all_versions_and_told_where_it_went(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", kind="action_plan")
    archive.version(document, plan(places="Badhuset är öppet."))
    archive.version(document, plan(places="Badhuset är öppet."))
    archive.version(document, plan(places="Biblioteket är öppet."))
    archive.index()
    assert search(system, "badhuset", actor=operator()).total == 0
    assert hit(system, "badhuset", versions="all").versions == "1–2, borttagen i 3"
    assert hit(system, "biblioteket").version_number == 3


def test_without_adoption_the_latest_is_shown_and_marked(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", kind="action_plan")
    archive.version(document, plan(places="Remissversionens lokaler."))
    archive.version(document, plan(places="Slutversionens lokaler."))
    archive.index()
    assert search(system, "remissversionens", actor=operator()).total == 0
    found = hit(system, "slutversionens")
    assert (found.adopted, found.versions, found.version_number) == (False, "2 (ej antagen)", 2)


def test_what_is_in_force_today_goes_before_a_newer_draft_and_a_day_shows_what_was_in_force_then(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", kind="action_plan")
    archive.version(document, plan(places="Gamla lokaler."), valid_from=date(2015, 1, 1), valid_to=date(2019, 12, 31))
    archive.version(document, plan(places="Nya lokaler."), valid_from=date(2020, 1, 1))
    archive.version(document, plan(places="Påtänkta lokaler."))
    archive.index()
    assert hit(system, "lokaler").version_number == 2
    assert hit(system, "lokaler", versions="latest").version_number == 3
    assert hit(system, "lokaler", versions=date(2017, 6, 1)).version_number == 1
    assert search(system, "lokaler", actor=operator(), versions=date(2010, 1, 1)).total == 0


def test_what_comes_into_force_tomorrow_is_found_tomorrow_without_indexing(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", kind="action_plan")
    archive.version(document, plan(places="Gamla lokaler."), valid_from=date(2020, 1, 1), valid_to=date(2030, 12, 31))
    archive.version(document, plan(places="Nya lokaler."), valid_from=date(2031, 1, 1))
    archive.index()
    with frozen_at(datetime(2030, 12, 31, 23, 0, tzinfo=STOCKHOLM)):
        assert hit(system, "lokaler").version_number == 1
    with frozen_at(datetime(2031, 1, 1, 0, 30, tzinfo=STOCKHOLM)):
        assert hit(system, "lokaler").version_number == 2


def test_a_changed_validity_holds_for_the_next_search(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", kind="action_plan")
    first = archive.version(document, plan(places="Gamla lokaler."))
    archive.version(document, plan(places="Nya lokaler."))
    archive.index()
    assert hit(system, "lokaler").version_number == 2
    DocumentVersion.update(valid_from=date(2020, 1, 1)).where(DocumentVersion.id == first.id).execute()
    assert hit(system, "lokaler").version_number == 1


def test_the_snippet_and_section_are_cut_from_the_version_shown(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", plan(places="Lokalerna lånas\nut gratis.", number=2))
    archive.version(document, plan(places="Lokalerna lånas ut gratis.", number=7))
    archive.index()
    old, new = (hit(system, "lokalerna", versions=which) for which in ("all", "latest"))
    assert (new.version_number, new.section) == (2, "Lokaler")
    assert "".join(text for text, _ in new.snippet) == "Lokalerna lånas ut gratis."
    assert old.id == new.id


def test_a_latest_version_that_cannot_be_opened_does_not_hide_what_could_be_read(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", plan(places="Lokalerna lånas ut."))
    archive.version(document, None, quarantine="Går inte att öppna.")
    archive.index()
    assert hit(system, "lokalerna").versions == "1"


def test_words_in_different_sections_of_one_version_are_found_but_not_across_versions(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", plan(places="Badhuset lånas ut."))
    archive.version(document, plan(places="Biblioteket lånas ut."))
    archive.index()
    assert hit(system, "föreningarna biblioteket").version_number == 2
    assert search(system, "badhuset OCH biblioteket", actor=operator(), versions="all").total == 0


def test_text_that_is_taken_away_goes_from_units_and_index(system, archive):
    document = archive.document(archive.case("Plan"), "Plan", plan(places="Badhuset lånas ut."))
    archive.index()
    VersionFile.update(text=None, quarantine="Makro hittades i efterhand.").execute()
    archive.changed(document)
    archive.index()
    assert archive.found("badhuset", versions="all") == []
    assert not SearchUnit.select().where(SearchUnit.text.contains("Badhuset")).exists()
