"""Grunddokument. An empty Word file of our own: the layout's styles and lists, and nothing of anyone else's."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.layout import Layout, StyleSpec
from kansli.doctemplates.ooxml import PPR, RPR, R, W, make
from kansli.doctemplates.opc import CONTENT_TYPES, DOCUMENT_TYPE, pack

_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = R[1:-1]
_LISTS = {"bullet": "1", "number": "2"}
_LEVELS = 9
_INDENT_MM = 7.5


def base_document(layout: Layout) -> bytes:
    """Grunddokument. A .docx with an empty body, A4 in the layout's margins."""
    parts = {
        CONTENT_TYPES: _content_types(),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": _bytes(_document(layout)),
        "word/_rels/document.xml.rels": _relations(
            {"styles": "styles.xml", "numbering": "numbering.xml", "settings": "settings.xml"}
        ),
        "word/styles.xml": _bytes(_styles(layout)),
        "word/numbering.xml": _bytes(_numbering()),
        "word/settings.xml": _bytes(_settings(layout)),
    }
    return pack(parts)


def twips(millimetres: float) -> str:
    """Längd. Millimetres as twentieths of a point."""
    return str(round(millimetres * 1440 / 25.4))


def _points(points: float) -> str:
    return str(round(points * 20))


def _root(tag: str) -> Element:
    return etree.Element(W + tag, nsmap={"w": W[1:-1], "r": R[1:-1]})


def _bytes(root: Element) -> bytes:
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written


def _content_types() -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
    ):
        etree.SubElement(root, f"{{{space}}}Default", Extension=extension, ContentType=kind)
    overrides = {"document": DOCUMENT_TYPE}
    overrides |= {name: _PART % name for name in ("styles", "numbering", "settings")}
    for name, kind in overrides.items():
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/word/{name}.xml", ContentType=kind)
    return _bytes(root)


def _relations(targets: dict[str, str]) -> bytes:
    root = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    for number, (kind, target) in enumerate(targets.items(), 1):
        etree.SubElement(
            root, f"{{{_RELATIONS}}}Relationship", Id=f"rId{number}", Type=f"{_OFFICE}/{kind}", Target=target
        )
    return _bytes(root)


def _document(layout: Layout) -> Element:
    page = layout.page
    root = _root("document")
    body = etree.SubElement(root, W + "body")
    section = etree.SubElement(body, W + "sectPr")
    section.append(make(W + "pgSz", w=twips(page["width"]), h=twips(page["height"])))
    margins = {side: twips(page[side]) for side in ("top", "right", "bottom", "left", "header", "footer")}
    section.append(make(W + "pgMar", **margins, gutter="0"))
    return root


def _settings(layout: Layout) -> Element:
    root = _root("settings")
    root.append(make(W + "zoom", percent="100"))
    root.append(make(W + "defaultTabStop", val=twips(12.5)))
    root.append(make(W + "autoHyphenation", val="0"))
    compat = make(W + "compat")
    # Without it Word opens the file in compatibility mode, with the layout rules of Word 2007.
    setting = make(
        W + "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15"
    )
    compat.append(setting)
    root.append(compat)
    root.append(make(W + "themeFontLang", val=layout.language))
    return root


