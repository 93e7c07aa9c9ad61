"""Det som får ses. The entries that one request may count, find and score, and the versions they stand in.

Nothing outside the view is counted anywhere: not in totals and facets, not in how rare a word is, not in average
lengths. An entry that is not allowed therefore changes no figure of a page.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kansli.search_index.port import Ids, Mask, SearchRequest, Versions
from kansli.search_index.segments import Snapshot

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """A request's part of a snapshot.

    `population` is what is allowed and stands in a wanted version; `within` is that part of it which the request's
    limits leave. A key is a version of a group: `pair_docs` and `pair_keys` say which entries stand in which.
    """

    snapshot: Snapshot
    population: Mask
    within: Mask
    size: int
    average_lengths: Scores
    pair_docs: Ids
    pair_keys: Ids
    key_groups: Ids
    key_versions: Ids


def view_of(snapshot: Snapshot, request: SearchRequest, versions: Versions) -> View:
    """What of a snapshot this request may see."""
    directory = request.directory
    visible = np.flatnonzero(snapshot.live & directory.allowed(snapshot.unit_ids)).astype(np.int64)
    places = directory.versions(snapshot.unit_ids[visible], versions)
    docs = visible[places.rows]
    population = np.zeros(snapshot.count, np.bool_)
    population[docs] = True
    within = population & _limits(snapshot, request)
    kept = within[docs]
    docs, versions_held = docs[kept], places.versions[kept]
    groups = directory.group(snapshot.unit_ids[docs])
    order = np.lexsort((versions_held, groups))
    docs, groups, versions_held = docs[order], groups[order], versions_held[order]
    first = np.ones(len(docs), np.bool_)
    first[1:] = (groups[1:] != groups[:-1]) | (versions_held[1:] != versions_held[:-1])
    size = int(population.sum())
    return View(
        snapshot=snapshot,
        population=population,
        within=within,
        size=size,
        average_lengths=snapshot.lengths[population].sum(axis=0) / max(size, 1),
        pair_docs=docs,
        pair_keys=np.cumsum(first) - 1,
        key_groups=groups[first],
        key_versions=versions_held[first],
    )


def _limits(snapshot: Snapshot, request: SearchRequest) -> Mask:
    """The request's own limits, each a set of values of which an entry must have one."""
    mask = np.ones(snapshot.count, np.bool_)
    for name, wanted in (("board", request.boards), ("kind", request.kinds), ("status", request.statuses)):
        if wanted:
            column = snapshot.column(name)
            good = np.array([value in wanted for value in column.names], np.bool_)
            mask &= good[column.codes] if len(good) else False
    if request.years:
        mask &= np.isin(snapshot.years, list(request.years))
    return mask
