"""Versions that are unusually large are compared in a process of their own, and cannot make anybody else wait."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hostile_packages import in_document, sound_package
from lxml import etree
from version_pairs import Spec, make

from kansli.doctemplates import revisions
from kansli.doctemplates.apart import Limits
from kansli.doctemplates.compared_apart import (
    NotComparable,
    compare_documents_within,
    compare_readings_within,
    marked_within,
)
from kansli.doctemplates.diff import compare_readings
from kansli.doctemplates.ooxml import W
from kansli.doctemplates.read import Block, Reading
from kansli.doctemplates.redline import compare_documents, marked

WHEN = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
BY = {"author": "Åsa Öberg", "date": WHEN}
OLD = make(Spec([["h", "Ärendet"], ["p", [["text", "Planen gäller till 2026.", 1, ""]]]], "Version 1"))
NEW = make(Spec([["h", "Ärendet"], ["p", [["text", "Planen gäller till 2030.", 1, ""]]]], "Version 2"))
# No computer compares so much in so little: what is tested is that somebody is told, not how fast anything is.
AT_ONCE = Limits(wall_seconds=0.01)


def reading(*texts):
    return Reading(tuple(Block("paragraph", text) for text in texts), "", "", "")


def test_what_is_compared_apart_is_what_is_compared_here():
    there, here = compare_documents_within(OLD, NEW, at_hand=0), compare_documents(OLD, NEW)
    assert (there, there.summary) == (here, here.summary)


def test_what_is_compared_apart_brings_its_words_with_it():
    (changed,) = compare_documents_within(OLD, NEW, at_hand=0).changes
    assert changed.known == compare_documents(OLD, NEW).changes[0].words()


def test_what_is_marked_apart_is_what_is_marked_here():
    assert marked_within(OLD, NEW, **BY, at_hand=0) == marked(OLD, NEW, **BY)


def test_texts_compared_apart_are_as_texts_compared_here():
    old, new = reading("Planen gäller.", "Avgift tas ut."), reading("Planen gäller till 2030.", "Avgift tas ut.")
    assert compare_readings_within(old, new, at_hand=0) == compare_readings(old, new)


@pytest.mark.parametrize(
    "act",
    [
        lambda: compare_documents_within(OLD, NEW, limits=AT_ONCE, at_hand=0),
        lambda: marked_within(OLD, NEW, **BY, limits=AT_ONCE, at_hand=0),
        lambda: compare_readings_within(reading("a"), reading("b"), limits=AT_ONCE, at_hand=0),
    ],
)
def test_versions_that_take_too_long_are_refused_in_words(act):
    with pytest.raises(NotComparable, match=r"för olika för att jämföras.*Dela upp dem"):
        act()


def test_versions_that_take_too_much_memory_are_refused_in_words():
    large = reading("ord " * 3_000_000)
    with pytest.raises(NotComparable, match="för olika för att jämföras"):
        compare_readings_within(large, large, limits=Limits(memory=128 * 2**20))


def test_a_large_file_is_sent_away_without_being_asked():
    text = b"<w:p><w:r><w:t>" + b"ord " * 50_000 + b"</w:t></w:r></w:p>"
    large = in_document(sound_package(), b"<w:body>", b"<w:body>" + text)
    with pytest.raises(NotComparable):
        compare_documents_within(large, OLD, limits=AT_ONCE)


def test_what_the_engine_refuses_apart_keeps_its_words_and_its_code():
    with pytest.raises(NotComparable, match="redan spårade ändringar") as refused:
        marked_within(marked(OLD, NEW, **BY).data, NEW, **BY, at_hand=0)
    assert refused.value.code == "already_tracked"


def test_a_paragraph_that_goes_does_not_look_through_all_its_siblings():
    looked_at = []

    class Counted(etree.ElementBase):
        @property
        def tag(self):
            looked_at.append(1)
            return super().tag

    lookup = etree.ElementDefaultClassLookup(element=Counted)
    parser = etree.XMLParser()
    parser.set_element_class_lookup(lookup)
    name = f'xmlns:w="{W[1:-1]}"'

    def work(count):
        gone = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r/></w:del></w:p>" * count
        root = etree.fromstring(f"<w:body {name}>{gone}<w:p/></w:body>".encode(), parser)
        looked_at.clear()
        revisions.accept_changes(root)
        assert len(root) == 1
        return len(looked_at)

    assert work(400) < 3 * work(200)
