"""Att fylla i. A memo made by our engine and by docxtpl in the same run, where the two read to the same text."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from kansli.doctemplates.comparison import Pair, PeerMissing, pair
from kansli.plugin.benchmarks.papers import MEMO, MOMENT, memo_values
from kansli.plugin.benchmarks.report import Measured, percentile, spread
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.rendering.catalogues import catalogue_for

GOAL_RATIO = 1.0
_WARM_UP = 5


def measure_filling(profile: Profile, *, count: int) -> Measured:
    """Fill the profile's memo `count` times with each engine, by turns; ours is verified, as always.

    The first filling of a template, which also scans it, is told by itself: the later ones have it in memory.
    """
    label = f"Skapa en tjänsteskrivelse i Word, bredvid docxtpl ({count} gånger var)"
    folder, _, name = str(profile.document_types[MEMO].template).partition("/")
    try:
        made = pair(
            folder,
            name,
            memo_values(1),
            catalogue=catalogue_for(profile, MEMO),
            title="Mätning",
            author="Kansli",
            created=MOMENT,
        )
    except PeerMissing as reason:
        return Measured(name="fill", label=label, goal=_goal(), left_out=str(reason))
    first = _seconds(made.unseen)
    ours, peer = _by_turns(made, count)
    ratio = round(percentile(ours, 0.5) / percentile(peer, 0.5), 2)
    return Measured(
        name="fill",
        label=label,
        figures={
            "ratio": ratio,
            **spread(ours, prefix="kansli_"),
            **spread(peer, prefix="docxtpl_"),
            "kansli_first_ms": round(first * 1000, 2),
        },
        goal=_goal(),
        met=ratio <= GOAL_RATIO,
    )


def _goal() -> str:
    return f"högst {GOAL_RATIO:.1f} × docxtpl".replace(".", ",")


def _by_turns(made: Pair, count: int) -> tuple[list[float], list[float]]:
    """By turns, so that whatever else the machine is doing falls on both."""
    for _ in range(_WARM_UP):
        made.ours()
        made.peer()
    rounds = [(_seconds(made.ours), _seconds(made.peer)) for _ in range(count)]
    return [ours for ours, _ in rounds], [peer for _, peer in rounds]


def _seconds(make: Callable[[], bytes]) -> float:
    started = perf_counter()
    make()
    return perf_counter() - started
