"""Indexet som tal. One state of the index read as arrays: entries, columns and posting lists.

A segment never changes once written, so what was read of it is kept, within a limit of bytes; only which of its
entries are deleted differs between states. Positions in all arrays are over the whole state, segment after segment.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import index

from kansli.search_index.errors import IndexDamaged, SearchError
from kansli.search_index.port import Ids, Mask

KEPT_BYTES = 64 << 20
COLUMNS = ("kind", "board", "status", "doc_type", "officer")
_NAME = dict(zip(COLUMNS, range(1, 6), strict=True))
_POSITION_BITS = 24


@dataclass(frozen=True, slots=True)
class Postings:
    """Where a term stands: entries in order, how often in each, and all positions one entry after the other."""

    docs: Ids
    counts: Ids
    positions: Ids

    @property
    def nbytes(self) -> int:
        """What it costs to keep."""
        return self.docs.nbytes + self.counts.nbytes + self.positions.nbytes + 200

    def places(self) -> Ids:
        """One sorted number for each occurrence: entry and position in one."""
        return (np.repeat(self.docs, self.counts) << _POSITION_BITS) + self.positions


def doc_of(places: Ids) -> Ids:
    """The entries of the numbers that `places` gives."""
    return places >> _POSITION_BITS


NOWHERE = Postings(*(np.empty(0, np.int64) for _ in range(3)))


@contextmanager
def reading() -> Iterator[None]:
    """Around calls into the engine's files. It tells damage by bare exceptions; a file that is gone is no damage."""
    try:
        yield
    except (FileNotFoundError, index.EmptyIndexError, SearchError):
        raise
    except Exception as error:
        raise IndexDamaged(f"{type(error).__name__}: {error}") from error


class Segment:
    """One immutable part of the index. Everything lazily read is guarded: the file handles have one position."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._kept_bytes = 0
        self.count = int(reader.doc_count_all())
        with reading():
            # The public way takes a file that is gone for an empty column; here that is an error, and tried again.
            raw = reader._perdoc.column_reader("row", reader.schema["row"].column_type)
            rows = json.loads(b"[" + b",".join(raw[number] for number in range(self.count)) + b"]")
        self.unit_ids: Ids = np.array([row[0] for row in rows], np.int64)
        self.columns: Mapping[str, list[str]] = {name: [row[at] for row in rows] for name, at in _NAME.items()}
        self.years: Ids = np.array([row[6] for row in rows], np.int64)
        self.days: Ids = np.array([row[7] for row in rows], np.int64)
        self.lengths: Ids = np.array([row[8] for row in rows], np.int64).reshape(self.count, 3)
        self.hashes: list[str] = [row[9] for row in rows]

    def live(self, reader: Any) -> Mask:
        """Which entries are not deleted, as that reader's state has it."""
        live = np.ones(self.count, np.bool_)
        if reader.has_deletions():
            live[list(reader.segment().deleted_docs())] = False
        return live

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """The terms of a field that begin like this, in order."""
        with self._lock, reading():
            return [term.decode() for term in self._reader.expand_prefix(field, prefix.encode())]

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands; read once and kept while there is room."""
        key = (field, term)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            with reading():
                found = self._read(field, term.encode())
            self._keep(key, found)
            return found

    def _keep(self, key: tuple[str, str], found: Postings) -> None:
        if found.nbytes > KEPT_BYTES // 4:
            return
        self._kept[key] = found
        self._kept_bytes += found.nbytes
        while self._kept_bytes > KEPT_BYTES:
            self._kept_bytes -= self._kept.popitem(last=False)[1].nbytes

    def _read(self, field: str, term: bytes) -> Postings:
        if (field, term) not in self._reader:
            return NOWHERE
        # The terms reader is asked directly: the public way hides deleted entries one by one, we do it with a mask.
        matcher = self._reader._terms.matcher(field, term, self._reader.schema[field].format)
        ids, values = _blocks(matcher)
        counts = np.fromiter((len(value) // 4 for value in values), np.int64, len(values))
        positions = np.frombuffer(b"".join(values), np.uint32).astype(np.int64)
        return Postings(np.array(ids, np.int64), counts, positions)


def _blocks(matcher: Any) -> tuple[list[int], list[bytes]]:
    """All entries and encoded positions of a term, block by block where the posting list has blocks."""
    ids: list[int] = []
    values: list[bytes] = []
    if not hasattr(matcher, "_read_data"):
        while matcher.is_active():
            ids.append(matcher.id())
            values.append(matcher.value())
            matcher.next()
        return ids, values
    while matcher.is_active():
        matcher._read_ids()
        matcher._read_values()
        ids.extend(matcher._ids)
        values.extend(matcher._values)
        matcher._next_block()
    return ids, values


@dataclass(frozen=True, slots=True)
class Codes:
    """A column as numbers: `names[codes[entry]]` is the entry's value."""

    codes: NDArray[np.int64]
    names: list[str]


