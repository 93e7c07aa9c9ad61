"""Efterstädning. What must hold in a part after lines and rows have come and gone: unique ids, whole cells, pairs."""

from __future__ import annotations

import copy

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import (
    BOOKMARK_END,
    BOOKMARK_START,
    PPR,
    RPR,
    RUN,
    SDT_CONTENT,
    SDT_PR,
    SECT_PR,
    TBL,
    TC,
    TR,
    TXBX,
    WP,
    P,
    T,
    W,
    make,
)
from kansli.doctemplates.opc import Package

_MUST_END_IN_PARAGRAPH = (TC, TXBX, W + "hdr", W + "ftr", W + "footnote", W + "endnote")


class Ids:
    """Löpnummer. Ids that are unique in the whole document, dealt out in order."""

    def __init__(self) -> None:
        self._next = 1

    def take(self) -> str:
        """Nästa. A new id."""
        self._next += 1
        return str(self._next - 1)


def tidy(root: Element, ids: Ids, names: set[str]) -> None:
    """Städa en del. `names` are the bookmark names already taken in the document."""
    for holder in root.iter(*_MUST_END_IN_PARAGRAPH):
        _end_in_paragraph(holder)
    if root.tag in _MUST_END_IN_PARAGRAPH:
        _end_in_paragraph(root)
    _bookmarks(root, ids, names)
    for drawing in root.iter(WP + "docPr"):
        drawing.set("id", ids.take())
    for control in root.iter(SDT_PR):
        identifier = control.find(W + "id")
        if identifier is not None:
            identifier.set(W + "val", ids.take())


def _end_in_paragraph(holder: Element) -> None:
    blocks = [child for child in holder if child.tag not in {BOOKMARK_START, BOOKMARK_END}]
    if not blocks or blocks[-1].tag != P:
        holder.append(make(P))


def _bookmarks(root: Element, ids: Ids, names: set[str]) -> None:
    """Pairs get new ids; a half without its other half goes, and so does a name that already stands earlier."""
    open_starts: dict[str, Element] = {}
    for element in list(root.iter(BOOKMARK_START, BOOKMARK_END)):
        old = element.get(W + "id") or ""
        if element.tag == BOOKMARK_START:
            _remove(open_starts.pop(old, None))
            open_starts[old] = element
            continue
        start = open_starts.pop(old, None)
        name = (start.get(W + "name") or "") if start is not None else ""
        if start is None or name.casefold() in names:
            _remove(start)
            _remove(element)
            continue
        names.add(name.casefold())
        identifier = ids.take()
        start.set(W + "id", identifier)
        element.set(W + "id", identifier)
    for start in open_starts.values():
        _remove(start)


def _remove(element: Element | None) -> None:
    if element is not None and element.getparent() is not None:
        element.getparent().remove(element)


_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))


def note_marks(package: Package) -> set[tuple[str, str]]:
    """Nottecken. The notes that the text refers to, by what they are and their id."""
    root = package.xml(package.main)
    return {(entry, mark.get(W + "id") or "") for _, entry in _NOTES for mark in root.iter(f"{W}{entry}Reference")}


def tidy_notes(package: Package, before: set[tuple[str, str]]) -> None:
    """Städa noterna. One note for each mark in the text: none that a condition took away, and one for each turn.

    `before` is what `note_marks` gave of the template: a note that nothing referred to there stays as it is.
    """
    for part, entry in _NOTES:
        for name in package.related(package.main, part):
            root = package.xml(name)
            notes = {note.get(W + "id") or "": note for note in root.findall(W + entry)}
            shown: set[str] = set()
            for mark in package.xml(package.main).iter(f"{W}{entry}Reference"):
                identifier = mark.get(W + "id") or ""
                if identifier in shown and identifier in notes:
                    copied = copy.deepcopy(notes[identifier])
                    identifier = str(max((int(known) for known in notes if known.isdigit()), default=0) + 1)
                    copied.set(W + "id", identifier)
                    mark.set(W + "id", identifier)
                    root.append(copied)
                    notes[identifier] = copied
                shown.add(identifier)
            for identifier, note in notes.items():
                if (entry, identifier) in before and identifier not in shown:
                    root.remove(note)


def is_hollow(table: Element, *, had_rows: int) -> bool:
    """Tom tabell. No rows left, or only the header rows where a loop printed none."""
    rows = [row for row in table.iter(TR) if next(row.iterancestors(TBL), None) is table]
    if not rows:
        return True
    return len(rows) < had_rows and all(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows)


def is_bare(paragraph: Element) -> bool:
    """Tomt stycke. Nothing but blanks left where a condition took the words; a cell and a section keep theirs."""
    parent = paragraph.getparent()
    if (parent is not None and parent.tag == TC) or paragraph.find(f"{PPR}/{SECT_PR}") is not None:
        return False
    if any(child.tag not in {PPR, RUN} for child in paragraph):
        return False
    inside = [child for run in paragraph.iter(RUN) for child in run]
    return all(child.tag == RPR or (child.tag == T and not (child.text or "").strip()) for child in inside)


def is_empty_control(control: Element) -> bool:
    """Tom kontroll. A control whose content went with its condition."""
    content = control.find(SDT_CONTENT)
    return content is None or len(content) == 0


def drop_comments(package: Package) -> None:
    """Kommentarer bort. The template's comments, which its documents must not carry."""
    for kind in ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people"):
        for name in package.related(package.main, kind):
            package.drop(name)
