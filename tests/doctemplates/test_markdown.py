"""Löpande text. The Markdown subset means what it says, and everything else stays as it was typed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.doctemplates.markdown import MdHeading, MdList, MdParagraph, MdQuote, MdRun, MdTable, parse, to_html
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


def test_a_footnote_is_refused_with_a_sentence():
    with pytest.raises(MarkdownRefused, match="inom parentes"):
        parse("Text[^1]\n\n[^1]: not")


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
