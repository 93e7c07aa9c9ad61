"""Ändringsmarkerat dokument. The new version with every change of text marked, to be accepted or rejected in Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from lxml.etree import _Element as Element

from kansli.doctemplates.diff import Comparison, compare_readings
from kansli.doctemplates.formatting import layout_changes
from kansli.doctemplates.inside import blocks_in, within
from kansli.doctemplates.marking import Marking
from kansli.doctemplates.ooxml import FALLBACK, PPR, TBL, TC, TR, P, W, child_value, own_text_boxes, text_of
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.read import read
from kansli.doctemplates.revisions import accept_changes, accepted, reject_changes, stories, tracked_changes
from kansli.doctemplates.striking import Marker
from kansli.doctemplates.styles import style_of
from kansli.doctemplates.verify import ADVISORY, verify, verify_parts

_SIDES = {"old": "Den tidigare", "new": "Den senare"}


class AlreadyTracked(TemplateError):
    """Redan spårat. One of the versions has tracked changes of its own, which would be mixed with ours."""

    code = "already_tracked"

    def __init__(self, side: str) -> None:
        super().__init__(
            f"{_SIDES[side]} versionen innehåller redan spårade ändringar. Godkänn eller avvisa dem i Word först, "
            "eller jämför dem som om alla vore godkända."
        )


class RedlineFailed(TemplateError):
    """Misslyckades. The marked document does not give back both versions, so no file is made."""

    code = "redline_failed"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Det ändringsmarkerade dokumentet kunde inte göras: {what} Versionerna kan jämföras på skärmen i stället."
        )


@dataclass(frozen=True, slots=True)
class Redline:
    """Ändringsmarkerat. The file, how many marks it holds, and sentences about what is changed but not marked."""

    data: bytes
    marks: int
    unmarked: tuple[str, ...]


def redline(old: bytes, new: bytes, *, author: str, date: datetime) -> bytes:
    """Märk ändringar. The new document with insertions and deletions by `author` at `date`; see `marked`."""
    return marked(old, new, author=author, date=date).data


def marked(old: bytes, new: bytes, *, author: str, date: datetime, accept: bool = False) -> Redline:
    """Märk ändringar, och säg vad som inte märks.

    Before the file is given out it is read with all changes accepted, which must be the new text, and with all
    rejected, which must be the old: otherwise `RedlineFailed`. A version with tracked changes of its own raises
    `AlreadyTracked`; with `accept` they are accepted first, and said. Also raises `Unreadable`.
    """
    pair = _opened(old, new, accept=accept)
    wanted = _styled(pair.after), _said(pair.before)
    unmarked, marking = _marked(pair, Marker(author, date.strftime("%Y-%m-%dT%H:%M:%SZ"), _highest(pair.after)))
    parts = pair.after.written()
    if (_styled(_resolved(parts, accept_changes)), _said(_resolved(parts, reject_changes))) != wanted:
        raise RedlineFailed(_first_difference(parts, wanted))
    faults = [fault for fault in verify_parts(parts) if fault.code not in ADVISORY]
    inherited = {fault.code for fault in verify(pair.new)} if faults else set()
    fresh = [fault for fault in faults if fault.code not in inherited]
    if fresh:
        raise RedlineFailed(fresh[0].message)
    return Redline(pack(parts), marking.mark.count, unmarked)


def compare_documents(old: bytes, new: bytes) -> Comparison:
    """Jämför dokument. The texts with tracked changes accepted, and everything else that differs in `unmarked`."""
    pair = _opened(old, new, accept=True)
    unmarked, _ = _marked(pair, Marker("", "", 0))
    return replace(pair.compared, unmarked=unmarked)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two versions without tracked changes, and what was said of those they had."""

    new: bytes
    before: Package
    after: Package
    compared: Comparison
    said: tuple[str, ...]


def _opened(old: bytes, new: bytes, *, accept: bool) -> _Pair:
    opened, told = [], []
    for side, given in (("old", old), ("new", new)):
        data, package = given, Package.open(given)
        if tracked_changes(package):
            if not accept:
                raise AlreadyTracked(side)
            data = accepted(given)
            package = Package.open(data)
            told.append(f"{_SIDES[side]} versionen innehöll spårade ändringar, som här räknas som godkända.")
        opened.append((data, package))
    (old, before), (new, after) = opened
    return _Pair(new, before, after, compare_readings(read(old), read(new)), tuple(told))


def _marked(pair: _Pair, mark: Marker) -> tuple[tuple[str, ...], Marking]:
    layout = layout_changes(*(package.xml(package.main) for package in (pair.before, pair.after)))
    marking = Marking(pair.before, pair.after, mark)
    marking.bodies()
    unmarked = (*pair.said, *pair.compared.unmarked, *marking.unmarked(), *layout)
    return tuple(dict.fromkeys(unmarked)), marking


def _resolved(parts: Mapping[str, bytes], resolve: Callable[[Element], bool]) -> Package:
    package = Package(dict(parts))
    for name in list(stories(package)):
        resolve(package.xml(name))
    return package


def _highest(package: Package) -> int:
    """Marks, bookmarks and comments share their numbers; ours begin above all of them."""
    numbers = [
        int(value)
        for name in stories(package)
        for element in package.xml(name).iter()
        if (value := element.get(W + "id") or "").isdigit() and len(value) < 9
    ]
    return max(numbers, default=0) + 1000


def _first_difference(parts: Mapping[str, bytes], wanted: tuple[list[str], list[str]]) -> str:
    made = _styled(_resolved(parts, accept_changes)), _said(_resolved(parts, reject_changes))
    for name, ours, theirs in zip(("den senare", "den tidigare"), made, wanted, strict=True):
        for one, other in zip_longest(ours, theirs, fillvalue="slutet"):
            if one != other:
                return f"{name} versionen går inte att få tillbaka (vid ”{other[:60]}”)."
    return ""


def _said(package: Package) -> list[str]:
    """Every paragraph with text wherever it stands, then rows and text boxes as such, then the notes in no order."""
    body = package.xml(package.main).find(W + "body")
    everything = [] if body is None else [text_of(each) for each in body.iter(P) if not _repeated(each)]
    notes = [
        "\n".join(_texts(note))
        for kind in ("footnote", "endnote")
        for name in package.related(package.main, f"{kind}s")
        for note in package.xml(name).iter(W + kind)
    ]
    built = _texts(body) if body is not None else []
    return [*filter(None, everything), *built, *sorted(filter(None, notes))]


def _repeated(paragraph: Element) -> bool:
    return next(paragraph.iterancestors(FALLBACK), None) is not None


def _styled(package: Package) -> list[str]:
    """The same, and how each paragraph of the body is set: accepting must change nothing of the new version."""
    body = package.xml(package.main).find(W + "body")
    told = _said(package)
    for paragraph in body.iter(P) if body is not None else ():
        if text_of(paragraph):
            listed = child_value(paragraph.find(f"{PPR}/{W}numPr"), W + "numId")
            told.append(f"{style_of(paragraph)} {listed}")
    return told


def _texts(container: Element) -> list[str]:
    found = []
    for element in blocks_in(container):
        if element.tag == P:
            text = text_of(element)
            found += [text] if text else []
            found += [f"▢{inner}" for box in own_text_boxes(element) for inner in _texts(box)]
        elif element.tag == TBL:
            for row in within(element, TR):
                cells = ["\n".join(_texts(cell)) for cell in within(row, TC)]
                found += ["|".join(cells)] if any(cells) else []
    return found
