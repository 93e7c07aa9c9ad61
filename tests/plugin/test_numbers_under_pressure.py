"""Eight processes register two hundred times each on two registries; a quarter is undone. No gap, no duplicate."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from kansli.plugin import journal
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.journal import HandledRequest, LogEntry
from kansli.plugin.store.organisation import NumberSeries, Registry

PROCESSES, COUNT = 8, 200
SCRIPT = Path(__file__).with_name("registering_process.py")


def test_numbers_have_neither_gaps_nor_duplicates_under_concurrent_processes(system):
    command = [sys.executable, str(SCRIPT), str(system.data), system.settings.database_url]
    running = [subprocess.Popen([*command, str(seed)], stderr=subprocess.PIPE, text=True) for seed in range(PROCESSES)]
    ended = [(process.wait(timeout=300), process.stderr.read()) for process in running]
    assert [code for code, _ in ended] == [0] * PROCESSES, ended
    kept = PROCESSES * COUNT * 3 // 4
    assert Case.select().count() == Document.select().count() == HandledRequest.select().count() == kept
    for code in ("TN", "KS"):
        registry = Registry.get(Registry.code == code)
        given = Counter(case.sequence for case in Case.select().where(Case.registry == registry))
        last = NumberSeries.get(NumberSeries.registry == registry).last
        assert given == Counter(range(1, last + 1))
    journal.seal()
    report = journal.verify()
    assert (report.faults, report.unsealed) == ((), 0)
    assert report.sealed == LogEntry.select().count()
