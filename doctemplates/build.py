"""Mallbygge. The shipped templates are built from their layout.toml: `python -m kansli.doctemplates.build`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.text.paragraph import Paragraph
from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.base import base_document
from kansli.doctemplates.layout import HERE, Layout, Line, folders, load
from kansli.doctemplates.ooxml import MC, RUN, W, make
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.properties import write_core

_FIELDS = {"<sida>": "PAGE", "<sidor>": "NUMPAGES"}
# The templates' own date: they are the same whenever they are built.
_BUILT = datetime(2026, 1, 1, tzinfo=UTC)


def build(layout: Layout, name: str) -> bytes:
    """Bygg en mall. The .docx of one document of the layout; the same bytes for the same layout."""
    document = Document(io.BytesIO(base_document(layout)))
    for line in layout.documents[name]:
        _write(document.add_paragraph(style=line.style), line)
    section = document.sections[0]
    for holder, lines in ((section.header, layout.header), (section.footer, layout.footer)):
        if not lines:
            continue
        holder.is_linked_to_previous = False
        for number, line in enumerate(lines):
            paragraph = holder.paragraphs[0] if number == 0 else holder.add_paragraph()
            paragraph.style = line.style
            _write(paragraph, line)
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


def _write(paragraph: Paragraph, line: Line) -> None:
    text = line.text
    while text:
        found = [(text.index(mark), mark) for mark in _FIELDS if mark in text]
        at, mark = min(found, default=(len(text), ""))
        # **Fet** as in the sections' text; the pieces between the stars are bold by turns.
        for number, piece in enumerate(text[:at].split("**")):
            if piece:
                paragraph.add_run(piece).bold = True if number % 2 else None
        if mark:
            for run in _field(_FIELDS[mark]):
                paragraph._p.append(run)
        text = text[at + len(mark) :]


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
