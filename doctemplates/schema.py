"""Word-schemat. The rules of WordprocessingML that a program most easily breaks (ECMA-376 part 1, 17.2 to 17.6)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, RPR, RUN, SDT, SDT_CONTENT, SDT_PR, SECT_PR, TBL, TC, TR, TXBX, P, T, W


def _names(text: str) -> tuple[str, ...]:
    return tuple(W + name for name in text.split())


_MARKS = _names(
    "bookmarkStart bookmarkEnd moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd commentRangeStart "
    "commentRangeEnd customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd "
    "customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd "
    "proofErr permStart permEnd ins del moveFrom moveTo"
)
_BLOCKS = (*_MARKS, *_names("p tbl sdt customXml altChunk"))
_INLINE = (*_MARKS, *_names("r hyperlink fldSimple sdt customXml smartTag dir bdo subDoc"))
_IN_RUN = _names(
    "rPr br t contentPart delText instrText delInstrText noBreakHyphen softHyphen dayShort monthShort yearShort "
    "dayLong monthLong yearLong annotationRef footnoteRef endnoteRef separator continuationSeparator sym pgNum cr tab "
    "object pict fldChar ruby footnoteReference endnoteReference commentReference drawing ptab lastRenderedPageBreak"
)
# What may stand in each, of Word's own elements; what has no row is not looked into.
_CHILDREN: dict[str, frozenset[str]] = {
    W + "body": frozenset((*_BLOCKS, SECT_PR)),
    **{W + name: frozenset(_BLOCKS) for name in ("hdr", "ftr", "footnote", "endnote", "comment", "txbxContent")},
    P: frozenset((*_INLINE, PPR)),
    RUN: frozenset(_IN_RUN),
    W + "hyperlink": frozenset(_INLINE),
    W + "fldSimple": frozenset((*_INLINE, W + "fldData")),
    TBL: frozenset((*_MARKS, *_names("tblPr tblGrid tr sdt customXml"))),
    W + "tblGrid": frozenset(_names("gridCol tblGridChange")),
    TR: frozenset((*_MARKS, *_names("tblPrEx trPr tc sdt customXml"))),
    W + "trPr": frozenset(
        _names(
            "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden "
            "ins del trPrChange"
        )
    ),
    TC: frozenset((*_BLOCKS, W + "tcPr")),
    RPR: frozenset(
        _names(
            "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
            "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl "
            "cs em lang eastAsianLayout specVanish oMath ins del moveFrom moveTo rPrChange"
        )
    ),
    SDT_PR: frozenset(
        _names(
            "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex equation comboBox "
            "date docPartObj docPartList dropDownList picture richText text citation group bibliography"
        )
    ),
}
# Where a property may stand; elsewhere it says nothing, or makes the file damaged.
_PARENTS = {
    PPR: frozenset(_names("p pPrChange")),
    RPR: frozenset(_names("r pPr sdtPr sdtEndPr rPrChange")),
    W + "pStyle": frozenset({PPR}),
    W + "numPr": frozenset({PPR}),
    W + "numId": frozenset({W + "numPr"}),
    W + "ilvl": frozenset({W + "numPr"}),
    W + "rStyle": frozenset({RPR}),
    SDT_PR: frozenset({SDT}),
    SDT_CONTENT: frozenset({SDT}),
    W + "tag": frozenset({SDT_PR}),
    T: frozenset({RUN}),
}
_NUMBERS = frozenset(_names("ilvl numId gridSpan outlineLvl id"))
_VALUED = frozenset((*_NUMBERS, *_names("pStyle rStyle tblStyle tag alias")))
_TEXT = frozenset(_names("t delText instrText delInstrText fldData"))
_FIRST = {P: PPR, RUN: RPR, TC: W + "tcPr", TBL: W + "tblPr", TR: W + "trPr", SDT: SDT_PR}
_MAY_PRECEDE = frozenset(_names("bookmarkStart bookmarkEnd tblPrEx"))

_ORDER = {
    PPR: _names(
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ),
    W + "tblPr": _names(
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
        "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange"
    ),
    W + "tcPr": _names(
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark "
        "headers cellIns cellDel cellMerge tcPrChange"
    ),
    SECT_PR: _names(
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
        "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
    ),
    W + "numPr": _names("ilvl numId numberingChange ins"),
    SDT: _names("sdtPr sdtEndPr sdtContent"),
    W + "docPartObj": _names("docPartGallery docPartCategory docPartUnique"),
}
_RANK = {parent: {tag: rank for rank, tag in enumerate(tags)} for parent, tags in _ORDER.items()}
# A header and a footer reference may come in any order among themselves.
_RANK[SECT_PR][W + "footerReference"] = _RANK[SECT_PR][W + "headerReference"]
_SHORT = 16
"""Children of an element that is remembered; longer ones are seldom met twice."""
_MANY = frozenset(_names("headerReference footerReference"))


def faults(root: Element) -> Iterator[str]:
    """Brott mot schemat. A sentence for each; only Word's own elements are looked at."""
    for element in root.iter(W + "*"):
        tag, above, text, tail = element.tag, element.getparent(), element.text, element.tail
        children = tuple([child.tag for child in element]) if len(element) else ()
        parent = above.tag if above is not None else ""
        told = _pattern(tag, parent, children) if len(children) <= _SHORT else _placement(tag, parent, children)
        if told:
            yield from told
        if (text and tag not in _TEXT and text.strip()) or (tail and tail.strip()):
            yield f"lös text i eller efter <{_short(tag)}>."
        if tag in _VALUED:
            value = element.get(W + "val")
            if value is None or (tag in _NUMBERS and not value.removeprefix("-").isdecimal()):
                yield f"<{_short(tag)}> har inget värde som går att använda."


