"""Samlad PDF. A summons with its annexes is one file to page through, and a bad file is named."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from kansli.doctemplates.pdf_bundle import Piece, join
from kansli.doctemplates.pdf_bundle_apart import join_apart
from kansli.doctemplates.problems import BundleRefused, PdfFailed

FACTS = {
    "title": "Kallelse",
    "language": "sv-SE",
    "author": "Åsa Öberg",
    "created": datetime(2026, 11, 22, 12, tzinfo=UTC),
}


def paper(pages, *, change=lambda writer: None):
    """A PDF of blank pages, each wider than the one before."""
    writer = PdfWriter()
    for number in range(pages):
        writer.add_blank_page(300 + number, 400)
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def piece(title, data):
    return Piece(title, f"{title}.pdf", data)


def widths(data):
    document = pypdfium2.PdfDocument(data)
    return [document.get_page_size(number)[0] for number in range(len(document))]


def test_the_pieces_come_in_order_each_with_its_entry_and_its_own_numbers():
    with_chapter = paper(3, change=lambda writer: writer.add_outline_item("Kapitel två", page_number=1))
    made = PdfReader(io.BytesIO(join([piece("Kallelse", paper(2)), piece("Bilaga å", with_chapter)], **FACTS)))
    assert [float(page.mediabox.width) for page in made.pages] == [300, 301, 300, 301, 302]
    assert made.page_labels == ["1:1", "1:2", "2:1", "2:2", "2:3"]
    summons, annex, below = made.outline
    assert [summons.title, annex.title, below[0].title] == ["Kallelse", "Bilaga å", "Kapitel två"]
    assert [made.get_destination_page_number(entry) for entry in (summons, annex, below[0])] == [0, 2, 3]
    assert (made.metadata.title, made.metadata.author, made.root_object["/Lang"]) == ("Kallelse", "Åsa Öberg", "sv-SE")
    assert made.root_object["/PageMode"] == "/UseOutlines"


def test_the_same_pieces_give_the_same_bytes():
    pieces = [piece("Ett", paper(2)), piece("Två", paper(1))]
    assert join(pieces, **FACTS) == join(pieces, **FACTS)


def test_every_bad_file_is_named_at_once():
    locked = paper(1, change=lambda writer: writer.encrypt("hemligt", algorithm="RC4-128"))
    pieces = [
        piece("hel", paper(1)), piece("låst", locked), piece("avklippt", paper(9)[:300]), piece("skräp", b"%PDF-1"),
    ]  # fmt: skip
    with pytest.raises(BundleRefused) as refused:
        join(pieces, **FACTS)
    assert [(one.part, one.code) for one in refused.value.problems] == [
        ("låst.pdf", "encrypted"), ("avklippt.pdf", "damaged"), ("skräp.pdf", "damaged"),
    ]  # fmt: skip
    assert "”låst.pdf” är låst. Be om en fil utan lösenord. ”avklippt.pdf” är skadad" in str(refused.value)


def test_nothing_is_no_bundle():
    with pytest.raises(BundleRefused, match="Välj minst en fil"):
        join([], **FACTS)


def with_script(writer):
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.root_object[NameObject("/OpenAction")] = script
    writer.add_attachment("program.exe", b"MZ")
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://exempel.se/"))
    for kind, action in (("/Link", script), ("/FileAttachment", None)):
        note = DictionaryObject({NameObject("/Subtype"): NameObject(kind), NameObject("/Rect"): ArrayObject([])})
        if action is not None:
            note[NameObject("/A")] = action
        writer.pages[0]["/Annots"].append(note)


def test_nothing_in_the_bundle_runs_by_itself_but_links_lead_on():
    made = join([piece("Med skript", paper(1, change=with_script))], **FACTS)
    root = PdfReader(io.BytesIO(made)).root_object
    assert not {"/OpenAction", "/AA", "/Names"} & set(root)
    page = PdfReader(io.BytesIO(made)).pages[0]
    assert "/AA" not in page
    notes = [note.get_object() for note in page["/Annots"]]
    assert [note["/Subtype"] for note in notes] == ["/Link", "/Link"]
    assert notes[0]["/A"]["/URI"] == "https://exempel.se/" and "/A" not in notes[1]
    assert b"/JavaScript" not in made and b"MZ" not in made


@example(71, b"\x00")
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1200), st.binary(min_size=1, max_size=8))
def test_a_damaged_file_is_joined_or_named_and_nothing_else(place, noise):
    whole = paper(3, change=with_script)
    broken = whole[: place % len(whole)] + noise + whole[place % len(whole) + len(noise) :]
    try:
        made = join([piece("trasig", broken)], **FACTS)
    except BundleRefused as refused:
        assert refused.problems[0].part == "trasig.pdf"
    else:
        assert len(widths(made)) >= 1


def test_in_a_process_of_its_own_it_says_the_same():
    pieces = [piece("Ett", paper(2)), piece("Två", paper(1))]
    assert join_apart(pieces, **FACTS) == join(pieces, **FACTS)
    with pytest.raises(BundleRefused, match=r"”trasig\.pdf” är skadad"):
        join_apart([piece("trasig", b"%PDF-")], **FACTS)


def test_what_takes_too_long_is_ended_with_a_sentence():
    with pytest.raises(PdfFailed, match="blev inte klar på"):
        join_apart([piece("Ett", paper(1))], **FACTS, timeout=0.001)
