"""Åter från Word. What an edited document says, section by section, and where a person must confirm what we read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kansli.doctemplates.as_markdown import WordProse
from kansli.doctemplates.extents import Anchor, Body, Extent, Piece, locate, rest
from kansli.doctemplates.marks import PREFIX, Mark, anchor_name, digest, marks_in, outside_in, short_digest
from kansli.doctemplates.ooxml import RPR, RUN, TBL, P, T, W, is_on
from kansli.doctemplates.opc import Package
from kansli.doctemplates.properties import read_properties
from kansli.doctemplates.revisions import accept_changes, reject_changes
from kansli.doctemplates.styles import style_of, styles_of
from kansli.doctemplates.tracked import Kind, changes, comments

_SHOWN = 60
_NO_MARKS = "Avsnittets märken är borta: texten hittades under sin rubrik. Kontrollera att allt kom med."


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """Spårad ändring. `section` is the section's name, empty outside them; a paragraph mark alone is "¶"."""

    kind: Kind
    author: str
    date: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class CommentFound:
    """Kommentar. `section` is the section's name, empty outside them."""

    author: str
    date: str
    text: str
    section: str


@dataclass(frozen=True, slots=True)
class ReturnedSection:
    """Avsnitt som kommit åter. `markdown` is canonical; `items` are the texts of a list (None: not a list).

    `anchor` says what the section was found by, `intact` whether it reads exactly as it was printed. `paragraphs`
    counts lines with text now, `paragraphs_printed` then (None: not noted). `lost` tells what formatting the text
    cannot keep, `doubts` why a person must confirm the reading; both are Swedish sentences.
    """

    name: str
    markdown: str
    items: tuple[str, ...] | None = None
    anchor: Anchor = "missing"
    intact: bool = False
    paragraphs: int = 0
    paragraphs_printed: int | None = None
    lost: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """Återkommet dokument. `outside` are lines outside every section that were not printed by us."""

    properties: Mapping[str, str]
    sections: Mapping[str, ReturnedSection]
    outside: tuple[str, ...] = ()
    changes: tuple[TrackedChange, ...] = ()
    comments: tuple[CommentFound, ...] = ()
    warnings: tuple[str, ...] = ()


def read_back(data: bytes, *, accept: bool = True, headings: Mapping[str, tuple[str, ...]] | None = None) -> Returned:
    """Läs åter. Every section we marked, trusted by bookmark, then whole control, then heading.

    `accept=False` reads the text with every tracked change taken back. `headings` gives each section's label and
    synonyms; a section named there that neither was printed nor is found is "missing" without any doubt. Raises
    `Unreadable`.
    """
    return _Reader(Package.open(data), headings or {}).read(accepted=accept)


