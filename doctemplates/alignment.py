"""Inpassning. Which elements of two sequences are the same, in the same order, at a cost that follows their length."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

# A gap of this many elements in all is always compared exactly; a larger one only as far as its size pays for.
_EXACT = 128
_EFFORT = 1.5
_DEEPEST = 24


class Span(NamedTuple):
    """Sträcka. `old[old_start:old_end]` against `new[new_start:new_end]`: the same elements, or a change."""

    equal: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def align(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Span]:
    """Passa in. Equal and changed spans in turn, covering both sequences; no two of a kind stand together.

    Elements that occur once on both sides are anchors (patience diff); what lies between them is compared by Myers'
    greedy algorithm (An O(ND) Difference Algorithm, 1986), which is broken off where the sides have too little in
    common to be worth it. The work is therefore bounded by a constant times the length, whatever the input.
    """
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(element, len(numbers)) for element in old]
    b = [numbers.setdefault(element, len(numbers)) for element in new]
    pairs = list(_pairs(a, b, 0, len(a), 0, len(b), 0))
    return list(_spans(pairs, len(a), len(b)))


def _spans(pairs: list[tuple[int, int, int]], old_length: int, new_length: int) -> Iterator[Span]:
    i = j = 0
    start_i = start_j = 0
    for at_i, at_j, length in [*pairs, (old_length, new_length, 0)]:
        if (at_i, at_j) != (i, j):
            if i > start_i:
                yield Span(True, start_i, i, start_j, j)
            yield Span(False, i, at_i, j, at_j)
            start_i, start_j = at_i, at_j
        i, j = at_i + length, at_j + length
    if i > start_i:
        yield Span(True, start_i, i, start_j, j)


def _pairs(
    a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int, depth: int
) -> Iterator[tuple[int, int, int]]:
    """Runs of equal elements within two ranges, in order: where in `a`, where in `b`, how many."""
    start_a, start_b = a0, b0
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        a0, b0 = a0 + 1, b0 + 1
    if a0 > start_a:
        yield start_a, start_b, a0 - start_a
    tail = 0
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1, b1, tail = a1 - 1, b1 - 1, tail + 1
    if a0 < a1 and b0 < b1:
        anchors = _anchors(a, b, a0, a1, b0, b1) if depth < _DEEPEST else []
        if anchors:
            for at_a, at_b in anchors:
                yield from _pairs(a, b, a0, at_a, b0, at_b, depth + 1)
                yield at_a, at_b, 1
                a0, b0 = at_a + 1, at_b + 1
            yield from _pairs(a, b, a0, a1, b0, b1, depth + 1)
        else:
            yield from _greedy(a, b, a0, a1, b0, b1)
    if tail:
        yield a1, b1, tail


def _anchors(a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int]]:
    """The longest rising run of elements that stand exactly once in each range."""
    in_a, in_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    where = {b[j]: j for j in range(b0, b1) if in_b[b[j]] == 1}
    common = [(i, where[a[i]]) for i in range(a0, a1) if in_a[a[i]] == 1 and a[i] in where]
    return longest_rising(common)


def longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Längsta stigande. Of pairs in rising first place, the most that also rise in the second (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        before.append(at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(second)
            at.append(index)
        else:
            tops[pile], at[pile] = second, index
    chosen = []
    index = at[-1] if at else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _greedy(a: list[int], b: list[int], a0: int, a1: int, b0: int, b1: int) -> Iterator[tuple[int, int, int]]:
    n, m = a1 - a0, b1 - b0
    size = n + m
    limit = size if size <= _EXACT else max(_EXACT, int(_EFFORT * size**0.5))
    trace: list[dict[int, int]] = []
    reach = {1: 0}
    for d in range(limit + 1):
        trace.append(dict(reach))
        for k in range(-d, d + 1, 2):
            down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
            x = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < n and y < m and a[a0 + x] == b[b0 + y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= n and y >= m:
                yield from _walk_back(trace, n, m, a0, b0)
                return


def _walk_back(trace: list[dict[int, int]], x: int, y: int, a0: int, b0: int) -> list[tuple[int, int, int]]:
    found = []
    for d in range(len(trace) - 1, -1, -1):
        reach, k = trace[d], x - y
        down = k == -d or (k != d and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        from_x = reach[before]
        from_y = from_x - before
        snake = min(x - from_x, y - from_y) if d else min(x, y)
        if d:
            snake = x - from_x if down else x - from_x - 1
        if snake:
            found.append((a0 + x - snake, b0 + y - snake, snake))
        x, y = from_x, from_y
    return found[::-1]
