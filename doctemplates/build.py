"""Mallbygge. The shipped templates are built from their layout.toml: `python -m kansli.doctemplates.build`."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.section import Section, _BaseHeaderFooter
from docx.text.paragraph import Paragraph
from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.base import base_document
from kansli.doctemplates.layout import HERE, Layout, Line, Running, folders, load
from kansli.doctemplates.ooxml import MC, RUN, W, make
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.properties import write_core

_MARKS = re.compile(r"(\*\*|~~)")
_FIELDS = {"<sida>": "PAGE", "<sidor>": "NUMPAGES"}
# The templates' own date: they are the same whenever they are built.
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)


def build(layout: Layout, name: str) -> bytes:
    """Bygg en mall. The .docx of one document of the layout; the same bytes for the same layout."""
    document = Document(io.BytesIO(base_document(layout)))
    for line in layout.documents[name]:
        write_line(document.add_paragraph(style=line.style), line)
    write_running(document.sections[0], layout.running[name])
    return finished(document, layout)


def write_running(section: Section, running: Running) -> None:
    """Skriv sidhuvud och sidfot. The first page has its own header where there is one."""
    if running.first_header:
        section.different_first_page_header_footer = True
        _write_lines(section.first_page_header, running.first_header)
        _write_lines(section.first_page_footer, running.footer)
    _write_lines(section.header, running.header)
    _write_lines(section.footer, running.footer)


def _write_lines(holder: _BaseHeaderFooter, lines: Sequence[Line]) -> None:
    if not lines:
        return
    holder.is_linked_to_previous = False
    for number, line in enumerate(lines):
        paragraph = holder.paragraphs[0] if number == 0 else holder.add_paragraph()
        paragraph.style = line.style
        write_line(paragraph, line)


def finished(document: DocumentType, layout: Layout) -> bytes:
    """Färdig mall. The bytes: our own properties, nothing of python-docx's, and the same each time."""
    buffer = io.BytesIO()
    document.save(buffer)
    package = Package.open(buffer.getvalue())
    for kind in ("header", "footer"):
        for part in package.related(package.main, kind):
            _without_foreign_names(package.xml(part))
    write_core(package, title=layout.title, author="", created=_BUILT, language=layout.language, kept={})
    return pack(package.written())


def _without_foreign_names(root: Element) -> None:
    """python-docx begins a header with every namespace of Word; only those in use are kept."""
    root.attrib.pop(MC + "Ignorable", None)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])


def build_all(*, root: Path = HERE) -> Iterator[tuple[Path, bytes]]:
    """Bygg alla. Every document of every layout, with the path where it is kept."""
    for folder in folders(root=root):
        layout = load(folder, root=root)
        for name in layout.documents:
            yield root / folder / f"{name}.docx", build(layout, name)


def write_line(paragraph: Paragraph, line: Line) -> None:
    """Skriv en rad. Fields `<sida>` and `<sidor>`, `**fet**` and `~~struken~~` in the text of the line."""
    text = line.text
    while text:
        found = [(text.index(mark), mark) for mark in _FIELDS if mark in text]
        at, mark = min(found, default=(len(text), ""))
        _write_marked(paragraph, text[:at])
        if mark:
            for run in _field(_FIELDS[mark]):
                paragraph._p.append(run)
        text = text[at + len(mark) :]


def _write_marked(paragraph: Paragraph, text: str) -> None:
    """**Fet** and ~~struken~~ as in the sections' text; the pieces between the marks are so by turns."""
    bold = struck = False
    for piece in _MARKS.split(text):
        bold, struck = bold ^ (piece == "**"), struck ^ (piece == "~~")
        if piece and piece not in {"**", "~~"}:
            run = paragraph.add_run(piece)
            run.bold, run.font.strike = bold or None, struck or None


def _field(code: str) -> Iterator[Element]:
    """A field that Word keeps up to date by itself in headers and footers."""
    for kind, content in (("begin", None), ("", "instrText"), ("separate", None), ("", "t"), ("end", None)):
        run = make(RUN)
        if content is None:
            run.append(make(W + "fldChar", fldCharType=kind))
        else:
            element = make(W + content)
            element.text = f" {code} " if content == "instrText" else "1"
            run.append(element)
        yield run


def main() -> int:
    """Skriv mallarna. Writes every template beside its layout and names those that changed."""
    for path, data in build_all():
        changed = not path.exists() or path.read_bytes() != data
        if changed:
            path.write_bytes(data)
        sys.stdout.write(f"{path.parent.name}/{path.name}: {'skriven' if changed else 'oförändrad'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
