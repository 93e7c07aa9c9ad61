"""Egen kontroll. What must hold in every finished document: whole, nothing left over, and readable for everyone."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping

from lxml.etree import _Element as Element

from kansli.doctemplates import schema
from kansli.doctemplates.ooxml import BOOKMARK_END, BOOKMARK_START, FALLBACK, SECT_PR, TBL, TC, TR, P, R, W, text_of
from kansli.doctemplates.opc import CONTENT_TYPES, Package
from kansli.doctemplates.problems import Place, Problem, Unreadable
from kansli.doctemplates.properties import read_properties
from kansli.doctemplates.structure import TextPart, pictures_without_description, text_parts
from kansli.doctemplates.styles import Styles, style_of, styles_of

# Faults that come from the template's own layout: told to its author, but no reason to withhold a decision.
ADVISORY = frozenset({"no_header_row", "no_alt_text", "heading_step", "empty_heading", "no_headings", "unknown_style"})
BRACES = ("{{", "}}", "{%", "%}", "«", "»")
_STYLED = (W + "pStyle", W + "rStyle", W + "tblStyle")
_REFERENCES = (W + "headerReference", W + "footerReference")
_NOTES = ("footnote", "endnote")
_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|«[\w.]+»")


def verify(data: bytes, *, literal: Collection[str] = ()) -> tuple[Problem, ...]:
    """Kontrollera. Every fault of a finished document, in order; empty when it may be stored.

    `literal` are whole paragraphs whose braces a person typed, so that they are not taken for left-over fields.
    """
    try:
        package = Package.open(data)
        return tuple(_problems(package, literal))
    except Unreadable as error:
        return (Problem("Filen", 0, "", error.message, "", error.code),)


def verify_parts(
    parts: Mapping[str, bytes], *, literal: Collection[str] = (), known: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Kontrollera delarna. As `verify`, on the parts exactly as they will be zipped.

    `known` names parts that come unchanged from a template already read whole, and need no second reading.
    """
    try:
        return tuple(_problems(Package(dict(parts)), literal, known))
    except Unreadable as error:
        return (Problem("Filen", 0, "", error.message, "", error.code),)


def _problems(package: Package, literal: Collection[str], known: Collection[str] = ()) -> Iterator[Problem]:
    yield from _package_faults(package, known)
    yield from _about_document(package)
    styles = styles_of(package)
    body = package.xml(package.main).find(W + "body")
    if body is None or not len(body) or body[-1].tag != SECT_PR:
        yield Place("Brödtexten").problem("sidinställningarna saknas, dokumentet är avklippt.", code="cut_off")
    roots: dict[str, Element] = {}
    for part in text_parts(package):
        roots.setdefault(part.part, package.xml(part.part))
        yield from _text_faults(part, literal)
        yield from _table_faults(part)
        if part.name == "Brödtexten":
            yield from _heading_faults(part, styles)
    numbers, known_styles = _numbers(package), _style_ids(package)
    yield from _twice(known_styles)
    seen: set[str] = set()
    for name, root in roots.items():
        yield from (Place(name).problem(said, code="structure") for said in schema.faults(root))
        yield from _mark_faults(name, root, seen)
        yield from _reference_faults(package, name, root, numbers)
        yield from _style_faults(name, root, set(known_styles))
    yield from _note_faults(package)


def _package_faults(package: Package, known: Collection[str]) -> Iterator[Problem]:
    for name in package.parts:
        if name == CONTENT_TYPES:
            continue
        if not package.content_type(name):
            yield Place(name).problem("delen saknar innehållstyp.", code="no_content_type")
        if name.endswith((".xml", ".rels")) and name not in known:
            package.xml(name)
        if name.endswith(".rels"):
            folder, own = posixpath.split(name)
            source = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
            for relation in package.relations(source):
                if not relation.external and relation.target not in package and relation.kind != "hyperlink":
                    said = f"hänvisar till ”{relation.target}”, som inte finns i filen."
                    yield Place(name).problem(said, code="dangling")


def _about_document(package: Package) -> Iterator[Problem]:
    properties = read_properties(package)
    title = properties.get("title", "")
    if not title.strip():
        yield Place("Dokumentets egenskaper").problem("titel saknas.", code="no_title")
    language = styles_of(package).language
    if not language:
        yield Place("Dokumentets egenskaper").problem("språk saknas.", code="no_language")
    elif properties.get("language", language) != language:
        said = f"språket är {language} i texten men {properties['language']} i egenskaperna."
        yield Place("Dokumentets egenskaper").problem(said, code="no_language")


def _text_faults(part: TextPart, literal: Collection[str]) -> Iterator[Problem]:
    for number, paragraph in enumerate(part.container.iter(P), 1):
        text = text_of(paragraph)
        if not ("{" in text or "}" in text or "«" in text):
            continue
        match = _LEFTOVER.search(text) if text not in literal else None
        if match:
            place = Place(part.name, number, text.strip())
            yield place.problem(f"ett fält är inte ifyllt (”{match.group()}”).", code="leftover")
    if next(part.container.iter(W + "showingPlcHdr"), None) is not None:
        yield Place(part.name).problem("en innehållskontroll är inte ifylld.", code="unfilled_control")
    missing = pictures_without_description(part.container)
    if missing:
        yield Place(part.name).problem(f"alternativtext saknas för {missing} bild(er).", code="no_alt_text")


