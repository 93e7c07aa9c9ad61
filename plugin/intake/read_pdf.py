"""PDF. The text layer page by page; a scanned page has none, and we say so."""

from __future__ import annotations

import pypdfium2

from kansli.plugin.intake.extraction import CannotRead, Caution, Extraction

_MAX_PAGES = 3_000
_LEAST_LETTERS = 20
SCANNED = Caution("needs_ocr", "Filen är inskannad och saknar text: den kräver OCR för att kunna sökas.")
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
        title = str(document.get_metadata_dict().get("Title", ""))
    finally:
        document.close()
    empty = sum(1 for page in pages if sum(map(str.isalpha, page)) < _LEAST_LETTERS)
    warnings = () if not empty else (SCANNED,) if empty == len(pages) else (PARTLY_SCANNED,)
    return Extraction(text="\f".join(pages), pages=count, warnings=warnings, title=title)


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
