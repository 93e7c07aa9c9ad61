"""Mät. The benchmarks by name, and an installation of their own to take them in."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from kansli.doctemplates.pdf import libreoffice
from kansli.plugin.benchmarks import memory, word
from kansli.plugin.benchmarks.filling import measure_filling
from kansli.plugin.benchmarks.incoming import measure_registering
from kansli.plugin.benchmarks.machine import describe
from kansli.plugin.benchmarks.papers import letter, long_memo
from kansli.plugin.benchmarks.report import Figures, Report
from kansli.plugin.errors import InvalidField, Refused
from kansli.plugin.installing import install
from kansli.plugin.lowcode.layers import BASE
from kansli.plugin.lowcode.load import demo_profile, load_profile
from kansli.plugin.settings import Settings
from kansli.plugin.system import System

MOST = 100_000


class UnknownBenchmark(Refused):
    """There is no benchmark of that name."""

    code = "unknown_benchmark"

    def __init__(self, name: str) -> None:
        super().__init__(f"Mätningen ”{name}” finns inte. Välj bland: {', '.join(BENCHMARKS)}.")


def bench(name: str, *, size: int) -> Report:
    """Take a benchmark in an installation that is made for it and thrown away; the real data is never touched.

    `size` is how many times each timed thing is done.
    """
    if name not in BENCHMARKS:
        raise UnknownBenchmark(name)
    if not 1 <= size <= MOST:
        raise InvalidField("size", f"--size ska vara 1–{MOST}, inte {size}.")
    return BENCHMARKS[name](size)


def main_job(size: int, *, renders: tuple[int, int] = (memory.FIRST, memory.LAST)) -> Report:
    """Huvudsysslan: from an incoming letter to a finished Word document. `renders`: see `measure_memory`."""
    with _installation() as system:
        machine = describe(system.data)
        sizes = _sizes(system, size)
        measured = (
            measure_registering(system, count=size),
            measure_filling(system.profile, count=size),
            memory.measure_memory(system.profile.name, first=renders[0], last=renders[1]),
        )
    return Report("main-job", machine, sizes, measured)


def docx(size: int, *, renders: tuple[int, int] = (memory.FIRST, memory.LAST)) -> Report:
    """Wordmotorn: filling beside others, many in a row, the way back, comparing, the gate. `renders`: `main_job`."""
    profile = load_profile(demo_profile() or BASE)
    with tempfile.TemporaryDirectory(prefix="kansli-bench-") as folder:
        machine = describe(Path(folder))
    paper = long_memo(profile)
    measured = (
        *word.measure_engines(count=size),
        word.measure_rows(count=size),
        *memory.measure_many(profile.name, first=renders[0], last=renders[1]),
        word.measure_taking_back(profile, count=size),
        *word.measure_comparing(profile, count=size),
        *word.measure_check(profile, count=size),
    )
    return Report("docx", machine, {"times": size, "memo_bytes": len(paper), **_pages(paper, "memo")}, measured)


BENCHMARKS: Mapping[str, Callable[[int], Report]] = MappingProxyType({"main-job": main_job, "docx": docx})


@contextmanager
def _installation() -> Iterator[System]:
    """The demo's profile, without its demo, on SQLite in a temporary folder (TMPDIR says on which disk)."""
    with tempfile.TemporaryDirectory(prefix="kansli-bench-") as folder:
        system = install(Settings(data=Path(folder) / "data"), profile_name=demo_profile()).system
        system.database.connect(reuse_if_open=True)
        try:
            yield system
        finally:
            system.database.close()


def _sizes(system: System, size: int) -> Figures:
    paper = letter(system.profile, 1)
    return {"times": size, "letter_bytes": len(paper), **_pages(paper, "letter")}


def _pages(paper: bytes, name: str) -> Figures:
    """How many pages LibreOffice makes of the paper; nothing where it is not installed."""
    if libreoffice() is None:
        return {}
    import pypdfium2

    from kansli.doctemplates.pdf import to_pdf

    document = pypdfium2.PdfDocument(to_pdf(paper))
    try:
        return {f"{name}_pages": len(document)}
    finally:
        document.close()