class _Reader:
    """Läsare av ett dokument."""

    def __init__(self, package: Package, headings: Mapping[str, tuple[str, ...]]) -> None:
        self.package, self.headings = package, headings
        self.properties = read_properties(package)
        self.marks = marks_in(self.properties)
        self.printed = outside_in(self.properties)
        self._long = {anchor_name(section): section for section in headings}

    def read(self, *, accepted: bool) -> Returned:
        root = self.package.xml(self.package.main)
        container = root.find(W + "body")
        if container is None:
            container = root
        warnings = tuple(_warnings(root))
        found_changes, found_comments = self._remarks(container)
        for part in self._parts():
            (accept_changes if accepted else reject_changes)(part)
        self.prose = WordProse(self.package)
        self.body = Body(container, self.prose.styles)
        self.extents = locate(self.body, self.marks, self.headings, self.printed or ())
        strangers = self._strangers()
        self._take_in(strangers)
        sections = {self._called(name): self._section(name) for name in self._names()}
        return Returned(
            properties=self.properties,
            sections=sections,
            outside=tuple(piece.text for index, piece in rest(self.body, self.extents) if index in strangers),
            changes=found_changes,
            comments=found_comments,
            warnings=warnings,
        )

    def _parts(self) -> list[Element]:
        main = self.package.main
        names = [main, *(name for kind in ("footnotes", "endnotes") for name in self.package.related(main, kind))]
        return [self.package.xml(name) for name in names]

    def _remarks(self, container: Element) -> tuple[tuple[TrackedChange, ...], tuple[CommentFound, ...]]:
        """Changes and comments with their sections, found while the changes still stand."""
        listed, said = changes(self.package), list(comments(self.package))
        if not listed and not said:
            return (), ()
        body = Body(container, styles_of(self.package))
        extents = locate(body, self.marks, self.headings, self.printed or ())
        places = {
            body.pieces[index].element: self._called(name)
            for name, extent in extents.items()
            for index in range(max(extent.first, 0), min(extent.last + 1, len(body.pieces)))
        }

        def section(element: Element | None) -> str:
            while element is not None:
                if element in places:
                    return places[element]
                element = element.getparent()
            return ""

        return (
            tuple(TrackedChange(c.kind, c.author, c.date, c.text, section(c.element)) for c in listed),
            tuple(CommentFound(c.author, c.date, c.text, section(c.element)) for c in said),
        )

    def _strangers(self) -> set[int]:
        """The pieces outside the sections that we did not print; headings of ours are known by their words."""
        if self.printed is None:
            return {index for index, piece in rest(self.body, self.extents) if not piece.level}
        left = Counter(self.printed)
        found = set()
        for index, piece in rest(self.body, self.extents):
            mark = short_digest(piece.text)
            if left[mark] > 0:
                left[mark] -= 1
            else:
                found.add(index)
        return found

    def _take_in(self, strangers: set[int]) -> None:
        """Text typed right beside a section, before any other line of ours, belongs to it; a person confirms."""
        if self.printed is None:
            return
        for name, extent in self.extents.items():
            mark = self.marks.get(name)
            listed = mark is not None and mark.marking.frame is not None
            own = {style_of(piece.element) for piece in self._pieces(extent) if piece.element.tag == P}
            top = self._heading_above(extent.first)
            first, last = self._stretched(extent, strangers, own, top, listed=listed)
            if (first, last) == (extent.first, extent.last):
                continue
            words = [
                self.body.pieces[index] for index in (*range(first, extent.first), *range(extent.last + 1, last + 1))
            ]
            shown = " ".join(piece.text for piece in words if piece.lines)
            extent.first, extent.last = first, last
            extent.doubts.append(f"Text som stod utanför märket räknades hit: ”{_short(shown)}”.")

    def _stretched(
        self, extent: Extent, strangers: set[int], own: set[str | None], top: int, *, listed: bool
    ) -> tuple[int, int]:
        def belongs(index: int) -> bool | None:
            """None where the line is blank: it neither joins nor parts."""
            if not 0 <= index < len(self.body.pieces) or any(index in other for other in self.extents.values()):
                return False
            piece = self.body.pieces[index]
            if not piece.lines:
                return None
            if index not in strangers or (piece.level and piece.level <= top):
                return False
            if listed:
                return piece.element.tag == P and style_of(piece.element) in own
            return piece.element.tag == TBL or bool(piece.level) or self._reads_as_prose(piece.element, own)

        return self._edge(extent.first, -1, belongs), self._edge(extent.last, 1, belongs)

    @staticmethod
    def _edge(edge: int, step: int, belongs: Callable[[int], bool | None]) -> int:
        found, index = edge, edge + step
        while (joined := belongs(index)) is not False:
            if joined:
                found = index
            index += step
        return found

    def _reads_as_prose(self, paragraph: Element, own: set[str | None]) -> bool:
        style = style_of(paragraph)
        if style in own or self.prose.source.looks.is_quote(style) or self.prose.number_of(paragraph) is not None:
            return True
        return self.prose.styles.name_of(style).casefold() in {"normal", "list paragraph", "body text"}

    def _heading_above(self, index: int) -> int:
        for piece in reversed(self.body.pieces[: max(index, 0)]):
            if piece.level:
                return piece.level
        return 0

    def _pieces(self, extent: Extent) -> list[Piece]:
        return self.body.pieces[max(extent.first, 0) : extent.last + 1]

    def _names(self) -> list[str]:
        """What stands in the document in its order, then what was printed and is gone, then what was empty."""
        standing = sorted(self.extents, key=lambda name: self.extents[name].first)
        return list(dict.fromkeys([*standing, *self.marks, *map(anchor_name, self.headings)]))

    def _called(self, name: str) -> str:
        """The section of an anchor; a name too long for a bookmark is known by the headings that were asked for."""
        return self._long.get(name, name.removeprefix(PREFIX))

    def _section(self, name: str) -> ReturnedSection:
        extent, mark = self.extents.get(name), self.marks.get(name)
        short = self._called(name)
        if extent is None or (mark is None and not self._has_text(extent)):
            if mark is None:
                return ReturnedSection(short, "", intact=bool(self.marks), paragraphs_printed=0 if self.marks else None)
            gone = f"Avsnittet hade {_counted(mark.lines)} när dokumentet skrevs ut, men finns inte kvar."
            items = () if mark.marking.frame is not None else None
            return ReturnedSection(short, "", items, paragraphs_printed=mark.lines, doubts=(gone,))
        pieces = self._pieces(extent)
        reading = self.prose.read([piece.element for piece in pieces], base=mark.marking.look if mark else None)
        lines = sum(piece.lines for piece in pieces)
        intact = mark is not None and digest(reading.blocks) == mark.digest and lines == mark.lines
        return ReturnedSection(
            name=short,
            markdown=reading.markdown(),
            items=_items(pieces, mark),
            anchor=extent.anchor,
            intact=intact,
            paragraphs=lines,
            paragraphs_printed=mark.lines if mark is not None else (0 if self.marks else None),
            lost=reading.lost,
            doubts=() if intact else tuple(dict.fromkeys([*extent.doubts, *self._doubts(extent, mark, lines)])),
        )

    def _has_text(self, extent: Extent) -> bool:
        return any(piece.lines for piece in self._pieces(extent))

    def _doubts(self, extent: Extent, mark: Mark | None, lines: int) -> list[str]:
        found = []
        if extent.anchor == "heading":
            found.append(_NO_MARKS)
        if mark is not None and lines < mark.lines:
            found.append(
                f"Avsnittet har {_counted(lines)} men hade {mark.lines} när dokumentet skrevs ut. "
                "Kontrollera att inget har försvunnit av misstag."
            )
        top = self._heading_above(extent.first)
        return found + [
            f"Rubriken ”{_short(piece.text)}” står lika högt som avsnittets egen och blev en underrubrik."
            for piece in self._pieces(extent)
            if piece.level and top and piece.level <= top
        ]


def _items(pieces: list[Piece], mark: Mark | None) -> tuple[str, ...] | None:
    if mark is None or mark.marking.frame is None:
        return None
    frame = mark.marking.frame
    return tuple(frame.inside(piece.text.strip()) for piece in pieces if piece.lines)


def _counted(lines: int) -> str:
    return "ett stycke" if lines == 1 else f"{lines} stycken" if lines else "ingen text"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…"


def _warnings(root: Element) -> Iterator[str]:
    hidden = [
        "".join(text.text or "" for text in properties.getparent().iter(T))
        for properties in root.iter(RPR)
        if is_on(properties, W + "vanish") and properties.getparent().tag == RUN
    ]
    if hidden:
        yield f"Dokumentet innehåller dold text: ”{_short(' '.join(hidden))}”."
