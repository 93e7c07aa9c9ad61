"""Fientliga paket. A sound Word file, and one made hostile in each of the ways that a template gate must stop."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

from docx import Document

from kansli.doctemplates.opc import DOCUMENT_TYPE

MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@cache
def sound_package():
    """A small Word file as python-docx saves it."""
    document = Document()
    document.add_paragraph("Förslag till beslut")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rebuilt(data, change=lambda name, content: content, extra=()):
    """The same package with changed parts (None drops one) and extra ones."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in extra:
            new.writestr(name, content)
    return buffer.getvalue()


def in_document(data, old, new):
    return rebuilt(data, lambda name, part: part.replace(old, new) if name == "word/document.xml" else part)


def with_doctype(data, doctype, entity):
    def change(name, part):
        if name != "word/document.xml":
            return part
        head, _, rest = part.partition(b"?>")
        return head + b"?>" + doctype + rest.replace("Förslag".encode(), entity)

    return rebuilt(data, change)


def external(kind, target):
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}{kind}" Target="{target}" TargetMode="External"/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return [("word/_rels/settings.xml.rels", f'<Relationships xmlns="{space}">{relation}</Relationships>')]


def related(data, kind, target="part.bin"):
    entry = f'<Relationship Id="rIdX" Type="{RELATIONS}{kind}" Target="{target}"/></Relationships>'.encode()
    name = "word/_rels/document.xml.rels"
    return rebuilt(data, lambda n, part: part.replace(b"</Relationships>", entry) if n == name else part)


def lying_about_size(data):
    """A directory that promises 10 bytes where 40 MB come out."""
    bomb = bytearray(rebuilt(data, extra=[("word/media/stor.bin", b"\0" * 40 * 2**20)]))
    at = bomb.rfind(b"PK\x01\x02")
    while bomb[at + 46 : at + 46 + 19] != b"word/media/stor.bin":
        at = bomb.rfind(b"PK\x01\x02", 0, at)
    struct.pack_into("<L", bomb, at + 24, 10)
    return bytes(bomb)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(9)
) + b"]>"  # fmt: skip
DEEP = b"<w:tbl><w:tr><w:tc>" * 300 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 300


def with_bomb(data, name, chunk, times, *, head=b"", tail=b""):
    """The package with one part of `times` equal chunks, which are deflated once: making it takes no memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {part: old.read(part) for part in old.namelist() if part != name}
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(chunk, crc)
    packed = first + once * times + packer.compress(tail) + packer.flush()
    entries = [(name, zlib.crc32(tail, crc), packed, len(head) + len(chunk) * times + len(tail))]
    for part, content in parts.items():
        squeezed = zlib.compressobj(6, zlib.DEFLATED, -15)
        entries.append((part, zlib.crc32(content), squeezed.compress(content) + squeezed.flush(), len(content)))
    return _zipped(entries)


def _zipped(entries):
    body, directory = b"", b""
    for name, crc, packed, size in entries:
        fields = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0)
        directory += b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\x03\x04" + fields + name.encode() + packed
    end = struct.pack("<HHHHLLH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def text_bomb(data):
    """600 MB of text in half a megabyte."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        head, _, tail = archive.read("word/document.xml").partition("Förslag".encode())
    return with_bomb(data, "word/document.xml", b"A" * 2**20, 600, head=head, tail=tail)


HOSTILE = {
    "xxe": (lambda d: with_doctype(d, b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>', b"&e;"), "doctype"),
    "billion laughs": (lambda d: with_doctype(d, LAUGHS, b"&j;"), "doctype"),
    "text bomb": (text_bomb, "bomb"),
    "image bomb": (lambda d: with_bomb(d, "word/media/stor.png", b"\0" * 2**20, 1500), "bomb"),
    "size lie": (lying_about_size, "broken"),
    "remote template": (
        lambda d: rebuilt(d, extra=external("attachedTemplate", "http://127.0.0.1:9/ond.dotm")), "external",
    ),
    "macros": (
        lambda d: rebuilt(d, lambda n, p: p.replace(DOCUMENT_TYPE.encode(), MACRO_TYPE.encode()),
                          [("word/vbaProject.bin", b"\xd0\xcf")]), "macros",
    ),
    "path traversal": (lambda d: rebuilt(d, extra=[("../../ond.txt", b"x")]), "bad_path"),
    "not a zip": (lambda d: b"hej", "not_docx"),
    "zip but not word": (lambda d: rebuilt(d, lambda n, p: None, [("a.txt", b"x")]), "not_docx"),
    "deep nesting": (lambda d: in_document(d, b"<w:body>", b"<w:body>" + DEEP), "too_deep"),
    "too many parts": (lambda d: rebuilt(d, extra=[(f"x/{i}.bin", b"") for i in range(2001)]), "too_many_parts"),
    "embedded object": (lambda d: related(d, "oleObject"), "embedded"),
    "altChunk": (lambda d: related(d, "aFChunk"), "alt_chunk"),
    "activex": (lambda d: related(d, "control"), "active_content"),
    "truncated": (lambda d: d[: len(d) // 2], "broken"),
    "encrypted": (lambda d: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "empty": (lambda d: b"", "empty"),
}  # fmt: skip


@cache
def hostile_package(name):
    """The package of that name in HOSTILE."""
    return HOSTILE[name][0](sound_package())
