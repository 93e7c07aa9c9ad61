"""Wordmotorn. Filling beside other engines, long tables, the way back, comparing, the gate, on documents for it."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from time import perf_counter

from kansli.doctemplates.comparison import PeerMissing
from kansli.doctemplates.package import MAX_FILE, MAX_PART, check_package
from kansli.doctemplates.peers import Engines, Trial, engines
from kansli.doctemplates.redline import compare_documents, marked
from kansli.doctemplates.returned import read_back
from kansli.plugin.benchmarks.papers import MOMENT, long_memo
from kansli.plugin.benchmarks.report import Measured, percentile, spread
from kansli.plugin.lowcode.model import Profile

GOAL_BARE, GOAL_VERIFIED = 0.9, 1.0
GOAL_ROWS_S, GOAL_BACK_MS, GOAL_CHECK_MS, GOAL_LIMIT_MS = 2.0, 300.0, 20.0, 1000.0
GOAL_COMPARE_MS = 1000.0
ROWS = 5_000
_FIELDS, _WARM_UP, _LARGE = 12, 3, 5
_SENTENCE = "Förslaget omfattar fyra sträckor & två broar, och kostnaden beräknas till < 12 miljoner kronor."


def measure_engines(*, count: int) -> Iterator[Measured]:
    """Fill one page and two hundred paragraphs `count` times with each engine, by turns, on equal templates."""
    for name, label, trial in (
        ("page", "En sida", _trial(12, rows=5)),
        ("paragraphs", "200 stycken", _trial(200)),
    ):
        yield _beside_the_others(name, f"{label}, tre motorer bredvid varandra ({count} gånger var)", trial, count)


def measure_rows(*, count: int) -> Measured:
    """Fill a table of five thousand rows."""
    label, goal = f"En tabell med {ROWS} rader", f"högst {GOAL_ROWS_S:.0f} s"
    try:
        made = engines(_trial(3, rows=ROWS))
    except PeerMissing as reason:
        return Measured(name="rows", label=label, goal=goal, left_out=str(reason))
    ours = _times(made.verified, min(count, _LARGE))
    peer = _times(made.docxtpl, min(count, _LARGE))
    figures = {**spread(ours, prefix="kansli_"), **spread(peer, prefix="docxtpl_")}
    return Measured(name="rows", label=label, figures=figures, goal=goal, met=percentile(ours, 0.5) <= GOAL_ROWS_S)


def measure_taking_back(profile: Profile, *, count: int) -> Measured:
    """Read a memo of some twenty pages back, section by section; the goal is wished for, so p50 is held against it."""
    data = long_memo(profile)
    for _ in range(_WARM_UP):
        read_back(data)
    times = _times(lambda: read_back(data), count)
    return Measured(
        name="take_back",
        label=f"Läsa in en tjänsteskrivelse på cirka tjugo sidor från Word ({count} gånger)",
        figures={**spread(times), "sections": len(read_back(data).sections), "bytes": len(data)},
        goal=f"p50 högst {GOAL_BACK_MS:.0f} ms",
        met=percentile(times, 0.5) * 1000 <= GOAL_BACK_MS,
    )


def measure_comparing(profile: Profile, *, count: int) -> Iterator[Measured]:
    """Two versions of a memo of some twenty pages, where every third paragraph has other words: told, and marked."""
    old, new = long_memo(profile), long_memo(profile, edition=2)
    ways: tuple[tuple[str, str, Callable[[], object]], ...] = (
        ("compare", "Jämföra två lydelser på cirka tjugo sidor", lambda: compare_documents(old, new)),
        (
            "redline",
            "Ändringsmarkera dem, prövat åt båda hållen",
            lambda: marked(old, new, author="Kansli", date=MOMENT),
        ),
    )
    changes = len(compare_documents(old, new).changes)
    for name, label, act in ways:
        act()
        times = _times(act, min(count, _LARGE))
        yield Measured(
            name=name,
            label=label,
            figures={**spread(times), "changes": changes},
            goal=f"p50 högst {GOAL_COMPARE_MS:.0f} ms",
            met=percentile(times, 0.5) * 1000 <= GOAL_COMPARE_MS,
        )


def measure_check(profile: Profile, *, count: int) -> Iterator[Measured]:
    """The gate for templates and returned files: an ordinary file, and the heaviest that it lets in."""
    ordinary = padded(long_memo(profile), {"word/media/bild.png": noise(80_000)})
    media = padded(ordinary, {"word/media/stor.png": noise(MAX_FILE - len(ordinary) - 20_000)})
    markup = padded(ordinary, {"word/stor.xml": much_xml(MAX_PART)})
    for name, label, data, goal in (
        ("check", "Paketkontroll av cirka 100 kB", ordinary, GOAL_CHECK_MS),
        ("check_media", "Paketkontroll vid storleksgränsen, bilder", media, GOAL_LIMIT_MS),
        ("check_xml", "Paketkontroll vid storleksgränsen, XML", markup, GOAL_LIMIT_MS),
    ):
        if check_package(data):
            raise AssertionError(f"{name}: the file to be measured is refused")
        times = _times(partial(check_package, data), count if name == "check" else min(count, _LARGE))
        yield Measured(
            name=name,
            label=label,
            figures={**spread(times), "bytes": len(data)},
            goal=f"p50 högst {goal:.0f} ms",
            met=percentile(times, 0.5) * 1000 <= goal,
        )


def padded(data: bytes, extra: Mapping[str, bytes]) -> bytes:
    """Return the package with more parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
        for name, content in extra.items():
            new.writestr(name, content)
    return buffer.getvalue()


