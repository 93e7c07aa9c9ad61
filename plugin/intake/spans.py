"""Ställen. Which characters of a text are taken, and what stands nearest before or after a place, in log time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Something with a span in a text."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character after its last."""


T = TypeVar("T", bound=Placed)


class Covered:
    """The characters of a text that something has claimed; one byte each."""

    def __init__(self, length: int) -> None:
        self._marks = bytearray(length)

    def free(self, start: int, end: int) -> bool:
        """True where nothing between is claimed."""
        return self._marks.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        """Claim a span."""
        self._marks[start:end] = b"\x01" * (end - start)


def last_before(items: Sequence[T], at: int) -> T | None:
    """The last of `items` that ends at `at` or earlier; they are in order and do not overlap."""
    index = bisect_right(items, at, key=lambda item: item.end)
    return items[index - 1] if index else None


def first_after(items: Sequence[T], at: int) -> T | None:
    """The first of `items` that starts at `at` or later; they are in order and do not overlap."""
    index = bisect_left(items, at, key=lambda item: item.start)
    return items[index] if index < len(items) else None
