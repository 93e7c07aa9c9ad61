"""Jämförelse av text. What differs between two readings: paragraphs are aligned first, then the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Literal

from kansli.doctemplates.alignment import align
from kansli.doctemplates.pairing import Item, Step, StepOp, pair_up
from kansli.doctemplates.read import Block, Reading
from kansli.doctemplates.words import words

Op = Literal["equal", "insert", "delete"]
_APART = frozenset({"header", "footer", "comment"})
_NOTES = "Fotnoter"
_PARTS = {"header": "Sidhuvudet", "footer": "Sidfoten"}
_OPS: tuple[Op, ...] = ("equal", "delete", "insert")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class WordChange:
    """Ordändring. A stretch of text that both have, or that only the new or only the old one has."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Ändring. A paragraph or table row: what it was, what it is, and under which headings.

    `old` and `new` are empty where the side has none; `section` is the heading path in the version that has the text
    now, `old_section` the one it had. `kind` is the block's in our reader; an unchanged one has the op `equal`.
    """

    op: StepOp
    section: tuple[str, ...]
    old: str
    new: str
    old_section: tuple[str, ...] = ()
    kind: str = "paragraph"
    level: int = 0
    known: tuple[WordChange, ...] | None = field(default=None, compare=False, repr=False)
    """The words where a process of its own has compared them already."""

    def words(self) -> tuple[WordChange, ...]:
        """Orden. What of the text is kept, gone and new."""
        return compare_words(self.old, self.new) if self.known is None else self.known

    def as_dict(self) -> dict[str, str]:
        """Uppslag. The shape that the command line prints."""
        return {"op": self.op, "section": " › ".join(self.section), "old": self.old, "new": self.new}


@dataclass(frozen=True)
class Comparison:
    """Jämförelse. Every paragraph and row in the new order; `unmarked` are sentences about what is not text."""

    rows: tuple[Change, ...]
    unmarked: tuple[str, ...] = ()

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Ändringar. The rows that are not the same in both."""
        return tuple(row for row in self.rows if row.op != "equal")

    @cached_property
    def summary(self) -> dict[str, int]:
        """Sammanfattning. Paragraphs and rows by what happened to them, and how many words came and went."""
        counted = {
            op: sum(row.op == op for row in self.rows) for op in ("insert", "delete", "replace", "move", "equal")
        }
        pieces = [piece for row in self.changes for piece in row.words()]
        for op in ("insert", "delete"):
            counted[f"words_{op}"] = sum(len(_WORD.findall(piece.text)) for piece in pieces if piece.op == op)
        return counted


def compare_words(old: str, new: str) -> tuple[WordChange, ...]:
    """Jämför ord. Equal and deleted pieces joined are `old`; equal and inserted ones are `new`.

    Lines are aligned first and whole words within changed lines after that, so the cost follows the length. A deletion
    comes before the insertion that replaces it; changes with only white space between them are told as one.
    """
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[tuple[Op, str]] = []
    for span in align(lines, others):
        gone, come = "".join(lines[span.old_start : span.old_end]), "".join(others[span.new_start : span.new_end])
        if span.equal:
            pieces.append(("equal", gone))
        else:
            pieces += _changed_words(words(gone), words(come))
    return _told(pieces)


def _changed_words(old: list[str], new: list[str]) -> Iterable[tuple[Op, str]]:
    for span in align(old, new):
        if span.equal:
            yield "equal", "".join(old[span.old_start : span.old_end])
        else:
            yield "delete", "".join(old[span.old_start : span.old_end])
            yield "insert", "".join(new[span.new_start : span.new_end])


def _told(pieces: Iterable[tuple[Op, str]]) -> tuple[WordChange, ...]:
    """As few pieces as can be: white space on a line that both have does not part two changes."""
    found = [piece for piece in pieces if piece[1]]
    parted: list[tuple[Op, str]] = []
    for index, (op, text) in enumerate(found):
        within = 0 < index < len(found) - 1
        if op == "equal" and within and text.isspace() and "\n" not in text:
            parted += [("delete", text), ("insert", text)]
        else:
            parted.append((op, text))
    told: list[WordChange] = []
    for _, group in groupby(parted, key=lambda piece: piece[0] == "equal"):
        run = list(group)
        for op in _OPS:
            joined = "".join(text for each, text in run if each == op)
            told += [WordChange(op, joined)] if joined else []
    return tuple(told)


