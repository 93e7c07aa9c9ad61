"""What others wrote is as they wrote it, and has its licence beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import kansli.admin

ROOTS = (Path(kansli.admin.__file__).parent / "static" / "vendor", Path(__file__).parent / "vendor")


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.parent.name)
def test_every_vendored_file_has_the_hash_that_was_written_down(root):
    listed = dict(line.split("  ")[::-1] for line in (root / "SHA256SUMS").read_text().splitlines())
    present = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and path.parent != root}
    assert set(listed) == present
    for name, wanted in listed.items():
        assert hashlib.sha256((root / name).read_bytes()).hexdigest() == wanted, name


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.parent.name)
def test_every_vendored_package_has_its_licence(root):
    for folder in (path for path in root.iterdir() if path.is_dir()):
        assert (folder / "LICENSE").stat().st_size > 200
