"""Sökmotorn. The search port over a Whoosh index in a folder: writes what the outbox says, answers requests.

Whoosh keeps the terms; what is found, counted and scored is worked out over its posting lists in `evaluate`, with the
rights of the request laid over everything before anything is counted.
"""

from __future__ import annotations

import pickle
import shutil
import struct
import threading
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.reading import SegmentReader

from kansli.search_index.analysis import Language
from kansli.search_index.errors import DuplicateUnit, IndexDamaged, IndexNotWritten
from kansli.search_index.evaluate import Answer, Evaluation
from kansli.search_index.generations import Generations, write_manifest
from kansli.search_index.interpret import interpret
from kansli.search_index.nodes import Node
from kansli.search_index.port import Change, Health, Hit, Parsed, SearchPage, SearchRequest, Unit
from kansli.search_index.query import parse, positive_leaves, relax
from kansli.search_index.ranking import Ranked, facets, rank
from kansli.search_index.schema import SCHEMA, LeanCodec, entry
from kansli.search_index.segments import Segment, Snapshot, reading
from kansli.search_index.snippets import snippet, wanted
from kansli.search_index.suggest import suggest
from kansli.search_index.view import View, view_of

WRITER_MEGABYTES = 64
OPENING_TRIES = 6


@dataclass(frozen=True, slots=True)
class _Open:
    """A state of the index that is open, and what tells it from the next."""

    path: Path
    generation: int
    segments: dict[str, Segment]
    snapshot: Snapshot


