"""Löpande text. What a section's text is made of, and the one form that both Markdown and Word can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

_BREAK = re.compile(r"[^\S\n]*\n[^\S\n]*")
_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class MdRun:
    """Textbit. Text of one look; a hard break is a newline in it. `link` is an address, empty for none.

    A footnote's mark is a run without text and look whose `note` holds the footnote's own paragraphs.
    """

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: str = ""
    note: tuple[MdParagraph, ...] = ()


@dataclass(frozen=True, slots=True)
class MdParagraph:
    """Stycke."""

    runs: tuple[MdRun, ...]


@dataclass(frozen=True, slots=True)
class MdHeading:
    """Underrubrik. `level` 1 is the highest in the text, whatever number of # was written; no level is skipped."""

    runs: tuple[MdRun, ...]
    level: int


@dataclass(frozen=True, slots=True)
class MdList:
    """Lista. Each item is a paragraph and then paragraphs and lists; `start` is the first number of an ordered list."""

    items: tuple[tuple[MdBlock, ...], ...]
    ordered: bool
    start: int = 1


@dataclass(frozen=True, slots=True)
class MdTable:
    """Tabell. The first row is the header row; all rows have as many cells."""

    rows: tuple[tuple[tuple[MdRun, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class MdQuote:
    """Citat. One paragraph or more."""

    blocks: tuple[MdBlock, ...]


MdBlock = MdParagraph | MdHeading | MdList | MdTable | MdQuote


def canonical(blocks: Iterable[MdBlock]) -> tuple[MdBlock, ...]:
    """Enhetlig form. The same text in the form a Word document keeps; doing it twice changes nothing.

    Spaces at the edges of a look belong to none; a heading, a quote or a table in a list or a quote stands on its
    own between its parts; lists and quotes that touch are one; empty items and paragraphs are gone.
    """
    return tuple(_levelled(_merged(_flat(blocks))))


def _flat(blocks: Iterable[MdBlock]) -> Iterator[MdBlock]:
    for block in blocks:
        if isinstance(block, MdParagraph):
            runs = tidy(block.runs)
            if runs:
                yield MdParagraph(runs)
        elif isinstance(block, MdHeading):
            runs = tidy(block.runs, one_line=True, bold=False)
            if runs:
                yield MdHeading(runs, block.level)
        elif isinstance(block, MdQuote):
            for inner in _flat(block.blocks):
                yield MdQuote((inner,)) if isinstance(inner, MdParagraph) else inner
        elif isinstance(block, MdList):
            yield from _flat_list(block)
        else:
            yield _flat_table(block)


def _flat_table(table: MdTable) -> MdTable:
    width = max((len(row) for row in table.rows), default=0)
    return MdTable(
        tuple(
            tuple(
                tidy(row[index] if index < len(row) else (), one_line=True, bold=number > 0) for index in range(width)
            )
            for number, row in enumerate(table.rows)
        )
    )


def _flat_list(block: MdList) -> Iterator[MdBlock]:
    """Items hold paragraphs and lists; what else stood in them is put between the list's parts."""
    items: list[tuple[MdBlock, ...]] = []
    start = block.start
    for item in block.items:
        kept: list[MdBlock] = []
        lifted = False
        for inner in _merged(_flat(item)):
            if not lifted and (isinstance(inner, MdParagraph) or (isinstance(inner, MdList) and kept)):
                kept.append(inner)
                continue
            if kept:
                items.append(tuple(kept))
                kept = []
            if isinstance(inner, MdList) and inner.ordered == block.ordered and not lifted:
                items.extend(inner.items)
                continue
            if items:
                yield MdList(tuple(items), block.ordered, start)
                start, items = start + len(items), []
            lifted = True
            yield inner
        if kept:
            items.append(tuple(kept))
    if items:
        yield MdList(tuple(items), block.ordered, start if block.ordered else 1)


def _merged(blocks: Iterable[MdBlock]) -> list[MdBlock]:
    found: list[MdBlock] = []
    for block in blocks:
        before = found[-1] if found else None
        if isinstance(block, MdQuote) and isinstance(before, MdQuote):
            found[-1] = MdQuote(before.blocks + block.blocks)
        elif isinstance(block, MdList) and isinstance(before, MdList) and _continues(before, block):
            found[-1] = MdList(before.items + block.items, before.ordered, before.start)
        else:
            found.append(MdList(block.items, False) if isinstance(block, MdList) and not block.ordered else block)
    return found


def _continues(before: MdList, after: MdList) -> bool:
    if before.ordered != after.ordered:
        return False
    return not after.ordered or after.start == before.start + len(before.items)


def _levelled(blocks: Sequence[MdBlock]) -> Iterator[MdBlock]:
    levels = sorted({block.level for block in blocks if isinstance(block, MdHeading)})
    last = 0
    for block in blocks:
        if isinstance(block, MdHeading):
            last = min(levels.index(block.level) + 1, last + 1)
            yield replace(block, level=last)
        else:
            yield block


def tidy(runs: Iterable[MdRun], *, one_line: bool = False, bold: bool = True) -> tuple[MdRun, ...]:
    """Enhetliga textbitar. Looks cover words and the spaces between words of that look; equal neighbours are one."""
    listed = runs if isinstance(runs, tuple | list) else list(runs)
    if len(listed) == 1 and not listed[0].note and not one_line:
        return _alone(listed[0])
    pieces = _joined(_pieces(listed, one_line=one_line, bold=bold))
    while pieces and not pieces[0].note and pieces[0].text.isspace():
        del pieces[0]
    while pieces and not pieces[-1].note and pieces[-1].text.isspace():
        pieces.pop()
    for index, piece in enumerate(pieces):
        if not piece.note and piece.text.isspace():
            pieces[index] = _shared(_shared(piece, pieces[index - 1]), pieces[index + 1])
    return tuple(_equal_as_one(pieces))


def _alone(run: MdRun) -> tuple[MdRun, ...]:
    text = run.text.strip()
    if "\n" in text:
        text = _BREAK.sub("\n", text)
    if not text:
        return ()
    return (run if text == run.text else _with(run, text),)


def _with(run: MdRun, text: str) -> MdRun:
    return MdRun(text, run.bold, run.italic, run.strike, run.link)


def _pieces(runs: Iterable[MdRun], *, one_line: bool, bold: bool) -> Iterator[MdRun]:
    """Words apart from the blank text at the edges of each run."""
    for run in runs:
        if run.note:
            yield MdRun("", note=run.note)
            continue
        look = run if bold or not run.bold else MdRun(run.text, False, run.italic, run.strike, run.link)
        text = run.text
        if "\n" in text:
            text = _LINES.sub(" ", text) if one_line else _BREAK.sub("\n", text)
        core = text.strip()
        if core == text:
            if text:
                yield look if text == look.text else _with(look, text)
            continue
        at = text.find(core) if core else len(text)
        for part in (text[:at], core, text[at + len(core) :]):
            if part:
                yield _with(look, part)


def _joined(pieces: Iterable[MdRun]) -> list[MdRun]:
    """Blank pieces side by side are one, with the look they share."""
    found: list[MdRun] = []
    for piece in pieces:
        before = found[-1] if found else None
        blank = not piece.note and piece.text.isspace()
        if blank and before is not None and not before.note and before.text.isspace():
            found[-1] = _with(_shared(before, piece), _BREAK.sub("\n", before.text + piece.text))
        else:
            found.append(piece)
    return found


def _shared(run: MdRun, other: MdRun) -> MdRun:
    return MdRun(
        run.text,
        run.bold and other.bold,
        run.italic and other.italic,
        run.strike and other.strike,
        run.link if run.link == other.link else "",
    )


def _equal_as_one(pieces: Iterable[MdRun]) -> Iterator[MdRun]:
    held: MdRun | None = None
    for piece in pieces:
        if held is not None and _same_look(held, piece):
            held = _with(held, held.text + piece.text)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _same_look(run: MdRun, other: MdRun) -> bool:
    if run.note or other.note:
        return False
    return (run.bold, run.italic, run.strike, run.link) == (other.bold, other.italic, other.strike, other.link)


def spelled(blocks: Iterable[MdBlock]) -> str:
    """Stavat ut. All that blocks say, as one text to take a hash of; quicker than writing their Markdown."""
    return "\n".join(_spelled(blocks))


def _spelled(blocks: Iterable[MdBlock]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, MdParagraph):
            yield f"p{_spelled_runs(block.runs)}"
        elif isinstance(block, MdHeading):
            yield f"h{block.level}{_spelled_runs(block.runs)}"
        elif isinstance(block, MdTable):
            yield from (f"t{'|'.join(map(_spelled_runs, row))}" for row in block.rows)
        elif isinstance(block, MdQuote):
            yield f"q({spelled(block.blocks)})"
        else:
            yield f"l{block.start if block.ordered else '-'}"
            yield from (f"i({spelled(item)})" for item in block.items)


def _spelled_runs(runs: tuple[MdRun, ...]) -> str:
    return "".join(
        f"[^{spelled(run.note)}]" if run.note else f"[{run.bold:d}{run.italic:d}{run.strike:d}{run.link!r}{run.text!r}]"
        for run in runs
    )
