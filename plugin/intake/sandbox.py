"""Sandlåda. Foreign files are read in a process of their own, under limits; what goes wrong there stays there.

The child gets the bytes on stdin and answers one JSON document. A crash, a hang or an answer that is not one
becomes a warning for the reader of the text, never an exception for the caller.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from kansli.plugin.intake.extraction import TOO_SLOW, Caution, Extraction

UNREADABLE = Caution("unreadable", "Filen kunde inte läsas. Den är registrerad, men texten är inte sökbar.")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: seconds of processor and of wall clock, bytes of memory, characters of answer."""

    cpu_seconds: int = 20
    wall_seconds: float = 40.0
    memory: int = 1536 * 1024 * 1024
    characters: int = 20_000_000


def extract_apart(data: bytes, kind: str, *, limits: Limits = Limits()) -> Extraction:
    """Read `data` of type `kind` in a process of its own."""
    arguments = [str(limits.cpu_seconds), str(limits.memory), str(limits.characters)]
    command = [sys.executable, "-I", "-X", "utf8", "-m", "kansli.plugin.intake.sandbox_child", kind, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, the type is a known word
            command, input=data, capture_output=True, timeout=limits.wall_seconds, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return Extraction("", warnings=(TOO_SLOW,))
    try:
        return Extraction.from_json(json.loads(done.stdout))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Extraction("", warnings=(TOO_SLOW if done.returncode in _STOPPED_BY_LIMIT else UNREADABLE,))


def pdf_opens(data: bytes) -> bool:
    """Tell whether an encrypted PDF opens without a password: many are only locked against changes."""
    read = extract_apart(data, "pdf", limits=Limits(cpu_seconds=10, wall_seconds=20.0, characters=1000))
    return not any(warning.code in ("encrypted", "unreadable", "too_slow") for warning in read.warnings)


_STOPPED_BY_LIMIT = (-24, -9)
"""Killed by SIGXCPU, or by SIGKILL after it."""
