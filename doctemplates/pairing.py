"""Stycken i par. Which paragraph became which: the same, changed, new, gone, or moved."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kansli.doctemplates.alignment import align, longest_rising

StepOp = Literal["equal", "replace", "insert", "delete", "move"]
# Two paragraphs that share more than this part of their words are versions of one another.
_ALIKE = 0.45
_MOVED_ALIKE = 0.8
# A moved paragraph says something of its own; "Bilaga" or "Nej" that stands elsewhere has not moved.
_MOVED_WORDS = 3
_SKETCH = 64
_SMALL = 400
_COMMON = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Item:
    """Post. What is aligned: only items of the same `kind` can be versions of one another."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """Steg. `old` and `new` are indexes, None where the side has none; a moved item keeps both."""

    op: StepOp
    old: int | None
    new: int | None


def pair_up(old: Sequence[Item], new: Sequence[Item], *, lone_pairs: bool = False, moves: bool = True) -> list[Step]:
    """Para ihop. The steps from old to new in the new order, deletions where they stood.

    Equal items are aligned first; in the gaps those that share most words are paired in order. A gap with one item of
    a kind on each side is a pair in any case with `lone_pairs`; without `moves` a moved item is told as gone and new.
    The work follows the number of words.
    """
    before, after = [_Known(item) for item in old], [_Known(item) for item in new]
    steps: list[Step] = []
    for span in align(old, new):
        ours = range(span.old_start, span.old_end)
        theirs = range(span.new_start, span.new_end)
        if span.equal:
            steps += [Step("equal", i, j) for i, j in zip(ours, theirs, strict=True)]
            continue
        pairs = _in_gap(before, after, ours, theirs)
        if not pairs and lone_pairs and len(ours) == len(theirs) == 1 and _same_kind(before, after, ours[0], theirs[0]):
            pairs = [(ours[0], theirs[0])]
        steps += _gap_steps(before, after, ours, theirs, pairs)
    return _with_moves(steps, before, after) if moves else steps


class _Known:
    """An item and its words: at most so many, always the same ones, so that two items are compared in constant time."""

    __slots__ = ("count", "item", "words")

    def __init__(self, item: Item) -> None:
        self.item = item
        found = set(_WORD.findall(item.text))
        self.count = len(found)
        self.words = found if len(found) <= _SKETCH else frozenset(sorted(found, key=_spread)[:_SKETCH])


def _spread(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "replace"))


def _alike(one: _Known, other: _Known) -> float:
    """The part of their words that two items share (Dice), by the sketches of long ones."""
    if one.item.kind != other.item.kind or not one.words or not other.words:
        return 0.0
    return 2 * len(one.words & other.words) / (len(one.words) + len(other.words))


def _same_kind(before: list[_Known], after: list[_Known], i: int, j: int) -> bool:
    return before[i].item.kind == after[j].item.kind


def _in_gap(before: list[_Known], after: list[_Known], ours: range, theirs: range) -> list[tuple[int, int]]:
    if not ours or not theirs:
        return []
    if len(ours) * len(theirs) <= _SMALL:
        return _best_in_order(before, after, ours, theirs)
    found = longest_rising(_likely(before, after, ours, theirs, _ALIKE))
    pairs: list[tuple[int, int]] = []
    i, j = ours.start, theirs.start
    for at_i, at_j in [*found, (ours.stop, theirs.stop)]:
        left, right = range(i, at_i), range(j, at_j)
        if left and right and len(left) * len(right) <= _SMALL:
            pairs += _best_in_order(before, after, left, right)
        if (at_i, at_j) != (ours.stop, theirs.stop):
            pairs.append((at_i, at_j))
        i, j = at_i + 1, at_j + 1
    return pairs


def _best_in_order(before: list[_Known], after: list[_Known], ours: range, theirs: range) -> list[tuple[int, int]]:
    """The pairs, in order on both sides, that share most in all."""
    n, m = len(ours), len(theirs)
    alike = [[_alike(before[i], after[j]) for j in theirs] for i in ours]
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            paired = best[i + 1][j + 1] + alike[i][j] if alike[i][j] > _ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs, i, j = [], 0, 0
    while i < n and j < m:
        if alike[i][j] > _ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((ours[i], theirs[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likely(
    before: list[_Known], after: list[_Known], ours: Sequence[int], theirs: Sequence[int], least: float
) -> list[tuple[int, int]]:
    """One partner at most for each, found through the words that few others have; rising in the old index."""
    having: dict[str, list[int]] = defaultdict(list)
    for j in theirs:
        for word in after[j].words:
            having[word].append(j)
    taken: set[int] = set()
    pairs = []
    for i in ours:
        votes = Counter(
            j for word in sorted(before[i].words) if len(having.get(word, ())) <= _COMMON for j in having.get(word, ())
        )
        near = sorted((-_alike(before[i], after[j]), abs(i - j), j) for j, _ in votes.most_common(_COMMON))
        chosen = next((j for score, _, j in near if -score > least and j not in taken), None)
        if chosen is not None:
            taken.add(chosen)
            pairs.append((i, chosen))
    return pairs


def _gap_steps(
    before: list[_Known], after: list[_Known], ours: range, theirs: range, pairs: list[tuple[int, int]]
) -> Iterator[Step]:
    """What went comes first, but what only continues the kind before it (another row) comes before what follows."""
    i, j = ours.start, theirs.start
    for at_i, at_j in [*pairs, (ours.stop, theirs.stop)]:
        gone = [Step("delete", index, None) for index in range(i, at_i)]
        come = [Step("insert", None, index) for index in range(j, at_j)]
        continues = i > 0 and gone and come and after[j].item.kind == before[i - 1].item.kind != before[i].item.kind
        yield from [*come, *gone] if continues else [*gone, *come]
        if at_i < ours.stop and at_j < theirs.stop:
            yield Step("replace", at_i, at_j)
        i, j = at_i + 1, at_j + 1


def _with_moves(steps: list[Step], before: list[_Known], after: list[_Known]) -> list[Step]:
    """An item that went in one place and came in another, told where it came."""
    gone = [step.old for step in steps if step.op == "delete" and step.old is not None]
    come = [step.new for step in steps if step.op == "insert" and step.new is not None]
    gone = [i for i in gone if before[i].count >= _MOVED_WORDS]
    come = [j for j in come if after[j].count >= _MOVED_WORDS]
    if not gone or not come:
        return steps
    partners = dict(_same(gone, come, lambda i: before[i].item, lambda j: after[j].item))
    taken = set(partners.values())
    left = [i for i in gone if i not in partners]
    partners.update(_likely(before, after, left, [j for j in come if j not in taken], _MOVED_ALIKE))
    origin = {new: old for old, new in partners.items()}
    told = []
    for step in steps:
        if step.op == "insert" and step.new in origin:
            told.append(Step("move", origin[step.new], step.new))
        elif not (step.op == "delete" and step.old in partners):
            told.append(step)
    return told


def _same(
    gone: list[int], come: list[int], ours: Callable[[int], Item], theirs: Callable[[int], Item]
) -> Iterator[tuple[int, int]]:
    waiting: dict[Item, list[int]] = defaultdict(list)
    for j in reversed(come):
        waiting[theirs(j)].append(j)
    for i in gone:
        if waiting.get(ours(i)):
            yield i, waiting[ours(i)].pop()
