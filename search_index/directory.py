"""Enhetsregistret som tal. What the database knows about units, as plain columns that a caller fills.

A unit without a place of its own (the title of a document, a case) stands in every version of its group; a group
without versions counts as one version that is always in force. A unit is allowed only if it is marked so and at least
one of the versions that hold it may be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kansli.search_index.port import Ids, Mask, Places, Versions

Days = NDArray[np.datetime64]
TextSource = Callable[[int, int], tuple[str, str]]


def _no_ids() -> Ids:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class VersionTable:
    """Versioner: one row a version that the user may see. `numbers` rise with time within a group.

    `valid_from` and `valid_to` are days (`datetime64[D]`, both included); NaT for none. A version with a `valid_from`
    was adopted.
    """

    ids: Ids = field(default_factory=_no_ids)
    groups: Ids = field(default_factory=_no_ids)
    numbers: Ids = field(default_factory=_no_ids)
    valid_from: Days = field(default_factory=lambda: np.empty(0, "datetime64[D]"))
    valid_to: Days = field(default_factory=lambda: np.empty(0, "datetime64[D]"))


class MaskDirectory:
    """A directory out of arrays. `place_units` and `place_versions` are pairs: this unit stands in that version.

    `text` gives heading and text of a unit in a version (the version's id, or 0 where the group has none); it is asked
    only for the hits of one page. Places in versions that are not in the table do not exist for this user.
    """

    def __init__(
        self,
        *,
        unit_ids: Ids,
        groups: Ids,
        allowed: Mask,
        text: TextSource,
        versions: VersionTable | None = None,
        place_units: Ids | None = None,
        place_versions: Ids | None = None,
        today: date | None = None,
    ) -> None:
        order = np.argsort(unit_ids, kind="stable")
        self._ids = np.asarray(unit_ids, np.int64)[order]
        self._groups = np.asarray(groups, np.int64)[order]
        self._marked = np.asarray(allowed, np.bool_)[order]
        self._versions = _sorted_by_id(versions or VersionTable())
        self._text = text
        self._today = np.datetime64(today or date.today(), "D")  # noqa: DTZ011 - callers hand in the day; this is a default
        self._place_rows, self._place_versions, self._held = self._places(
            _no_ids() if place_units is None else np.asarray(place_units, np.int64),
            _no_ids() if place_versions is None else np.asarray(place_versions, np.int64),
        )
        self._rows_wanted = lru_cache(maxsize=16)(self._wanted)

    def _places(self, units: Ids, versions: Ids) -> tuple[Ids, Ids, Mask]:
        """Pairs of (row of a unit, row of a version or -1), and which units stand anywhere that may be seen."""
        rows, known = _positions(self._ids, units)
        placed = np.zeros(len(self._ids), np.bool_)
        placed[rows[known]] = True
        version_rows, visible = _positions(self._versions.ids, versions)
        good = known & visible
        good[good] = self._versions.groups[version_rows[good]] == self._groups[rows[good]]
        own = rows[good], version_rows[good]
        everywhere = np.flatnonzero(~placed)
        joined = _join(self._groups[everywhere], self._versions.groups)
        single = everywhere[~np.isin(self._groups[everywhere], self._versions.groups)]
        pair_rows = np.concatenate([own[0], everywhere[joined[0]], single])
        pair_versions = np.concatenate([own[1], joined[1], np.full(len(single), -1, np.int64)])
        held = np.zeros(len(self._ids), np.bool_)
        held[pair_rows] = True
        return pair_rows, pair_versions, held

    def allowed(self, unit_ids: Ids) -> Mask:
        """Known, marked as allowed, and standing in a version that may be seen."""
        rows, known = _positions(self._ids, unit_ids)
        known[known] = (self._marked & self._held)[rows[known]]
        return known

    def group(self, unit_ids: Ids) -> Ids:
        """The group of each unit; -1 for one that is not known."""
        rows, known = _positions(self._ids, unit_ids)
        groups = np.full(len(rows), -1, np.int64)
        groups[known] = self._groups[rows[known]]
        return groups

    def versions(self, unit_ids: Ids, which: Versions) -> Places:
        """Pairs of (index into `unit_ids`, version id); 0 for the one version of a group that has none."""
        wanted = self._rows_wanted(which)
        asked, known = _positions(self._ids, unit_ids)
        at = np.full(len(self._ids), -1, np.int64)
        at[asked[known]] = np.flatnonzero(known)
        kept = wanted & (at[self._place_rows] >= 0)
        version_rows = self._place_versions[kept]
        ids = np.zeros(len(version_rows), np.int64)
        real = version_rows >= 0
        ids[real] = self._versions.ids[version_rows[real]]
        return Places(at[self._place_rows[kept]], ids)

    def _wanted(self, which: Versions) -> Mask:
        """Which pairs are in a wanted version."""
        in_version = self._versions_wanted(which)
        unversioned = self._place_versions < 0
        wanted = unversioned & (not isinstance(which, date))
        wanted[~unversioned] = in_version[self._place_versions[~unversioned]]
        return np.asarray(wanted, np.bool_)

    def _versions_wanted(self, which: Versions) -> Mask:
        table = self._versions
        if which == "all":
            return np.ones(len(table.ids), np.bool_)
        if which == "latest":
            return _newest(table, np.ones(len(table.ids), np.bool_))
        day = np.datetime64(which, "D") if isinstance(which, date) else self._today
        adopted = ~np.isnat(table.valid_from)
        in_force = adopted & (table.valid_from <= day) & (np.isnat(table.valid_to) | (table.valid_to >= day))
        wanted = _newest(table, in_force)
        if which == "current":
            never_adopted = ~np.isin(table.groups, table.groups[adopted])
            wanted |= _newest(table, never_adopted)
        return wanted

    def ranges(self, unit_id: int) -> str:
        """`2–4, borttagen i 5`, counted over the versions that may be seen; empty where the group has none."""
        rows, known = _positions(self._ids, np.array([unit_id], np.int64))
        if not known[0]:
            return ""
        table = self._versions
        held = {int(row) for row in self._place_versions[self._place_rows == rows[0]] if row >= 0}
        of_group = np.flatnonzero(table.groups == self._groups[rows[0]])
        ordered = of_group[np.argsort(table.numbers[of_group], kind="stable")]
        return version_ranges([(int(table.numbers[row]), int(row) in held) for row in ordered])

    def text(self, unit_id: int, version: int) -> tuple[str, str]:
        """Heading and text from the caller's source."""
        return self._text(unit_id, version)


def version_ranges(versions: list[tuple[int, bool]]) -> str:
    """Read (number, holds it) in order as `1, 3–4, borttagen i 5`; each removal names the version it happened in."""
    parts: list[str] = []
    start = previous = None
    for number, holds in [*versions, (None, False)]:
        if holds:
            start = number if start is None else start
            previous = number
        elif start is not None:
            span = f"{start}" if start == previous else f"{start}–{previous}"
            parts.append(span if number is None else f"{span}, borttagen i {number}")
            start = None
    return ", ".join(parts)


def _positions(known: Ids, asked: Ids) -> tuple[Ids, Mask]:
    """Where each id stands among sorted ids, and whether it does."""
    if not len(known):
        return np.zeros(len(asked), np.int64), np.zeros(len(asked), np.bool_)
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1).astype(np.int64)
    return at, np.asarray(known[at] == asked, np.bool_)


def _join(left: Ids, right: Ids) -> tuple[Ids, Ids]:
    """All pairs of indexes where a value on the left equals one on the right."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], left, "left")
    counts = np.searchsorted(right[order], left, "right") - first
    rows = np.repeat(np.arange(len(left)), counts)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows.astype(np.int64), order[np.repeat(first, counts) + within].astype(np.int64)


def _newest(table: VersionTable, among: Mask) -> Mask:
    """The version with the highest number of each group, among these."""
    rows = np.flatnonzero(among)
    order = rows[np.lexsort((table.numbers[rows], table.groups[rows]))]
    last = np.ones(len(order), np.bool_)
    last[:-1] = table.groups[order][1:] != table.groups[order][:-1]
    newest = np.zeros(len(among), np.bool_)
    newest[order[last]] = True
    return newest


def _sorted_by_id(table: VersionTable) -> VersionTable:
    order = np.argsort(table.ids, kind="stable")
    return replace(
        table,
        ids=table.ids[order],
        groups=table.groups[order],
        numbers=table.numbers[order],
        valid_from=table.valid_from[order],
        valid_to=table.valid_to[order],
    )
