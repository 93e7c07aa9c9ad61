"""Mallens byggnad. Which lines and rows a loop or a condition spans, and where each paragraph stands for a reader."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from kansli.doctemplates.catalogue import IMPLIED
from kansli.doctemplates.grammar import Tag, parse_tags
from kansli.doctemplates.ooxml import (
    FALLBACK,
    PPR,
    SECT_PR,
    TBL,
    TR,
    TXBX,
    WP,
    P,
    W,
    own_text_boxes,
    text_of,
)
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prepare import REPEAT
from kansli.doctemplates.problems import Place

Report = Callable[[Element, str, str], None]

_RANGE_MARKS = tuple(W + name for name in ("bookmarkStart", "bookmarkEnd", "permStart", "permEnd"))
_RUNNING = {"header": "Sidhuvudet", "footer": "Sidfoten"}
_PAGES = {"first": " på första sidan", "even": " på jämna sidor"}


@dataclass(slots=True)
class Plain:
    """Vanlig del. An element that is printed once."""

    element: Element


@dataclass(slots=True)
class Loop:
    """Upprepning. What is printed once for each item of a list."""

    tag: Tag
    at: Element
    body: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Choice:
    """Villkor. What is printed when the field has a value, and what otherwise."""

    tag: Tag
    at: Element
    then: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)
    has_else: bool = False


Node = Plain | Loop | Choice


def outline(container: Element, report: Report) -> list[Node]:
    """Disposition. The container's children as nodes; block tags that do not pair are reported."""
    roots: list[Node] = []
    into = roots
    open_nodes: list[tuple[Loop | Choice, list[Node]]] = []
    for child in container:
        if child.tag == REPEAT:
            into.append(_repeat(child, report))
            continue
        tag = block_tag(child)
        if tag is None:
            into.append(Plain(child))
            continue
        _check_alone(child, tag, report)
        into.extend(Plain(mark) for mark in child.iter(*_RANGE_MARKS))
        if tag.kind in {"for", "if"}:
            node: Loop | Choice = Loop(tag, child) if tag.kind == "for" else Choice(tag, child)
            into.append(node)
            open_nodes.append((node, into))
            into = node.body if isinstance(node, Loop) else node.then
        elif not open_nodes or not _closes(tag, open_nodes[-1][0]):
            report(child, f"{tag.source} saknar sin början.", "no_beginning")
        elif tag.kind == "else":
            into = _other_branch(open_nodes[-1][0], into)
        else:
            into = open_nodes.pop()[1]
    for unclosed, _ in open_nodes:
        end = "{% endfor %}" if isinstance(unclosed, Loop) else "{% endif %}"
        report(unclosed.at, f"{unclosed.tag.source} saknar {end}.", "no_end")
    return roots


def _repeat(element: Element, report: Report) -> Loop:
    """A repeating section is a loop whose variable no one can type; what stands in it need not name it."""
    path, label = element.get("path") or "", element.get("label") or ""
    tag = Tag("for", f"det upprepande avsnittet ”{label}”", 0, 0, path=path, variable=IMPLIED + path.replace(".", "_"))
    return Loop(tag, element, outline(element, report))


def _other_branch(node: Loop | Choice, into: list[Node]) -> list[Node]:
    if isinstance(node, Loop):
        return into
    node.has_else = True
    return node.otherwise


def _closes(tag: Tag, node: Loop | Choice) -> bool:
    if isinstance(node, Loop):
        return tag.kind == "endfor"
    return tag.kind == "endif" or (tag.kind == "else" and not node.has_else)


def block_tag(element: Element) -> Tag | None:
    """Blockmärke. The tag that is all the text of a paragraph or of a table row; None for everything else."""
    if element.tag == P:
        text = text_of(element)
    elif element.tag == TR:
        text = "".join(text_of(paragraph) for paragraph in element.iter(P))
    else:
        return None
    stripped = text.replace("\xa0", " ").strip()
    if not stripped.startswith("{%"):
        return None
    tags = parse_tags(stripped)
    if len(tags) != 1 or not tags[0].is_block or tags[0].source != stripped:
        return None
    # With the prefix p the tag belongs to the paragraph in the cell, although it is alone in its row.
    return None if element.tag == TR and tags[0].level == "p" else tags[0]


def _check_alone(element: Element, tag: Tag, report: Report) -> None:
    if tag.level == "tr" and element.tag == P:
        report(element, f"{tag.source} ska stå på en egen tabellrad.", "not_a_row")
    if next(element.iter(W + "drawing", W + "pict", W + "object", TXBX), None) is not None:
        report(
            element, f"raden med {tag.source} innehåller också en bild eller textruta, som skulle försvinna.", "lost"
        )
    if element.tag == P and element.find(f"{PPR}/{SECT_PR}") is not None:
        said = f"raden med {tag.source} innehåller också en avsnittsbrytning. Flytta den till en rad utan märke."
        report(element, said, "section_break")


