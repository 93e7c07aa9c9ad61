"""The comparison with docxtpl: fair, and refused where the two would not read the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kansli.doctemplates.comparison import OutputsDiffer, fill_with_peer, pair, peer_template, peer_values
from kansli.doctemplates.read import read

MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def plain(values):
    """Values whose sections are plain paragraphs: what docxtpl can set without help."""
    text = "Kontoret är positivt till gator & torg < 3 meter.\n\nDet andra stycket."
    return values | {"sektioner": {"summary": text, "background": text}}


def test_the_two_documents_read_the_same_also_in_header_and_title(plain, catalogue):
    made = pair("_base", "tjansteskrivelse", plain, catalogue=catalogue, title="x", author="Åsa Öberg", created=MOMENT)
    ours, peer = read(made.ours()), read(made.peer())
    assert ours.text == peer.text
    assert [b.text for b in ours.of_kind("header")] == [b.text for b in peer.of_kind("header")]
    assert "gator & torg < 3 meter" in peer.text
    assert ours.title == peer.title


def test_a_text_that_docxtpl_sets_otherwise_is_refused_before_any_time_is_taken(plain, catalogue):
    bold = plain | {"sektioner": {"summary": "Kontoret är **positivt**."}}
    with pytest.raises(OutputsDiffer, match="positivt"):
        pair("_base", "tjansteskrivelse", bold, catalogue=catalogue, title="x", author="Åsa", created=MOMENT)


def test_docxtpl_escapes_what_it_is_given(plain):
    hostile = plain | {"sektioner": {"summary": "<w:p/> & co"}}
    made = fill_with_peer(peer_template("_base", "tjansteskrivelse"), peer_values(hostile))
    assert "<w:p/> & co" in read(made).text


def test_a_document_without_sections_cannot_be_compared():
    with pytest.raises(TypeError):
        peer_values({"sektioner": None})
