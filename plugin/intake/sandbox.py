"""Sandlåda. Foreign files are read in a process of their own, under limits; what goes wrong there stays there.

The child gets the bytes on stdin and answers one JSON document. A crash, a hang or an answer that is not one
becomes a warning for the reader of the text, never an exception for the caller.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from kansli.doctemplates.apart import run_apart
from kansli.plugin.intake.extraction import TOO_SLOW, Caution, Extraction

_CHILD = "kansli.plugin.intake.sandbox_child"
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
    ended = run_apart(_CHILD, kind, *arguments, data=data, seconds=limits.wall_seconds)
    try:
        return Extraction.from_json(json.loads(ended.output))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Extraction("", warnings=(TOO_SLOW if ended.stopped else UNREADABLE,))


def pdf_opens(data: bytes) -> bool:
    """Tell whether an encrypted PDF opens without a password: many are only locked against changes."""
    read = extract_apart(data, "pdf", limits=Limits(cpu_seconds=10, wall_seconds=20.0, characters=1000))
    return not any(warning.code in ("encrypted", "unreadable", "too_slow") for warning in read.warnings)
