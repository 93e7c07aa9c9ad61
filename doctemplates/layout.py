"""Layout. How templates are described in a layout.toml: page, fonts, styles, and the lines of each document."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
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
    rule_above: bool = False
    right: bool = False
    page_break: bool = False
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
class Running:
    """Sidhuvud och sidfot. `first_header` stands on the first page; without lines the first is like the others."""

    header: tuple[Line, ...] = ()
    first_header: tuple[Line, ...] = ()
    footer: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Layout. Everything a template is built from; `documents` and their `running` by file name without extension."""

    language: str
    page: Mapping[str, float]
    fonts: Mapping[str, str]
    styles: tuple[StyleSpec, ...]
    title: str
    running: Mapping[str, Running]
    documents: Mapping[str, tuple[Line, ...]]


def load(folder: str, *, root: Path = HERE) -> Layout:
    """Läs layout. A folder's own layout over the neutral one; raises `ValueError` naming the line that is wrong."""
    tree = _read(root / BASE / FILE)
    if folder != BASE:
        tree = _merged(tree, _read(root / folder / FILE))
    documents = tree["documents"]
    return Layout(
        language=tree["language"],
        page=tree["page"],
        fonts=tree["fonts"],
        styles=tuple(_style(name, entry) for name, entry in tree["styles"].items()),
        title=tree["title"],
        running={name: _running(tree.get("running", {}) | entry) for name, entry in documents.items()},
        documents={name: tuple(written_lines(entry["body"])) for name, entry in documents.items()},
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


def _running(entry: Mapping[str, str]) -> Running:
    """A document's own header or footer goes before the layout's."""
    return Running(**{name: tuple(written_lines(entry.get(name, ""))) for name in ("header", "first_header", "footer")})


def written_lines(text: str) -> Iterator[Line]:
    """Rader. `style | text`, a tag alone, or a short form of several lines: see `_SHORT`."""
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
        if style in _SHORT:
            yield from written_lines(_SHORT[style](*rest.split(" | ")))
        else:
            yield Line(style, rest.replace("\\t", "\t"))


def _section(identifier: str, heading: str, level: str = "heading 1") -> str:
    path = f"sektioner.{identifier}"
    return f"{{% if {path} %}}\n{level} | {heading}\nNormal | {{{{ {path} }}}}\n{{% endif %}}"


def _people(path: str) -> str:
    """Names under each other; one that is struck out is crossed out, with the note that somebody made beside it."""
    return f"""
        {{% for m in {path} %}}
        {{% if m.struken %}}
        Mottagare | ~~{{{{ m.namn }}}}~~ {{{{ m.anteckning }}}}
        {{% else %}}
        {{% if m.anteckning %}}
        Mottagare | {{{{ m.namn }}}} {{{{ m.anteckning }}}}
        {{% else %}}
        Mottagare | {{{{ m.namn }}}}
        {{% endif %}}
        {{% endif %}}
        {{% endfor %}}"""


def _signatures(path: str) -> str:
    """A name keeps with its title; a name alone keeps with nothing, so that it stays with the text it signs."""
    return f"""
        {{% for u in {path} %}}
        {{% if u.titel %}}
        Underskrift namn | {{{{ u.namn }}}}
        Underskrift titel | {{{{ u.titel }}}}
        {{% else %}}
        Underskrift | {{{{ u.namn }}}}
        {{% endif %}}
        {{% endfor %}}"""


_SHORT: Mapping[str, Callable[..., str]] = {"section": _section, "people": _people, "signatures": _signatures}
"""Short forms: `section | id | heading` (printed when there is text), `people | list`, `signatures | list`."""