class Snapshot:
    """One state of the index. Entries are counted over all segments."""

    def __init__(self, segments: Sequence[Segment], live: Sequence[Mask]) -> None:
        self.segments = tuple(segments)
        sizes = [segment.count for segment in segments]
        self.offsets = [sum(sizes[:number]) for number in range(len(sizes))]
        self.count = sum(sizes)
        self.live: Mask = _joined(list(live), np.bool_)
        self.unit_ids: Ids = _joined([segment.unit_ids for segment in segments], np.int64)
        self.years: Ids = _joined([segment.years for segment in segments], np.int64)
        self.days: Ids = _joined([segment.days for segment in segments], np.int64)
        lengths = [segment.lengths for segment in segments]
        self.lengths: Ids = np.concatenate(lengths) if lengths else np.empty((0, 3), np.int64)
        self._codes: dict[str, Codes] = {}
        self._lexicons: dict[str, list[str]] = {}

    @cached_property
    def entries(self) -> int:
        """How many entries are in force."""
        return int(self.live.sum())

    @cached_property
    def surface_words(self) -> list[str]:
        """Every word as it is spelt, folded, deleted entries' included."""
        return [word for word in self.lexicon("words") if not word.isdigit()]

    def lexicon(self, field: str) -> list[str]:
        """All terms of a field, deleted entries' included; read once."""
        if field not in self._lexicons:
            self._lexicons[field] = self.terms(field)
        return self._lexicons[field]

    def contents(self) -> Iterator[tuple[int, str]]:
        """Unit ids and hashes of all entries in force."""
        hashes = [found for segment in self.segments for found in segment.hashes]
        for number in np.flatnonzero(self.live):
            yield int(self.unit_ids[number]), hashes[number]

    def column(self, name: str) -> Codes:
        """A column as numbers."""
        if name not in self._codes:
            known: dict[str, int] = {}
            values = [value for segment in self.segments for value in segment.columns[name]]
            codes = np.fromiter((known.setdefault(value, len(known)) for value in values), np.int64, self.count)
            self._codes[name] = Codes(codes, list(known))
        return self._codes[name]

    def terms(self, field: str, prefix: str = "") -> list[str]:
        """The terms of a field that begin like this, deleted entries' included."""
        return sorted({term for segment in self.segments for term in segment.terms(field, prefix)})

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands, deleted entries included."""
        found = [segment.postings(field, term) for segment in self.segments]
        if len(found) == 1:
            return found[0]
        return Postings(
            _joined([one.docs + at for one, at in zip(found, self.offsets, strict=True)], np.int64),
            _joined([one.counts for one in found], np.int64),
            _joined([one.positions for one in found], np.int64),
        )


def _joined(arrays: list[Any], kind: Any) -> Any:
    return np.concatenate(arrays) if arrays else np.empty(0, kind)
