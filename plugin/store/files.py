"""Filerna. Content-addressed bytes on disk: written and fsynced before the row that names them is committed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kansli.plugin.errors import Refused

CHUNK = 1 << 20


class FileTooLarge(Refused):
    """The incoming gate's only refusal."""

    code = "file_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Filen är större än gränsen {limit // (1 << 20)} MB. Be avsändaren dela upp den, "
            "eller be systemförvaltaren höja gränsen."
        )


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that are safely on disk. `size` is in bytes."""

    sha256: str
    size: int


class FileStore:
    """A folder of immutable files named by their SHA-256, `ab/cdef…`. No name of a user's ever becomes a path."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, source: IO[bytes] | bytes, *, limit: int | None = None) -> Blob:
        """Store the bytes and return their address. On return they survive a power cut.

        `limit` is in bytes; a larger source is refused and leaves nothing behind.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".incoming-", dir=self.root)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                blob = _copy(source, out, limit)
                out.flush()
                os.fsync(out.fileno())
            self._publish(temporary, blob)
        finally:
            temporary.unlink(missing_ok=True)
        return blob

    def _publish(self, temporary: Path, blob: Blob) -> None:
        target = self.path(blob.sha256)
        if target.exists() and target.stat().st_size == blob.size:
            os.utime(target)  # in use again: the sweeper must not take it for an old orphan
            return
        target.parent.mkdir(exist_ok=True)
        temporary.chmod(0o440)
        temporary.replace(target)
        for folder in (target.parent, self.root):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def path(self, sha256: str) -> Path:
        """Where the bytes lie. The caller has the address from a row, never from a user."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256[2:]

    def read(self, sha256: str) -> bytes:
        """Return the bytes."""
        return self.path(sha256).read_bytes()

    def open(self, sha256: str) -> IO[bytes]:
        """Open the bytes where they lie; the caller closes."""
        return self.path(sha256).open("rb")

    def intact(self, sha256: str) -> bool:
        """Tell whether the bytes are there and still are what their name says."""
        path = self.path(sha256)
        if not path.is_file():
            return False
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
        return digest.hexdigest() == sha256

    def addresses(self) -> Iterator[str]:
        """Every address on disk, for sweeping orphans and for verify."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                yield folder.name + path.name


def _copy(source: IO[bytes] | bytes, out: IO[bytes], limit: int | None) -> Blob:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(source):
        size += len(chunk)
        if limit is not None and size > limit:
            raise FileTooLarge(limit)
        digest.update(chunk)
        out.write(chunk)
    return Blob(digest.hexdigest(), size)


def _chunks(source: IO[bytes] | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    while chunk := source.read(CHUNK):
        yield chunk
