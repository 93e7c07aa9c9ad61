"""Utdragsmallar. The templates of protocol extracts: `python -m kansli.doctemplates.build_extract`.

They are built beside the others, since an extract has a foot of its own: a table to sign in, on every page.
"""

from __future__ import annotations

import io
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.section import _Footer
from docx.shared import Mm
from docx.table import _Cell
from lxml.etree import _Element as Element

from kansli.doctemplates.base import base_document, twips
from kansli.doctemplates.build import finished, write_line, write_running
from kansli.doctemplates.layout import BASE, FILE, HERE, Line, Running, StyleSpec, load, written_lines
from kansli.doctemplates.ooxml import W, make

NAME = "protokollsutdrag"
_TITLE = "§ {{ paragraf }} {{ dokument.rubrik }}"
_ROOM_TO_SIGN = 12


def build_extract(folder: str, *, root: Path = HERE) -> bytes:
    """Bygg en utdragsmall. The .docx of a folder's extract; the same bytes for the same layout."""
    tree = _read(root, BASE) | (_read(root, folder) if folder != BASE else {})
    layout = load(folder if (root / folder / FILE).is_file() else BASE, root=root)
    layout = replace(layout, title=_TITLE, styles=tuple(_styles(layout.styles, tree["styles"])))
    document = Document(io.BytesIO(base_document(layout)))
    for line in written_lines(tree["body"]):
        write_line(document.add_paragraph(style=line.style), line)
    section = document.sections[0]
    running = Running(header=_lines(tree, "header"), first_header=_lines(tree, "first_header"))
    write_running(section, running)
    for footer in (section.first_page_footer, section.footer):
        _write_foot(footer, tree["footer"])
    return finished(document, layout)


def build_extracts(*, root: Path = HERE) -> Iterator[tuple[Path, bytes]]:
    """Bygg alla. Every folder that describes an extract, with the path where its template is kept."""
    for path in sorted(root.glob(f"*/{NAME}.toml")):
        yield path.with_suffix(".docx"), build_extract(path.parent.name, root=root)


def _read(root: Path, folder: str) -> dict[str, Any]:
    with (root / folder / f"{NAME}.toml").open("rb") as file:
        return tomllib.load(file)


def _lines(tree: Mapping[str, str], name: str) -> tuple[Line, ...]:
    return tuple(written_lines(tree[name]))


def _styles(known: Sequence[StyleSpec], own: Mapping[str, Mapping[str, Any]]) -> Iterator[StyleSpec]:
    """The layout's styles, with what an extract changes in them, and the extract's own: one of each name."""
    for spec in known:
        yield replace(spec, **_tupled(own.get(spec.name, {})))
    names = {spec.name for spec in known}
    yield from (StyleSpec(name=name, **_tupled(entry)) for name, entry in own.items() if name not in names)


def _tupled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _write_foot(footer: _Footer, cells: Sequence[Mapping[str, Any]]) -> None:
    """A table of one row, with air above it; a footer ends with a paragraph."""
    footer.is_linked_to_previous = False
    footer.paragraphs[0].style = "Fotluft"
    last = footer.add_paragraph(style="Fotluft")
    table = footer.add_table(1, len(cells), Mm(sum(cell["width"] for cell in cells)))
    table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
    last._p.addprevious(table._tbl)
    # The labels are a header to whoever listens, but no shaded row to whoever looks.
    look = table._tblPr.find(W + "tblLook")
    look.set(W + "val", "0600")
    look.set(W + "firstRow", "0")
    _mark_header_row(table.rows[0]._tr)
    for cell, told in zip(table.rows[0].cells, cells, strict=True):
        cell.width = Mm(told["width"])
        _write_cell(cell, told)


def _mark_header_row(row: Element) -> None:
    """The labels are the table's header, and a row as high as a signature."""
    properties = make(W + "trPr")
    properties.append(make(W + "cantSplit"))
    properties.append(make(W + "trHeight", val=twips(_ROOM_TO_SIGN), hRule="atLeast"))
    properties.append(make(W + "tblHeader"))
    row.insert(0, properties)


def _write_cell(cell: _Cell, told: Mapping[str, Any]) -> None:
    label = cell.paragraphs[0]
    label.style = "Fotrubrik"
    write_line(label, Line("Fotrubrik", told["label"]))
    if told.get("field"):
        write_line(cell.add_paragraph(style="Fotruta"), Line("Fotruta", told["field"]))


def main() -> int:
    """Skriv mallarna. Writes every extract's template beside its layout and names those that changed."""
    for path, data in build_extracts():
        changed = not path.exists() or path.read_bytes() != data
        if changed:
            path.write_bytes(data)
        sys.stdout.write(f"{path.parent.name}/{path.name}: {'skriven' if changed else 'oförändrad'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
