"""Äldre Office-filer. What the directory of an OLE file (MS-CFB) says: a Word document, with macros, or locked."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO

import olefile

from kansli.plugin.intake.pieces import holds

_WORD, _ENCRYPTED = 0xA5EC, 0x0100
_MACROS = frozenset({"macros", "_vba_project_cur", "vba", "_vba_project"})
_FAULTS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, OverflowError)


@dataclass(frozen=True, slots=True)
class OldFile:
    """What an OLE file is."""

    word: bool = False
    macros: bool = False
    encrypted: bool = False


def look_into(stream: IO[bytes]) -> OldFile:
    """Look into an OLE file; one that is damaged beyond its directory is nothing in particular."""
    # An encrypted .docx is an OLE file that holds a stream of this name, in UTF-16.
    if holds(stream, "EncryptedPackage".encode("utf-16-le")):
        return OldFile(encrypted=True)
    try:
        stream.seek(0)
        with olefile.OleFileIO(stream) as file:
            names = {part.lower() for path in file.listdir(streams=True, storages=True) for part in path}
            if "worddocument" not in names:
                return OldFile(macros=bool(names & _MACROS))
            with file.openstream("WordDocument") as document:
                head = document.read(12)
    except (*_FAULTS, RecursionError):
        return OldFile()
    # MS-DOC 2.5.2: what the file is, and whether the rest of it is encrypted.
    identity, *_, flags = struct.unpack("<6H", head.ljust(12, b"\0"))
    return OldFile(identity == _WORD, bool(names & _MACROS), bool(flags & _ENCRYPTED))
