"""A small municipality of its own, written into a folder for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kansli.plugin.lowcode import ProfileProblem, check_profile, shipped_profiles

HEAD = '[profile]\nmunicipality = "Provköpings kommun"\n'
REGISTRY = """
[[registry]]
code = "KS"
name = "Kommunstyrelsens diarium"
formats = [{ pattern = "{board} {yyyy}/{seq:04}", valid_from = 2000-01-01 }]
"""

Write = Callable[..., tuple[Path, ...]]
Check = Callable[..., list[ProfileProblem]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files into the folder `profiles/prov`; returns the search path."""

    def _write(files: dict[str, str], *, name: str = "prov", root: str = "profiles") -> tuple[Path, ...]:
        folder = tmp_path / root / name
        folder.mkdir(parents=True, exist_ok=True)
        if name == "prov" and not (folder / "profile.toml").exists():
            (folder / "profile.toml").write_text(HEAD + REGISTRY, encoding="utf-8")
        for file_name, text in files.items():
            (folder / file_name).write_text(text.lstrip("\n"), encoding="utf-8")
        return (tmp_path / root, shipped_profiles())

    return _write


@pytest.fixture
def check(write: Write) -> Check:
    """Check a profile that consists of one more file, `own.toml`."""

    def _check(text: str, **known: object) -> list[ProfileProblem]:
        return check_profile("prov", search_path=write({"own.toml": text}), **known)  # type: ignore[arg-type]

    return _check
