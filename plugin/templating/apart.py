"""Avskilt. Foreign templates are read and filled in a process of their own, under limits; what goes wrong stays there.

The child gets one line of JSON and then the template's bytes on stdin, and answers one JSON document.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kansli.doctemplates.apart import run_apart
from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.problems import Problem
from kansli.doctemplates.scan import ScanReport
from kansli.doctemplates.trial import SIZES, Trial, TrialFill

TOO_MUCH = Problem(
    "Filen",
    0,
    "",
    "Mallen tog för lång tid eller för mycket minne att granska och stoppades. Ta bort stora tabeller och bilder.",
    "",
    "too_slow",
)
FAILED = Problem(
    "Filen", 0, "", "Mallen gick inte att granska. Öppna den i Word, spara om den och försök igen.", "", "broken"
)

_CHILD = "kansli.plugin.templating.apart_child"
PASSING = (TOO_MUCH, FAILED)
"""What may be the moment's fault rather than the file's."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use: seconds of processor and of wall clock, bytes of memory."""

    cpu_seconds: int = 10
    wall_seconds: float = 40.0
    memory: int = 2 * 1024**3


def scan_apart(data: bytes, catalogues: Iterable[Catalogue], *, limits: Limits = Limits()) -> list[ScanReport]:
    """Scan the template against each catalogue; a child that had to be stopped is a problem of the template's."""
    wanted = [_plain(catalogue) for catalogue in catalogues]
    answer = _ask({"task": "scan", "catalogues": wanted}, data, limits)
    if isinstance(answer, Problem):
        return [ScanReport((), (answer,)) for _ in wanted]
    return [ScanReport(tuple(one["fields"]), _read(one["problems"]), _read(one["warnings"])) for one in answer]


def trial_apart(data: bytes, catalogue: Catalogue, *, limits: Limits = Limits()) -> Trial:
    """Fill the template with short, long and missing values."""
    answer = _ask({"task": "trial", "catalogues": [_plain(catalogue)]}, data, limits)
    if isinstance(answer, Problem):
        return Trial(tuple(TrialFill(size, label, (answer,)) for size, label in SIZES.items()))
    return Trial(
        tuple(
            TrialFill(
                one["size"], one["label"], _read(one["problems"]), _read(one["advice"]), base64.b64decode(one["data"])
            )
            for one in answer
        )
    )


def _ask(question: Mapping[str, object], data: bytes, limits: Limits) -> Any:
    said = json.dumps({**question, "cpu": limits.cpu_seconds, "memory": limits.memory}).encode()
    ended = run_apart(_CHILD, data=said + b"\n" + data, seconds=limits.wall_seconds)
    if ended.code:
        return TOO_MUCH if ended.stopped else FAILED
    return json.loads(ended.output)


def _plain(catalogue: Catalogue) -> list[dict[str, object]]:
    return [asdict(field) for field in catalogue.fields]


def _read(rows: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**row) for row in rows)
