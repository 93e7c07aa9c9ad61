"""Generationer. Which index is in force, what it was built by, and how a new one takes its place.

`current` is a link to `gen-N`; a new generation is built beside it and put in force by replacing the link, so that a
reader meets either the old or the new one. What an index was built by stands in `manifest.json` and is compared before
the index itself is opened, since opening an index trusts its files as code: the folder is closed to everyone else.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import whoosh

from kansli.search_index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from kansli.search_index.schema import SCHEMA_VERSION

GENERATIONS_KEPT = 3
_NAME = re.compile(r"gen-(\d+)")
_LABELS = {"whoosh": "Whoosh", "schema": "indexets form", "analysis": "språkanalysen"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """Vad ett index är byggt av och hur långt det har hunnit. `seq` never runs ahead of what the index holds."""

    whoosh: str
    schema: int
    analysis: str
    seq: int
    entries: int


class Generations:
    """The folder of an index. `analysis` is the version of the language analysis in use."""

    def __init__(self, root: Path, analysis: str) -> None:
        self.root = root
        self.analysis = analysis

    def manifest(self, *, seq: int, entries: int) -> Manifest:
        """What an index built now would say."""
        return Manifest(whoosh.versionstring(), SCHEMA_VERSION, self.analysis, seq, entries)

    def current(self) -> tuple[Path, Manifest]:
        """The generation in force, checked. Raises IndexMissing, IndexDamaged or IndexOutdated."""
        try:
            path = (self.root / "current").resolve(strict=True)
            content = (path / "manifest.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            raise IndexMissing from None
        try:
            found = Manifest(**json.loads(content))
        except (ValueError, TypeError) as error:
            raise IndexDamaged(f"manifest.json: {error}") from error
        wanted = asdict(self.manifest(seq=0, entries=0))
        differences = tuple(
            f"{label}: indexet har {asdict(found)[key]}, programmet {wanted[key]}"
            for key, label in _LABELS.items()
            if asdict(found)[key] != wanted[key]
        )
        if differences:
            raise IndexOutdated(differences)
        return path, found

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write. Raises IndexBusy at once where somebody else holds it; a crash lets go of it."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)
        with (self.root / "write.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusy from None
            yield

    def begin(self) -> Path:
        """A new, empty folder; what an interrupted build left behind is removed first."""
        for number, path in self._numbered().items():
            if not (path / "manifest.json").exists() and path != (self.root / "current").resolve():
                shutil.rmtree(self.root / f"gen-{number}")
        path = self.root / f"gen-{max(self._numbered(), default=0) + 1}"
        path.mkdir(mode=0o700)
        return path

    def publish(self, path: Path, manifest: Manifest) -> None:
        """Put a whole generation in force, and remove those that no reader can still be opening."""
        write_manifest(path, manifest)
        following = self.root / "next"
        following.unlink(missing_ok=True)
        following.symlink_to(path.name)
        following.replace(self.root / "current")
        _sync(self.root)
        for number in sorted(self._numbered())[:-GENERATIONS_KEPT]:
            shutil.rmtree(self.root / f"gen-{number}")

    def number_of(self, path: Path) -> int:
        """The N of `gen-N`."""
        match = _NAME.fullmatch(path.name)
        return int(match[1]) if match else 0

    def _numbered(self) -> dict[int, Path]:
        return {int(match[1]): path for path in self.root.iterdir() if (match := _NAME.fullmatch(path.name))}


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step, on disk before the call returns."""
    fresh = path / "manifest.json.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path / "manifest.json")
    _sync(path)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
