"""Avsnittets text. The rows under a heading as Markdown: paragraphs, sub-headings, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from kansli.plugin.intake.sections import looks_like_heading
from kansli.plugin.intake.written.paper import Row

_LISTED = re.compile(r"^(?P<indent>\s*)(?P<mark>-|\d{1,3}[.)])\s+(?P<text>\S.*)$")
_MARKED = re.compile(r"^#{1,6}\s+(?P<text>\S.*)$")
_BOLD = re.compile(r"^\*\*(?P<text>[^*]+)\*\*$")
_RULE = re.compile(r"^[-–—:\s|\t]+$")
SUB_HEADING = "##"
_OPENS_A_BLOCK = re.compile(r"^(?P<sign>[#>+|=]|\d+(?=[.)]))")
_LITERAL = re.compile(r"\\|(?<=\w)\*(?=\w)|\[\^")
_MOST_HEADINGS_IN_A_ROW, _SHORT = 2, 14


def as_markdown(rows: Sequence[Row]) -> str:
    """Return the Markdown of a section. What only looks like a sign of Markdown is escaped."""
    pieces: list[tuple[str, str]] = []
    headings = _headings(rows)
    at = 0
    while at < len(rows):
        end = _table_end(rows, at)
        if end - at > 1:
            pieces.append(("table", _table(rows[at:end])))
            at = end
            continue
        row = rows[at]
        listed = _LISTED.match(row.text)
        if at in headings:
            pieces.append(("heading", f"{SUB_HEADING} {_inline(_plain(row.words))}"))
        elif listed:
            pieces.append(("item", f"{listed['indent']}{listed['mark']} {_inline(listed['text'])}"))
        elif pieces and not row.blank_before and pieces[-1][0] == "paragraph":
            pieces.append(("line", _paragraph(row.words)))
        else:
            pieces.append(("paragraph", _paragraph(row.words)))
        at += 1
    return _joined(pieces)


def as_it_stands(rows: Sequence[Row]) -> str:
    """The rows of a text that is Markdown already."""
    return "".join(("\n\n" if row.blank_before else "\n") + row.text for row in rows).strip("\n")


def _joined(pieces: Sequence[tuple[str, str]]) -> str:
    """Items of a list on consecutive lines, a line that goes on in its paragraph after a hard break."""
    text = ""
    before = ""
    for kind, piece in pieces:
        if kind == "line":
            text += "\\\n"
        elif text:
            text += "\n" if kind == before == "item" else "\n\n"
        text += piece
        before = "paragraph" if kind == "line" else kind
    return text


def _headings(rows: Sequence[Row]) -> set[int]:
    """Sub-headings: marked, or short and alone with text under them. A text of short lines only has none."""
    prose = any(len(row.words.split()) > _SHORT or _LISTED.match(row.text) or "\t" in row.text for row in rows)
    likely = [_is_marked(row) or (prose and row.alone and looks_like_heading(row.words)) for row in rows]
    found = {at for at, row in enumerate(rows) if _is_marked(row)}
    for is_run, run in groupby(range(len(rows)), key=lambda at: likely[at]):
        places = list(run)
        if is_run and places[-1] + 1 < len(rows) and len(places) <= _MOST_HEADINGS_IN_A_ROW:
            found.update(places)
    return found


def _is_marked(row: Row) -> bool:
    return bool(_MARKED.match(row.words)) or (row.alone and bool(_BOLD.match(row.words)))


def _plain(words: str) -> str:
    match = _MARKED.match(words) or _BOLD.match(words)
    return match["text"].strip() if match else words


def _table_end(rows: Sequence[Row], at: int) -> int:
    """The row after a table that begins here: rows of cells, by tabs or by bars, without blank lines between."""
    sign = "\t" if "\t" in rows[at].text.strip("\n ") else " | "
    end = at
    while end < len(rows) and sign in rows[end].text and (end == at or not rows[end].blank_before):
        end += 1
    return end


def _table(rows: Sequence[Row]) -> str:
    """The first row is the header."""
    sign = "\t" if "\t" in rows[0].text else "|"
    lines = [row.text.strip("\n ").strip("|") if sign == "|" else row.text.strip("\n ") for row in rows]
    cells = [[_cell(cell) for cell in line.split(sign)] for line in lines if not _RULE.match(line)]
    columns = max(len(row) for row in cells)
    filled = [row + [""] * (columns - len(row)) for row in cells]
    filled.insert(1, ["---"] * columns)
    return "\n".join(f"| {' | '.join(row)} |" for row in filled)


def _cell(text: str) -> str:
    return _inline(text.strip()).replace("|", "\\|")


def _paragraph(words: str) -> str:
    words = _inline(words.replace("\t", " "))
    return _OPENS_A_BLOCK.sub(lambda match: _escaped_opening(match["sign"]), words)


def _escaped_opening(sign: str) -> str:
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _inline(words: str) -> str:
    """Keep marks that stand in pairs (they are somebody's), escape those that would mean something by chance."""
    return _LITERAL.sub(lambda match: f"\\{match[0]}", words)


def plain_clause(words: str) -> str:
    """A clause is plain text: emphasis of the original is taken off."""
    return re.sub(r"(?<!\w)(\*{1,2}|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", words)


def items(rows: Sequence[Row]) -> Iterator[str]:
    """The rows of a list without their marks; a row that goes on from the one before belongs to it."""
    waiting = ""
    for row in rows:
        listed = _LISTED.match(row.text)
        words = listed["text"].strip() if listed else row.words
        if waiting and not row.blank_before and not listed and (waiting[-1] in ",-–" or words[0].islower()):
            waiting = f"{waiting} {words}"
            continue
        if waiting:
            yield waiting
        waiting = words
    if waiting:
        yield waiting