def compare_readings(old: Reading, new: Reading) -> Comparison:
    """Jämför läsningar. Paragraphs first, then the words in them; headings tell where.

    What our reader keeps apart from the text (running heads, the title, what is a heading or a list) is listed in
    `unmarked`, never silently passed over.
    """
    before, after = _texts(old), _texts(new)
    steps = pair_up([_item(block) for block in before], [_item(block) for block in after], lone_pairs=False)
    paths, new_paths = _paths(before), _paths(after)
    rows = tuple(_change(step, before, after, paths, new_paths) for step in steps)
    unmarked = [*_running(old, new), *_titles(old, new), *_kinds(steps, before, after)]
    return Comparison(rows, tuple(unmarked))


def _texts(reading: Reading) -> list[Block]:
    return [block for block in reading.blocks if block.kind not in _APART and block.text.strip()]


def _item(block: Block) -> Item:
    """A row is never a version of a paragraph; a heading may become one, which is told among the unmarked."""
    cells = f"table_row {len(block.cells)}" if block.kind == "table_row" else ""
    return Item(cells or ("note" if block.kind == "note" else "text"), block.text)


def _paths(blocks: list[Block]) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = []
    open_headings: list[tuple[int, str]] = []
    for block in blocks:
        if block.kind == "heading":
            open_headings = [heading for heading in open_headings if heading[0] < block.level]
            open_headings.append((block.level, block.text.strip()))
        paths.append((_NOTES,) if block.kind == "note" else tuple(text for _, text in open_headings))
    return paths


def _change(
    step: Step,
    before: list[Block],
    after: list[Block],
    paths: list[tuple[str, ...]],
    new_paths: list[tuple[str, ...]],
) -> Change:
    was = before[step.old] if step.old is not None else None
    now = after[step.new] if step.new is not None else None
    shown = now or was
    old_path = paths[step.old] if step.old is not None else ()
    path = new_paths[step.new] if step.new is not None else old_path
    return Change(
        op=step.op,
        section=path,
        old=was.text if was else "",
        new=now.text if now else "",
        old_section=old_path,
        kind=shown.kind if shown else "paragraph",
        level=shown.level if shown else 0,
    )


def _running(old: Reading, new: Reading) -> Iterable[str]:
    for kind, name in _PARTS.items():
        was = [block.text for block in old.blocks if block.kind == kind and block.text.strip()]
        now = [block.text for block in new.blocks if block.kind == kind and block.text.strip()]
        for step in pair_up([Item(kind, text) for text in was], [Item(kind, text) for text in now], lone_pairs=True):
            before = was[step.old] if step.old is not None else ""
            after = now[step.new] if step.new is not None else ""
            if step.op != "equal":
                yield f"{name}: {_from_to(before, after)}"


def _from_to(before: str, after: str) -> str:
    before, after = before.replace("\t", " ").strip(), after.replace("\t", " ").strip()
    if before == after:
        return f"”{after}” har flyttats."
    if not before:
        return f"”{after}” har kommit till."
    return f"”{before}” har blivit ”{after}”." if after else f"”{before}” har tagits bort."


def _titles(old: Reading, new: Reading) -> Iterable[str]:
    was, now = (reading.properties.get("title", "").strip() for reading in (old, new))
    if was != now:
        yield f"Dokumentets titel: {_from_to(was, now)}"


def _kinds(steps: Iterable[Step], before: list[Block], after: list[Block]) -> Iterable[str]:
    for step in steps:
        if step.old is None or step.new is None:
            continue
        was, now = before[step.old], after[step.new]
        if (was.kind, was.level) != (now.kind, now.level):
            yield f"”{_short(now.text)}” var {_called(was)} och är {_called(now)}."


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _called(block: Block) -> str:
    if block.kind == "heading":
        return f"rubrik på nivå {block.level}"
    names = {"list_item": f"punkt på nivå {block.level + 1}", "text_box": "text i en textruta", "paragraph": "brödtext"}
    return names.get(block.kind, "fotnot" if block.kind == "note" else "tabellrad")
