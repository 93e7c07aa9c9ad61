"""Samlad PDF. Several PDFs as one, each with its entry in the outline and its own numbers, and nothing that runs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, TextStringObject

from kansli.doctemplates.pdf_check import PDF_FAULTS
from kansli.doctemplates.problems import BundleRefused, Problem

MAX_PAGES = 3_000
# What a page may do by itself when it is opened or clicked, besides leading to another page or to the web.
_ACTS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie"})
_RUNS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Del. `title` is what the outline says; `name` is what a refusal calls the file."""

    title: str
    name: str
    data: bytes


def join(pieces: Sequence[Piece], *, title: str, language: str, author: str, created: datetime) -> bytes:
    """Samla. The pieces in order, the same bytes for the same input; raises `BundleRefused` naming each bad file.

    Pages are numbered `2:14` for page 14 of the second piece. The pieces' own outlines come along below their entry.
    Tags for reading aloud do not: the bundle claims neither PDF/A nor PDF/UA.
    """
    if not pieces:
        raise BundleRefused([_problem("", "Välj minst en fil.", "nothing")])
    readers = _opened(pieces)
    writer = PdfWriter()
    for number, (piece, reader) in enumerate(zip(pieces, readers, strict=True), 1):
        begins = len(writer.pages)
        try:
            writer.append(reader, outline_item=piece.title, import_outline=True)
            for page in writer.pages[begins:]:
                _calm(page)
            writer.set_page_label(begins, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL, prefix=f"{number}:")
        except PDF_FAULTS as error:
            raise BundleRefused([_damaged(piece)]) from error
    _describe(writer, title=title, language=language, author=author, created=created)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _opened(pieces: Sequence[Piece]) -> list[PdfReader]:
    readers: list[PdfReader] = []
    problems: list[Problem] = []
    pages = 0
    for piece in pieces:
        try:
            reader = PdfReader(io.BytesIO(piece.data))
            if reader.is_encrypted:
                problems.append(_problem(piece.name, "är låst. Be om en fil utan lösenord.", "encrypted"))
                continue
            count = len(reader.pages)
        except PDF_FAULTS:
            problems.append(_damaged(piece))
            continue
        if not count:
            problems.append(_damaged(piece))
        pages += count
        readers.append(reader)
    if pages > MAX_PAGES:
        problems.append(_problem("", f"De har {pages} sidor, högst {MAX_PAGES} får plats. Dela upp dem.", "too_long"))
    if problems:
        raise BundleRefused(problems)
    return readers


def _damaged(piece: Piece) -> Problem:
    return _problem(piece.name, "är skadad och kan inte läsas.", "damaged")


def _problem(name: str, said: str, code: str) -> Problem:
    return Problem(name, 0, "", f"”{name}” {said}" if name else said, "", code)


def _calm(page: PageObject) -> None:
    """Take away what acts by itself: scripts, programs, forms that send, and files within the file."""
    page.pop("/AA", None)
    notes = page.get("/Annots")
    notes = notes.get_object() if notes is not None else None
    if not isinstance(notes, ArrayObject):
        return
    kept = ArrayObject()
    for reference in notes:
        note: Any = reference.get_object()
        if not isinstance(note, DictionaryObject) or note.get("/Subtype") in _RUNS:
            continue
        note.pop("/AA", None)
        action = note.get("/A")
        action = action.get_object() if action is not None else None
        if isinstance(action, DictionaryObject) and (action.get("/S") in _ACTS or "/Next" in action):
            del note["/A"]
        kept.append(reference)
    page[NameObject("/Annots")] = kept


def _describe(writer: PdfWriter, *, title: str, language: str, author: str, created: datetime) -> None:
    moment = created.strftime("D:%Y%m%d%H%M%S") + created.strftime("%z")[:3] + "'00'"
    writer.metadata = {
        "/Title": title, "/Author": author, "/Producer": "Kansli", "/CreationDate": moment, "/ModDate": moment,
    }  # fmt: skip
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language)
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    for name in ("/OpenAction", "/AA", "/Names"):
        root.pop(name, None)
