"""A process killed in the middle of registering or rendering leaves nothing missing, doubled or half done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.tables import get_record
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.verify import verify
from kansli.plugin.worker import work

SCRIPT = Path(__file__).with_name("working_process.py")


def killed_after(system, name: str, lines: int) -> list[str]:
    """Let a process work, kill it after it has made so many promises, and return all that it made."""
    command = [sys.executable, str(SCRIPT), str(system.data), system.settings.database_url, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        made = [process.stdout.readline().strip() for _ in range(lines)]
        process.kill()
        made += process.stdout.read().split()
    return made


@pytest.fixture
def promises(system) -> list[str]:
    publish_shipped_templates(system)
    return [
        record
        for name, lines in (("a", 1), ("b", 2), ("c", 3), ("d", 5), ("e", 7))
        for record in killed_after(system, name, lines)
    ]


def test_what_was_promised_before_the_kill_is_there_and_the_whole_verifies(system, promises):
    assert len(promises) >= 18
    assert len(set(promises)) == len(promises)
    for record in promises:
        get_record(record)
    work(system, once=True)
    report = verify(system)
    assert report.ok, [check for check in report.checks if not check.ok]


def test_no_case_lacks_its_first_handling_and_no_version_its_file(system, promises):
    assert len(promises) >= 18
    without = Case.select().where(Case.id.not_in(Document.select(Document.case))).count()
    empty = DocumentVersion.select().where(DocumentVersion.id.not_in(VersionFile.select(VersionFile.version))).count()
    assert (without, empty) == (0, 0)
    assert all(system.files.intact(row.file.sha256) for row in VersionFile.select())
