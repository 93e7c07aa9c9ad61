"""Bitar av en fil. A large file is looked into where it lies, a piece at a time."""

from __future__ import annotations

from typing import IO

AT_A_TIME = 1 << 20


def piece(stream: IO[bytes], start: int, length: int) -> bytes:
    """The bytes from `start`, at most `length` of them."""
    stream.seek(start)
    return stream.read(length)


def holds(stream: IO[bytes], words: bytes) -> bool:
    """Tell whether the words stand anywhere in the file."""
    stream.seek(0)
    before = b""
    while read := stream.read(AT_A_TIME):
        joined = before + read
        if words in joined:
            return True
        before = joined[-len(words) :]
    return False
