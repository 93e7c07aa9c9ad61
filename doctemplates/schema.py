"""Word-schemat. The rules of WordprocessingML that a program most easily breaks (ECMA-376 part 1, 17.2 to 17.6)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, RPR, RUN, SDT, SDT_CONTENT, SDT_PR, SECT_PR, TBL, TC, TR, TXBX, P, T, W


def _names(text: str) -> tuple[str, ...]:
    return tuple(W + name for name in text.split())


_WRAPPERS = _names("sdtContent customXml ins del moveFrom moveTo smartTag")
_BLOCK_HOLDERS = frozenset(
    _names("body tc hdr ftr footnote endnote comment txbxContent sdtContent customXml docPartBody")
)
_PARENTS = {
    P: _BLOCK_HOLDERS,
    TBL: _BLOCK_HOLDERS,
    TR: frozenset({TBL, *_WRAPPERS}),
    TC: frozenset({TR, *_WRAPPERS}),
    RUN: frozenset({P, *_WRAPPERS, *_names("hyperlink fldSimple bdo dir rubyBase rt")}),
    T: frozenset({RUN}),
}
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
}
_RANK = {parent: {tag: rank for rank, tag in enumerate(tags)} for parent, tags in _ORDER.items()}
# A header and a footer reference may come in any order among themselves.
_RANK[SECT_PR][W + "footerReference"] = _RANK[SECT_PR][W + "headerReference"]


def faults(root: Element) -> Iterator[str]:
    """Brott mot schemat. A sentence for each; only Word's own elements are looked at."""
    for element in root.iter():
        tag = element.tag
        if not tag.startswith(W):
            continue
        if tag in _TEXT:
            if len(element):
                yield f"element inuti <{tag[len(W) :]}>."
        elif element.text and element.text.strip():
            yield f"lös text i <{tag[len(W) :]}>."
        if element.tail and element.tail.strip():
            yield f"lös text efter <{tag[len(W) :]}>."
        yield from _placement(element, tag)


def _placement(element: Element, tag: str) -> Iterator[str]:
    allowed = _PARENTS.get(tag)
    if allowed is not None:
        parent = element.getparent()
        if parent is not None and parent.tag.startswith(W) and parent.tag not in allowed:
            yield f"<{tag[len(W) :]}> står direkt i <{parent.tag[len(W) :]}>."
    first = _FIRST.get(tag)
    if first is not None and any(child.tag == first for child in element):
        before = [child.tag for child in element]
        if any(name not in _MAY_PRECEDE for name in before[: before.index(first)]):
            yield f"<{first[len(W) :]}> står inte först i <{tag[len(W) :]}>."
    ranks = _RANK.get(tag)
    if ranks is not None:
        order = [ranks[child.tag] for child in element if child.tag in ranks]
        if order != sorted(order):
            yield f"delarna i <{tag[len(W) :]}> står i fel ordning."
    if tag in {TXBX, SDT_CONTENT} and not len(element):
        yield f"<{tag[len(W) :]}> är tom."
