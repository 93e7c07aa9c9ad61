"""What is acknowledged stays, whatever happens to the process; a reader never meets half an index."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kansli.search_index.analysis import Language
from kansli.search_index.directory import MaskDirectory
from kansli.search_index.engine import SearchEngine
from kansli.search_index.errors import (
    DuplicateUnit,
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    IndexNotWritten,
    IndexOutdated,
)
from kansli.search_index.generations import GENERATIONS_KEPT
from kansli.search_index.port import Change, SearchRequest, Unit
from kansli.search_index.schema import unit_hash

ENDLESS = Path(__file__).with_name("endless_indexer.py")


def unit(unit_id: int, text: str = "plan") -> Unit:
    return Unit(unit_id, "memo", "", "", text)


def put(seq: int, unit_id: int, text: str = "plan") -> Change:
    return Change(seq, "put", unit_id, unit(unit_id, text))


def everyone(count: int) -> MaskDirectory:
    ids = np.arange(count)
    return MaskDirectory(unit_ids=ids, groups=ids, allowed=np.ones(count, np.bool_), text=lambda *_: ("", ""))


def found(engine: SearchEngine, query: str, count: int = 3000) -> int:
    return engine.search(SearchRequest(query, everyone(count))).total


def test_applying_twice_is_applying_once(tmp_path):
    engine = SearchEngine(tmp_path)
    engine.rebuild([], upto_seq=0)
    changes = [put(1, 1), put(2, 2), put(3, 1, "väg"), Change(4, "delete", 2)]
    assert engine.apply(changes) == engine.apply(changes) == 4
    assert dict(engine.contents()) == {1: unit_hash(unit(1, "väg"))}
    assert (found(engine, "plan"), found(engine, "väg")) == (0, 1)
    assert (engine.health().entries, engine.health().seq) == (1, 4)


def test_the_last_change_of_a_unit_counts_in_any_order_of_arrival(tmp_path):
    engine = SearchEngine(tmp_path)
    engine.rebuild([unit(1)], upto_seq=0)
    engine.apply([put(3, 1, "väg"), Change(2, "delete", 1)])
    assert found(engine, "väg") == 1


def test_deleting_what_is_not_there_and_applying_nothing_are_fine(tmp_path):
    engine = SearchEngine(tmp_path)
    engine.rebuild([unit(1)], upto_seq=5)
    assert engine.apply([]) == 5
    assert engine.apply([Change(6, "delete", 99)]) == 6
    assert engine.health().entries == 1


def test_the_hash_tells_every_difference_between_two_units():
    base = Unit(1, "memo", "t", "h", "x", "AB 2020/1", ("§1",), "TN", 2020, date(2020, 1, 1), "s", "d", "o")
    other: dict[str, object] = {"identifiers": ("§2",), "year": 2021, "date": date(2020, 1, 2), "id": 2}
    names = [field.name for field in dataclasses.fields(Unit)]
    hashes = {unit_hash(dataclasses.replace(base, **{name: other.get(name, "annat")})) for name in names}
    assert len(hashes | {unit_hash(base)}) == len(names) + 1


def test_without_an_index_everything_says_that_it_must_be_built(tmp_path):
    engine = SearchEngine(tmp_path / "none")
    for work in (lambda: found(engine, "plan"), lambda: engine.apply([put(1, 1)]), engine.health):
        with pytest.raises(IndexMissing, match="Kör kansli reindex"):
            work()


def test_an_index_of_another_analysis_is_refused_before_it_is_opened(tmp_path):
    SearchEngine(tmp_path).rebuild([unit(1)], upto_seq=1)
    for file in (tmp_path / "current").resolve().glob("*.toc"):
        file.write_bytes(b"never opened")
    other = SearchEngine(tmp_path, language=Language(fingerprint="2"))
    with pytest.raises(IndexOutdated) as refusal:
        found(other, "plan")
    assert "språkanalysen" in refusal.value.details[0]
    other.rebuild([unit(1)], upto_seq=1)
    assert found(other, "plan") == 1


def test_an_index_of_another_engine_version_is_refused(tmp_path):
    engine = SearchEngine(tmp_path)
    engine.rebuild([unit(1)], upto_seq=1)
    manifest = (tmp_path / "current").resolve() / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"whoosh": "1.0"}))
    with pytest.raises(IndexOutdated):
        engine.apply([put(1, 1)])


@pytest.mark.parametrize("pattern", ["*.toc", "*.trm", "*.pst", "*.row.col", "manifest.json"])
def test_a_truncated_file_is_named_as_damage_and_a_rebuild_mends_it(tmp_path, pattern):
    SearchEngine(tmp_path).rebuild([unit(number, f"plan {number}") for number in range(300)], upto_seq=1)
    for file in (tmp_path / "current").resolve().glob(pattern):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 3])
    with pytest.raises(IndexDamaged, match="Sökindexet är skadat"):
        found(SearchEngine(tmp_path), "plan")
    SearchEngine(tmp_path).rebuild([unit(1)], upto_seq=1)
    assert found(SearchEngine(tmp_path), "plan") == 1


def test_a_disk_that_refuses_is_no_damage_and_nothing_is_acknowledged(tmp_path):
    engine = SearchEngine(tmp_path)
    engine.rebuild([unit(1)], upto_seq=1)
    in_the_way = (tmp_path / "current").resolve() / "manifest.json.new"
    in_the_way.mkdir()
    with pytest.raises(IndexNotWritten, match="plats på disken"):
        engine.apply([put(2, 2)])
    assert engine.health().seq == 1
    in_the_way.rmdir()
    assert engine.apply([put(2, 2)]) == 2
    assert engine.health().entries == 2


def test_the_folder_is_closed_to_others_since_opening_an_index_trusts_it(tmp_path):
    SearchEngine(tmp_path / "index").rebuild([], upto_seq=0)
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "index" / "current").resolve().stat().st_mode) == 0o700


def test_a_second_writer_is_told_at_once(tmp_path):
    engine, other = SearchEngine(tmp_path), SearchEngine(tmp_path)
    engine.rebuild([], upto_seq=0)

    def units():
        yield unit(1)
        with pytest.raises(IndexBusy, match="Försök igen"):
            other.apply([put(1, 2)])
        with pytest.raises(IndexBusy):
            other.rebuild([], upto_seq=9)

    engine.rebuild(units(), upto_seq=1)
    assert other.apply([put(2, 2)]) == 2


def test_a_build_that_fails_leaves_the_old_index_in_force_and_nothing_behind(tmp_path):
    engine = SearchEngine(tmp_path)
    engine.rebuild([unit(1)], upto_seq=1)
    with pytest.raises(DuplicateUnit):
        engine.rebuild([unit(1), unit(2), unit(1)], upto_seq=2)
    assert found(engine, "plan") == 1
    assert [path.name for path in tmp_path.glob("gen-*")] == ["gen-1"]


def test_a_reader_sees_a_new_generation_and_old_ones_are_removed_in_time(tmp_path):
    reader, writer = SearchEngine(tmp_path), SearchEngine(tmp_path)
    for number in range(1, 7):
        writer.rebuild([unit(each) for each in range(number)], upto_seq=number)
        assert found(reader, "plan") == number
    assert len(list(tmp_path.glob("gen-*"))) == GENERATIONS_KEPT
    assert reader.health().generation == 6


@contextmanager
def indexer(folder: Path, work: str) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], int]]]:
    """A real process that writes for ever, and the highest seq that it has acknowledged; it ends by kill -9."""
    told = folder.parent / "acknowledged"
    told.write_text("")
    process = subprocess.Popen([sys.executable, "-W", "ignore", str(ENDLESS), str(folder), str(told), work])

    def acknowledged() -> int:
        return max((int(line) for line in told.read_text().splitlines()), default=0)

    try:
        deadline = time.monotonic() + 60
        while not acknowledged() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert acknowledged(), "the indexer did not begin"
        yield process, acknowledged
    finally:
        process.kill()
        process.wait()


def test_nothing_acknowledged_is_lost_when_the_indexer_is_killed(tmp_path):
    folder = tmp_path / "index"
    SearchEngine(folder).rebuild([], upto_seq=0)
    chance = random.Random(5)
    for _ in range(4):
        with indexer(folder, "apply") as (process, acknowledged):
            time.sleep(chance.random() * 0.1)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        engine = SearchEngine(folder)
        held = [unit_id for unit_id, _ in engine.contents()]
        assert len(held) == len(set(held))
        assert set(range(1, acknowledged() + 1)) <= set(held)
        assert acknowledged() <= engine.health().seq <= acknowledged() + 1
    assert engine.apply([put(acknowledged() + 2, 1, "väg")]) == acknowledged() + 2


def test_a_rebuild_that_is_killed_leaves_a_whole_index(tmp_path):
    folder = tmp_path / "index"
    SearchEngine(folder).rebuild([unit(number) for number in range(50)], upto_seq=50)
    chance = random.Random(6)
    for _ in range(3):
        with indexer(folder, "rebuild") as (process, _):
            time.sleep(chance.random() * 0.1)
            os.kill(process.pid, signal.SIGKILL)
        assert found(SearchEngine(folder), "plan") == 50
    SearchEngine(folder).rebuild([unit(1)], upto_seq=51)
    assert len(list(folder.glob("gen-*"))) <= GENERATIONS_KEPT


def test_a_reader_under_a_writer_meets_no_error_and_never_fewer_entries(tmp_path):
    folder = tmp_path / "index"
    SearchEngine(folder).rebuild([unit(0)], upto_seq=0)
    reader, totals = SearchEngine(folder), []
    with indexer(folder, "apply") as (process, acknowledged):
        while acknowledged() < 20 and process.poll() is None:
            totals.append(found(reader, "plan"))
    assert totals == sorted(totals)
    assert len(set(totals)) > 1


def test_texts_are_not_kept_in_the_index_and_its_parts_are_files_that_readers_can_map(tmp_path):
    SearchEngine(tmp_path).rebuild([unit(1, "Hemligheten Står Här i löpande text")], upto_seq=1)
    files = list((tmp_path / "current").resolve().iterdir())
    assert not any(b"Hemligheten St" in file.read_bytes() for file in files)
    assert {file.suffix for file in files} >= {".pst", ".trm"}
    assert not any(file.suffix == ".seg" for file in files)
