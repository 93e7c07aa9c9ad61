"""OpenDocument. Text and structure of an .odt: its own parts, read without entities or network."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from kansli.plugin.intake.extraction import Block, CannotRead, Caution, Extraction

_MAX_PART = 30 * 1024 * 1024
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SKIPPED = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation", f"{_TEXT}sequence-decls"}


def read_opendocument(data: bytes) -> Extraction:
    """Read headings, paragraphs, list items and table rows in order; a page header stands first, once.

    Cautions as for a Word file: tracked changes, comments and hidden text.
    """
    root = _part(data, "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise CannotRead("unreadable", "Filen saknar textinnehåll.")
    blocks = tuple(block for block in _blocks(body) if block.text.strip())
    lines = ["\n".join([*_headers(data), ""])]
    before = ""
    for block in blocks:
        tight = block.kind in ("list", "table") and block.kind == before
        lines.append(("\n" if tight or not before else "\n\n") + _as_line(block))
        before = block.kind
    return Extraction(text="".join(lines).lstrip("\n"), blocks=blocks, warnings=tuple(_cautions(root)))


def _headers(data: bytes) -> list[str]:
    """The page headers: where many templates keep date and diarienummer."""
    try:
        styles = _part(data, "styles.xml")
    except CannotRead:
        # Read for the header only: the text is worth having without it.
        return []
    headers = (header for name in ("header", "header-first") for header in styles.iter(f"{_STYLE}{name}"))
    lines = dict.fromkeys(block.text.strip() for header in headers for block in _blocks(header))
    return [line for line in lines if line]


def _cautions(root: etree._Element) -> Iterator[Caution]:
    said = (
        ("spårade ändringar", root.iter(f"{_TEXT}changed-region")),
        ("kommentarer", root.iter(f"{_OFFICE}annotation")),
        ("dold text", _hidden(root)),
    )
    for what, found in said:
        if next(iter(found), None) is not None:
            yield Caution("check_before_publishing", f"Dokumentet innehåller {what}.")


def _hidden(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iter(f"{_TEXT}hidden-text", f"{_TEXT}hidden-paragraph")
    looks = root.iter(f"{_STYLE}text-properties")
    yield from (look for look in looks if look.get(f"{_TEXT}display") not in (None, "true"))


def _part(data: bytes, name: str) -> etree._Element:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(name) as stream:
            content = stream.read(_MAX_PART + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, ValueError, OSError, RuntimeError) as error:
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
