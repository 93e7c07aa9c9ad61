"""Minne. Whether a process that has made a thousand documents holds more than one that has made a hundred."""

from __future__ import annotations

import json
import subprocess
import sys

from kansli.doctemplates.fill import fill
from kansli.plugin.benchmarks.machine import resident_mb
from kansli.plugin.benchmarks.papers import MEMO, MOMENT, memo_values, shipped_template
from kansli.plugin.benchmarks.report import Measured
from kansli.plugin.lowcode.load import load_profile
from kansli.plugin.rendering.catalogues import catalogue_for

GOAL_MB = 20.0
FIRST, LAST = 100, 1000
_SECONDS = 600


def measure_memory(profile_name: str, *, first: int = FIRST, last: int = LAST) -> Measured:
    """Make `last` different memos in a process of its own, and compare what it holds with after `first`."""
    label = f"Minne efter {last} dokument mot efter {first}"
    goal = f"högst {GOAL_MB:.0f} MB mer"
    if resident_mb() is None:
        return Measured(name="memory", label=label, goal=goal, left_out="systemet talar inte om minnet (/proc saknas)")
    command = [sys.executable, "-m", "kansli.plugin.benchmarks.memory", profile_name, str(first), str(last)]
    told = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)  # noqa: S603 - our own module
    held: list[float] = json.loads(told.stdout)
    figures = {f"after_{first}_mb": held[0], f"after_{last}_mb": held[1], "growth_mb": round(held[1] - held[0], 2)}
    return Measured(name="memory", label=label, figures=figures, goal=goal, met=held[1] - held[0] <= GOAL_MB)


def held_after(profile_name: str, counts: tuple[int, ...]) -> list[float]:
    """Make memos one by one and return the MiB that this process holds after each of `counts`."""
    profile = load_profile(profile_name)
    template, catalogue = shipped_template(MEMO, profile), catalogue_for(profile, MEMO)
    held = []
    for number in range(1, max(counts) + 1):
        fill(
            template, memo_values(number), catalogue=catalogue, title=f"Minne {number}", author="Kansli", created=MOMENT
        )
        if number in counts:
            held.append(round(resident_mb() or 0.0, 2))
    return held


if __name__ == "__main__":
    sys.stdout.write(json.dumps(held_after(sys.argv[1], (int(sys.argv[2]), int(sys.argv[3])))))
