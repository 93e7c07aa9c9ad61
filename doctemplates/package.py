"""Paketkontroll. Which Word files are let in: strictly as templates and back from Word, gently at the incoming gate."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from lxml import etree

from kansli.doctemplates.ooxml import parse
from kansli.doctemplates.opc import CONTENT_TYPES, DOCUMENT_TYPE, TEMPLATE_TYPE, ZIP_FAULTS, Package, pack
from kansli.doctemplates.problems import InvalidTemplate, Problem

MIB = 2**20
MAX_FILE = 20 * MIB
MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1 * MIB
MAX_TOTAL = 100 * MIB
MAX_PART = 30 * MIB
MAX_RATIO = 200
MAX_DEPTH = 256
MAX_ELEMENTS = 600_000
_CHUNK = 256 * 1024
_SAVE_AS = "Öppna filen i Word och spara den som ”Word-dokument (*.docx)”."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MESSAGES = {
    "empty": "Filen är tom (0 byte). Begär in den på nytt.",
    "too_large": "Filen är större än 20 MB. Ta bort eller krymp bilder och försök igen.",
    "not_docx": f"Filen är inte ett Word-dokument (.docx). {_SAVE_AS}",
    "old_word": f"Filen är i ett äldre format än .docx. {_SAVE_AS}",
    "broken": "Filen är skadad och kan inte läsas. Öppna den i Word, spara om den och försök igen.",
    "encrypted": "Filen är lösenordsskyddad. Ta bort lösenordet i Word och spara om den.",
    "bomb": "Filen packas upp till orimlig storlek och stoppades.",
    "size_lie": "Filen uppger fel storlek för sina delar och stoppades.",
    "too_many_parts": "Filen har orimligt många delar och stoppades.",
    "duplicate_part": "Filen innehåller dubbla delar och stoppades.",
    "bad_path": "Filen innehåller otillåtna sökvägar och stoppades.",
    "doctype": "Filen innehåller otillåten XML (DOCTYPE) och stoppades.",
    "too_deep": "Filen är orimligt djupt nästlad och stoppades.",
    "macros": "Filen innehåller makron. Spara den som ”Word-dokument (*.docx)”.",
    "embedded": "Filen innehåller inbäddade objekt. Ta bort dem i Word, eller klistra in dem som bild.",
    "active_content": "Filen innehåller aktiva kontroller (ActiveX). Ta bort dem i Word.",
    "alt_chunk": "Filen infogar ett annat dokument (altChunk). Öppna den i Word och spara om den.",
    "external": "Filen hänvisar till en yttre fil (%s). Ta bort länken i Word.",
}
_MAIN_TYPES = (DOCUMENT_TYPE, TEMPLATE_TYPE)
_LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_FORBIDDEN_RELATIONS = {
    "oleObject": "embedded",
    "package": "embedded",
    "control": "active_content",
    "activeXControlBinary": "active_content",
    "aFChunk": "alt_chunk",
    "vbaProject": "macros",
    "wordVbaData": "macros",
    "keyMapCustomizations": "macros",
    "attachedToolbars": "macros",
}


class _Stop(Exception):
    """The first fault found; nothing more is read after it."""

    def __init__(self, code: str, *, part: str = "", detail: str = "") -> None:
        super().__init__(code)
        message = MESSAGES[code]
        self.problem = Problem(part, 0, "", message % detail if "%s" in message else message, "", code)


@dataclass(slots=True)
class _Meter:
    """Mätare. What has been unpacked so far, and how the rules differ between the two gates."""

    strict: bool
    total: int = 0
    elements: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)


def check_package(data: bytes) -> tuple[Problem, ...]:
    """Sträng kontroll. For template upload and for files read back from Word; empty when the package is sound.

    Quick and in little memory: parts are counted while they are inflated, and nothing is kept but relations.
    The first fault found is the only one returned, since nothing behind it can be trusted.
    """
    if len(data) > MAX_FILE:
        return (_Stop("too_large").problem,)
    problem = _first_fault(data, strict=True)
    return () if problem is None else (problem,)


def readable(data: bytes) -> Problem | None:
    """Mild kontroll. For what arrives: None when the file can be opened, else why it goes to quarantine.

    Bombs, macros, encryption and damage are named; links, embedded objects and size are not held against it.
    """
    return _first_fault(data, strict=False)


def as_docx(data: bytes) -> bytes:
    """Word-mall till dokument. A .dotx becomes the same .docx; a .docx comes back unchanged.

    Raises `InvalidTemplate` where the package is not sound.
    """
    problems = check_package(data)
    if problems:
        raise InvalidTemplate(problems)
    package = Package.open(data)
    if package.content_type(package.main) == DOCUMENT_TYPE:
        return data
    package.set_content_type(package.main, DOCUMENT_TYPE)
    return pack(package.written())


def _first_fault(data: bytes, *, strict: bool) -> Problem | None:
    try:
        _check(data, strict=strict)
    except _Stop as stop:
        return stop.problem
    except (*ZIP_FAULTS, struct.error, etree.XMLSyntaxError, expat.ExpatError):
        return _Stop("broken").problem
    return None


def _check(data: bytes, *, strict: bool) -> None:
    _check_envelope(data)
    meter = _Meter(strict)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _check_directory(infos, strict=strict)
        _check_names([info.filename for info in infos], strict=strict)
        if CONTENT_TYPES not in (info.filename for info in infos):
            raise _Stop("not_docx")
        for info in infos:
            if strict or _is_xml(info.filename):
                _check_part(archive, info, meter)
    _check_content(meter, strict=strict)


def _check_envelope(data: bytes) -> None:
    if not data:
        raise _Stop("empty")
    if data.startswith(_OLE):
        # An encrypted .docx is an OLE file that holds a stream of this name, in UTF-16.
        raise _Stop("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_word")
    if not data.startswith(b"PK"):
        raise _Stop("not_docx")
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0:
        raise _Stop("broken")
    entries, size = struct.unpack_from("<HL", data, end + 10)
    # zipfile builds the whole directory before anyone can look at it, so its size is judged first.
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise _Stop("too_many_parts")


def _check_directory(infos: list[zipfile.ZipInfo], *, strict: bool) -> None:
    if len(infos) > MAX_ENTRIES:
        raise _Stop("too_many_parts")
    if any(info.flag_bits & 0x1 for info in infos):
        raise _Stop("encrypted")
    counted = [info for info in infos if strict or _is_xml(info.filename)]
    if sum(info.file_size for info in counted) > MAX_TOTAL or any(info.file_size > MAX_PART for info in counted):
        raise _Stop("bomb")
    if any(info.file_size > MIB and info.file_size > MAX_RATIO * max(1, info.compress_size) for info in infos):
        raise _Stop("bomb")
    if any(info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos):
        raise _Stop("broken")


def _check_names(names: list[str], *, strict: bool) -> None:
    folded = [name.casefold() for name in names]
    if len(set(folded)) != len(folded):
        raise _Stop("duplicate_part")
    for name in folded:
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in name:
            raise _Stop("bad_path")
        if "vbaproject" in name or "vbadata" in name:
            raise _Stop("macros", part=name)
        if strict and "/activex/" in name:
            raise _Stop("active_content", part=name)
        if strict and "/embeddings/" in name:
            raise _Stop("embedded", part=name)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, meter: _Meter) -> None:
    """Inflate in chunks, counting: the directory's sizes may lie. XML is read by a parser that keeps nothing."""
    name = info.filename
    keep = name == CONTENT_TYPES or name.endswith(".rels")
    kept: list[bytes] = []
    scanner = _Scanner(name, meter) if _is_xml(name) else None
    size = 0
    for chunk in _chunks(archive, info):
        size += len(chunk)
        meter.total += len(chunk)
        if size > MAX_PART or meter.total > MAX_TOTAL:
            raise _Stop("bomb", part=name)
        if scanner is not None:
            scanner.feed(chunk)
        if keep:
            kept.append(chunk)
    if size != info.file_size:
        raise _Stop("size_lie", part=name)
    if scanner is not None:
        scanner.feed(b"", final=True)
    if keep:
        meter.kept[name] = b"".join(kept)


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


