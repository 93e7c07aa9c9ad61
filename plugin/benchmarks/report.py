"""Mätrapport. Figures beside their goals, the machine they were taken on, and what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil

Figures = Mapping[str, float | int]


@dataclass(frozen=True, slots=True)
class Measured:
    """Mätt. One measurement. `goal` is a sentence, `met` None where there is no goal or nothing was measured.

    `left_out` says why there are no figures.
    """

    name: str
    label: str
    figures: Figures = field(default_factory=dict)
    goal: str = ""
    met: bool | None = None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Rapport. `machine` and `sizes` are what somebody needs to take the same figures again."""

    name: str
    machine: Mapping[str, str | int]
    sizes: Figures
    measured: Sequence[Measured]

    @property
    def ok(self) -> bool:
        """No goal that could be tried was missed."""
        return all(row.met is not False for row in self.measured)

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "name": self.name,
            "ok": self.ok,
            "machine": dict(self.machine),
            "sizes": dict(self.sizes),
            "measured": [{**asdict(row), "figures": dict(row.figures)} for row in self.measured],
        }

    def text(self) -> str:
        """The same for a reader."""
        lines = [f"{self.name}", *_listed(self.machine), *_listed(self.sizes)]
        for row in self.measured:
            lines += ["", f"{row.label}{_verdict(row)}"]
            lines += [f"  utelämnad: {row.left_out}"] if row.left_out else _listed(row.figures)
        return "\n".join(lines)


def _verdict(row: Measured) -> str:
    if not row.goal:
        return ""
    return f" – mål {row.goal}: " + {True: "nått", False: "INTE NÅTT", None: "inte prövat"}[row.met]


def _listed(values: Mapping[str, object]) -> list[str]:
    return [f"  {name}: {_shown(value)}" for name, value in values.items()]


def _shown(value: object) -> str:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else str(value)


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the smallest sample that at least `share` (0–1) of all are at or below: the nearest rank, no smoothing."""
    ordered = sorted(samples)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def spread(samples: Sequence[float], *, prefix: str = "") -> dict[str, float]:
    """Return p50, p95 and max of times in seconds, as milliseconds with two decimals."""
    found = {"p50_ms": percentile(samples, 0.5), "p95_ms": percentile(samples, 0.95), "max_ms": max(samples)}
    return {prefix + name: round(value * 1000, 2) for name, value in found.items()}
