"""Paket. The zip of a Word file as named parts: opened under limits, parsed on demand, written with fixed dates."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import parse
from kansli.doctemplates.problems import Unreadable

CONTENT_TYPES = "[Content_Types].xml"
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_STRICT = "http://purl.oclc.org/ooxml/"
# 1 January 1980, the first day a zip can name: the files' dates say nothing about the documents.
_DAY_ONE = 0x21
_MAX_PART = 100 * 2**20
_MAX_TOTAL = 400 * 2**20
# Parts that every document has, large or small, and that say nothing of how much text there is.
_BESIDE = ("styles.xml", "stylesWithEffects.xml", "numbering.xml", "fontTable.xml", "settings.xml", "webSettings.xml")

# Everything a broken or hostile zip can make the standard library raise.
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    KeyError,
    IndexError,
    OverflowError,
)
_NOT_WORD = "Filen är inte ett Word-dokument (.docx). Öppna den i Word och spara som ”Word-dokument (*.docx)”."
_DAMAGED = "Filen är skadad och kan inte läsas. Öppna den i Word, spara om den och försök igen."


@dataclass(frozen=True, slots=True)
class Relation:
    """Relation. One arrow from a part: `kind` is the last word of its type, `target` a part name or an address."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """Paket. The parts of one Word file; `xml` gives a tree that is written back by `pack`."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self._trees: dict[str, Element] = {}
        self._relations: dict[str, list[Relation]] = {}
        self.main = self._find_main()

    @classmethod
    def open(cls, data: bytes) -> Package:
        """Öppna. Raises `Unreadable` with a sentence for everything that is not a sound Word document."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = _inflate(archive)
        except Unreadable:
            raise
        except ZIP_FAULTS as error:
            raise Unreadable(_NOT_WORD if not data.startswith(b"PK") else _DAMAGED) from error
        if CONTENT_TYPES not in parts:
            raise Unreadable(_NOT_WORD)
        try:
            return cls(parts)
        except etree.XMLSyntaxError as error:
            raise Unreadable(_DAMAGED) from error

    def _find_main(self) -> str:
        names = [relation.target for relation in self.relations("") if relation.kind == "officeDocument"]
        if not names or names[0] not in self.parts:
            raise Unreadable(_NOT_WORD)
        if _STRICT.encode() in self.parts[names[0]][:4000]:
            raise Unreadable(
                "Filen är sparad som ”Strict Open XML-dokument”. Spara den som vanligt ”Word-dokument (*.docx)”."
            )
        return names[0]

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def xml(self, name: str) -> Element:
        """Träd. The parsed part; changes in it are written by `pack`. Raises `Unreadable` where it is broken."""
        tree = self._trees.get(name)
        if tree is None:
            try:
                tree = parse(self.parts[name])
            except etree.XMLSyntaxError as error:
                raise Unreadable(_DAMAGED) from error
            self._trees[name] = tree
        return tree

    def put(self, name: str, data: bytes, *, content_type: str) -> None:
        """Lägg till. A new part, or new content in an old one, with its content type."""
        self._trees.pop(name, None)
        self.parts[name] = data
        self.set_content_type(name, content_type)

    def drop(self, name: str) -> None:
        """Ta bort. A part, its content type, and every relation to it."""
        self.parts.pop(name, None)
        self._trees.pop(name, None)
        types = self.xml(CONTENT_TYPES)
        for entry in types.findall(_CT + "Override"):
            if entry.get("PartName") == "/" + name:
                types.remove(entry)
        for source in [other for other in self.parts if other.endswith(".rels")]:
            tree, owner = self.xml(source), _owner(source)
            for entry in list(tree):
                if entry.get("TargetMode") != "External" and _resolve(owner, entry.get("Target") or "") == name:
                    tree.remove(entry)
                    self._relations.pop(owner, None)

    def content_type(self, name: str) -> str:
        """Innehållstyp. By the part's own entry, else by its extension; empty where neither is declared."""
        types = self.xml(CONTENT_TYPES)
        for entry in types.iter(_CT + "Override"):
            if entry.get("PartName") == "/" + name:
                return entry.get("ContentType") or ""
        extension = name.rpartition(".")[2].lower()
        for entry in types.iter(_CT + "Default"):
            if (entry.get("Extension") or "").lower() == extension:
                return entry.get("ContentType") or ""
        return ""

    def set_content_type(self, name: str, content_type: str) -> None:
        """Innehållstyp. Written as the part's own entry."""
        if self.content_type(name) == content_type:
            return
        types = self.xml(CONTENT_TYPES)
        for entry in types.iter(_CT + "Override"):
            if entry.get("PartName") == "/" + name:
                entry.set("ContentType", content_type)
                return
        etree.SubElement(types, _CT + "Override", PartName="/" + name, ContentType=content_type)

    def relations(self, source: str) -> list[Relation]:
        """Relationer. From a part (the empty name: from the package), in file order."""
        known = self._relations.get(source)
        if known is None:
            name = _rels_name(source)
            entries = self.xml(name) if name in self.parts else ()
            known = [_relation(source, entry) for entry in entries]
            self._relations[source] = known
        return known

    def related(self, source: str, kind: str) -> list[str]:
        """Delar. The existing parts that a part points to with relations of one kind."""
        return [
            relation.target
            for relation in self.relations(source)
            if relation.kind == kind and not relation.external and relation.target in self.parts
        ]

    def relate(self, source: str, *, kind: str, target: str, external: bool = False, namespace: str = _OFFICE) -> str:
        """Ny relation. Returns its id; the same target of the same kind gets the id it already has."""
        for known in self.relations(source):
            if (known.kind, known.target, known.external) == (kind, target, external):
                return known.id
        name = _rels_name(source)
        if name not in self.parts:
            self.parts[name] = etree.tostring(etree.Element(_REL + "Relationships", nsmap={None: _REL[1:-1]}))
        tree = self.xml(name)
        taken = {entry.get("Id") for entry in tree}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        written = target if external else posixpath.relpath(target, posixpath.dirname(source) or ".")
        entry = etree.SubElement(tree, _REL + "Relationship", Id=f"rId{number}", Type=namespace + kind, Target=written)
        if external:
            entry.set("TargetMode", "External")
        self._relations.pop(source, None)
        return f"rId{number}"

    def written(self) -> dict[str, bytes]:
        """Delarna som de skrivs. Every part as bytes, parsed ones serialised anew, the content types first."""
        ordered = [CONTENT_TYPES, *(name for name in self.parts if name != CONTENT_TYPES)]
        return {name: self._bytes(name) for name in ordered}

    def _bytes(self, name: str) -> bytes:
        tree = self._trees.get(name)
        if tree is None:
            return self.parts[name]
        written: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)
        return written


