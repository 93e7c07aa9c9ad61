"""Att registrera. How long somebody waits from a dropped ten-page letter to its number, through the real path."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from kansli.plugin import rights
from kansli.plugin.benchmarks.papers import letter
from kansli.plugin.benchmarks.report import Measured, spread
from kansli.plugin.registering import propose, receive, register
from kansli.plugin.rights import Actor
from kansli.plugin.store.organisation import Registry
from kansli.plugin.system import System

GOAL_MS = 300.0
WARM_UP = 3
"""Registrations before the count begins: a server that has been up for a minute has its modules and pages read."""


@dataclass(frozen=True, slots=True)
class Lap:
    """Varv. Seconds of the three parts that a registrator waits for, and of processor in us and our reader."""

    received: float
    proposed: float
    registered: float
    processor: float

    @property
    def whole(self) -> float:
        """From bytes to number."""
        return self.received + self.proposed + self.registered


def measure_registering(system: System, *, count: int) -> Measured:
    """Register `count` different letters, each as a case of its own with a referral, one after another.

    Storing includes the fsync of the file and proposing the reading of it in a process of its own; the transaction is
    a durable one. The index, the text kept for it and PDF are the worker's and are not waited for. The goal is held
    against the time on the wall; the processor's time beside it shows how much of that is other people's work.
    """
    letters = [letter(system.profile, number) for number in range(count + WARM_UP)]
    actor, registry = rights.operator(), Registry.select().order_by(Registry.id).get()
    laps = [_lap(system, registry, data, actor, number) for number, data in enumerate(letters)][WARM_UP:]
    return Measured(
        name="register",
        label=f"Registrera en handling på tio sidor ({count} gånger)",
        figures={
            **spread([lap.whole for lap in laps]),
            **_median("receive", [lap.received for lap in laps]),
            **_median("propose", [lap.proposed for lap in laps]),
            **_median("register", [lap.registered for lap in laps]),
            **spread([lap.processor for lap in laps], prefix="processor_"),
        },
        goal=f"p95 högst {GOAL_MS:.0f} ms",
        met=spread([lap.whole for lap in laps])["p95_ms"] <= GOAL_MS,
    )


def _lap(system: System, registry: Registry, data: bytes, actor: Actor, number: int) -> Lap:
    before, started = _processor(), perf_counter()
    received = receive(system, data, f"missiv {number}.docx")
    stored = perf_counter()
    proposal = propose(system, received, registry=registry, actor=actor)
    proposed = perf_counter()
    register(system, registry, proposal.values(), [received], actor=actor, request_id=f"bench-{number}")
    done = perf_counter()
    return Lap(stored - started, proposed - stored, done - proposed, _processor() - before)


def _processor() -> float:
    """Seconds of processor of this process and the children that it has waited for."""
    used = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _median(part: str, samples: Sequence[float]) -> dict[str, float]:
    return {f"{part}_p50_ms": spread(samples)["p50_ms"]}
