"""Jämförelse. One layout filled by our engine and by docxtpl, proved to read the same before anybody takes the time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kansli.doctemplates.build import build
from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.fill import fill
from kansli.doctemplates.layout import Line, Running, load
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.read import Reading, read

_ALONE = re.compile(r"\{%\s*(.+?)\s*%\}")
_SECTION = re.compile(r"\{\{\s*(sektioner\.\w+)\s*\}\}")


class PeerMissing(TemplateError):
    """Saknas. docxtpl and docx-mailmerge2 are test extras, and this one is not installed here."""

    code = "peer_missing"

    def __init__(self, name: str = "docxtpl") -> None:
        super().__init__(f"{name} finns inte här. Installera testtillägget: pip install 'kansli[test]'.")


class OutputsDiffer(TemplateError):
    """Olika. The two engines' documents do not read the same, so a comparison of their times would say nothing."""

    code = "outputs_differ"

    def __init__(self, first: str) -> None:
        super().__init__(f"Dokumenten har inte samma text, så tiderna kan inte jämföras. Första skillnaden: {first}")


@dataclass(frozen=True, slots=True)
class Pair:
    """Par. Two ways to the same text: each call makes the whole document, from template bytes to document bytes.

    `unseen` is ours on a template that has not been filled before, so that it is read and scanned first.
    """

    ours: Callable[[], bytes]
    peer: Callable[[], bytes]
    unseen: Callable[[], bytes]


def pair(
    folder: str,
    name: str,
    values: Mapping[str, object],
    *,
    catalogue: Catalogue,
    title: str,
    author: str,
    created: datetime,
) -> Pair:
    """Gör ett par. One document of a layout for both engines; raises `PeerMissing`, or `OutputsDiffer`.

    docxtpl is given the sections as ready lists of paragraphs: it is spared the reading of Markdown that we do, and
    the section marks and the verification that are part of our figure.
    """
    layout = load(folder)
    template, other = build(layout, name), build(replace(layout, title=f"{layout.title} "), name)
    peers_template, context = peer_template(folder, name), peer_values(values)

    def ours(data: bytes) -> bytes:
        return fill(data, values, catalogue=catalogue, title=title, author=author, created=created)

    made = Pair(lambda: ours(template), lambda: fill_with_peer(peers_template, context), lambda: ours(other))
    must_read_alike(read(made.ours()), read(made.peer()))
    return made


def fill_with_peer(template: bytes, context: Mapping[str, object]) -> bytes:
    """Fyll i med docxtpl, as its manual says: open, render with autoescape, save."""
    try:
        from docxtpl.template import DocxTemplate
    except ImportError as error:
        raise PeerMissing from error
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(context), autoescape=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def peer_template(folder: str, name: str) -> bytes:
    """Motpartens mall. The layout's own document, styles and header, in docxtpl's tag syntax."""
    layout = load(folder)
    own = layout.running[name]
    running = Running(
        header=tuple(_peer_lines(own.header)),
        first_header=tuple(_peer_lines(own.first_header)),
        footer=tuple(_peer_lines(own.footer)),
    )
    return build(
        replace(
            layout,
            running={name: running},
            documents={name: tuple(_peer_lines(layout.documents[name]))},
        ),
        name,
    )


def peer_values(values: Mapping[str, object]) -> dict[str, object]:
    """Motpartens värden. The same tree, with each section split into its paragraphs."""
    sections = values["sektioner"]
    if not isinstance(sections, Mapping):
        raise TypeError("sektioner is a mapping of section id to text")
    return {**values, "sektioner": {key: str(text).split("\n\n") for key, text in sections.items() if text}}


def _peer_lines(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        tag, section = _ALONE.fullmatch(line.text), _SECTION.fullmatch(line.text)
        if tag:
            yield replace(line, text=f"{{%p {tag[1].replace('if inte ', 'if not ')} %}}")
        elif section:
            yield replace(line, text=f"{{%p for stycke in {section[1]} %}}")
            yield replace(line, text="{{ stycke }}")
            yield replace(line, text="{%p endfor %}")
        else:
            yield line


def must_read_alike(ours: Reading, peer: Reading) -> None:
    """Samma text. Every block, in and outside the body, of the same kind and with the same words; else refused."""
    mine, theirs = _seen(ours), _seen(peer)
    if mine == theirs:
        return
    at = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), min(len(mine), len(theirs)))
    raise OutputsDiffer(f"{_at(mine, at)} / {_at(theirs, at)}")


def _seen(reading: Reading) -> list[tuple[str, ...]]:
    blocks = [
        (block.kind, block.text, str(block.level), block.number) for block in reading.blocks if block.text.strip()
    ]
    return [("title", reading.title), *blocks]


def _at(blocks: list[tuple[str, ...]], at: int) -> str:
    return "”" + blocks[at][1] + "”" if at < len(blocks) else "(slut)"