def noise(size: int) -> bytes:
    """Return bytes that cannot be squeezed, as those of a picture; the same for the same size."""
    return random.Random(size).randbytes(size)  # noqa: S311 - nothing secret


def much_xml(size: int) -> bytes:
    """Return almost `size` bytes of XML that deflates like a real document, in as many elements as are let in."""
    chance = random.Random(size)  # noqa: S311 - nothing secret
    pieces, room = [], size - 100
    while room > 0:
        piece = f"<r><t>{chance.getrandbits(160):040x}{' ' * 55}</t></r>"
        pieces.append(piece)
        room -= len(piece)
    return f"<x>{''.join(pieces[:-1])}</x>".encode()


def _trial(paragraphs: int, *, rows: int = 0) -> Trial:
    return Trial(
        lines=[f"Stycke {n}: {{{{ falt.a{n % _FIELDS} }}}} – " + " ".join([_SENTENCE] * 5) for n in range(paragraphs)],
        header="Diarienummer {{ falt.a1 }}",
        values={"falt": {f"a{n}": f"värde {n} & å" for n in range(_FIELDS)}},
        rows=[f"Rad {n}" for n in range(rows)],
    )


def _beside_the_others(name: str, label: str, trial: Trial, count: int) -> Measured:
    goal = f"{GOAL_BARE:.1f} × docxtpl utan kontroll, {GOAL_VERIFIED:.1f} × med".replace(".", ",")
    try:
        made = engines(trial)
    except PeerMissing as reason:
        return Measured(name=name, label=label, goal=goal, left_out=str(reason))
    ways = _ways(made)
    for make in list(ways.values()) * _WARM_UP:
        make()
    # By turns, so that whatever else the machine is doing falls on all.
    rounds = [{way: _seconds(make) for way, make in ways.items()} for _ in range(count)]
    times = {way: [each[way] for each in rounds] for way in ways}
    medians = {way: percentile(samples, 0.5) for way, samples in times.items()}
    bare, verified = medians["kansli_bare"] / medians["docxtpl"], medians["kansli"] / medians["docxtpl"]
    figures = {"ratio_bare": round(bare, 2), "ratio_verified": round(verified, 2)}
    for way, samples in times.items():
        figures |= spread(samples, prefix=f"{way}_")
    return Measured(
        name=name, label=label, figures=figures, goal=goal, met=bare <= GOAL_BARE and verified <= GOAL_VERIFIED
    )


def _ways(made: Engines) -> dict[str, Callable[[], bytes]]:
    return {
        "kansli": made.verified,
        "kansli_bare": made.unverified,
        "docxtpl": made.docxtpl,
        "mailmerge": made.mailmerge,
    }


def _times(act: Callable[[], object], count: int) -> list[float]:
    return [_seconds(act) for _ in range(count)]


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started
