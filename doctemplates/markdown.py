"""Löpande text. The one Markdown subset of sections: which signs mean something, what stays as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kansli.doctemplates.problems import MarkdownRefused

_RULES = ["table", "blockquote", "list", "heading", "newline", "escape", "strikethrough", "emphasis", "link"]
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MdRun:
    """Textbit. Text of one look; a hard break is a newline in it. `link` is an address, empty for none."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class MdParagraph:
    """Stycke."""

    runs: tuple[MdRun, ...]


@dataclass(frozen=True, slots=True)
class MdHeading:
    """Underrubrik. `level` 1 is the highest in the text, whatever number of # was written."""

    runs: tuple[MdRun, ...]
    level: int


@dataclass(frozen=True, slots=True)
class MdList:
    """Lista. Each item is a sequence of blocks; `start` is the first number of an ordered list."""

    items: tuple[tuple[MdBlock, ...], ...]
    ordered: bool
    start: int = 1


@dataclass(frozen=True, slots=True)
class MdTable:
    """Tabell. The first row is the header row; all rows have as many cells."""

    rows: tuple[tuple[tuple[MdRun, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class MdQuote:
    """Citat."""

    blocks: tuple[MdBlock, ...]


MdBlock = MdParagraph | MdHeading | MdList | MdTable | MdQuote


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    # Everything that is not named stays as it was typed: code, HTML, images, rules and entities are plain characters.
    reader = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    # A link that a document may not carry stays as its characters too.
    reader.validateLink = lambda url: _LINK.match(url) is not None  # type: ignore[method-assign]
    return reader.enable(_RULES)


def parse(text: str) -> tuple[MdBlock, ...]:
    """Tolka. The blocks of a section's text; raises `MarkdownRefused` for footnotes, which are not set yet."""
    match = _FOOTNOTE.search(text)
    if match:
        raise MarkdownRefused(
            f"Fotnoter ({match.group()}) kan inte användas än. Skriv fotnotens text inom parentes i stycket.",
            details=[{"start": match.start(), "end": match.end()}],
        )
    tokens = _reader().parse(text.replace("\r\n", "\n").replace("\r", "\n"))
    blocks = tuple(_blocks(_Stream(tokens), ""))
    levels = sorted({block.level for block in blocks if isinstance(block, MdHeading)})
    return tuple(
        replace(block, level=levels.index(block.level) + 1) if isinstance(block, MdHeading) else block
        for block in blocks
    )


class _Stream:
    """Tokens read one by one."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at = tokens, 0

    def next(self) -> Token | None:
        if self._at >= len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]


def _blocks(stream: _Stream, until: str) -> Iterator[MdBlock]:
    while (token := stream.next()) is not None and token.type != until:
        kind = token.type
        if kind in {"paragraph_open", "heading_open"}:
            inline = stream.next()
            runs = _runs(inline.children or []) if inline is not None else ()
            stream.next()
            if runs:
                yield MdParagraph(runs) if kind == "paragraph_open" else MdHeading(runs, int(token.tag[1:]))
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            yield _list(stream, token)
        elif kind == "blockquote_open":
            yield MdQuote(tuple(_blocks(stream, "blockquote_close")))
        elif kind == "table_open":
            yield _table(stream)


def _list(stream: _Stream, opening: Token) -> MdList:
    ordered = opening.type == "ordered_list_open"
    end = "ordered_list_close" if ordered else "bullet_list_close"
    items = []
    while (token := stream.next()) is not None and token.type != end:
        items.append(tuple(_blocks(stream, "list_item_close")))
    return MdList(tuple(items), ordered, int(opening.attrGet("start") or 1) if ordered else 1)


def _table(stream: _Stream) -> MdTable:
    rows: list[tuple[tuple[MdRun, ...], ...]] = []
    cells: list[tuple[MdRun, ...]] = []
    while (token := stream.next()) is not None and token.type != "table_close":
        if token.type == "inline":
            cells.append(_runs(token.children or []))
        elif token.type == "tr_close":
            rows.append(tuple(cells))
            cells = []
    return MdTable(tuple(rows))


def _runs(tokens: list[Token]) -> tuple[MdRun, ...]:
    found: list[MdRun] = []
    look, text = MdRun(""), ""
    for token in tokens:
        kind = token.type
        if kind in {"text", "text_special"}:
            text += token.content
        elif kind == "softbreak":
            text += " "
        elif kind == "hardbreak":
            text += "\n"
        else:
            if text:
                found.append(replace(look, text=text))
                text = ""
            look = _look(look, token)
    if text:
        found.append(replace(look, text=text))
    return tuple(found)


def _look(look: MdRun, token: Token) -> MdRun:
    kind, opens = token.type, token.nesting == 1
    if kind.startswith("strong"):
        return replace(look, bold=opens)
    if kind.startswith("em"):
        return replace(look, italic=opens)
    if kind.startswith("s_"):
        return replace(look, strike=opens)
    if kind.startswith("link"):
        return replace(look, link=str(token.attrGet("href") or "") if opens else "")
    return look


def to_html(text: str) -> str:
    """Förhandsvisning. Escaped HTML of the text; sub-headings begin at h3. Raises as `parse` does."""
    return "\n".join(_html(block) for block in parse(text))


def _html(block: MdBlock) -> str:
    if isinstance(block, MdHeading):
        level = min(block.level + 2, 6)
        return f"<h{level}>{_inline(block.runs)}</h{level}>"
    if isinstance(block, MdParagraph):
        return f"<p>{_inline(block.runs)}</p>"
    if isinstance(block, MdQuote):
        return f"<blockquote>{''.join(_html(inner) for inner in block.blocks)}</blockquote>"
    if isinstance(block, MdList):
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
        return f"<{tag}{start}>{''.join(f'<li>{_item(item)}</li>' for item in block.items)}</{tag}>"
    head, *rows = block.rows
    top = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _item(blocks: tuple[MdBlock, ...]) -> str:
    if len(blocks) == 1 and isinstance(blocks[0], MdParagraph):
        return _inline(blocks[0].runs)
    return "".join(_html(block) for block in blocks)


def _inline(runs: tuple[MdRun, ...]) -> str:
    return "".join(_html_run(run) for run in runs)


def _html_run(run: MdRun) -> str:
    shown = escape(run.text).replace("\n", "<br>")
    for on, tag in ((run.strike, "s"), (run.italic, "em"), (run.bold, "strong")):
        shown = f"<{tag}>{shown}</{tag}>" if on else shown
    return f'<a href="{escape(run.link)}" rel="noopener">{shown}</a>' if run.link else shown
