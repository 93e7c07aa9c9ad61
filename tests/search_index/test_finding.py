"""What is found, in what order, and what the page says about it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from kansli.search_index.analysis import Language


def test_words_are_found_in_any_inflection(archive, make):
    archive.put(make(1, "Nämnden ingår en överenskommelse."), make(2, "Ett annat ärende."))
    assert archive.found("överenskommelsen") == [1]


def test_accents_and_case_do_not_matter_but_swedish_letters_do(archive, make):
    archive.put(make(1, "Den idéburna sektorn"), make(2, "Fåren betar"), make(3, "En far och en mor"))
    assert archive.found("IDEBUREN") == [1]
    assert archive.found("far") == [3]


def test_a_decomposed_text_is_found_by_a_composed_word(archive, make):
    archive.put(make(1, "Mo\u0308tet i Bra\u030abygden"), make(2, "över\u00adenskommelse"))
    assert archive.found("möte bråbygden") == [1]
    assert archive.found("överenskommelse") == [2]


def test_all_words_are_wanted_and_a_title_weighs_more_than_a_text(archive, make):
    archive.put(
        make(1, "Om samverkan mellan kommunen och den idéburna sektorn, i allmänhet."),
        make(2, "Yttrande.", title="Samverkan med idéburen sektor"),
        make(3, "Samverkan om vägar."),
    )
    page = archive.search("samverkan idéburen sektor")
    assert [hit.unit_id for hit in page.hits] == [2, 1]
    assert page.total == 2


def test_words_in_different_sections_of_one_document_find_it(archive, make):
    archive.put(make(1, "Här står om samverkan."), make(2, "Här står om sektorn."), group=7)
    archive.put(make(3, "Bara samverkan."), group=8)
    page = archive.search("samverkan sektor")
    assert [(hit.group, page.total) for hit in page.hits] == [(7, 1)]


def test_when_nothing_has_all_words_those_with_some_are_shown_and_it_is_said(archive, make):
    archive.put(make(1, "Samverkan"), make(2, "Cykelväg"))
    page = archive.search("samverkan cykelväg INTE tunnel")
    assert sorted(hit.unit_id for hit in page.hits) == [1, 2]
    assert (
        page.interpreted == "Inget innehåller alla orden. Söker efter (”samverkan” eller ”cykelväg”) och inte ”tunnel”."
    )


def test_an_explicit_and_is_never_relaxed(archive, make):
    archive.put(make(1, "Samverkan"), make(2, "Cykelväg"))
    assert archive.search("samverkan OCH cykelväg").total == 0


def test_a_phrase_keeps_its_small_words_and_its_order(archive, make):
    archive.put(
        make(1, "Ett förslag till beslut lämnas."), make(2, "Till beslut finns förslag."), make(3, "Förslag om beslut")
    )
    assert archive.found('"förslag till beslut"') == [1]


def test_a_beginning_finds_all_words_that_begin_so(archive, make):
    archive.put(make(1, "samverkansplan"), make(2, "samverkade"), make(3, "samråd"))
    assert sorted(archive.found("samverk*")) == [1, 2]


def test_not_takes_away_a_whole_document_not_a_section(archive, make):
    archive.put(make(1, "Samverkan."), make(2, "Avtalet gäller."), group=7)
    archive.put(make(3, "Samverkan utan papper."), group=8)
    assert archive.found("samverkan INTE avtal") == [3]


def test_counting_is_right_for_not_with_a_limit(archive, make):
    archive.put(*(make(number, "avtal" if number % 3 else "beslut om väg") for number in range(1, 91)))
    page = archive.search("INTE avtal", limit=2)
    assert (page.total, len(page.hits)) == (30, 2)


@pytest.mark.parametrize(
    "spelling", ["AB 2020/0874", "ab-20/874", "AB2020/874", "Dnr: ab 2020/874", "AB 2020:874", '"AB 2020/0874"']
)
def test_any_spelling_of_a_number_finds_it_and_it_comes_first(archive, make, spelling):
    archive.put(
        make(1, "Vi svarar på ert ärende AB 2020/0874. AB 2020/0874."),
        make(2, "Ett yttrande.", case_number="AB 2020/0874"),
        make(3, "Ett ärende.", kind="case", identifiers=("ab/2020/874",)),
        make(4, "AB 2020/0875 är ett annat."),
    )
    assert archive.found(spelling) == [3, 2, 1]


@pytest.mark.parametrize(
    "spelling", ["diarienr:0874", "diarienr:874", "dnr:2020/874", "dnr:20/874", "diarienr:AB-2020/874"]
)
def test_a_part_of_a_number_is_enough_in_its_field(archive, make, spelling):
    archive.put(make(3, "Ett ärende.", identifiers=("ab/2020/874",)), make(4, "Annat.", identifiers=("ab/2020/1874",)))
    assert archive.found(spelling) == [3]


@pytest.mark.parametrize("spelling", ["§ 121", "§121", "paragraf 121", "paragraf:121", "paragraf:120-122"])
def test_a_paragraph_is_found_in_any_spelling(archive, make, spelling):
    archive.put(make(1, "Beslut.", identifiers=("§121",)), make(2, "Beslut.", identifiers=("§1210",)))
    assert archive.found(spelling) == [1]


def test_fields_limit_and_say_what_they_did(archive, make):
    archive.put(
        make(1, "plan", board="TN", year=2020, status="öppet", doc_type="missiv", officer="Ann Bo-Ek"),
        make(2, "plan", board="KS", year=2021, status="avslutat", doc_type="beslut", officer="Kim Al"),
        make(3, "plan", board="KS"),
    )
    assert archive.found("plan nämnd:tn") == [1]
    assert archive.found("plan år:2021") == [2]
    assert sorted(archive.found("plan år:2019-2021")) == [1, 2]
    assert sorted(archive.found("plan år:2020–")) == [1, 2]
    assert archive.found("plan typ:missiv") == [1]
    assert archive.found("plan status:Avslutat") == [2]
    assert archive.found("plan handläggare:ann") == [1]
    assert archive.search("plan nämnd:KS").interpreted == "Söker efter ”plan” och nämnd KS."


def test_names_of_values_are_understood(archive_with, make):
    archive = archive_with(Language(names={"board": {"tekniska nämnden": "TN"}}))
    archive.put(make(1, "plan", board="TN"), make(2, "plan", board="KS"))
    assert archive.found('plan nämnd:"Tekniska nämnden"') == [1]


def test_a_field_that_cannot_be_read_finds_nothing_and_says_why(archive, make):
    archive.put(make(1, "plan"))
    page = archive.search("plan år:tjugo")
    assert page.total == 0
    assert "”tjugo” är inget årtal. Skriv till exempel år:2021 eller år:2019–2021." in page.interpreted


def test_synonyms_widen_a_query_and_ambiguous_ones_only_in_capitals(archive_with, make):
    archive = archive_with(Language(synonyms={"iop": ["idéburet offentligt partnerskap"], "SN": ["socialnämnden"]}))
    archive.put(
        make(1, "Ett idéburet offentligt partnerskap"), make(2, "Socialnämnden beslutade"), make(3, "IOP-avtal")
    )
    assert archive.found("IOP") == [3, 1]
    assert archive.found("SN") == [2]
    assert archive.found("sn") == []
    assert archive.engine.explain("iop").synonyms == ("idéburet offentligt partnerskap",)


def test_compound_parts_are_used_where_an_installation_splits(archive_with, make):
    parts = {"samverkansöverenskommelse": ("samverkan", "överenskommelse"), "handlingsplan": ("handling", "plan")}
    archive = archive_with(Language(split=lambda word: parts.get(word, ()), fingerprint="1"))
    archive.put(make(1, "En överenskommelse om samverkan"), make(2, "Kommunens handlingsplan"), make(3, "En plan"))
    assert archive.found("samverkansöverenskommelse") == [1]
    assert archive.found("plan") == [3, 2]


def test_sorting_by_date_puts_the_newest_first(archive, make):
    archive.put(make(1, "plan", date=date(2020, 1, 1)), make(2, "plan"), make(3, "plan", date=date(2021, 1, 1)))
    assert archive.found("plan", sort="date") == [3, 1, 2]


def test_pages_follow_on_each_other(archive, make):
    archive.put(*(make(number, "plan") for number in range(1, 26)))
    pages = [archive.search("plan", offset=offset, limit=10) for offset in (0, 10, 20, 30)]
    assert [hit.unit_id for page in pages for hit in page.hits] == list(range(1, 26))
    assert {page.total for page in pages} == {25}


def test_facets_count_groups_and_limits_narrow(archive, make):
    archive.put(
        make(1, "plan", board="TN", year=2020, kind="case"), make(2, "plan", board="KS", year=2021, kind="memo")
    )
    archive.put(make(3, "plan", board="KS", year=2021), make(4, "plan igen", board="KS", year=2021), group=5)
    page = archive.search("plan")
    assert page.facets["board"] == {"KS": 2, "TN": 1}
    assert page.facets["year"] == {"2021": 2, "2020": 1}
    assert archive.search("plan", boards=frozenset({"TN"})).total == 1
    assert archive.search("plan", years=frozenset({2021})).total == 2
    assert archive.search("plan", kinds=frozenset({"memo"})).total == 1
    assert archive.search("plan", statuses=frozenset({"stängt"})).total == 0


def test_a_misspelt_word_gets_a_suggestion_that_finds_something(archive, make):
    archive.put(make(1, "interimsgrupp och samverkan"), make(2, "interimsgruppo"))
    page = archive.search("interimsgupp samverkan INTE väg")
    assert page.total == 1  # one of the words is there
    page = archive.search("interimsgupp")
    assert (page.total, page.suggestions) == (0, ("interimsgrupp", "interimsgruppo"))


def test_an_empty_query_shows_everything_and_signs_alone_show_nothing(archive, make):
    archive.put(make(1, "plan"), make(2, "väg"))
    assert archive.search("").total == 2
    page = archive.search("!!! —")
    assert (page.total, "inget ord att söka efter" in page.interpreted) == (0, True)


def test_an_index_without_entries_answers_every_query_with_nothing(archive):
    for query in ("plan", "", "INTE plan", "pla*", '"en plan"', "år:2020", "nämnd:TN", "AB 2020/1", "diarienr:1"):
        page = archive.search(query, boards=frozenset({"TN"}))
        assert (page.total, page.suggestions) == (0, ())


def test_many_threads_may_search_a_cold_index_at_once(archive, make):
    archive.put(*(make(number, f"plan ord{number % 50} samverkan") for number in range(400)))
    queries = [f"ord{number}" for number in range(50)] * 4
    with ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda query: archive.search(query).total, queries))
    assert totals == [8] * len(queries)


def test_a_negative_offset_is_refused(archive):
    with pytest.raises(ValueError, match="count from 0"):
        archive.search("plan", offset=-1)
