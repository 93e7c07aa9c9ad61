"""Menade du. A word near the one that found nothing, taken only from what the user may see."""

from __future__ import annotations

from kansli.search_index import nodes
from kansli.search_index.analysis import fold
from kansli.search_index.evaluate import Evaluation
from kansli.search_index.port import Parsed
from kansli.search_index.query import positive_leaves

MOST = 3
_SHORTEST = 4


def suggest(evaluation: Evaluation, parsed: Parsed) -> list[str]:
    """The query with each word that found nothing replaced by one that exists; at most three, the nearest first."""
    missing = [
        leaf
        for leaf in positive_leaves(parsed.root)
        if isinstance(leaf, nodes.Word) and len(leaf.text) >= _SHORTEST and not evaluation.leaf(leaf)[0].any()
    ]
    near = {leaf: near_words(evaluation, fold(leaf.text)) for leaf in missing}
    if not missing or not all(near.values()):
        return []
    best = {leaf: found[0] for leaf, found in near.items()}
    variants = [best, *({**best, missing[0]: word} for word in near[missing[0]][1:MOST])]
    return [_replaced(parsed.query, variant) for variant in variants]


def near_words(evaluation: Evaluation, word: str) -> list[str]:
    """Words that the user may see within one or two letters of this, nearest and commonest first."""
    most = 1 if len(word) <= 5 else 2
    letters = set(word)
    found = []
    for term in evaluation.view.snapshot.surface_words:
        if abs(len(term) - len(word)) > most or len(letters.symmetric_difference(term)) > 2 * most:
            continue
        away = distance(word, term, most=most)
        if away <= most and (entries := evaluation.count_of(term)):
            found.append((away, -entries, term))
    return [term for _, _, term in sorted(found)]


def distance(one: str, other: str, *, most: int) -> int:
    """How many letters differ: changed, missing, added, or two beside each other swapped. `most` + 1 for more."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for column, against in enumerate(other, start=1):
            cost = min(above[column] + 1, here[column - 1] + 1, above[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        if min(here) > most:
            return most + 1
        before, above = above, here
    return above[-1]


def _replaced(query: str, words: dict[nodes.Word, str]) -> str:
    for leaf in sorted(words, key=lambda leaf: -leaf.start):
        query = query[: leaf.start] + words[leaf] + query[leaf.end :]
    return query