def _styles(layout: Layout) -> Element:
    root = _root("styles")
    defaults = etree.SubElement(root, W + "docDefaults")
    look = etree.SubElement(etree.SubElement(defaults, W + "rPrDefault"), W + "rPr")
    font = layout.fonts["text"]
    look.append(make(W + "rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font))
    look.append(make(W + "sz", val="22"))
    look.append(make(W + "szCs", val="22"))
    look.append(make(W + "lang", val=layout.language, eastAsia=layout.language, bidi="ar-SA"))
    etree.SubElement(etree.SubElement(etree.SubElement(defaults, W + "pPrDefault"), PPR), W + "widowControl")
    for spec in layout.styles:
        root.append(_paragraph_style(spec, layout))
    root.append(_default("character", "Default Paragraph Font", "DefaultParagraphFont"))
    root.append(_hyperlink())
    root.append(_table_normal())
    root.append(_table_grid())
    return root


def style_id(name: str) -> str:
    """Id. A style's name without blanks and without å, ä and ö."""
    plain = name.translate(str.maketrans("åäöÅÄÖ", "aaoAAO"))
    return "".join(word[:1].upper() + word[1:] for word in plain.split())


def _default(kind: str, name: str, identifier: str) -> Element:
    style = make(W + "style", type=kind, default="1", styleId=identifier)
    style.append(make(W + "name", val=name))
    style.append(make(W + "uiPriority", val="99"))
    style.append(make(W + "semiHidden"))
    return style


def _paragraph_style(spec: StyleSpec, layout: Layout) -> Element:
    style = make(W + "style", type="paragraph", styleId=style_id(spec.name))
    if spec.name == "Normal":
        style.set(W + "default", "1")
    style.append(make(W + "name", val=spec.name))
    if spec.name != "Normal":
        style.append(make(W + "basedOn", val=style_id(spec.based_on)))
    if spec.next:
        style.append(make(W + "next", val=style_id(spec.next)))
    style.append(make(W + "qFormat"))
    for properties in (_paragraph_properties(spec), _run_properties(spec, layout)):
        if len(properties):
            style.append(properties)
    return style


def _paragraph_properties(spec: StyleSpec) -> Element:
    """In the order of the schema."""
    properties = make(PPR)
    flags = ((spec.keep_next, "keepNext"), (spec.keep_lines, "keepLines"), (spec.page_break, "pageBreakBefore"))
    for on, tag in flags:
        if on:
            properties.append(make(W + tag))
    if spec.list:
        listed = make(W + "numPr")
        listed.append(make(W + "numId", val=_LISTS[spec.list]))
        properties.append(listed)
    _rules(properties, spec)
    _tabs(properties, spec)
    _spacing(properties, spec)
    if spec.left or spec.hanging:
        properties.append(make(W + "ind", left=twips(spec.left), hanging=twips(spec.hanging)))
    if spec.close:
        properties.append(make(W + "contextualSpacing"))
    if spec.right:
        properties.append(make(W + "jc", val="right"))
    if spec.name.startswith("heading "):
        properties.append(make(W + "outlineLvl", val=str(int(spec.name[-1]) - 1)))
    return properties


def _rules(properties: Element, spec: StyleSpec) -> None:
    border = make(W + "pBdr")
    for on, side in ((spec.rule_above, "top"), (spec.rule_below, "bottom")):
        if on:
            border.append(make(W + side, val="single", sz="4", space="6", color="808080"))
    if len(border):
        properties.append(border)


def _tabs(properties: Element, spec: StyleSpec) -> None:
    tabs = make(W + "tabs")
    for tab in spec.tabs:
        kind, position = tab.split()
        tabs.append(make(W + "tab", val=kind, pos=twips(float(position))))
    if len(tabs):
        properties.append(tabs)


def _spacing(properties: Element, spec: StyleSpec) -> None:
    values = {}
    if spec.before >= 0:
        values["before"] = _points(spec.before)
    if spec.after >= 0:
        values["after"] = _points(spec.after)
    if spec.line:
        values |= {"line": str(round(spec.line * 240)), "lineRule": "auto"}
    if values:
        properties.append(make(W + "spacing", **values))


def _run_properties(spec: StyleSpec, layout: Layout) -> Element:
    properties = make(RPR)
    if spec.font:
        font = layout.fonts[spec.font]
        properties.append(make(W + "rFonts", ascii=font, hAnsi=font, cs=font))
    for on, tag in ((spec.bold, "b"), (spec.italic, "i"), (spec.caps, "caps")):
        if on:
            properties.append(make(W + tag))
    if spec.color:
        properties.append(make(W + "color", val=spec.color))
    if spec.spacing:
        properties.append(make(W + "spacing", val=_points(spec.spacing)))
    if spec.size:
        half = str(round(spec.size * 2))
        properties.append(make(W + "sz", val=half))
        properties.append(make(W + "szCs", val=half))
    return properties


def _hyperlink() -> Element:
    style = make(W + "style", type="character", styleId="Hyperlink")
    style.append(make(W + "name", val="Hyperlink"))
    look = make(RPR)
    look.append(make(W + "color", val="1F4E79"))
    look.append(make(W + "u", val="single"))
    style.append(look)
    return style


def _table_normal() -> Element:
    style = _default("table", "Normal Table", "TableNormal")
    properties = make(W + "tblPr")
    properties.append(make(W + "tblInd", w="0", type="dxa"))
    margins = make(W + "tblCellMar")
    for side, width in (("top", "40"), ("left", "100"), ("bottom", "40"), ("right", "100")):
        margins.append(make(W + side, w=width, type="dxa"))
    properties.append(margins)
    style.append(properties)
    return style


def _table_grid() -> Element:
    style = make(W + "style", type="table", styleId="TableGrid")
    style.append(make(W + "name", val="Table Grid"))
    style.append(make(W + "basedOn", val="TableNormal"))
    properties = make(W + "tblPr")
    borders = make(W + "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(make(W + side, val="single", sz="4", space="0", color="8A8A8A"))
    properties.append(borders)
    style.append(properties)
    header = make(W + "tblStylePr", type="firstRow")
    shade = make(W + "tcPr")
    shade.append(make(W + "shd", val="clear", color="auto", fill="F0F0F0"))
    header.append(shade)
    style.append(header)
    return style


def _numbering() -> Element:
    root = _root("numbering")
    for identifier, ordered in (("1", False), ("2", True)):
        abstract = make(W + "abstractNum", abstractNumId=identifier)
        abstract.append(make(W + "multiLevelType", val="multilevel"))
        for index in range(_LEVELS):
            abstract.append(_level(index, ordered=ordered))
        root.append(abstract)
    for identifier in ("1", "2"):
        num = make(W + "num", numId=identifier)
        num.append(make(W + "abstractNumId", val=identifier))
        root.append(num)
    return root


def _level(index: int, *, ordered: bool) -> Element:
    level = make(W + "lvl", ilvl=str(index))
    level.append(make(W + "start", val="1"))
    level.append(make(W + "numFmt", val=("decimal", "lowerLetter", "lowerRoman")[index % 3] if ordered else "bullet"))
    if index == 0:
        level.append(make(W + "pStyle", val="ListNumber" if ordered else "ListBullet"))
    level.append(make(W + "lvlText", val=f"%{index + 1}." if ordered else "–"))
    level.append(make(W + "lvlJc", val="left"))
    properties = make(PPR)
    properties.append(make(W + "ind", left=twips(_INDENT_MM * (index + 1)), hanging=twips(_INDENT_MM)))
    level.append(properties)
    return level