class SearchEngine:
    """Sökmotor över en mapp. Any number of processes may search it; one at a time may write."""

    def __init__(self, root: Path, *, language: Language | None = None) -> None:
        self.language = language or Language()
        self._generations = Generations(root, self.language.version())
        self._opening = threading.Lock()
        self._open: _Open | None = None

    # Writing ---------------------------------------------------------------------------------------------------------

    def apply(self, changes: Sequence[Change]) -> int:
        """Put and delete units; the last change of a unit counts. Raises IndexBusy, or IndexOutdated with its kin."""
        with self._generations.writing():
            path, manifest = self._generations.current()
            if not changes:
                return manifest.seq
            last = {change.unit_id: change for change in sorted(changes, key=lambda change: change.seq)}
            seq = max(change.seq for change in changes)
            with _writing():
                entries = self._write(path, last.values())
                write_manifest(path, self._generations.manifest(seq=seq, entries=entries))
            return seq

    def rebuild(self, units: Iterable[Unit], upto_seq: int) -> None:
        """Build a new generation and put it in force; where building fails, the old one stays."""
        with self._generations.writing(), _writing():
            path = self._generations.begin()
            try:
                entries = self._build(path, units)
            except BaseException:
                shutil.rmtree(path)
                raise
            self._generations.publish(path, self._generations.manifest(seq=upto_seq, entries=entries))

    def _build(self, path: Path, units: Iterable[Unit]) -> int:
        """Write all units; each id once."""
        writer = _writer_of(index.create_in(str(path), SCHEMA))
        seen: set[int] = set()
        try:
            for unit in units:
                if unit.id in seen:
                    raise DuplicateUnit(unit.id)
                seen.add(unit.id)
                writer.add_document(**entry(unit, self.language))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        return len(seen)

    def _write(self, path: Path, changes: Collection[Change]) -> int:
        """One commit with all changes; returns how many entries the index then has."""
        target = index.open_dir(str(path), schema=SCHEMA)
        writer = _writer_of(target)
        try:
            with writer.reader() as reader:
                doomed = [doc for change in changes for doc in _docs_of(reader, change.unit_id)]
            for doc in doomed:
                writer.delete_document(doc)
            for change in changes:
                if change.op == "put" and change.unit is not None:
                    writer.add_document(**entry(change.unit, self.language))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        return int(target.doc_count())

    # Reading ---------------------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchPage:
        """Answer a request. `offset` counts from 0; `limit` is at least 0."""
        if request.offset < 0 or request.limit < 0:
            raise ValueError("offset and limit count from 0")
        started = time.perf_counter()
        parsed = parse(request.text, self.language)
        snapshot = self._snapshot()
        view = view_of(snapshot, request, parsed.versions or request.versions)
        return self._page(request, parsed, view, started)

    def explain(self, text: str) -> Parsed:
        """How a query would be understood."""
        return parse(text, self.language)

    def health(self) -> Health:
        """Generation, entries, seq and size. Raises IndexMissing, IndexDamaged or IndexOutdated."""
        path, manifest = self._generations.current()
        size = sum(file.stat().st_size for file in path.iterdir() if file.is_file())
        return Health(self._generations.number_of(path), self._snapshot().entries, manifest.seq, size)

    def contents(self) -> Iterator[tuple[int, str]]:
        """Every unit id in the index with the hash of what was indexed, see `schema.unit_hash`."""
        return self._snapshot().contents()

    def _page(self, request: SearchRequest, parsed: Parsed, view: View, started: float) -> SearchPage:
        evaluation = Evaluation(view, self.language)
        ranked, relaxed = self._find(evaluation, parsed.root, by_date=request.sort == "date")
        interpreted = parsed.interpreted
        if relaxed is not None:
            interpreted = interpret(relaxed, parsed.versions, parsed.notes, relaxed=True)
        return SearchPage(
            query=request.text,
            interpreted=interpreted,
            total=len(ranked.docs),
            took_ms=round((time.perf_counter() - started) * 1000, 3),
            suggestions=() if len(ranked.docs) else self._suggestions(evaluation, parsed),
            hits=self._hits(request, parsed, view, ranked),
            facets=facets(view, ranked, request.facets),
        )

    def _find(self, evaluation: Evaluation, root: Node, *, by_date: bool) -> tuple[Ranked, Node | None]:
        """All of the words; where nothing has them all, any of them, and the query that then was asked."""
        ranked = rank(evaluation.view, evaluation.answer(root), by_date=by_date)
        looser = None if len(ranked.docs) else relax(root)
        if looser is None:
            return ranked, None
        answer: Answer = evaluation.answer(looser)
        ranked = rank(evaluation.view, answer, by_date=by_date)
        return ranked, looser if len(ranked.docs) else None

    def _suggestions(self, evaluation: Evaluation, parsed: Parsed) -> tuple[str, ...]:
        """Only such as would find something."""
        found = suggest(evaluation, parsed)
        good = (text for text in found if evaluation.answer(parse(text, self.language).root).keys.any())
        return tuple(dict.fromkeys(good))

    def _hits(self, request: SearchRequest, parsed: Parsed, view: View, ranked: Ranked) -> tuple[Hit, ...]:
        sought = wanted(positive_leaves(parsed.root), self.language)
        kinds = view.snapshot.column("kind")
        hits = []
        for place in range(len(ranked.docs))[request.offset : request.offset + request.limit]:
            doc = int(ranked.docs[place])
            unit_id, version = int(view.snapshot.unit_ids[doc]), int(ranked.versions[place])
            heading, text = request.directory.text(unit_id, version)
            hits.append(
                Hit(
                    unit_id=unit_id,
                    group=int(ranked.groups[place]),
                    version=version,
                    kind=kinds.names[kinds.codes[doc]],
                    score=float(ranked.scores[place]),
                    heading=heading,
                    snippet=snippet(text, sought, self.language),
                    versions=request.directory.ranges(unit_id),
                )
            )
        return tuple(hits)

    def _snapshot(self) -> Snapshot:
        """The present state, opened anew when it has changed; never refreshed under those who read it."""
        with self._opening:
            for attempt in range(1, OPENING_TRIES + 1):
                try:
                    self._open = self._opened(self._open)
                    return self._open.snapshot
                except (FileNotFoundError, index.EmptyIndexError) as error:
                    # A writer removes files that it has replaced; the next try meets the files that took their place.
                    if attempt == OPENING_TRIES:
                        raise IndexDamaged(f"{type(error).__name__}: {error}") from error
                    time.sleep(0.02 * attempt)
        raise AssertionError("unreachable")

    def _opened(self, before: _Open | None) -> _Open:
        path, _ = self._generations.current()
        with reading():
            return self._opened_in(path, before)

    def _opened_in(self, path: Path, before: _Open | None) -> _Open:
        source = index.open_dir(str(path), schema=SCHEMA)
        generation = int(source.latest_generation())
        if before is not None and (before.path, before.generation) == (path, generation):
            return before
        known = before.segments if before is not None and before.path == path else {}
        leaves = [leaf for leaf, _ in source.reader().leaf_readers() if isinstance(leaf, SegmentReader)]
        segments = {str(leaf.segment().segment_id()): leaf for leaf in leaves}
        opened = {name: known.get(name) or Segment(leaf) for name, leaf in segments.items()}
        live = [opened[name].live(leaf) for name, leaf in segments.items()]
        return _Open(path, generation, opened, Snapshot(list(opened.values()), live))


@contextmanager
def _writing() -> Iterator[None]:
    """A file that cannot be understood is damage; one that cannot be written is the disk."""
    try:
        yield
    except (EOFError, struct.error, zlib.error, pickle.UnpicklingError) as error:
        raise IndexDamaged(f"{type(error).__name__}: {error}") from error
    except OSError as error:
        raise IndexNotWritten(str(error)) from error


def _writer_of(target: Any) -> Any:
    """Separate files instead of one compound file, which every reader would copy into its memory."""
    return target.writer(compound=False, limitmb=WRITER_MEGABYTES, codec=LeanCodec())


def _docs_of(reader: Any, unit_id: int) -> list[int]:
    """The entries of a unit; normally one."""
    term = str(unit_id)
    if ("id", term) not in reader:
        return []
    return list(reader.postings("id", term).all_ids())
