"""Small Word templates made with python-docx, as a secretary would have made them."""

from __future__ import annotations

import io
from functools import lru_cache

from docx import Document

MEMO = "lund/tjansteskrivelse"
LINES = ("{{ dokument.rubrik }}", "{{ arende.diarienummer }}", "{{ sektioner.summary }}")


@lru_cache(maxsize=64)
def template(*lines: str, title: str = "{{ dokument.rubrik }}") -> bytes:
    """A Word file with a paragraph a line; without lines, one that a memo can be made with. Always the same bytes."""
    document = Document()
    document.core_properties.title = title
    for line in lines or LINES:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
