"""Förhandsvisning. A document as HTML at once: its text in order, what runs on every page shown apart, all escaped.

Only our own tags are written and all text is escaped, so that the result may stand in a page as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from kansli.doctemplates.read import Block, Kind, read

_DEEPEST = 6
_TOP = 2
_WIDE = "\u2003"
_RUNNING: tuple[tuple[Kind, str], ...] = (("header", "Sidhuvud"), ("footer", "Sidfot"))


def to_html(data: bytes) -> str:
    """HTML. Headings from h2 on, lists, tables, text boxes and notes; the running head and foot in frames of their own.

    Raises `Unreadable` for what is no Word file.
    """
    blocks = read(data).blocks
    head, foot = (_running(blocks, kind, label) for kind, label in _RUNNING)
    body = [block for block in blocks if block.kind not in {"header", "footer", "comment", "note"}]
    notes = [block for block in blocks if block.kind == "note"]
    return "".join([head, *_body(body), *_notes(notes), foot])


def _running(blocks: Iterable[Block], kind: Kind, label: str) -> str:
    lines = dict.fromkeys(
        _WIDE.join(part.strip() for part in block.text.split("\t")) for block in blocks if block.kind == kind
    )
    shown = "".join(f"<p>{_text(line.strip())}</p>" for line in lines if line.strip())
    return f'<div class="doc-running" role="group" aria-label="{label}">{shown}</div>' if shown else ""


def _body(blocks: list[Block]) -> Iterator[str]:
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind == "table_row":
            yield _table(list(group))
        elif kind == "list_item":
            yield _list([block for block in group if block.text.strip()])
        else:
            yield from (_paragraph(block) for block in group if block.text.strip())


def _paragraph(block: Block) -> str:
    text = _text(f"{block.number} {block.text}".strip())
    if block.kind == "heading":
        level = min(_TOP + block.level, _DEEPEST)
        return f"<h{level}>{text}</h{level}>"
    if block.style.casefold() == "title":
        return f"<h{_TOP}>{text}</h{_TOP}>"
    if block.kind == "text_box":
        return f'<p class="doc-box">{text}</p>'
    return f"<p>{text}</p>"


def _list(items: list[Block]) -> str:
    """Nested by level; the number is the one that is printed, since lists may begin anywhere and be of any kind."""
    made: list[str] = []
    depth = -1
    for item in items:
        level = min(item.level, depth + 1)
        while depth > level:
            made.append("</li></ul>")
            depth -= 1
        made.append("</li>" if depth == level else '<ul class="doc-list">')
        depth = level
        mark = item.number or "–"
        made.append(f'<li><span class="doc-number">{_text(mark)}</span> {_text(item.text)}')
    made.append("</li></ul>" * (depth + 1))
    return "".join(made)


def _table(rows: list[Block]) -> str:
    made = []
    for row in rows:
        cells = "".join(f"<td>{_text(cell)}</td>" for cell in row.cells or (row.text,))
        made.append(f"<tr>{cells}</tr>")
    return f'<table class="table doc-table"><tbody>{"".join(made)}</tbody></table>'


def _notes(notes: list[Block]) -> Iterator[str]:
    shown = [block for block in notes if block.text.strip()]
    if shown:
        items = "".join(f"<li>{_text(block.text.strip())}</li>" for block in shown)
        yield f'<ol class="doc-notes">{items}</ol>'


def _text(text: str) -> str:
    return escape(text).replace("\t", " ").replace("\n", "<br>")