def _table_faults(part: TextPart) -> Iterator[Problem]:
    for number, table in enumerate(part.container.iter(TBL), 1):
        place = Place(f"Tabell {number}" if part.name == "Brödtexten" else f"{part.name}, tabell {number}")
        rows = [row for row in table.iter(TR) if next(row.iterancestors(TBL)) is table]
        if not rows:
            yield place.problem("har inga rader.", code="empty_table")
        elif part.name == "Brödtexten" and rows[0].find(f"{W}trPr/{W}tblHeader") is None:
            yield place.problem("har ingen rubrikrad.", code="no_header_row")
    for cell in part.container.iter(TC):
        last = [child for child in cell if child.tag not in {BOOKMARK_START, BOOKMARK_END}]
        if not last or last[-1].tag != P:
            yield Place(part.name).problem("en tabellcell slutar inte med ett stycke.", code="empty_cell")


def _heading_faults(part: TextPart, styles: Styles) -> Iterator[Problem]:
    last = 0
    for number, paragraph in enumerate(part.container.iter(P), 1):
        level = styles.heading_level(style_of(paragraph))
        if not level:
            continue
        text = text_of(paragraph).strip()
        place = Place(part.name, number, text)
        if not text:
            yield place.problem("en rubrik är tom.", code="empty_heading")
        if level > last + 1:
            yield place.problem(f"rubriknivån hoppar från {last} till {level}.", code="heading_step")
        last = level


def _mark_faults(name: str, root: Element, seen: set[str]) -> Iterator[Problem]:
    """Bookmarks come in pairs with their own id and name; drawings and controls have ids of their own."""
    ends = [element.get(W + "id") for element in root.iter(BOOKMARK_END)]
    starts = [element.get(W + "id") for element in root.iter(BOOKMARK_START)]
    if sorted(filter(None, starts)) != sorted(filter(None, ends)) or len(set(starts)) != len(starts):
        yield Place(name).problem("bokmärken saknar början eller slut.", code="bookmarks")
    for element in root.iter(BOOKMARK_START):
        bookmark = (element.get(W + "name") or "").casefold()
        if bookmark in seen:
            yield Place(name).problem(f"bokmärket ”{bookmark}” står två gånger.", code="bookmarks")
        seen.add(bookmark)


def _numbers(package: Package) -> set[str]:
    names = package.related(package.main, "numbering")
    nums = package.xml(names[0]).findall(W + "num") if names else []
    return {num.get(W + "numId") or "" for num in nums} | {"0"}


def _reference_faults(package: Package, name: str, root: Element, numbers: set[str]) -> Iterator[Problem]:
    known = {relation.id for relation in package.relations(name)}
    for element in root.iter():
        if element.tag in _REFERENCES and not element.get(R + "id"):
            yield Place(name).problem("ett sidhuvud eller en sidfot pekar ingenstans.", code="dangling")
        if element.tag == W + "numId" and (element.get(W + "val") or "") not in numbers:
            yield Place(name).problem(f"listan {element.get(W + 'val')} finns inte i dokumentet.", code="dangling")
        for key, value in element.attrib.items():
            if key.startswith(R) and value and value not in known and _inside_choice(element):
                yield Place(name).problem(f"relationen {value} finns inte i dokumentet.", code="dangling")


def _note_faults(package: Package) -> Iterator[Problem]:
    """Every mark in the text leads to a note, and no two notes have one number."""
    for kind in _NOTES:
        names = package.related(package.main, f"{kind}s")
        notes = [note.get(W + "id") for note in package.xml(names[0]).iter(W + kind)] if names else []
        if len(set(notes)) != len(notes):
            yield Place(names[0]).problem("två noter har samma nummer.", code="notes")
        for mark in package.xml(package.main).iter(f"{W}{kind}Reference"):
            if mark.get(W + "id") not in notes:
                yield Place("Brödtexten").problem(f"noten {mark.get(W + 'id')} finns inte.", code="dangling")


def _style_ids(package: Package) -> list[str]:
    names = package.related(package.main, "styles")
    return [style.get(W + "styleId") or "" for style in package.xml(names[0]).findall(W + "style")] if names else []


def _twice(styles: list[str]) -> Iterator[Problem]:
    for style in sorted({style for style in styles if styles.count(style) > 1}):
        yield Place("Formatmallarna").problem(f"”{style}” finns två gånger.", code="structure")


def _style_faults(name: str, root: Element, known: set[str]) -> Iterator[Problem]:
    used = {element.get(W + "val") or "" for element in root.iter(*_STYLED)}
    for style in sorted(used - known):
        yield Place(name).problem(f"formatmallen ”{style}” finns inte i dokumentet.", code="unknown_style")


def _inside_choice(element: Element) -> bool:
    return next(element.iterancestors(FALLBACK), None) is None
