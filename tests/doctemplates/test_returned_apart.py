"""A file that is unusually large is read in a process of its own, and cannot make anybody else wait."""

from __future__ import annotations

import pytest
from hostile_packages import in_document, sound_package

from kansli.doctemplates.apart import Limits
from kansli.doctemplates.problems import Unreadable
from kansli.doctemplates.returned import read_back
from kansli.doctemplates.returned_apart import read_back_within


def with_sections(count):
    """A document with so many sections of a line each, marked as Kansli marks them."""
    lines = "".join(
        f'<w:p><w:bookmarkStart w:id="{number}" w:name="kansli_del{number}"/><w:r><w:t>Text {number}</w:t></w:r>'
        f'<w:bookmarkEnd w:id="{number}"/></w:p>'
        for number in range(count)
    )
    return in_document(sound_package(), b"<w:body>", b"<w:body>" + lines.encode())


def test_what_is_read_apart_is_what_is_read_here():
    data = with_sections(3)
    assert read_back_within(data, at_hand=0) == read_back(data)


def test_a_file_that_takes_too_long_is_refused_in_words():
    with pytest.raises(Unreadable, match="för stor eller för invecklad att läsa in"):
        read_back_within(with_sections(10_000), limits=Limits(cpu_seconds=1), at_hand=0)


def test_a_damaged_file_is_refused_in_the_readers_own_words():
    with pytest.raises(Unreadable, match="inte ett Word-dokument"):
        read_back_within(b"hej", at_hand=-1)
