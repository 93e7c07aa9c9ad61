"""Äldre Office-filer. What the directory of an OLE file (MS-CFB) says: a Word document, with macros, or locked."""

from __future__ import annotations

import struct

_ENTRY = 128
_STORAGE, _STREAM = 1, 2
_WORD, _ENCRYPTED = 0xA5EC, 0x0100
_MACROS = ("Macros", "_VBA_PROJECT_CUR", "VBA", "_VBA_PROJECT")


def is_word(data: bytes) -> bool:
    """Tell whether the file is one that Word 97 to 2003 wrote."""
    return _entry(data, "WordDocument") is not None


def has_macros(data: bytes) -> bool:
    """Tell whether there is a program in it."""
    return any(_entry(data, name) is not None for name in _MACROS)


def is_encrypted(data: bytes) -> bool:
    """Tell whether a password is needed: the document's own mark (MS-DOC 2.5.2), or a packed newer file."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return True
    at = _entry(data, "WordDocument")
    if at is None or len(data) < at + _ENTRY:
        return False
    (shift,) = struct.unpack_from("<H", data, 30)
    (sector,) = struct.unpack_from("<L", data, at + 116)
    begins = (sector + 1) << min(shift, 16)
    if begins + 12 > len(data):
        return False
    identity, *_, flags = struct.unpack_from("<6H", data, begins)
    return bool(identity == _WORD and flags & _ENCRYPTED)


def _entry(data: bytes, name: str) -> int | None:
    """Where the directory has an entry of the name; entries lie at every 128 bytes."""
    wanted = f"{name}\0".encode("utf-16-le")
    at = data.find(wanted)
    while at >= 0:
        if at % _ENTRY == 0 and data[at + 66 : at + 67] in (bytes([_STORAGE]), bytes([_STREAM])):
            return at
        at = data.find(wanted, at + 1)
    return None
