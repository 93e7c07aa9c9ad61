"""Löpande text. The Markdown subset means what it says, and everything else stays as it was typed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansli.doctemplates.markdown import (
    MdHeading,
    MdList,
    MdParagraph,
    MdQuote,
    MdRun,
    MdTable,
    normalise,
    parse,
    to_html,
)
from kansli.doctemplates.problems import MarkdownRefused


def test_emphasis_links_and_hard_breaks_are_runs():
    (block,) = parse("**fet** *kursiv* ~~struken~~ [länk](https://a.se)  \nny rad\nsamma rad")
    assert block == MdParagraph(
        (
            MdRun("fet", bold=True), MdRun(" "), MdRun("kursiv", italic=True), MdRun(" "),
            MdRun("struken", strike=True), MdRun(" "), MdRun("länk", link="https://a.se"), MdRun("\nny rad samma rad"),
        )
    )  # fmt: skip


def test_lists_keep_their_nesting_and_first_number():
    (block,) = parse("3. tre\n   - under\n4. fyra")
    assert isinstance(block, MdList) and block.ordered and block.start == 3
    assert isinstance(block.items[0][1], MdList) and not block.items[0][1].ordered


def test_sub_headings_are_levelled_from_one():
    levels = [block.level for block in parse("### A\n\n##### B\n\n### C") if isinstance(block, MdHeading)]
    assert levels == [1, 2, 1]


def test_tables_and_quotes_are_blocks():
    table, quote = parse("| A | B |\n|---|---|\n| 1 | 2 |\n\n> citat")
    assert isinstance(table, MdTable) and [[cell[0].text for cell in row] for row in table.rows] == [
        ["A", "B"],
        ["1", "2"],
    ]
    assert isinstance(quote, MdQuote)


@pytest.mark.parametrize(
    "text",
    [
        "<b>fet</b>",
        "`kod`",
        "&amp;",
        "---",
        "![bild](x.png)",
        "[js](javascript:alert(1))",
        "{{ arende.rubrik }}",
        "2 * 3 * 4",
        "___",
    ],
)
def test_what_is_not_in_the_subset_stays_as_it_was_typed(text):
    assert parse(text) == (MdParagraph((MdRun(text),)),)


def test_a_footnote_is_a_mark_that_holds_its_text():
    (block,) = parse("Text[^a] och mer.\n\n[^a]: En *not*\n  på två rader\n\n    och två stycken.")
    note = (
        MdParagraph((MdRun("En "), MdRun("not", italic=True), MdRun(" på två rader"))),
        MdParagraph((MdRun("och två stycken."),)),
    )
    assert block == MdParagraph((MdRun("Text"), MdRun("", note=note), MdRun(" och mer.")))


@pytest.mark.parametrize(
    ("text", "said", "start"),
    [
        ("Enligt plan[^1] och lag.", "Fotnoten [^1] efter ”Enligt plan” saknar sin text", 11),
        ("Text.\n\n[^2]: Lös.", "Fotnoten [^2] används inte", 7),
        ("A[^1]\n\n[^1]: ett\n[^1]: två", "har två texter", 17),
        ("A[^1]\n\n[^1]:", "Fotnoten [^1] har ingen text", 7),
        ("A[^1]\n\n[^1]: se[^2]\n[^2]: x", "har en egen fotnot", 15),
    ],
)
def test_a_footnote_that_does_not_fit_is_refused_with_its_place(text, said, start):
    with pytest.raises(MarkdownRefused) as refused:
        parse(text)
    assert said in refused.value.message
    assert refused.value.details[0]["start"] == start


def test_a_footnote_is_shown_last_with_links_both_ways():
    shown = to_html("A[^x] b[^y]\n\n[^y]: två\n[^x]: ett", name="sammanfattning")
    assert '<a href="#not-sammanfattning-1" id="notmark-sammanfattning-1" aria-label="Fotnot 1">1</a>' in shown
    assert shown.index("<p>ett ") < shown.index("<p>två ")
    assert '<li id="not-sammanfattning-2"><p>två <a href="#notmark-sammanfattning-2"' in shown
    assert "not-sammanfattning" not in to_html("A[^x] b[^y]\n\n[^y]: två\n[^x]: ett", name="bakgrund")


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("* a\n* b\n\n+ c", "- a\n- b\n- c"),
        ("1) ett\n2) två\n\n1. ny", "1. ett\n2. två\n\n1) ny"),
        ("# A\n\n### B\n", "## A\n\n### B"),
        ("A | B\n:--|--:\n1 | 2 | 3", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ("__a__ _b_  \nny\nrad", "**a** *b*\\\nny rad"),
        ("ord[^x] och[^b]\n\n[^b]: två\n[^x]: ett", "ord[^1] och[^2]\n\n[^1]: ett\n[^2]: två"),
        ("> a\n\n\n> - b", "> a\n\n- b"),
        ("2 * 3 och snake_case, 5 < 6 & [ruta]", "2 * 3 och snake_case, 5 < 6 & [ruta]"),
    ],
)
def test_each_thing_has_one_way_of_writing(typed, canonical):
    assert normalise(typed) == canonical


PIECES = [
    "**", "*", "_", "__", "~~", "[", "](https://a.se)", "](https://a.se/(x))", "a", "b å", " ", "\n", "\n\n",
    "- ", "1. ",
    "3) ", "  ", "    ", "> ", "## ", "#### ", "| a | b |\n|---|---|\n", "|", "\\", "[^1]", "\n\n[^1]: not",
    "\n[^2]: x\n\n    y",
    "[^2]", ".", "!", "(", ")", "  \n", "\\\n", "\t", "\xa0", "#", ":", "^", "+", "10. ",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_the_canonical_form_says_the_same_and_stays_as_it_is(text):
    try:
        blocks = parse(text)
    except MarkdownRefused:
        return
    made = normalise(text)
    assert parse(made) == blocks
    assert normalise(made) == made


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@given(st.text(alphabet=st.sampled_from(list("<>&\"'*_~[]()#|-\n 1.aåjavscript:https/{%}`\\")), max_size=80))
def test_the_preview_holds_only_our_own_tags_and_safe_links(text):
    reader = _Tags()
    reader.feed(to_html(text))
    allowed = {"p", "br", "strong", "em", "s", "a", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table",
               "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    for tag, attributes in reader.found:
        assert tag in allowed
        assert set(attributes) <= {"href", "rel", "start", "scope"}
        assert attributes.get("href", "https://").startswith(("http", "mailto:", "tel:"))
