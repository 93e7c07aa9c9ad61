"""The real documents, an office that runs the command as people do, and how two texts are compared word by word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

KANSLI = Path(sys.executable).parent / "kansli"
REPORTS = Path(__file__).parents[2] / "test-output"
REPEATED_HEAD = re.compile(r"^\s*(\d{4}-\d\d-\d\d)\s*\n\s*Diarienummer\s*\n\s*[A-ZÅÄÖ]{2,} \d{4}/\d+\s*$", re.M)
"""A page's running head in a text: the date, the word, and the number. It belongs to the paper, not to the text."""

TECHNICAL_REGISTRY, FIRST_NUMBER = "registry:2", 874
"""The technical board's registry, and where its series of the year begins."""

PEOPLE = {
    "registrar": "maja@exempel.se",
    "case_officer": "amir@exempel.se",
    "manager": "karin@exempel.se",
    "board_secretary": "eva@exempel.se",
    "reader": "signe@exempel.se",
    "system_manager": "nils@exempel.se",
}


@dataclass(frozen=True)
class Seed:
    """One of the real documents: its file, its text, and its lines that are not blank."""

    path: Path
    text: str

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@pytest.fixture(scope="session")
def seed_folder() -> Path:
    """The folder of the real documents."""
    named = os.environ.get("KANSLI_SEEDS", "")
    if not named:
        pytest.skip("KANSLI_SEEDS names no folder with the real documents (make acceptance)")
    folder = Path(named).resolve()
    assert folder.is_dir(), f"KANSLI_SEEDS: {folder} is no folder"
    return folder


@pytest.fixture(scope="session")
def seed(seed_folder: Path) -> Callable[[str], Seed]:
    """`seed("000")` reads one of the documents."""

    def read(number: str) -> Seed:
        (path,) = seed_folder.glob(f"{number}_*.txt")
        return Seed(path, path.read_text(encoding="utf-8"))

    return read


class Office:
    """The command, run as a process each time, with its data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def run(self, *arguments: str, by: str = "", stdin: str = "") -> dict[str, Any]:
        """Run a command; `by` is the role of the person who does it."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KANSLI_")}
        acting = ["--as", PEOPLE[by]] if by else []
        done = subprocess.run(
            [str(KANSLI), "--data", str(self.data), "--json", *arguments, *acting],
            input=stdin,
            capture_output=True,
            text=True,
            env=environment,
            timeout=180,
        )
        assert done.returncode == 0, done.stderr or done.stdout
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def step(self, record: str, name: str, *, by: str = "", **data: object) -> dict[str, Any]:
        """Do a workflow step."""
        written = self.folder / f"{name}.json"
        written.write_text(json.dumps(data), encoding="utf-8")
        return self.run("step", record, name, "--data", str(written), by=by)


@pytest.fixture(scope="session")
def first_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A fresh installation with the profile, one person a role, and the technical board's series at 874."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.run("init", "--profile", "lund")
    for role, email in PEOPLE.items():
        name = email.partition("@")[0].title()
        office.run("user", "add", email, "--name", name, "--role", role, stdin="ett-riktigt-långt-lösenord\n")
    office.step(TECHNICAL_REGISTRY, "start_number_series", first=FIRST_NUMBER)
    return office


@pytest.fixture(scope="session")
def new_office(first_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Office]:
    """`new_office()` is an office of one's own, as fresh as the first."""

    def make() -> Office:
        office = Office(tmp_path_factory.mktemp("office"))
        shutil.copytree(first_office.data, office.data)
        return office

    return make


def split_words(text: str) -> list[str]:
    """The words with their signs; the marks that begin a list's rows are none."""
    return re.sub(r"(?m)^[ \t]*[-•·–o][ \t]+", "", text).split()


@dataclass(frozen=True)
class Comparison:
    """Two texts word by word: how many words they share in order, and which are only in one of them."""

    shared: int
    old: list[str]
    new: list[str]
    removed: list[str]
    added: list[str]

    @property
    def likeness(self) -> float:
        """The shared words' part of the longer text, 0 to 1: the lower of both shares."""
        return self.shared / max(len(self.old), len(self.new), 1)

    def __str__(self) -> str:
        return (
            f"{self.shared} words shared of {len(self.old)} and {len(self.new)} ({self.likeness:.4f})\n"
            f"removed: {self.removed}\nadded: {self.added}"
        )


def longest_common(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Places of a longest common subsequence; the exact one, by the table."""
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below = lengths[i], lengths[i + 1]
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if old[i] == new[j] else max(below[j], row[j + 1])
    places, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            places.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return places


@pytest.fixture(scope="session")
def compare() -> Callable[[str, str], Comparison]:
    """`compare(old, new)` compares two texts word by word."""

    def comparing(old: str, new: str) -> Comparison:
        first, second = split_words(old), split_words(new)
        places = longest_common(first, second)
        of_old, of_new = {i for i, _ in places}, {j for _, j in places}
        return Comparison(
            len(places),
            first,
            second,
            [word for at, word in enumerate(first) if at not in of_old],
            [word for at, word in enumerate(second) if at not in of_new],
        )

    return comparing


@pytest.fixture(scope="session")
def changes() -> Callable[[list[str], list[str]], list[tuple[list[str], list[str]]]]:
    """`changes(before, after)` lists the runs of words that were replaced, as (removed, added)."""

    def listed(before: list[str], after: list[str]) -> list[tuple[list[str], list[str]]]:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        return [(before[a:b], after[c:d]) for name, a, b, c, d in matcher.get_opcodes() if name != "equal"]

    return listed


@pytest.fixture(scope="session")
def words() -> Callable[[str], list[str]]:
    """`words(text)` splits a text as the comparison does."""
    return split_words


@pytest.fixture(scope="session")
def without_running_heads() -> Callable[[str], str]:
    """Take away the page heads that the seed's text repeats."""
    return lambda text: REPEATED_HEAD.sub("", text)


@pytest.fixture(scope="session")
def report() -> Iterator[Callable[[str, str], None]]:
    """`report(name, text)` keeps a result for people to read."""
    REPORTS.mkdir(exist_ok=True)
    yield lambda name, text: (REPORTS / name).write_text(text, encoding="utf-8") and None
