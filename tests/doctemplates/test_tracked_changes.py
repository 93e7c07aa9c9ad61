"""Spårade ändringar. Accepting gives what the author wanted, rejecting what stood before; bookmarks stay whole."""

from __future__ import annotations

import pytest
from docx.oxml.ns import nsdecls

from kansli.doctemplates.ooxml import BOOKMARK_END, BOOKMARK_START, TBL, TC, TR, P, W, parse, text_of
from kansli.doctemplates.revisions import accept_changes, reject_changes

BY = 'w:id="7" w:author="Åsa Öberg" w:date="2026-11-22T00:00:00Z"'


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def gone(text):
    return f'<w:del {BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def come(text):
    return f"<w:ins {BY}>{run(text)}</w:ins>"


def paragraph(inner, mark=""):
    properties = f"<w:pPr><w:rPr><w:{mark} {BY}/></w:rPr></w:pPr>" if mark else ""
    return f"<w:p>{properties}{inner}</w:p>"


def body(inner):
    return parse(f"<w:body {nsdecls('w', 'r')}>{inner}</w:body>".encode())


def both(inner):
    """The paragraphs' texts after accepting all, and after rejecting all."""
    accepted, rejected = body(inner), body(inner)
    accept_changes(accepted)
    reject_changes(rejected)
    return [text_of(p) for p in accepted.iter(P)], [text_of(p) for p in rejected.iter(P)]


def test_inserted_and_deleted_words():
    accepted, rejected = both(paragraph(run("Nämnden ") + gone("avslår") + come("antar") + run(" planen.")))
    assert (accepted, rejected) == (["Nämnden antar planen."], ["Nämnden avslår planen."])


def test_a_moved_paragraph_stands_in_one_place_on_each_side():
    there = f"<w:moveFrom {BY}>{run('Flyttad.')}</w:moveFrom>"
    here = f"<w:moveTo {BY}>{run('Flyttad.')}</w:moveTo>"
    text = paragraph(there, "moveFrom") + paragraph(run("Kvar.")) + paragraph(here, "moveTo") + paragraph(run("Sist."))
    assert both(text) == (["Kvar.", "Flyttad.", "Sist."], ["Flyttad.", "Kvar.", "Sist."])


def test_a_deleted_paragraph_mark_joins_what_is_left_with_the_next_paragraph():
    accepted, rejected = both(paragraph(run("Ett ") + gone("och "), "del") + paragraph(run("två.")))
    assert (accepted, rejected) == (["Ett två."], ["Ett och ", "två."])


def test_three_deleted_paragraph_marks_in_a_row_join_all():
    text = paragraph(run("a"), "del") + paragraph(run("b"), "del") + paragraph(run("c"), "del") + paragraph(run("d"))
    assert both(text)[0] == ["abcd"]


def test_text_inserted_by_one_and_deleted_by_another_stands_on_neither_side():
    inner = f"<w:ins {BY}>{gone('mellan')}</w:ins>"
    assert both(paragraph(run("före ") + inner + run("efter"))) == (["före efter"], ["före efter"])


def test_a_row_that_came_and_a_row_that_went():
    def row(text, mark):
        return f"<w:tr><w:trPr><w:{mark} {BY}/></w:trPr><w:tc><w:p>{run(text)}</w:p></w:tc></w:tr>"

    table = f"<w:tbl>{row('ny', 'ins')}{row('gammal', 'del')}</w:tbl><w:p/>"
    assert both(table) == (["ny", ""], ["gammal", ""])


def test_a_table_whose_rows_all_went_goes_too():
    row = f"<w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc>{paragraph(gone('bort'))}</w:tc></w:tr>"
    tree = body(f"<w:tbl>{row}</w:tbl>{paragraph(run('kvar'))}")
    assert accept_changes(tree)
    assert next(tree.iter(TBL), None) is None


def test_a_cell_that_came_and_a_cell_that_went():
    def cell(text, mark):
        return f"<w:tc><w:tcPr><w:{mark} {BY}/></w:tcPr><w:p>{run(text)}</w:p></w:tc>"

    text = f"<w:tbl><w:tr>{cell('ny', 'cellIns')}{cell('gammal', 'cellDel')}</w:tr></w:tbl>"
    assert both(text) == (["ny"], ["gammal"])


def test_an_emptied_cell_keeps_a_paragraph():
    tree = body(f"<w:tbl><w:tr><w:tc>{paragraph(gone('bort'), 'del')}</w:tc></w:tr></w:tbl>")
    accept_changes(tree)
    (cell,) = tree.iter(TC)
    assert [child.tag for child in cell] == [P]


def test_a_link_whose_text_went_goes_too():
    tree = body(paragraph(run("se ") + f'<w:hyperlink w:anchor="x">{gone("bilagan")}</w:hyperlink>'))
    accept_changes(tree)
    assert next(tree.iter(W + "hyperlink"), None) is None


@pytest.mark.parametrize("resolve", [accept_changes, reject_changes])
def test_a_bookmark_over_changed_paragraphs_and_rows_keeps_both_its_ends(resolve):
    start, end = '<w:bookmarkStart w:id="3" w:name="kansli_summary"/>', '<w:bookmarkEnd w:id="3"/>'
    row = f"<w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc>{paragraph(end + gone('rad'))}</w:tc></w:tr>"
    tree = body(
        paragraph(start + come("ny"), "ins") + paragraph(run("kvar")) + f"<w:tbl>{row}</w:tbl>" + paragraph(run("s"))
    )
    resolve(tree)
    assert (len(list(tree.iter(BOOKMARK_START))), len(list(tree.iter(BOOKMARK_END)))) == (1, 1)


def test_rejecting_gives_back_the_look_and_the_style_and_keeps_the_section():
    now = '<w:pStyle w:val="Heading1"/><w:rPr><w:b/></w:rPr><w:sectPr/>'
    was = f'<w:pPrChange {BY}><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr></w:pPrChange>'
    look = f"<w:rPr><w:i/><w:rPrChange {BY}><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr>"
    tree = body(f"<w:p><w:pPr>{now}{was}</w:pPr><w:r>{look}<w:t>text</w:t></w:r></w:p>")
    reject_changes(tree)
    properties, only_run = tree[0]
    assert [child.tag[len(W) :] for child in properties] == ["pStyle", "rPr", "sectPr"]
    assert properties[0].get(W + "val") == "ListNumber"
    assert [child.tag[len(W) :] for child in only_run[0]] == ["b"]


def test_a_document_without_changes_is_left_as_it_is():
    tree = body(paragraph(run("text")) + f"<w:tbl><w:tr><w:tc>{paragraph(run('cell'))}</w:tc></w:tr></w:tbl>")
    assert not accept_changes(tree)
    assert not reject_changes(tree)
    assert len(list(tree.iter(TR))) == 1
