"""Listor utan mall. The plain bulleted and numbered lists used where a template has no list styles of its own."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.numbering import Numbering
from kansli.doctemplates.ooxml import PPR, W, make
from kansli.doctemplates.opc import Package

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
# How far each level of a list is indented, in twentieths of a point.
ITEM_INDENT = 425
_BULLETS = ("•", "–", "•")


def plain_list(package: Package, numbering: Numbering, *, ordered: bool) -> int:
    """Enkel lista. The numId of a plain list, made in the document once; also where it had no lists at all."""
    if numbering.root is None:
        name = "word/numbering.xml"
        root = etree.Element(W + "numbering", nsmap={"w": W[1:-1]})
        package.put(name, etree.tostring(root), content_type=_TYPE)
        package.relate(package.main, kind="numbering", target=name)
        numbering.root = package.xml(name)
    return numbering.with_abstract("kansli-ordered" if ordered else "kansli-bullet", lambda: _abstract(ordered=ordered))


def _abstract(*, ordered: bool) -> Element:
    abstract = make(W + "abstractNum")
    abstract.append(make(W + "multiLevelType", val="hybridMultilevel"))
    for index in range(9):
        level = make(W + "lvl", ilvl=str(index))
        level.append(make(W + "start", val="1"))
        form = ("decimal", "lowerLetter", "lowerRoman")[index % 3] if ordered else "bullet"
        level.append(make(W + "numFmt", val=form))
        level.append(make(W + "lvlText", val=f"%{index + 1}." if ordered else _BULLETS[index % 3]))
        level.append(make(W + "lvlJc", val="left"))
        properties = make(PPR)
        properties.append(make(W + "ind", left=str(ITEM_INDENT * (index + 1)), hanging=str(ITEM_INDENT)))
        level.append(properties)
        abstract.append(level)
    return abstract
