"""Layout. How templates are described in a layout.toml: page, fonts, styles, and the lines of each document."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BASE = "_base"
FILE = "layout.toml"


@dataclass(frozen=True, slots=True)
class StyleSpec:
    """Formatmall. One paragraph style: points, indents in millimetres, colour RRGGBB; `close`: no gap to its like."""

    name: str
    based_on: str = "Normal"
    next: str = ""
    font: str = ""
    size: float = 0
    bold: bool = False
    italic: bool = False
    color: str = ""
    caps: bool = False
    spacing: float = 0
    before: float = -1
    after: float = -1
    line: float = 0
    left: float = 0
    hanging: float = 0
    tabs: tuple[str, ...] = ()
    rule_below: bool = False
    keep_next: bool = False
    keep_lines: bool = False
    close: bool = False
    list: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Rad. One paragraph of a template: the name of its style and its text, tags and all."""

    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Layout. Everything a template is built from; `documents` by file name without extension."""

    language: str
    page: Mapping[str, float]
    fonts: Mapping[str, str]
    styles: tuple[StyleSpec, ...]
    title: str
    header: tuple[Line, ...]
    footer: tuple[Line, ...]
    documents: Mapping[str, tuple[Line, ...]]


def load(folder: str, *, root: Path = HERE) -> Layout:
    """Läs layout. A folder's own layout over the neutral one; raises `ValueError` naming the line that is wrong."""
    tree = _read(root / BASE / FILE)
    if folder != BASE:
        tree = _merged(tree, _read(root / folder / FILE))
    running = tree.get("running", {})
    return Layout(
        language=tree["language"],
        page=tree["page"],
        fonts=tree["fonts"],
        styles=tuple(_style(name, entry) for name, entry in tree["styles"].items()),
        title=tree["title"],
        header=tuple(_lines(running.get("header", ""))),
        footer=tuple(_lines(running.get("footer", ""))),
        documents={name: tuple(_lines(entry["body"])) for name, entry in tree["documents"].items()},
    )


def folders(*, root: Path = HERE) -> list[str]:
    """Mappar. Every folder that has a layout, the neutral one first."""
    return sorted(path.parent.name for path in root.glob(f"*/{FILE}"))


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        result[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return result


def _style(name: str, entry: Mapping[str, Any]) -> StyleSpec:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return StyleSpec(name=name, **fields)


def _lines(text: str) -> Iterator[Line]:
    """`style | text`, a tag alone, or `section | id | heading`: both printed only when there is text."""
    for number, raw in enumerate(text.strip("\n").split("\n"), 1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("{%"):
            yield Line("Normal", line)
            continue
        style, bar, rest = line.partition(" | ")
        if not bar:
            raise ValueError(f"Rad {number} ”{line}”: skriv ”formatmall | text”.")
        if style == "section":
            yield from _section(*rest.split(" | ", 1))
        else:
            yield Line(style, rest.replace("\\t", "\t"))


def _section(identifier: str, heading: str) -> Iterator[Line]:
    path = f"sektioner.{identifier}"
    yield Line("Normal", f"{{% if {path} %}}")
    yield Line("heading 1", heading)
    yield Line("Normal", f"{{{{ {path} }}}}")
    yield Line("Normal", "{% endif %}")
