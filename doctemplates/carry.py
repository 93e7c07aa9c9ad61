"""Medtaget. What deleted text needs to stand in the new document: its styles, lists, links, pictures and notes."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, RPR, SECT_PR, VAL, P, R, T, W, child_value, make
from kansli.doctemplates.opc import Package, Relation
from kansli.doctemplates.styles import styles_of
from kansli.doctemplates.wordline import HYPERLINK

_NUMBERING_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_UNDONE = {T: W + "delText", W + "instrText": W + "delInstrText"}
_PICTURE_ID = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_NO_LONGER = {SECT_PR, W + "pPrChange", W + "rPrChange"}


@dataclass(slots=True)
class Side:
    """Sida. One of the two documents, and which of its parts is being read just now."""

    package: Package
    part: str

    def relation(self, identifier: str) -> Relation | None:
        """Relation. By its id in the part at hand."""
        return next((each for each in self.package.relations(self.part) if each.id == identifier), None)


@dataclass(slots=True)
class Carrier:
    """Bärare. Copies from the old document what the new one has to hold while a deletion is shown in it."""

    old: Side
    new: Side
    lists: dict[str, str] = field(default_factory=dict)
    _parts: dict[str, str] = field(default_factory=dict)
    _drawings: int = 50_000

    def paragraph(self, paragraph: Element) -> Element:
        """Stycke. An empty copy with the old one's properties, as far as the new document knows them."""
        made = make(P)
        properties = paragraph.find(PPR)
        if properties is not None:
            kept = copy.deepcopy(properties)
            for child in list(kept):
                if child.tag in _NO_LONGER:
                    kept.remove(child)
            self._restyle(kept)
            self._renumber(kept)
            made.append(kept)
        return made

    def look(self, run: Element) -> Element:
        """Utseende. A run that `wordline.same_look` made, with its style known by the new document's id."""
        properties = run.find(RPR)
        if properties is not None:
            for child in properties.findall(W + "rPrChange"):
                properties.remove(child)
            self._restyle(properties)
        return run

    def restyle_table(self, style: Element) -> None:
        """Tabellformat. Known by the new document's id, or left out."""
        self._restyle_one(style, "table")

    def notes_of_new(self, kind: str) -> Element:
        """Fotnoter. The new document's part of notes; brought along whole and emptied where it has none."""
        package = self.new.package
        names = package.related(package.main, f"{kind}s")
        if names:
            return package.xml(names[0])
        theirs = self.old.package
        name = theirs.related(theirs.main, f"{kind}s")[0]
        root = copy.deepcopy(theirs.xml(name))
        for note in list(root):
            if note.get(W + "type") in {None, "normal"}:
                root.remove(note)
        free = name if name not in package else _free(name, package.__contains__)
        package.put(free, etree.tostring(root), content_type=theirs.content_type(name))
        package.relate(package.main, kind=f"{kind}s", target=free)
        return package.xml(free)

    def _restyle(self, properties: Element) -> None:
        for tag, kind in ((W + "pStyle", "paragraph"), (W + "rStyle", "character")):
            for element in properties.findall(tag):
                self._restyle_one(element, kind)

    def _restyle_one(self, element: Element, kind: str) -> None:
        ours, theirs = styles_of(self.old.package), styles_of(self.new.package)
        known = theirs.id_of(ours.name_of(element.get(VAL)), kind=kind)
        if known is None:
            element.getparent().remove(element)
        else:
            element.set(VAL, known)

    def _renumber(self, properties: Element) -> None:
        number = properties.find(f"{W}numPr/{W}numId")
        if number is None or number.get(VAL) in {None, "0"}:
            return
        old = number.get(VAL) or ""
        if old not in self.lists:
            self.lists[old] = self._list(old)
        if self.lists[old]:
            number.set(VAL, self.lists[old])
        else:
            properties.remove(properties.find(W + "numPr"))

    def _list(self, old: str) -> str:
        """The old document's list, described anew in the new one; empty where the old one does not describe it."""
        theirs = _numbering(self.old.package)
        num = next((each for each in _each(theirs, "num") if each.get(W + "numId") == old), None)
        wanted = child_value(num, W + "abstractNumId")
        abstract = next(
            (each for each in _each(theirs, "abstractNum") if each.get(W + "abstractNumId") == wanted), None
        )
        if num is None or abstract is None:
            return ""
        ours = _numbering_made(self.new.package)
        abstract, num = _on_its_own(abstract), copy.deepcopy(num)
        known, listed = _next(ours, "abstractNum", "abstractNumId"), _next(ours, "num", "numId")
        abstract.set(W + "abstractNumId", known)
        num.set(W + "numId", listed)
        num[0].set(VAL, known)
        # The schema wants every abstract list before the first concrete one, and one thing after them all.
        for made, tag in ((abstract, W + "num"), (num, W + "numIdMacAtCleanup")):
            first = ours.find(tag)
            ours.insert(len(ours) if first is None else ours.index(first), made)
        return listed

    def link(self, link: Element) -> Element:
        """Länk. An empty copy that points where the old one did."""
        made = etree.Element(HYPERLINK)
        for name, value in link.attrib.items():
            made.set(name, self._relation(value) if name == R + "id" else value)
        return made

    def address(self, side: Side, link: Element) -> str:
        """Adress. Where a link points: an address, or a bookmark after a number sign."""
        relation = side.relation(link.get(R + "id") or "")
        return f"{relation.target if relation else ''}#{link.get(W + 'anchor') or ''}"

    def solid(self, child: Element) -> Element:
        """Bild. A copy with its parts brought along, its texts marked as deleted and its numbers its own."""
        made = copy.deepcopy(child)
        for element in made.iter():
            for name, value in element.attrib.items():
                if name.startswith(R) and value:
                    element.set(name, self._relation(value))
            if element.tag == _PICTURE_ID:
                self._drawings += 1
                element.set("id", str(self._drawings))
        return made

    def deleted(self, child: Element) -> Element:
        """Struket. The same child of a run under the name it has inside a deletion."""
        made = copy.deepcopy(child)
        made.tag = _UNDONE.get(made.tag, made.tag)
        return made

    def _relation(self, identifier: str) -> str:
        relation = self.old.relation(identifier)
        if relation is None:
            return ""
        target = relation.target if relation.external else self._part(relation.target)
        return self.new.package.relate(self.new.part, kind=relation.kind, target=target, external=relation.external)

    def _part(self, name: str) -> str:
        """A part with everything it points to, under its own name where that is free or holds the same."""
        theirs, ours = self.old.package, self.new.package
        if name in self._parts or name not in theirs:
            return self._parts.get(name, name)
        if name in ours and ours.parts[name] == theirs.parts[name]:
            self._parts[name] = name
            return name
        self._parts[name] = free = _free(name, ours.__contains__)
        ours.put(free, theirs.parts[name], content_type=theirs.content_type(name))
        folder, own = posixpath.split(name)
        if posixpath.join(folder, "_rels", own + ".rels") in theirs:
            self._relations_of(name, free)
        return free

    def _relations_of(self, name: str, free: str) -> None:
        root = etree.Element("{http://schemas.openxmlformats.org/package/2006/relationships}Relationships")
        for relation in self.old.package.relations(name):
            target = relation.target if relation.external else "/" + self._part(relation.target)
            kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{relation.kind}"
            entry = etree.SubElement(root, root.tag.replace("Relationships", "Relationship"))
            for key, value in (("Id", relation.id), ("Type", kind), ("Target", target)):
                entry.set(key, value)
            if relation.external:
                entry.set("TargetMode", "External")
        folder, own = posixpath.split(free)
        relations = "application/vnd.openxmlformats-package.relationships+xml"
        self.new.package.put(
            posixpath.join(folder, "_rels", own + ".rels"), etree.tostring(root), content_type=relations
        )


