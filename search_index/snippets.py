"""Utdrag. Which piece of a text is shown with a hit, and what is marked in it. Parts of text, never HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kansli.search_index import nodes
from kansli.search_index.analysis import Language, Token, analyse, fold, normalise, stem, tokens, words
from kansli.search_index.port import Snippet
from kansli.search_index.schema import fold_number

LENGTH = 240
LEAD = 60
LONGEST_READ = 400_000
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Vad som markeras: sequences of stems, beginnings of words, and numbers in canonical form."""

    sequences: frozenset[tuple[str, ...]]
    prefixes: tuple[str, ...]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """Ett ställe i texten som svarar på `what` i frågan."""

    start: int
    end: int
    what: object


def wanted(leaves: Iterable[nodes.Node], language: Language) -> Wanted:
    """What the leaves of a query look like in a text."""
    sequences: set[tuple[str, ...]] = set()
    prefixes: list[str] = []
    numbers: set[str] = set()
    for leaf in leaves:
        match leaf:
            case nodes.Word():
                sequences.add((stem(leaf.text),))
                sequences.update(tuple(analyse(phrase)) for phrase in language.synonyms_of(leaf.text))
            case nodes.Phrase():
                sequences.add(tuple(stem(word) for word in leaf.words))
            case nodes.Prefix():
                prefixes.append(fold(leaf.text))
            case nodes.Identifier():
                numbers.update(map(fold_number, leaf.canonical))
                if len(words(leaf.text)) > 1:
                    sequences.add(tuple(analyse(leaf.text)))
    return Wanted(frozenset(filter(None, sequences)), tuple(prefixes), frozenset(numbers))


def snippet(text: str, sought: Wanted, language: Language) -> Snippet:
    """The window of the text that answers most of the query; the beginning where nothing in it does."""
    readable = normalise(text)[:LONGEST_READ]
    marks = _marks(readable, sought, language)
    start, end = _window(readable, marks)
    parts: list[tuple[str, bool]] = []
    at = start
    for mark in marks:
        if at <= mark.start and mark.end <= end:
            parts += [(readable[at : mark.start], False), (readable[mark.start : mark.end], True)]
            at = mark.end
    parts.append((readable[at:end], False))
    parts = [(_SPACE.sub(" ", part), marked) for part, marked in parts]
    before = [("… ", False)] if start > 0 else []
    after = [(" …", False)] if end < len(readable.rstrip()) else []
    return tuple(part for part in [*before, *parts, *after] if part[0])


def _marks(text: str, sought: Wanted, language: Language) -> list[Mark]:
    """All places that answer, in order and without overlap; the longer of two that begin together."""
    found = list(tokens(text))
    marks = [mark for at in range(len(found)) for mark in _marks_at(found, at, sought)]
    if sought.numbers:
        marks += [
            Mark(start, end, fold_number(number))
            for start, end, number in language.recognise(text)
            if fold_number(number) in sought.numbers
        ]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _marks_at(found: list[Token], at: int, sought: Wanted) -> list[Mark]:
    first = found[at]
    marks = [Mark(first.start, first.end, prefix) for prefix in sought.prefixes if first.word.startswith(prefix)]
    for sequence in sought.sequences:
        following = found[at : at + len(sequence)]
        if sequence[0] == first.stem and tuple(token.stem for token in following) == sequence:
            marks.append(Mark(first.start, following[-1].end, sequence))
    return marks


def _window(text: str, marks: list[Mark]) -> tuple[int, int]:
    """Where the most different things stand within reach, the first such place; cut between words."""
    best, anchor, last = (0, 0), 0, 0
    for number, mark in enumerate(marks):
        last = max(last, number)
        while last < len(marks) and marks[last].end <= mark.start + LENGTH - LEAD:
            last += 1
        inside = marks[number:last]
        value = (len({one.what for one in inside[:50]}), len(inside))
        if value > best:
            best, anchor = value, mark.start
    start = max(0, min(anchor - LEAD, len(text) - LENGTH))
    return _between_words(text, start, min(len(text), max(start + LENGTH, _end_of(marks, anchor))))


def _end_of(marks: list[Mark], anchor: int) -> int:
    return next((mark.end for mark in marks if mark.start == anchor), 0)


def _between_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the ends so that no word is cut, unless a word is longer than the window."""
    if start > 0 and (space := _SPACE.search(text, start, min(start + LEAD, end))):
        start = space.end()
    if end < len(text):
        cut = max(text.rfind(sign, start + LENGTH // 2, end + 1) for sign in (" ", "\n", "\t"))
        end = cut if cut > 0 else end
    return start, end
