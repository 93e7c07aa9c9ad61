"""Ordning. Which entry stands for a group, in what order groups are shown, and how many have which value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kansli.search_index.evaluate import Answer
from kansli.search_index.port import FACETS, Ids
from kansli.search_index.view import Scores, View

TOGETHER = 0.5
"""What the best single entry adds to a group, so that words in one section weigh more than words far apart."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Groups in order, one position each: the entry and the version that stand for it, and its score."""

    docs: Ids
    versions: Ids
    groups: Ids
    scores: Scores


def rank(view: View, answer: Answer, *, by_date: bool) -> Ranked:
    """One entry for each group that answers; equal groups are ordered by date and then by unit id."""
    hit = answer.keys[view.pair_keys]
    docs, keys = view.pair_docs[hit], view.pair_keys[hit]
    own = np.round(answer.doc_scores[docs], 9)
    unit_ids = view.snapshot.unit_ids[docs]
    order = np.lexsort((unit_ids, -view.key_versions[keys], -own, view.key_groups[keys]))
    docs, keys, own = docs[order], keys[order], own[order]
    groups = view.key_groups[keys]
    first = np.ones(len(groups), np.bool_)
    first[1:] = groups[1:] != groups[:-1]
    starts = np.flatnonzero(first)
    best_key = np.maximum.reduceat(answer.key_scores[keys], starts) if len(starts) else np.empty(0)
    scores = np.round(best_key + TOGETHER * own[starts], 6)
    chosen = docs[starts]
    days, ids = view.snapshot.days[chosen], view.snapshot.unit_ids[chosen]
    shown = np.lexsort((ids, -scores, -days) if by_date else (ids, -days, -scores))
    return Ranked(chosen[shown], view.key_versions[keys[starts]][shown], groups[starts][shown], scores[shown])


def facets(view: View, ranked: Ranked, names: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many of the groups have each value, the commonest first; entries without a value are not counted."""
    return {name: _counts(view, ranked, name) for name in names if name in FACETS}


def _counts(view: View, ranked: Ranked, name: str) -> dict[str, int]:
    if name == "year":
        years, counts = np.unique(view.snapshot.years[ranked.docs], return_counts=True)
        found = {str(year): int(count) for year, count in zip(years, counts, strict=True) if year >= 0}
    else:
        column = view.snapshot.column(name)
        codes, counts = np.unique(column.codes[ranked.docs], return_counts=True)
        found = {column.names[code]: int(count) for code, count in zip(codes, counts, strict=True)}
        found.pop("", None)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
