"""Löpande text. The one Markdown subset of sections: read, written in its canonical form, and shown on the web."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from html import escape

from kansli.doctemplates.markdown_in import parse
from kansli.doctemplates.markdown_out import write
from kansli.doctemplates.prose import (
    MdBlock,
    MdHeading,
    MdList,
    MdParagraph,
    MdQuote,
    MdRun,
    MdTable,
)

__all__ = [
    "MdBlock", "MdHeading", "MdList", "MdParagraph", "MdQuote", "MdRun", "MdTable",
    "normalise", "parse", "to_html", "write",
]  # fmt: skip


def normalise(text: str) -> str:
    """Enhetlig form. The same text with one way of writing each thing; raises as `parse` does.

    Bullets are "-", numbers "1.", sub-headings begin at "##", a hard break is a backslash at the end of the line,
    footnotes are named 1, 2, 3 and stand last. Normalising twice changes nothing.
    """
    return write(parse(text))


def to_html(text: str, *, name: str = "") -> str:
    """Förhandsvisning. Escaped HTML of the text; sub-headings begin at h3. Raises as `parse` does.

    Footnotes stand last, with links both ways. `name` makes their ids unique on a page of several texts; without
    it the text's own fingerprint does.
    """
    blocks = parse(text)
    page = _Page(name or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8])
    shown = [page.block(block) for block in blocks]
    if page.notes:
        shown.append(page.notes_html())
    return "\n".join(shown)


@dataclass(slots=True)
class _Page:
    name: str
    notes: list[tuple[MdParagraph, ...]] = field(default_factory=list)

    def block(self, block: MdBlock) -> str:
        if isinstance(block, MdHeading):
            level = min(block.level + 2, 6)
            return f"<h{level}>{self._inline(block.runs)}</h{level}>"
        if isinstance(block, MdParagraph):
            return f"<p>{self._inline(block.runs)}</p>"
        if isinstance(block, MdQuote):
            return f"<blockquote>{''.join(self.block(inner) for inner in block.blocks)}</blockquote>"
        if isinstance(block, MdList):
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            return f"<{tag}{start}>{''.join(f'<li>{self._item(item)}</li>' for item in block.items)}</{tag}>"
        head, *rows = block.rows
        top = "".join(f'<th scope="col">{self._inline(cell)}</th>' for cell in head)
        body = "".join(f"<tr>{''.join(f'<td>{self._inline(cell)}</td>' for cell in row)}</tr>" for row in rows)
        return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

    def _item(self, blocks: tuple[MdBlock, ...]) -> str:
        if len(blocks) == 1 and isinstance(blocks[0], MdParagraph):
            return self._inline(blocks[0].runs)
        return "".join(self.block(block) for block in blocks)

    def _inline(self, runs: tuple[MdRun, ...]) -> str:
        return "".join(self._mark(run) if run.note else _html_run(run) for run in runs)

    def _mark(self, run: MdRun) -> str:
        self.notes.append(run.note)
        number = len(self.notes)
        there, here = f"not-{self.name}-{number}", f"notmark-{self.name}-{number}"
        return f'<sup><a href="#{there}" id="{here}" aria-label="Fotnot {number}">{number}</a></sup>'

    def notes_html(self) -> str:
        """The notes as a numbered list at the end of the text."""
        items = []
        for number, paragraphs in enumerate(self.notes, 1):
            text = "".join(f"<p>{self._inline(paragraph.runs)}</p>" for paragraph in paragraphs)
            back = f'<a href="#notmark-{self.name}-{number}" aria-label="Tillbaka till texten">↩</a>'
            items.append(f'<li id="not-{self.name}-{number}">{text.removesuffix("</p>")} {back}</p></li>')
        return f"<ol>{''.join(items)}</ol>"


def _html_run(run: MdRun) -> str:
    shown = escape(run.text).replace("\n", "<br>")
    for on, tag in ((run.strike, "s"), (run.italic, "em"), (run.bold, "strong")):
        shown = f"<{tag}>{shown}</{tag}>" if on else shown
    return f'<a href="{escape(run.link)}" rel="noopener">{shown}</a>' if run.link else shown
