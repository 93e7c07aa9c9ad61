"""Motparter. One template for three engines, filled by each from the same words, and proved to read the same."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.etree import _Element as Element

from kansli.doctemplates.build import build
from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.comparison import PeerMissing, fill_with_peer, must_read_alike
from kansli.doctemplates.fill import draft, fill
from kansli.doctemplates.layout import BASE, Line, Running, load
from kansli.doctemplates.ooxml import RPR, RUN, SPACE, TBL, TC, TR, P, T, W, make
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.read import read

_NAME, _TITLE = "prov", "Mätning"
_FIELD = re.compile(r"(\{\{\s*[\w.]+\s*\}\})")
_ROWS = "rader"
_MOMENT = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 - the same in every zone


@dataclass(frozen=True, slots=True)
class Trial:
    """Prov. What is filled: body lines and a header with `{{ grupp.namn }}` in them, their words, and table rows."""

    lines: Sequence[str]
    header: str
    values: Mapping[str, Mapping[str, str]]
    rows: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Engines:
    """Motorer. The whole way from template bytes to document bytes, once a call."""

    verified: Callable[[], bytes]
    unverified: Callable[[], bytes]
    docxtpl: Callable[[], bytes]
    mailmerge: Callable[[], bytes]


def engines(trial: Trial) -> Engines:
    """Gör motorerna. Raises `PeerMissing` without the test extras, `OutputsDiffer` where the documents do not agree."""
    template, merged = _template(trial), _merge_template(trial)
    catalogue = Catalogue(_fields(trial))
    values: dict[str, object] = {**trial.values, _ROWS: [{"text": text} for text in trial.rows]}
    flat = {f"{group}_{name}": text for group, held in trial.values.items() for name, text in held.items()}
    rows = [{f"{_ROWS}_text": text} for text in trial.rows]
    given = {"catalogue": catalogue, "title": _TITLE, "author": "Kansli", "created": _MOMENT, "language": "sv-SE"}

    def unverified() -> bytes:
        document = draft(template, values, **given)  # type: ignore[arg-type]
        return pack(document.parts, known=document.known)

    found = Engines(
        verified=lambda: fill(template, values, **given),  # type: ignore[arg-type]
        unverified=unverified,
        docxtpl=lambda: fill_with_peer(template, values),
        mailmerge=lambda: _fill_with_mailmerge(merged, flat, rows),
    )
    ours = read(found.verified())
    for other in (found.unverified, found.docxtpl, found.mailmerge):
        must_read_alike(ours, read(other()))
    return found


def _fill_with_mailmerge(template: bytes, values: Mapping[str, str], rows: list[dict[str, str]]) -> bytes:
    """As its manual says: open, merge, write."""
    try:
        from mailmerge import MailMerge
    except ImportError as error:
        raise PeerMissing("docx-mailmerge2") from error
    buffer = io.BytesIO()
    with MailMerge(io.BytesIO(template)) as document:
        document.merge(**values)
        if rows:
            document.merge_rows(f"{_ROWS}_text", rows)
        document.write(buffer)
    return buffer.getvalue()


def _fields(trial: Trial) -> Iterator[Field]:
    for group, held in trial.values.items():
        for name in held:
            yield Field(f"{group}.{name}", name)
    yield Field(_ROWS, "Rader", "list")
    yield Field(f"{_ROWS}.text", "Rad")


def _template(trial: Trial) -> bytes:
    """The same bytes for our engine and for docxtpl, whose tags are alike here."""
    layout = load(BASE)
    lines = tuple(Line("Normal", text) for text in trial.lines)
    running = {_NAME: Running(header=(Line("Normal", trial.header),))}
    built = build(replace(layout, title=_TITLE, running=running, documents={_NAME: lines}), _NAME)
    if not trial.rows:
        return built
    rows = ("{%tr for rad in rader %}", "{{ rad.text }}", "{%tr endfor %}")
    return _with_table(built, rows)


def _with_table(data: bytes, rows: Sequence[str]) -> bytes:
    package = Package.open(data)
    body = package.xml(package.main).find(W + "body")
    table = make(TBL)
    table.extend([make(W + "tblPr"), make(W + "tblGrid")])
    for text in ("Rubrik", *rows):
        row, cell, paragraph, run = make(TR), make(TC), make(P), make(RUN)
        cell.extend([make(W + "tcPr"), paragraph])
        run.append(_text(text))
        paragraph.append(run)
        row.append(cell)
        table.append(row)
    if body is not None:
        body.insert(len(body) - 1, table)
        body.insert(len(body) - 1, make(P))
    return pack(package.written())


def _merge_template(trial: Trial) -> bytes:
    """The same document with Word's merge fields in place of the typed ones."""
    package = Package.open(_template(replace(trial, rows=())))
    if trial.rows:
        package = Package.open(_with_table(pack(package.written()), (f"{{{{ {_ROWS}.text }}}}",)))
    for name in [package.main, *package.related(package.main, "header")]:
        for run in list(package.xml(name).iter(RUN)):
            _exchange(run)
    return pack(package.written())


def _exchange(run: Element) -> None:
    text = run.find(T)
    pieces = _FIELD.split(text.text or "") if text is not None else []
    if text is None or len(pieces) == 1:
        return
    at = run
    for piece in filter(None, pieces):
        plain = make(RUN)
        look = run.find(RPR)
        if look is not None:
            plain.append(look)
        plain.append(_text(piece))
        new = plain
        if _FIELD.fullmatch(piece):
            new = make(W + "fldSimple", instr=f" MERGEFIELD {piece.strip('{} ').replace('.', '_')} ")
            new.append(plain)
        at.addnext(new)
        at = new
    run.getparent().remove(run)


def _text(text: str) -> Element:
    element = make(T)
    element.text = text
    element.set(SPACE, "preserve")
    return element
