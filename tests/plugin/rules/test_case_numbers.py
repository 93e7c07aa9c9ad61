"""Diarienummer: every spelling of a number is the same number, and no two numbers are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.rules.case_numbers import (
    InvalidCaseNumber,
    InvalidNumberFormat,
    NumberFormat,
    canonical,
    parse_number,
)

BOARDS = st.sampled_from(["TN", "KS", "JÄ", "Ån", "RÄN", "KSKF", "T", "vöf"])
YEARS = st.integers(1970, 2069)
SEQS = st.integers(1, 999_999)
PATTERNS = st.sampled_from(
    ["{board} {yyyy}/{seq:04}", "{board} {yy}/{seq}", "{board}-{yyyy}-{seq:5}", "{board}/{yyyy}:{seq}",
     "{yyyy}/{board} {seq:04}", "{yyyy}/{seq}-{board}", "{board}.{yyyy}.{seq}", "{board}{yyyy}/{seq}",
     "{board} {seq}/{yyyy}", "{board} {yyyy} {seq:05}"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("TN 2020/0874", "tn/2020/874"),
        ("tn2020-874", "tn/2020/874"),
        ("TN 20/874", "tn/2020/874"),
        ("Dnr: TN 2020/0874", "tn/2020/874"),
        ("Diarienummer\nTN 2020/0874", "tn/2020/874"),
        ("Vår beteckning: TN 2020 – 0874.", "tn/2020/874"),
        ("TN\u00a02020/0874", "tn/2020/874"),
        ("KS 17/53", "ks/2017/53"),
        ("KSN-2015-1345", "ksn/2015/1345"),
        ("KSN 2015-1345", "ksn/2015/1345"),
        ("JÄ 18/51", "jä/2018/51"),
        ("Ja\u0308 18/51", "jä/2018/51"),
        ("KU.2017.91", "ku/2017/91"),
        ("KS/2020:596-212", "ks/2020/596"),
        ("TN 2020/0874-3", "tn/2020/874"),
        ("2018/KS 0290 10", "ks/2018/290"),
        ("2017KSM0604 301", "ksm/2017/604"),
        ("2020-KS-00123", "ks/2020/123"),
        ("2014/886-KS", "ks/2014/886"),
        ("ITVT 7/2019", "itvt/2019/7"),
        ("SUN 123/2013", "sun/2013/123"),
        ("Fi2020/00647/K", "fi/2020/647"),
        ("SBN 2021 00099", "sbn/2021/99"),
        ("KS2014/143 nr 2014.3074", "ks/2014/143"),
        ("T 2010-313-01743", "t/2010/313/1743"),
        ("KSN-2015-.", None),
        ("SOU 2017:114", None),
        ("prop. 2016/17:171", None),
        ("12 maj 2014", None),
        ("08-523 023 23", None),
        ("2007/555", None),
        ("", None),
        ("TN 2020/0874 och KS 2020/0882", None),
        ("TN 1234567890/1", None),
    ],
)
def test_a_spelling_has_its_key(text: str, key: str | None) -> None:
    assert canonical(text) == key


def test_a_number_without_registry_takes_the_default_one() -> None:
    assert canonical("2007/555", default_board="TR") == "tr/2007/555"
    assert canonical("0263/19", default_board="GBG") == "gbg/2019/263"


def test_a_wrong_year_is_another_number() -> None:
    assert canonical("HM 19/37") != canonical("HM 18/37")


def test_the_class_code_is_kept_apart_from_the_number() -> None:
    number = parse_number("KS/2020:596-212")
    assert number is not None
    assert (number.seq, number.suffix) == (596, "212")


def test_a_format_settles_what_the_text_cannot_tell() -> None:
    seq_first = NumberFormat.parse("{board} {seq}/{yyyy}")
    assert canonical("KS 17/2018", formats=[seq_first]) == "ks/2018/17"
    assert canonical("KS 17/2018") == "ks/2017/2018"


def test_numbers_sort_by_registry_year_and_number() -> None:
    numbers = [parse_number(text) for text in ("TN 2020/9", "TN 2020/10", "TN 2019/500", "KS 2021/1")]
    keys = [number.sort_key for number in numbers if number]
    assert sorted(keys) == [keys[3], keys[2], keys[0], keys[1]]


@given(PATTERNS, BOARDS, YEARS, SEQS)
def test_what_a_format_writes_is_read_back(pattern: str, board: str, year: int, seq: int) -> None:
    number_format = NumberFormat.parse(pattern)
    written = number_format.format(board, year, seq)
    assert canonical(written, formats=[number_format]) == f"{board.casefold()}/{year}/{seq}"


@given(BOARDS, YEARS, SEQS, st.sampled_from(["/", "-", ":", ".", " ", " – ", "/ "]), st.integers(0, 6), st.booleans())
def test_separators_padding_and_case_do_not_matter(
    board: str, year: int, seq: int, separator: str, padding: int, upper: bool
) -> None:
    spelt = f"{board.upper() if upper else board.lower()} {year}{separator}{seq:0{padding}d}"
    assert canonical(spelt) == f"{board.casefold()}/{year}/{seq}"


@given(st.tuples(BOARDS, YEARS, SEQS), st.tuples(BOARDS, YEARS, SEQS), PATTERNS)
def test_different_numbers_stay_different(one: tuple[str, int, int], other: tuple[str, int, int], pattern: str) -> None:
    number_format = NumberFormat.parse(pattern)
    same = (one[0].casefold(), *one[1:]) == (other[0].casefold(), *other[1:])
    keys = [canonical(number_format.format(*number), formats=[number_format]) for number in (one, other)]
    assert (keys[0] == keys[1]) is same


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    key = canonical(text)
    assert key is None or canonical(key) in (key, None)


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("{board} {yyyy}", "seq"),
        ("{board} {seq}", "yyyy"),
        ("{board} {yyyy}/{seq}/{seq}", "seq"),
        ("{nämnd} {yyyy}/{seq}", "okänt"),
        ("{board} {yyyy}{seq}", "skiljas"),
        ("{board {yyyy}/{seq}", "klammer"),
        ("{board} {yyyy}/{seq:x}", "utfyllnad"),
        ("{yyyy:04}/{seq}", "utfyllnad"),
        ("{board} {class} {yyyy}/{seq}", "sist"),
        ("nr {yyyy}/{seq}", "skiljetecken"),
        ("{board}_{yyyy}/{seq}", "mellanslag"),
        ("", "seq"),
    ],
)
def test_a_bad_format_is_refused_with_a_sentence(pattern: str, word: str) -> None:
    with pytest.raises(InvalidNumberFormat) as refused:
        NumberFormat.parse(pattern)
    assert word in refused.value.message


def test_a_number_that_the_format_cannot_write_is_refused() -> None:
    short = NumberFormat.parse("{board} {yy}/{seq}")
    with pytest.raises(InvalidCaseNumber, match="Året 1950"):
        short.format("KS", 1950, 1)
    with pytest.raises(InvalidCaseNumber, match="positivt"):
        short.format("KS", 2020, 0)
    with pytest.raises(InvalidCaseNumber, match="bokstäver"):
        short.format("K1", 2020, 1)
    with pytest.raises(InvalidCaseNumber, match="klassificeringskod"):
        NumberFormat.parse("{board} {yyyy}/{seq}-{class}").format("KS", 2020, 1)
