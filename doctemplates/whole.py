"""Hela dokumentet. A Word file that nobody has marked: its body as Markdown, and what its pages repeat."""

from __future__ import annotations

from dataclasses import dataclass

from kansli.doctemplates.as_markdown import WordProse
from kansli.doctemplates.ooxml import W
from kansli.doctemplates.opc import Package
from kansli.doctemplates.read import read


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """Dokument. `running` are the lines of heads and feet, each once; `lost` says what Markdown cannot hold."""

    markdown: str
    running: tuple[str, ...]
    lost: tuple[str, ...]


def read_whole(data: bytes) -> WholeDocument:
    """Läs allt. Changes count as accepted; raises `Unreadable` for what is no whole Word document."""
    repeated = read(data).of_kind("header", "footer")
    package = Package.open(data)
    body = package.xml(package.main).find(W + "body")
    prose = WordProse(package).read(list(body) if body is not None else [])
    lines = (" ".join(block.text.split("\n")).strip() for block in repeated)
    return WholeDocument(prose.markdown(), tuple(dict.fromkeys(line for line in lines if line)), prose.lost)
