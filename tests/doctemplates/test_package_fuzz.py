"""Förvanskade paket. Five hundred damaged Word files: each is refused in words, or becomes a document that is sound."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parents[1] / "support"
COUNT = 500


@pytest.fixture(scope="module")
def told():
    """What the child told: it has a gigabyte and sixty seconds of processor, and is killed beyond them."""
    run = subprocess.run(
        [sys.executable, str(SUPPORT / "mutate_packages.py"), str(COUNT)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


def test_every_damaged_file_is_refused_or_read_to_a_sound_document(told):
    assert sum(told["outcomes"].values()) == COUNT
    assert told["faults"] == []


def test_the_damage_is_of_every_kind_and_neither_always_nor_never_noticed(told):
    assert set(told["kinds"]) == set(told["known_kinds"])
    assert min(told["outcomes"][outcome] for outcome in ("refused", "sound")) >= 50


def test_no_damaged_file_takes_a_second_of_processor_or_200_megabytes(told):
    assert told["slowest"]["seconds"] < 1, told["slowest"]
    assert told["grown_kb"] < 200 * 1024
