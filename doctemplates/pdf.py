"""PDF. A finished document as tagged PDF/A-2b, as PDF/UA where it earns it, and looked at before it leaves."""

from __future__ import annotations

import json
from pathlib import Path

from kansli.doctemplates.accessibility import hindrances
from kansli.doctemplates.office import TIMEOUT, ConversionFailed, convert, libreoffice
from kansli.doctemplates.pdf_check import faults_of, look_at
from kansli.doctemplates.problems import NotAccessible, PdfFailed

__all__ = ["libreoffice", "to_pdf"]

_ADVICE = {
    "absent": "LibreOffice finns inte på servern, så dokumentet kan inte göras till PDF. Hämta Word-filen.",
    "slow": "PDF:en blev inte klar på {timeout:g} sekunder och avbröts. Försök igen.",
    "nothing": "LibreOffice gjorde ingen PDF av dokumentet. Hämta Word-filen.",
}


def to_pdf(data: bytes, *, archive: bool = False, timeout: float = TIMEOUT, program: Path | None = None) -> bytes:
    """Gör PDF. PDF/A-2b with tags, from a document that `verify` has passed; `timeout` in seconds.

    PDF/UA is claimed only for a document in which `hindrances` finds nothing: LibreOffice itself claims it for any.
    `archive` demands it: `NotAccessible` names the places. Raises `PdfFailed` where no whole PDF came out.
    """
    found = hindrances(data)
    if archive and found:
        raise NotAccessible(found)
    made = _converted(data, suffix=".docx", universal=not found, timeout=timeout, program=program)
    facts = look_at(made)
    wrong = faults_of(facts, universal=not found)
    if wrong:
        raise PdfFailed(f"PDF:en blev inte hel och lämnas inte ut. {wrong[0]}", details=[{"faults": list(wrong)}])
    return made


def plain_pdf(data: bytes, *, suffix: str, timeout: float = TIMEOUT, program: Path | None = None) -> bytes:
    """Gör läskopia. A PDF of a file from elsewhere (.doc, .odt, .rtf, .docx), as it is: nothing is promised of it."""
    return _converted(data, suffix=suffix, universal=False, timeout=timeout, program=program)


def _converted(data: bytes, *, suffix: str, universal: bool, timeout: float, program: Path | None) -> bytes:
    options = {
        "SelectPdfVersion": {"type": "long", "value": "2"},
        "PDFUACompliance": {"type": "boolean", "value": "true" if universal else "false"},
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
        "ExportBookmarks": {"type": "boolean", "value": "true"},
    }
    to = f"pdf:writer_pdf_Export:{json.dumps(options)}"
    try:
        return convert(data, suffix=suffix, to=to, timeout=timeout, program=program)
    except ConversionFailed as error:
        raise PdfFailed(_ADVICE[error.reason].format(timeout=timeout), details=error.details) from error