def _numbering(package: Package) -> Element | None:
    names = package.related(package.main, "numbering")
    return package.xml(names[0]) if names else None


def _numbering_made(package: Package) -> Element:
    found = _numbering(package)
    if found is not None:
        return found
    name = "word/numbering.xml"
    package.put(
        name, etree.tostring(etree.Element(W + "numbering", nsmap={"w": W[1:-1]})), content_type=_NUMBERING_TYPE
    )
    package.relate(package.main, kind="numbering", target=name)
    return package.xml(name)


def _on_its_own(abstract: Element) -> Element:
    """A copy that no style is tied to and that Word does not take for a list it already has."""
    made = copy.deepcopy(abstract)
    for element in list(made.iter(W + "nsid", W + "styleLink", W + "numStyleLink", W + "pStyle")):
        element.getparent().remove(element)
    return made


def _each(root: Element | None, tag: str) -> list[Element]:
    return root.findall(W + tag) if root is not None else []


def _next(root: Element, tag: str, key: str) -> str:
    return str(1 + max((int(each.get(W + key) or 0) for each in root.findall(W + tag)), default=0))


def _free(name: str, taken: Callable[[str], bool]) -> str:
    stem, dot, extension = name.rpartition(".")
    number = 1
    while taken(f"{stem}-tidigare{number}{dot}{extension}"):
        number += 1
    return f"{stem}-tidigare{number}{dot}{extension}"
