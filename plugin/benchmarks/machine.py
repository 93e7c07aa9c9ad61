"""Maskinen. What a figure was taken on: a time without its machine says nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_LIBRARIES = ("peewee", "lxml", "python-docx", "docxtpl", "docx-mailmerge2", "markdown-it-py", "Whoosh")


def describe(folder: Path) -> dict[str, str | int]:
    """Return processor, cores, memory, system, the file system of `folder`, and the versions of what does the work."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 0,
        "memory_mb": _memory_mb(),
        "system": f"{platform.system()} {platform.release()}",
        "file_system": file_system(folder),
        "load_before": f"{os.getloadavg()[0]:.2f}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: _version(name) for name in _LIBRARIES},
    }


def file_system(folder: Path, *, mounts: str | None = None) -> str:
    """Return the type of the file system under `folder`: where it is in memory, a fsync costs nothing."""
    if mounts is None:
        listed = Path("/proc/mounts")
        mounts = listed.read_text(encoding="utf-8") if listed.exists() else ""
    place = folder.resolve()
    points = [line.split()[1:3] for line in mounts.splitlines() if len(line.split()) > 2]
    under = [(len(point), kind) for point, kind in points if place.is_relative_to(point)]
    return max(under)[1] if under else "okänt"


def resident_mb() -> float | None:
    """Return the memory that this process holds now, in MiB; None where the system does not tell."""
    told = Path("/proc/self/statm")
    if not told.exists():
        return None
    pages = int(told.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _cpu() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def _memory_mb() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "saknas"
