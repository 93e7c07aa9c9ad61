"""OpenDocument. Text and structure of an .odt: its content part, read without entities or network."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from kansli.plugin.intake.extraction import Block, CannotRead, Extraction

_MAX_PART = 30 * 1024 * 1024
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SKIPPED = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls"}


def read_opendocument(data: bytes) -> Extraction:
    """Read headings, paragraphs, list items and table rows in order."""
    body = _content(data).find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise CannotRead("unreadable", "Filen saknar textinnehåll.")
    blocks = tuple(block for block in _blocks(body) if block.text.strip())
    lines: list[str] = []
    before = ""
    for block in blocks:
        tight = block.kind in ("list", "table") and block.kind == before
        lines.append(("" if not lines else "\n" if tight else "\n\n") + _as_line(block))
        before = block.kind
    return Extraction(text="".join(lines), blocks=blocks)


def _content(data: bytes) -> etree._Element:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("content.xml") as stream:
            content = stream.read(_MAX_PART + 1)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError) as error:
        raise CannotRead("unreadable", "OpenDocument-filen är skadad och går inte att läsa.") from error
    if len(content) > _MAX_PART:
        raise CannotRead("too_large", "OpenDocument-filens innehåll är orimligt stort.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise CannotRead("unreadable", "OpenDocument-filens innehåll är skadat.") from error
    if root.getroottree().docinfo.doctype:
        raise CannotRead("unreadable", "OpenDocument-filen innehåller en dokumenttypsdeklaration och öppnas inte.")
    return root


def _blocks(parent: etree._Element) -> Iterator[Block]:
    for element in parent:
        if element.tag == f"{_TEXT}h":
            yield Block("heading", _text(element), int(element.get(f"{_TEXT}outline-level") or 1))
        elif element.tag == f"{_TEXT}p":
            yield Block("paragraph", _text(element))
        elif element.tag == f"{_TEXT}list-item":
            yield from (Block("list", block.text) if block.kind == "paragraph" else block for block in _blocks(element))
        elif element.tag == f"{_TABLE}table-row":
            cells = element.iterfind(f"{_TABLE}table-cell")
            yield Block("table", "\t".join(" ".join(block.text for block in _blocks(cell)) for cell in cells))
        elif element.tag not in _SKIPPED:
            yield from _blocks(element)


def _text(element: etree._Element) -> str:
    """All text within, with the spaces, tabs and line breaks that OpenDocument writes as elements."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c") or 1), 80))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _as_line(block: Block) -> str:
    return f"- {block.text}" if block.kind == "list" else block.text
