"""The file store: bytes by their hash, whole or not at all."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansli.plugin.store.files import FileStore, FileTooLarge


def test_what_is_put_can_be_read_back_and_is_named_by_its_hash(tmp_path):
    store = FileStore(tmp_path)
    blob = store.put(io.BytesIO("Missiv, påskrivet".encode()))
    assert blob.sha256 == hashlib.sha256("Missiv, påskrivet".encode()).hexdigest()
    assert store.read(blob.sha256).decode() == "Missiv, påskrivet"


def test_the_same_bytes_are_kept_once(tmp_path):
    store = FileStore(tmp_path)
    assert store.put(b"samma") == store.put(b"samma")
    assert len(list(store.addresses())) == 1


def test_an_empty_file_is_a_file(tmp_path):
    store = FileStore(tmp_path)
    assert store.put(b"").size == 0
    assert store.intact(store.put(b"").sha256)


def test_a_file_over_the_limit_is_refused_and_leaves_nothing_behind(tmp_path):
    store = FileStore(tmp_path)
    with pytest.raises(FileTooLarge):
        store.put(io.BytesIO(b"x" * 2_000_000), limit=1_000_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_changed_bytes_are_not_intact(tmp_path):
    store = FileStore(tmp_path)
    blob = store.put(b"beslut")
    path = store.path(blob.sha256)
    path.chmod(0o640)
    path.write_bytes(b"beslot")
    assert not store.intact(blob.sha256)


@pytest.mark.parametrize("address", ["../../etc/passwd", "A" * 64, "ab", "", "g" * 64, "ab/" + "c" * 61])
def test_what_is_no_hash_never_becomes_a_path(tmp_path, address):
    with pytest.raises(ValueError, match="SHA-256"):
        FileStore(tmp_path).path(address)


@given(st.binary(max_size=5000))
def test_any_bytes_come_back_unchanged(tmp_path_factory, data):
    store = FileStore(tmp_path_factory.mktemp("store"))
    assert store.read(store.put(io.BytesIO(data)).sha256) == data
