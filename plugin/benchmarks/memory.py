"""Många. A thousand memos in a process of its own: their time, and whether it holds more than after a hundred."""

from __future__ import annotations

import json
import subprocess
import sys
from time import perf_counter, process_time

from kansli.doctemplates.fill import fill
from kansli.plugin.benchmarks.machine import resident_mb
from kansli.plugin.benchmarks.papers import MEMO, MOMENT, memo_values, shipped_template
from kansli.plugin.benchmarks.report import Measured, percentile, spread
from kansli.plugin.lowcode.load import load_profile
from kansli.plugin.rendering.catalogues import catalogue_for

GOAL_MB = 20.0
GOAL_EACH_MS, GOAL_P95_MS = 30.0, 150.0
FIRST, LAST = 100, 1000
_SECONDS = 600


def measure_memory(profile_name: str, *, first: int = FIRST, last: int = LAST) -> Measured:
    """Make `last` different memos in a process of its own, and compare what it holds with after `first`."""
    return measure_many(profile_name, first=first, last=last)[0]


def measure_many(profile_name: str, *, first: int = FIRST, last: int = LAST) -> tuple[Measured, Measured]:
    """The memory of `last` memos and their time, verified, from the same process; the goal of time is for 1,000."""
    command = [sys.executable, "-m", "kansli.plugin.benchmarks.memory", profile_name, str(first), str(last)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS).stdout)  # noqa: S603 - our own module
    return _memory(told["held"], first, last), _time(told["seconds"], told["processor"])


def _memory(held: list[float], first: int, last: int) -> Measured:
    label, goal = f"Minne efter {last} dokument mot efter {first}", f"högst {GOAL_MB:.0f} MB mer"
    if resident_mb() is None:
        return Measured(name="memory", label=label, goal=goal, left_out="systemet talar inte om minnet (/proc saknas)")
    figures = {f"after_{first}_mb": held[0], f"after_{last}_mb": held[1], "growth_mb": round(held[1] - held[0], 2)}
    return Measured(name="memory", label=label, figures=figures, goal=goal, met=held[1] - held[0] <= GOAL_MB)


def _time(seconds: list[float], processor: float) -> Measured:
    p95 = percentile(seconds, 0.95) * 1000
    return Measured(
        name="many",
        label=f"{len(seconds)} olika tjänsteskrivelser i rad, med kontroll",
        figures={"total_s": round(sum(seconds), 2), "processor_s": round(processor, 2), **spread(seconds)},
        goal=f"högst {GOAL_EACH_MS:.0f} ms var i snitt (1 000 på {GOAL_EACH_MS:.0f} s), p95 högst {GOAL_P95_MS:.0f} ms",
        met=sum(seconds) * 1000 <= GOAL_EACH_MS * len(seconds) and p95 <= GOAL_P95_MS,
    )


def made_in_a_row(profile_name: str, counts: tuple[int, ...]) -> tuple[list[float], list[float]]:
    """Make memos one by one: the MiB that this process holds after each of `counts`, and the seconds of each memo."""
    profile = load_profile(profile_name)
    template, catalogue = shipped_template(MEMO, profile), catalogue_for(profile, MEMO)
    held, seconds = [], []
    for number in range(1, max(counts) + 1):
        values = memo_values(number)
        started = perf_counter()
        fill(template, values, catalogue=catalogue, title=f"Minne {number}", author="Kansli", created=MOMENT)
        seconds.append(perf_counter() - started)
        if number in counts:
            held.append(round(resident_mb() or 0.0, 2))
    return held, seconds


if __name__ == "__main__":
    begun = process_time()
    mib, times = made_in_a_row(sys.argv[1], (int(sys.argv[2]), int(sys.argv[3])))
    sys.stdout.write(json.dumps({"held": mib, "seconds": times, "processor": process_time() - begun}))
