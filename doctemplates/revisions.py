"""Spårade ändringar. What a document says when all its tracked changes are accepted, or all are rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import (
    BOOKMARK_END,
    BOOKMARK_START,
    PPR,
    RPR,
    SDT,
    SDT_CONTENT,
    SECT_PR,
    TBL,
    TC,
    TR,
    P,
    T,
    W,
    make,
)
from kansli.doctemplates.opc import Package, pack

_COME = (W + "ins", W + "moveTo", W + "cellIns")
_GONE = (W + "del", W + "moveFrom", W + "cellDel")
# Each holds the properties as they were before.
_FORMATTED = tuple(
    W + name
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange",
        "tblGridChange", "numberingChange",
    )
)  # fmt: skip
_RANGES = tuple(
    W + name
    for name in (
        "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "cellMerge",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
        "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
    )
)  # fmt: skip
_CHANGES = (*_COME, *_GONE, *_FORMATTED)
_TR_PR, _TC_PR = W + "trPr", W + "tcPr"
_PROPERTIES = {RPR, PPR, _TR_PR, _TC_PR, W + "numPr"}
_UNDELETED = {W + "delText": T, W + "delInstrText": W + "instrText"}
_MARKERS = (BOOKMARK_START, BOOKMARK_END)
_BLOCKS = (P, TBL, SDT)
_FRAGILE = {W + "hyperlink", W + "fldSimple", W + "smartTag", SDT_CONTENT}
_STORIES = ("header", "footer", "footnotes", "endnotes")
# What a change leaves untouched when it changes a paragraph's or a section's properties.
_KEPT = {PPR: {RPR, SECT_PR}, SECT_PR: {W + "headerReference", W + "footerReference"}}


def accept_changes(root: Element) -> bool:
    """Godkänn alla. Changes the tree in place; True where there was anything to accept."""
    return _resolve(root, _COME, _GONE)


def reject_changes(root: Element) -> bool:
    """Avvisa alla. Changes the tree in place, back to what stood before; True where there was anything to reject."""
    return _resolve(root, _GONE, _COME)


def accepted(data: bytes) -> bytes:
    """Godkänt dokument. The same file with every tracked change accepted; raises `Unreadable`."""
    return _resolved(data, accept=True)


def rejected(data: bytes) -> bytes:
    """Avvisat dokument. The same file as it was before its tracked changes; raises `Unreadable`."""
    return _resolved(data, accept=False)


def tracked_changes(package: Package) -> int:
    """Antal ändringar. How many marks of tracked changes the document's texts hold."""
    return sum(1 for name in stories(package) for _ in package.xml(name).iter(*_CHANGES))


def stories(package: Package) -> Iterator[str]:
    """Textdelar. The main part, and every header, footer and part of notes that it points to, once each."""
    main = package.main
    yield from dict.fromkeys([main, *(name for kind in _STORIES for name in package.related(main, kind))])


def _resolved(data: bytes, *, accept: bool) -> bytes:
    package = Package.open(data)
    resolve = accept_changes if accept else reject_changes
    for name in list(stories(package)):
        resolve(package.xml(name))
    return pack(package.written())


def _resolve(root: Element, kept: tuple[str, ...], dropped: tuple[str, ...]) -> bool:
    """Marks first, joined paragraphs last: a paragraph is joined only with what is left of its neighbours."""
    rejecting = kept is _GONE
    joined: list[Element] = []
    found = False
    for element in list(root.iter(*_CHANGES, *_RANGES)):
        parent, tag = element.getparent(), element.tag
        if parent is None:
            continue
        found |= tag in _CHANGES
        if tag in kept:
            _keep(element, parent)
        elif tag in dropped:
            _drop_marked(element, parent, joined)
        else:
            _formatted(element, parent, rejecting=rejecting)
    for paragraph in joined:
        _join(paragraph)
    if rejecting:
        for element in root.iter(*_UNDELETED):
            element.tag = _UNDELETED[element.tag]
    return found


def _keep(element: Element, parent: Element) -> None:
    if parent.tag in _PROPERTIES:
        parent.remove(element)
        return
    at = parent.index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(at + offset, child)
    parent.remove(element)


def _drop_marked(element: Element, parent: Element, joined: list[Element]) -> None:
    if parent.tag == _TR_PR:
        _drop_row(parent.getparent())
    elif parent.tag == _TC_PR:
        _drop_cell(parent.getparent())
    elif parent.tag == RPR and parent.getparent() is not None and parent.getparent().tag == PPR:
        parent.remove(element)
        joined.append(parent.getparent().getparent())
    elif parent.tag in _PROPERTIES:
        parent.remove(element)
    else:
        _drop(element)
        _drop_emptied(parent)


