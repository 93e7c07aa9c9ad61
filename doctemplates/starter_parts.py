"""Startmallens delar. The lines, controls and tables that a file to start from is put together of."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.base import twips
from kansli.doctemplates.catalogue import Field
from kansli.doctemplates.ooxml import PPR, RPR, RUN, SDT, SDT_CONTENT, SDT_PR, SPACE, TBL, TC, TR, W14, P, T, W, make
from kansli.doctemplates.opc import Package
from kansli.doctemplates.styles import Styles

_COLUMNS = (52, 56, 46)
_LONG_DATE = "d MMMM yyyy"
_TAG_STYLE = "Mallrad"


class Parts:
    """Delar. Elements in the styles of the document, with ids of their own for the controls."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.ids = 0

    def text(self, text: str, style: str = "Normal") -> Element:
        """Text. A paragraph of its own; a line that only Kansli reads has the look of one."""
        if not text.startswith("{%"):
            return self.line(style, text) if text else self.line(style)
        paragraph = self.line(_TAG_STYLE, text)
        # What a block begins with stays with it; after its end there is air.
        ends = text.startswith("{% end")
        paragraph[0].append(make(W + "spacing", before="0", after="160") if ends else make(W + "keepNext"))
        return paragraph

    def line(self, style: str, *pieces: str | Element) -> Element:
        """Rad. A paragraph of texts and controls."""
        paragraph = make(P)
        identifier = self.styles.id_of(style)
        if identifier and style != "Normal":
            properties = make(PPR)
            properties.append(make(W + "pStyle", val=identifier))
            paragraph.append(properties)
        for piece in pieces:
            paragraph.append(_run(piece) if isinstance(piece, str) else piece)
        return paragraph

    def control(self, field: Field, *, tag: str = "", long_date: bool = False) -> Element:
        """Ruta. A control within a line, for the field or, in a loop, for `tag`."""
        control, content = self._control(field, tag or field.path, long_date=long_date)
        content.append(_prompt(field))
        return control

    def block(self, field: Field, *, tag: str = "") -> Element:
        """A control around a paragraph of its own, for text that has paragraphs itself."""
        control, content = self._control(field, tag or field.path)
        paragraph = make(P)
        paragraph.append(_prompt(field))
        content.append(paragraph)
        return control

    def _control(self, field: Field, tag: str, *, long_date: bool = False) -> tuple[Element, Element]:
        self.ids += 1
        control, properties, content = make(SDT), make(SDT_PR), make(SDT_CONTENT)
        properties.append(make(W + "alias", val=field.label))
        properties.append(make(W + "tag", val=tag))
        properties.append(make(W + "id", val=str(self.ids)))
        if field.type != "boolean":
            properties.append(make(W + "showingPlcHdr"))
        if field.type == "boolean":
            properties.append(make(W14 + "checkbox"))
        elif field.type == "date":
            properties.append(_date(long_date=long_date))
        elif field.type != "markdown":
            properties.append(make(W + "text"))
        control.append(properties)
        control.append(content)
        return control, content

    def table(self, heads: tuple[str, ...], rows: Iterable[tuple[Element, ...]]) -> Element:
        """Tabell. Of paragraphs, under a row of headings."""
        table, properties, grid = make(TBL), make(W + "tblPr"), make(W + "tblGrid")
        identifier = self.styles.id_of("Table Grid", kind="table")
        if identifier:
            properties.append(make(W + "tblStyle", val=identifier))
        properties.append(make(W + "tblW", w="0", type="auto"))
        properties.append(make(W + "tblLayout", type="fixed"))
        properties.append(make(W + "tblLook", firstRow="1"))
        for width in _COLUMNS:
            grid.append(make(W + "gridCol", w=twips(width)))
        table.append(properties)
        table.append(grid)
        table.append(_row([self.line("Table Text", _run(head, bold=True)) for head in heads], header=True))
        for row in rows:
            table.append(_row(row))
        return table


def _date(*, long_date: bool) -> Element:
    date = make(W + "date")
    date.append(make(W + "dateFormat", val=_LONG_DATE if long_date else "yyyy-MM-dd"))
    date.append(make(W + "lid", val="sv-SE"))
    return date


def _run(text: str, *, bold: bool = False) -> Element:
    run, element = make(RUN), make(T)
    if bold:
        look = make(RPR)
        look.append(make(W + "b"))
        run.append(look)
    element.text = text
    element.set(SPACE, "preserve")
    run.append(element)
    return run


def _prompt(field: Field) -> Element:
    if field.type == "boolean":
        return _run("☐")
    run = _run(f"[{field.label}]")
    look = make(RPR)
    look.append(make(W + "rStyle", val="PlaceholderText"))
    run.insert(0, look)
    return run


def _row(cells: Iterable[Element], *, header: bool = False) -> Element:
    row = make(TR)
    properties = make(W + "trPr")
    properties.append(make(W + "cantSplit"))
    if header:
        properties.append(make(W + "tblHeader"))
    row.append(properties)
    for paragraph, width in zip(cells, _COLUMNS, strict=True):
        cell, look = make(TC), make(W + "tcPr")
        look.append(make(W + "tcW", w=twips(width), type="dxa"))
        cell.append(look)
        cell.append(paragraph)
        row.append(cell)
    return row


def add_styles(package: Package) -> None:
    """The style that Word itself gives the grey prompt of a control, and one for the lines that only Kansli reads."""
    name = package.related(package.main, "styles")[0]
    root, kind = package.xml(name), package.content_type(name)
    style = make(W + "style", type="character", styleId="PlaceholderText")
    style.append(make(W + "name", val="Placeholder Text"))
    style.append(make(W + "uiPriority", val="99"))
    look = make(RPR)
    look.append(make(W + "color", val="595959"))
    style.append(look)
    root.append(style)
    root.append(_tag_style())
    package.put(name, etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True), content_type=kind)


def _tag_style() -> Element:
    style = make(W + "style", type="paragraph", styleId=_TAG_STYLE)
    style.append(make(W + "name", val=_TAG_STYLE))
    style.append(make(W + "basedOn", val="Normal"))
    properties = make(PPR)
    properties.append(make(W + "spacing", before="0", after="20"))
    style.append(properties)
    look = make(RPR)
    look.append(make(W + "rFonts", ascii="Courier New", hAnsi="Courier New", cs="Courier New"))
    look.append(make(W + "color", val="595959"))
    look.append(make(W + "sz", val="17"))
    style.append(look)
    return style
