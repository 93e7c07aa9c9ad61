"""A query is understood, or says what it did not understand; it never fails."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kansli.search_index import nodes
from kansli.search_index.analysis import Language, normalise
from kansli.search_index.identifiers import recognise_identifiers
from kansli.search_index.query import DEEPEST, LONGEST_QUERY, MOST_PARTS, parse, positive_leaves, relax

PLAIN = Language()

noise = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "(",
                ")",
                '"',
                "”",
                "*",
                "OCH",
                "ELLER",
                "INTE",
                "år:",
                "år:2020-",
                "gäller:2021-02-30",
                "version:x",
                "§",
                "§§ 9-2",
                "diarienr:",
                "dnr: ",
                "AB 2020/1",
                ":",
                "-",
                "\x00",
                "�",
                "ö",
                "\xad",
                "typ:a",
                "handläggare:",
                "paragraf:0",
            ],
        ),
        st.text(max_size=6),
    ),
    max_size=25,
).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(noise | st.text(max_size=60))
@example("(" * 2000)
@example("INTE " * 2000)
@example('"')
@example("år:" + "9" * 900)
@example("§§ 1-99999")
@example("diarienr:" + "9" * 900)
def test_any_text_is_a_query(text):
    parsed = parse(text, PLAIN)
    assert parsed.interpreted.endswith(".")
    for leaf in positive_leaves(parsed.root):
        if isinstance(leaf, nodes.Word | nodes.Phrase | nodes.Prefix):
            assert 0 <= leaf.start < leaf.end <= len(normalise(text))


@settings(max_examples=200, deadline=None)
@given(noise)
def test_what_is_understood_again_is_the_same(text):
    assert parse(text, PLAIN) == parse(parse(text, PLAIN).query, PLAIN) or len(text) > LONGEST_QUERY


@given(
    st.text(max_size=80), st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90), st.just("x/2020/1")), max_size=6)
)
def test_a_recogniser_that_answers_nonsense_does_no_harm(text, spans):
    parse(text, Language(recognise=lambda _: spans))


def test_a_hostile_query_is_cut_and_it_is_said():
    long = parse("ord " * 1000, PLAIN)
    assert long.notes == (
        f"Bara de första {LONGEST_QUERY} tecknen av sökningen användes.",
        f"Bara de första {MOST_PARTS} delarna av sökningen användes.",
    )
    deep = parse("(" * (DEEPEST + 10) + "ord", PLAIN)
    assert isinstance(deep.root, nodes.Word)


def test_operators_are_words_in_capitals_only():
    assert isinstance(parse("avtal ELLER beslut", PLAIN).root, nodes.Or)
    assert isinstance(parse("avtal eller beslut", PLAIN).root, nodes.And)
    assert parse("avtal AND NOT beslut", PLAIN).interpreted == "Söker efter ”avtal” och inte ”beslut”."
    assert parse("INTE INTE avtal", PLAIN).root == nodes.Word("avtal", 10, 15)


def test_or_binds_looser_than_and_and_parentheses_decide():
    assert parse("a1 b1 ELLER c1", PLAIN).interpreted == "Söker efter (”a1” och ”b1”) eller ”c1”."
    assert parse("a1 OCH (b1 ELLER c1)", PLAIN).interpreted == "Söker efter ”a1” och (”b1” eller ”c1”)."


def test_swedish_quotes_make_phrases_and_an_open_quote_reaches_the_end():
    assert parse("”förslag till beslut”", PLAIN).interpreted == "Söker efter frasen ”förslag till beslut”."
    assert parse('"förslag till', PLAIN).interpreted == "Söker efter frasen ”förslag till”."


def test_a_word_of_several_parts_is_a_phrase():
    assert parse("1976:580", PLAIN).interpreted == "Söker efter frasen ”1976 580”."


def test_light_words_among_others_need_not_be_found_but_alone_they_must():
    assert parse("förslag till beslut", PLAIN).terms == ("förslag", "beslut")
    assert parse("till", PLAIN).terms == ("till",)


@pytest.mark.parametrize("text", ["ämne:vägar", 'ämne:"norra vägar"'])
def test_an_unknown_field_is_words_and_it_is_said_with_the_fields_that_there_are(text):
    (note,) = parse(text, PLAIN).notes
    assert note == (
        "Sökfältet ”ämne” finns inte, så texten söktes som den står. "
        "Fälten är diarienr, paragraf, nämnd, år, typ, status, handläggare, gäller, version."
    )
    assert parse("ämne:vägar", PLAIN).interpreted == f"Söker efter frasen ”ämne vägar”. {note}"


@pytest.mark.parametrize("text", ["https://exempel.se/plan", "Remiss: plan", "12:30", "nämnd:TN", "a:b"])
def test_what_is_no_field_at_all_is_not_taken_for_one(text):
    assert not [note for note in parse(text, PLAIN).notes if "Sökfältet" in note]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("gäller:2021-02-30", "”2021-02-30” är inget datum. Skriv till exempel gäller:2021-06-01."),
        ("version:sju", "”sju” är inget val av version. Skriv version:gällande, version:senaste eller version:alla."),
        ("paragraf:x", "”x” är ingen paragraf. Skriv till exempel paragraf:121."),
        ("diarienr:abc", "”abc” är inget diarienummer. Skriv till exempel diarienr:AB-2020/874."),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_an_example(text, note):
    parsed = parse(text, PLAIN)
    assert parsed.notes == (note,)
    assert isinstance(parsed.root, nodes.Nothing)


def test_only_a_list_of_words_is_relaxed():
    assert relax(parse("avtal OCH beslut", PLAIN).root) is None
    assert relax(parse("avtal", PLAIN).root) is None
    loose = relax(parse("avtal beslut år:2020", PLAIN).root)
    assert isinstance(loose, nodes.And)
    assert isinstance(loose.parts[0], nodes.Or)


def test_numbers_in_a_text_are_recognised_where_they_stand():
    text = "Dnr: AB 2020/0874, enligt § 442 den 2020-11-23 §121 och §§ 12-14; 11 § förvaltningslagen, prop. 2019/20:3"
    found = [(text[start:end], canonical) for start, end, canonical in recognise_identifiers(text)]
    assert found == [
        ("AB 2020/0874", "ab/2020/874"),
        ("§ 442", "§442"),
        ("§121", "§121"),
        ("§§ 12-14", "§12"),
        ("§§ 12-14", "§13"),
        ("§§ 12-14", "§14"),
    ]


boards = st.text("ABCDEFGÅÄÖ", min_size=1, max_size=4)


@given(boards, st.integers(1970, 2069), st.integers(1, 99_999), st.data())
def test_every_spelling_of_a_number_is_the_same_number(board, year, number, data):
    shown = data.draw(st.sampled_from([board, board.lower(), board.title()]))
    gap = data.draw(st.sampled_from([" ", "-", "", ".", "/"]))
    years = data.draw(st.sampled_from([str(year), f"{year % 100:02}"]))
    padded = data.draw(st.sampled_from([str(number), f"{number:05}"]))
    separator = data.draw(st.sampled_from(["/", ":"]))
    spelling = f"{shown}{gap}{years}{separator}{padded}"
    found = recognise_identifiers(f"se {spelling}.")
    assert [canonical for _, _, canonical in found] == [f"{board.casefold()}/{year}/{number}"]
