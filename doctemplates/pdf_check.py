"""PDF-kontroll. What a PDF says of itself: pages, archive and accessibility marks, language, and fonts it carries."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from kansli.doctemplates.ooxml import parse
from kansli.doctemplates.problems import PdfFailed

_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
_EMBEDDED = ("/FontFile", "/FontFile2", "/FontFile3")
# What a reader of damaged bytes may stumble on besides its own errors.
PDF_FAULTS = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """Uppgifter. `part` and `conformance` are PDF/A's (`2`, `B`), empty where the file claims nothing."""

    pages: int
    title: str
    language: str
    part: str
    conformance: str
    universal: bool
    tagged: bool
    loose_fonts: tuple[str, ...]
    """Fonts that are used but not carried along, so that the page looks different on another machine."""


def look_at(data: bytes) -> PdfFacts:
    """Se efter. Opened by two readers that know nothing of each other; raises `PdfFailed` where either cannot."""
    try:
        opened = pypdfium2.PdfDocument(data)
        count = len(opened)
        opened.close()
        reader = PdfReader(io.BytesIO(data))
        facts = _facts(reader)
    except (pypdfium2.PdfiumError, *PDF_FAULTS) as error:
        raise PdfFailed("PDF:en är skadad och går inte att öppna.") from error
    if count != facts.pages:
        raise PdfFailed(f"PDF:en är skadad: {count} eller {facts.pages} sidor.")
    return facts


def faults_of(facts: PdfFacts, *, universal: bool) -> tuple[str, ...]:
    """Brister. What a PDF made for the archive lacks, in sentences; empty where it is whole."""
    found = []
    if not facts.pages:
        found.append("Den har inga sidor.")
    if facts.part != "2" or facts.conformance != "B":
        found.append("Den är inte märkt som PDF/A-2b.")
    if not facts.tagged:
        found.append("Den saknar taggar för uppläsning.")
    if universal and not facts.universal:
        found.append("Den är inte märkt som PDF/UA.")
    if universal and not (facts.language and facts.title):
        found.append("Språk eller titel saknas.")
    if facts.loose_fonts:
        found.append(f"Typsnitt följer inte med: {', '.join(facts.loose_fonts)}.")
    return tuple(found)


def _facts(reader: PdfReader) -> PdfFacts:
    root = reader.root_object
    marks = root.get("/MarkInfo")
    marked = marks.get_object() if marks is not None else {}
    said = _claims(root)
    return PdfFacts(
        pages=len(reader.pages),
        title=str((reader.metadata.title if reader.metadata else "") or ""),
        language=str(root.get("/Lang", "")),
        part=said.get(f"{_PDFA}part", ""),
        conformance=said.get(f"{_PDFA}conformance", ""),
        universal=said.get(f"{_PDFUA}part", "") == "1",
        tagged=bool(marked.get("/Marked")) and "/StructTreeRoot" in root,
        loose_fonts=tuple(sorted(_loose(reader))),
    )


def _claims(root: DictionaryObject) -> dict[str, str]:
    """The identification in the XMP packet, which is written as elements by some and as attributes by others."""
    stream = root.get("/Metadata")
    if stream is None:
        return {}
    try:
        packet = parse(stream.get_object().get_data())
    except (etree.XMLSyntaxError, *PDF_FAULTS):
        return {}
    said: dict[str, str] = {}
    for element in packet.iter(etree.Element):
        if element.tag.startswith((_PDFA, _PDFUA)):
            said[element.tag] = (element.text or "").strip()
        said |= {name: value for name, value in element.attrib.items() if name.startswith((_PDFA, _PDFUA))}
    return said


def _loose(reader: PdfReader) -> set[str]:
    seen: set[int] = set()
    loose: set[str] = set()
    for page in reader.pages:
        for font in _fonts(page, seen):
            described = _bearer(font).get("/FontDescriptor")
            carried = described is not None and any(key in described.get_object() for key in _EMBEDDED)
            if not carried and font.get("/Subtype") != "/Type3":
                loose.add(str(font.get("/BaseFont", "?")).lstrip("/"))
    return loose


def _bearer(font: DictionaryObject) -> DictionaryObject:
    """The font that has the description: of a composite one, its only descendant."""
    below = font.get("/DescendantFonts")
    below = below.get_object() if below is not None else None
    inner = below[0].get_object() if isinstance(below, ArrayObject) and below else font
    return inner if isinstance(inner, DictionaryObject) else font


def _fonts(page: DictionaryObject, seen: set[int]) -> Iterator[DictionaryObject]:
    resources = page.get("/Resources")
    fonts = resources.get_object().get("/Font") if resources is not None else None
    for reference in (fonts.get_object() if fonts is not None else {}).values():
        font = reference.get_object()
        if id(font) not in seen:
            seen.add(id(font))
            yield font