def clone(nodes: list[Node]) -> list[Node]:
    """Kopia. The same nodes over copied elements, for one more turn of a loop."""
    copies: list[Node] = []
    for node in nodes:
        if isinstance(node, Plain):
            copies.append(Plain(copy.deepcopy(node.element)))
        elif isinstance(node, Loop):
            copies.append(Loop(node.tag, node.at, clone(node.body)))
        else:
            copies.append(Choice(node.tag, node.at, clone(node.then), clone(node.otherwise), node.has_else))
    return copies


@dataclass(frozen=True, slots=True)
class TextPart:
    """Textdel. A part, or a note in it, as a container of paragraphs, with the name a secretary knows it by."""

    part: str
    container: Element
    name: str


def text_parts(package: Package) -> list[TextPart]:
    """Textdelar. Body, every header and footer, footnotes and endnotes, in the order they are numbered and filled."""
    main = package.main
    body = package.xml(main).find(W + "body")
    parts = [TextPart(main, body, "Brödtexten")] if body is not None else []
    parts += _running_parts(package)
    for kind, entry, said in (("footnotes", "footnote", "Fotnot"), ("endnotes", "endnote", "Slutkommentar")):
        for name in package.related(main, kind):
            notes = [n for n in package.xml(name).iter(W + entry) if n.get(W + "type") in {None, "normal"}]
            parts += [TextPart(name, note, f"{said} {number}") for number, note in enumerate(notes, 1)]
    return parts


def _running_parts(package: Package) -> Iterator[TextPart]:
    main = package.main
    targets = {relation.id: relation.target for relation in package.relations(main)}
    sections = list(package.xml(main).iter(SECT_PR))
    known: dict[str, str] = {}
    for number, section in enumerate(sections, 1):
        for kind in ("header", "footer"):
            for reference in section.findall(W + kind + "Reference"):
                target = targets.get(next((v for k, v in reference.items() if k.endswith("}id")), ""), "")
                said = _RUNNING[kind] + _PAGES.get(reference.get(W + "type") or "", "")
                known.setdefault(target, said if number == 1 else f"{said} (avsnitt {number})")
    for kind in ("header", "footer"):
        for name in dict.fromkeys(package.related(main, kind)):
            yield TextPart(name, package.xml(name), known.get(name, _RUNNING[kind]))


def places(part: TextPart) -> dict[Element, Place]:
    """Platser. Each paragraph of a part, and each table row, with its place in a reader's words."""
    found: dict[Element, Place] = {}
    _Places(part.name, found).walk(part.container)
    return found


class _Places:
    """Numrerar stycken och tabeller. Tables are counted in a part; paragraphs in a row are placed by the row."""

    def __init__(self, name: str, found: dict[Element, Place]) -> None:
        self.name, self.found = name, found
        self.paragraphs = self.tables = self.boxes = 0

    def walk(self, container: Element) -> None:
        for child in container:
            if child.tag == P:
                self.paragraphs += 1
                self.found[child] = Place(self.name, self.paragraphs, text_of(child).strip())
                self.walk_boxes(child)
            elif child.tag == TBL:
                self.tables += 1
                self.walk_table(child, self.tables)
            elif child.tag == REPEAT:
                self.found[child] = Place(self.name, self.paragraphs + 1)
                self.walk(child)
            elif child.tag != FALLBACK and len(child):
                self.walk(child)

    def walk_boxes(self, paragraph: Element) -> None:
        for box in own_text_boxes(paragraph):
            if next(box.iterancestors(FALLBACK), None) is None:
                self.boxes += 1
                inner = _Places(f"Textruta {self.boxes} i {self.name[0].lower()}{self.name[1:]}", self.found)
                inner.walk(box)

    def walk_table(self, table: Element, number: int) -> None:
        said = f"Tabell {number}" if self.name == "Brödtexten" else f"{self.name}, tabell {number}"
        self.walk_rows(table, said)

    def walk_rows(self, table: Element, said: str) -> None:
        rows = [row for row in table.iter(TR) if next(row.iterancestors(TBL)) is table]
        for row_number, row in enumerate(rows, 1):
            name = f"{said}, rad {row_number}"
            self.found[row] = Place(name, 0, _row_text(row), in_table=True)
            if row.getparent().tag == REPEAT:
                self.found.setdefault(row.getparent(), Place(name, 0, "", in_table=True))
            for index, element in enumerate(row.iter(P, REPEAT), 1):
                text = text_of(element).strip() if element.tag == P else ""
                self.found[element] = Place(name, index, text, in_table=True)
            inner = [table for table in row.iter(TBL) if next(table.iterancestors(TR)) is row]
            for inner_number, nested in enumerate(inner, 1):
                self.walk_rows(nested, f"{name}, inre tabell {inner_number}")


def _row_text(row: Element) -> str:
    return " ".join(filter(None, (text_of(paragraph).strip() for paragraph in row.iter(P))))


def pictures_without_description(container: Element) -> int:
    """Bilder utan alternativtext. How many drawings a screen reader would have nothing to say about."""
    return sum(not (picture.get("descr") or "").strip() for picture in container.iter(WP + "docPr"))