@lru_cache(maxsize=4096)
def _pattern(tag: str, parent: str, children: tuple[str, ...]) -> tuple[str, ...]:
    """A document is a few patterns many times over."""
    return tuple(_placement(tag, parent, children))


def _placement(tag: str, parent: str, children: tuple[str, ...]) -> Iterator[str]:
    allowed = _PARENTS.get(tag)
    if allowed is not None and parent.startswith(W) and parent not in allowed:
        yield _stands(tag, parent)
    if tag in _TEXT and children:
        yield f"element inuti <{_short(tag)}>."
    elif children:
        yield from _content(tag, children)
    elif tag in {TXBX, SDT_CONTENT}:
        yield f"<{_short(tag)}> är tom."


def _content(tag: str, children: tuple[str, ...]) -> Iterator[str]:
    """What stands in an element: nothing strange, the properties first and once, and in their order."""
    known = _CHILDREN.get(tag)
    if known is not None:
        for child in children:
            if child not in known and child.startswith(W):
                yield _stands(child, tag)
    first = _FIRST.get(tag)
    if first is not None and first in children:
        if any(name not in _MAY_PRECEDE for name in children[: children.index(first)]):
            yield f"<{_short(first)}> står inte först i <{_short(tag)}>."
        if children.count(first) > 1:
            yield f"<{_short(first)}> står flera gånger i <{_short(tag)}>."
    ranks = _RANK.get(tag)
    if ranks is not None:
        yield from _properties(tag, [child for child in children if child.startswith(W)], ranks)


def _properties(tag: str, children: list[str], ranks: dict[str, int]) -> Iterator[str]:
    for child in children:
        if child not in ranks:
            yield _stands(child, tag)
    order = [(ranks[child], child) for child in children if child in ranks]
    if [rank for rank, _ in order] != sorted(rank for rank, _ in order):
        yield f"delarna i <{_short(tag)}> står i fel ordning."
    single = [child for _, child in order if child not in _MANY]
    if len(set(single)) != len(single):
        yield f"<{_short(tag)}> har samma del flera gånger."


def _stands(tag: str, parent: str) -> str:
    return f"<{_short(tag)}> står direkt i <{_short(parent)}>."


def _short(tag: str) -> str:
    return tag[len(W) :]