def _formatted(change: Element, parent: Element, *, rejecting: bool) -> None:
    """The change's own child, of the same name as the parent, holds what the parent's children were.

    The ends of moved ranges come this way too: they hold nothing, and only go.
    """
    parent.remove(change)
    before = change.find(parent.tag)
    if not rejecting or before is None:
        return
    kept = [child for child in parent if child.tag in _KEPT.get(parent.tag, ())]
    first = [child for child in kept if parent.tag == SECT_PR]
    for child in list(parent):
        parent.remove(child)
    for child in [*first, *list(before), *(child for child in kept if child not in first)]:
        parent.append(child)


def _drop(element: Element) -> None:
    """Away, but for bookmarks whose other end stands elsewhere."""
    parent = element.getparent()
    if parent is None:
        return
    markers = list(element.iter(*_MARKERS))
    ends = Counter(marker.get(W + "id") for marker in markers)
    for marker in markers:
        if ends[marker.get(W + "id")] == 1:
            element.addprevious(marker)
    parent.remove(element)


def _drop_emptied(holder: Element) -> None:
    """A link or an inline control that nothing is left in."""
    if len(holder) or holder.tag not in _FRAGILE:
        return
    control = holder.getparent() if holder.tag == SDT_CONTENT else holder
    outer = control.getparent() if control is not None else None
    if control is None or outer is None or (control.tag == SDT and outer.tag != P and outer.tag not in _FRAGILE):
        return
    outer.remove(control)
    _drop_emptied(outer)


def _drop_row(row: Element | None) -> None:
    table = next(row.iterancestors(TBL), None) if row is not None else None
    if row is None or table is None:
        return
    _drop(row)
    if next(table.iter(TR), None) is None:
        _drop(table)


def _drop_cell(cell: Element | None) -> None:
    row = next(cell.iterancestors(TR), None) if cell is not None else None
    if cell is None or row is None:
        return
    _drop(cell)
    if next(row.iter(TC), None) is None:
        _drop_row(row)


def _join(paragraph: Element) -> None:
    """The paragraph's mark is gone: what is left of it begins the next paragraph, and where nothing is left it goes."""
    parent = paragraph.getparent()
    if parent is None:
        return
    content = [child for child in paragraph if child.tag != PPR]
    if any(child.tag not in _MARKERS for child in content):
        following = paragraph.getnext()
        while following is not None and following.tag in _MARKERS:
            following = following.getnext()
        if following is None or following.tag != P:
            return
        at = 1 if len(following) and following[0].tag == PPR else 0
        for offset, child in enumerate(content):
            following.insert(at + offset, child)
    elif _needed(paragraph, parent):
        return
    _drop(paragraph)


def _needed(paragraph: Element, parent: Element) -> bool:
    """Whether its holder must have the paragraph: a cell ends in one, and a holder of text is never empty."""
    if parent.tag == TC:
        last = next((child for child in parent.iterchildren(*_BLOCKS, reversed=True) if child is not paragraph), None)
        return last is None or last.tag == TBL
    # The nearest one on either side will do: a body may have more siblings than can be looked through for each of them.
    return not any(True for on in (False, True) for _ in paragraph.itersiblings(*_BLOCKS, preceding=on))


def mark_paragraph(paragraph: Element, mark: Element) -> None:
    """Märk styckeslutet. `mark` (w:ins or w:del) is put first in the properties of the paragraph's own mark."""
    properties = paragraph.find(PPR)
    if properties is None:
        properties = make(PPR)
        paragraph.insert(0, properties)
    look = properties.find(RPR)
    if look is None:
        look = make(RPR)
        after = next((child for child in properties if child.tag in {SECT_PR, W + "pPrChange"}), None)
        properties.insert(len(properties) if after is None else properties.index(after), look)
    look.insert(0, mark)


def mark_row(row: Element, mark: Element) -> None:
    """Märk raden. `mark` (w:ins or w:del) is put in the row's properties, where the schema wants it."""
    properties = row.find(_TR_PR)
    if properties is None:
        properties = make(_TR_PR)
        row.insert(1 if len(row) and row[0].tag == W + "tblPrEx" else 0, properties)
    if not len(properties):
        # The schema wants a property before the mark: that no column is left out in front is so anyway.
        properties.append(make(W + "gridBefore", val="0"))
    change = properties.find(W + "trPrChange")
    properties.insert(len(properties) if change is None else properties.index(change), mark)
