"""PDF. The text layer page by page; a scanned page has none, and we say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw

from kansli.plugin.intake.extraction import CannotRead, Caution, Extraction

# Bindings that are made when they are imported: nothing is known of their types.
raw: Any = pypdfium2.raw

_MAX_PAGES = 3_000
_LEAST_LETTERS = 20
_MOST_NOTES = 2_000
# What a reviewer leaves behind (ISO 32000-1, 12.5.6); links and form fields are something else.
_COMMENTS = frozenset(
    {
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_FREETEXT,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_STRIKEOUT,
        raw.FPDF_ANNOT_CARET,
        raw.FPDF_ANNOT_INK,
        raw.FPDF_ANNOT_POPUP,
    }
)
SCANNED = Caution("needs_ocr", "Filen är inskannad och saknar text: den kräver OCR för att kunna sökas.")
COMMENTS = Caution("check_before_publishing", "PDF-filen innehåller kommentarer.")
ATTACHED = Caution("check_before_publishing", "PDF-filen har andra filer bifogade inuti sig.")
PARTLY_SCANNED = Caution("needs_ocr", "En del sidor är inskannade och saknar text: de kräver OCR för att kunna sökas.")


def read_pdf(data: bytes) -> Extraction:
    """Read the text layer; pages are parted by form feeds, which the cleaning uses and takes away."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise CannotRead(
            "encrypted" if locked else "unreadable",
            "Filen är lösenordsskyddad." if locked else "PDF-filen är skadad och går inte att läsa.",
        ) from error
    try:
        count = len(document)
        pages = [_page_text(document, number) for number in range(min(count, _MAX_PAGES))]
        cautions = tuple(_cautions(document, len(pages)))
        title = str(document.get_metadata_dict().get("Title", ""))
    finally:
        document.close()
    empty = sum(1 for page in pages if sum(map(str.isalpha, page)) < _LEAST_LETTERS)
    warnings = () if not empty else (SCANNED,) if empty == len(pages) else (PARTLY_SCANNED,)
    return Extraction(text="\f".join(pages), pages=count, warnings=(*warnings, *cautions), title=title)


def _cautions(document: pypdfium2.PdfDocument, pages: int) -> Iterator[Caution]:
    """What is easily overlooked when the file is sent on."""
    if any(_has_comments(document, number) for number in range(pages)):
        yield COMMENTS
    if document.count_attachments():
        yield ATTACHED


def _has_comments(document: pypdfium2.PdfDocument, number: int) -> bool:
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return False
    try:
        for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_NOTES)):
            note = raw.FPDFPage_GetAnnot(page, index)
            if note:
                kind = raw.FPDFAnnot_GetSubtype(note)
                raw.FPDFPage_CloseAnnot(note)
                if kind in _COMMENTS:
                    return True
    finally:
        page.close()
    return False


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            text: str = text_page.get_text_range()
        finally:
            text_page.close()
    except pypdfium2.PdfiumError:
        return ""
    finally:
        page.close()
    # The reader marks a hyphen at a line's end by a character of its own: the word goes on.
    return text.replace("\ufffe\r\n", "").replace("\x02\r\n", "").replace("\ufffe", "").replace("\x02", "")