class _Scanner:
    """Vakt. Stops at a DOCTYPE in any encoding, at too deep nesting and at too many elements."""

    def __init__(self, name: str, meter: _Meter) -> None:
        self._name, self._meter, self._depth = name, meter, 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, data: bytes, *, final: bool = False) -> None:
        self._parser.Parse(data, final)

    def _doctype(self, *_: object) -> None:
        raise _Stop("doctype", part=self._name)

    def _start(self, _tag: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        self._meter.elements += 1
        if self._depth > MAX_DEPTH:
            raise _Stop("too_deep", part=self._name)
        if self._meter.elements > MAX_ELEMENTS:
            raise _Stop("bomb", part=self._name)

    def _end(self, _tag: str) -> None:
        self._depth -= 1


def _check_content(meter: _Meter, *, strict: bool) -> None:
    types = {
        (entry.get("PartName") or "").lstrip("/"): entry.get("ContentType") or ""
        for entry in parse(meter.kept[CONTENT_TYPES])
    }
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types.values()):
        raise _Stop("macros")
    main = _main_part(meter.kept.get("_rels/.rels"))
    if types.get(main) not in _MAIN_TYPES:
        raise _Stop("not_docx")
    if not strict:
        return
    for name, data in meter.kept.items():
        if name.endswith(".rels"):
            _check_relations(name, data)


def _main_part(rels: bytes | None) -> str:
    if rels is None:
        raise _Stop("not_docx")
    targets = [
        entry.get("Target") or "" for entry in parse(rels) if (entry.get("Type") or "").endswith("/officeDocument")
    ]
    # Two main parts would let the check read one document and Word another.
    if len(targets) != 1:
        raise _Stop("not_docx")
    return posixpath.normpath(targets[0]).lstrip("/")


def _check_relations(name: str, data: bytes) -> None:
    for entry in parse(data):
        kind = (entry.get("Type") or "").rsplit("/", 1)[-1]
        target = entry.get("Target") or ""
        if kind in _FORBIDDEN_RELATIONS:
            raise _Stop(_FORBIDDEN_RELATIONS[kind], part=name)
        if entry.get("TargetMode") == "External":
            if kind != "hyperlink" or not target.lower().startswith(_LINK_SCHEMES):
                raise _Stop("external", part=name, detail=f"{kind}: {target[:60]}")
        elif ".." in target.split("/") and not name.startswith(("word/", "customXml/", "docProps/")):
            raise _Stop("bad_path", part=name)