def pack(parts: Mapping[str, bytes], *, known: Collection[str] = ()) -> bytes:
    """Zippa. The parts in the given order with a fixed date, so that the same content gives the same bytes.

    `known` names parts that come again in document after document, whose deflated form is worth keeping.
    """
    written, directory, offset = [], [], 0
    for name, data in parts.items():
        crc, packed = _deflated_again(data) if name in known else _deflated(data)
        encoded = name.encode("utf-8")
        flags = 0 if name.isascii() else 0x800
        sizes = (crc, len(packed), len(data), len(encoded), 0)
        fields = struct.pack("<HHHHHLLLHH", 20, flags, 8, 0, _DAY_ONE, *sizes)
        local = b"PK\x03\x04" + fields + encoded
        directory.append(b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHLL", 0, 0, 0, 0, offset) + encoded)
        written += [local, packed]
        offset += len(local) + len(packed)
    listing = b"".join(directory)
    count = len(directory)
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count, count, len(listing), offset, 0)
    return b"".join([*written, listing, end])


def _deflated(data: bytes) -> tuple[int, bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return zlib.crc32(data), packer.compress(data) + packer.flush()


_deflated_again = lru_cache(maxsize=256)(_deflated)


def _inflate(archive: zipfile.ZipFile) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for info in archive.infolist():
        if info.is_dir():
            continue
        total += info.file_size
        if info.file_size > _MAX_PART or total > _MAX_TOTAL:
            raise Unreadable("Filen packas upp till orimlig storlek och stoppades.")
        # Reading exactly the declared size never inflates further, so the sum above bounds the memory too.
        with archive.open(info) as part:
            parts[info.filename] = part.read(info.file_size)
    return parts


def _rels_name(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", name + ".rels")


def size_of_text(data: bytes) -> int:
    """Storlek. Unpacked bytes of what is read as text; the gate has seen that the directory tells the truth of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(one.file_size for one in archive.infolist() if _is_text(one.filename))
    except ZIP_FAULTS:
        return 0


def _is_text(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels")) and not name.endswith(_BESIDE) and "/theme/" not in name


def _owner(rels_name: str) -> str:
    folder, name = posixpath.split(rels_name)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _resolve(source: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _relation(source: str, entry: Element) -> Relation:
    external = entry.get("TargetMode") == "External"
    target = entry.get("Target") or ""
    kind = (entry.get("Type") or "").rsplit("/", 1)[-1]
    return Relation(entry.get("Id") or "", kind, target if external else _resolve(source, target), external)
