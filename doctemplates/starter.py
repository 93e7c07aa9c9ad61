"""Startmall. A Word file with every field as a content control to copy, and each loop and condition as ready lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.base import base_document, twips
from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.layout import BASE, load
from kansli.doctemplates.ooxml import (
    PPR,
    RPR,
    RUN,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    SECT_PR,
    SPACE,
    TBL,
    TC,
    TR,
    W14,
    P,
    T,
    W,
    make,
)
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.properties import write_core
from kansli.doctemplates.styles import Styles, styles_of

_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_COLUMNS = (52, 56, 46)
_LONG_DATE = "d MMMM yyyy"
_TAG_STYLE = "Mallrad"
_VOWELS = re.compile("[aeiouyåäö_]")


def starter(catalogue: Catalogue, *, title: str) -> bytes:
    """Startmall. For a document type called `title`; itself a template that passes the scan and can be filled.

    The same bytes for the same catalogue. Built on the styles of the neutral layout.
    """
    layout = load(BASE)
    package = Package.open(base_document(layout))
    _add_styles(package)
    body = package.xml(package.main).find(W + "body")
    if body is None:
        raise ValueError("the base document has no body")
    writer = _Writer(catalogue, styles_of(package))
    last = body.find(SECT_PR)
    for element in writer.elements(title):
        body.insert(len(body) - 1, element) if last is not None else body.append(element)
    write_core(package, title=f"Startmall: {title}", author="", created=_MADE, language=layout.language, kept={})
    return pack(package.written())


class _Writer:
    """Skrivare. Elements of the body in order, with ids of their own for the controls."""

    def __init__(self, catalogue: Catalogue, styles: Styles) -> None:
        self.styles = styles
        self.fields = catalogue.fields
        self.by_path = {field.path: field for field in self.fields}
        self.lists = [field for field in self.fields if field.type == "list"]
        self.ids = 0

    def elements(self, title: str) -> Iterator[Element]:
        yield self.text(f"Startmall: {title}", "Title")
        yield self.text("Kopiera det du behöver till din mall: en ruta, eller alla rader i ett block.")
        yield from self.single_fields()
        yield from self.sections()
        yield from self.all_lists()
        yield from self.conditions()

    def single_fields(self) -> Iterator[Element]:
        simple = [
            f for f in self.fields if f.type not in {"list", "group", "markdown"} and not self.inside_list(f.path)
        ]
        if not simple:
            return
        yield self.text("Uppgifter", "heading 1")
        for group, fields in _grouped(simple).items():
            yield self.text(self.label_of(group), "heading 2")
            rows = [
                self.row(field, long_date=long_date)
                for field in fields
                for long_date in ((False, True) if field.type == "date" else (False,))
            ]
            yield self.table(("Uppgift", "Ruta att kopiera", "Exempel"), rows)
            yield self.text("", "Table Text")

    def row(self, field: Field, *, long_date: bool = False) -> tuple[Element, Element, Element]:
        label = f"{field.label} (utskrivet)" if long_date else field.label
        example = "22 november 2026" if long_date else _example(field)
        return (
            self.text(label, "Table Text"),
            self.line("Table Text", self.control(field, long_date=long_date)),
            self.text(example, "Table Text"),
        )

    def sections(self) -> Iterator[Element]:
        texts = [field for field in self.fields if field.type == "markdown" and not self.inside_list(field.path)]
        if not texts:
            return
        yield self.text("Avsnitt", "heading 1")
        yield self.text("Rubriken och texten skrivs bara ut när avsnittet har text.")
        for field in texts:
            yield self.text(f"{{% if {field.path} %}}")
            yield self.text(field.label, "heading 2")
            yield self.block(field)
            yield self.text("{% endif %}")

    def all_lists(self) -> Iterator[Element]:
        outer = [field for field in self.lists if not self.inside_list(field.path)]
        if not outer:
            return
        yield self.text("Listor", "heading 1")
        yield self.text("Raderna mellan for och endfor upprepas för varje post. Kopiera dem med.")
        for field in outer:
            yield self.text(field.label, "heading 2")
            yield from self.loop(field, field.path, frozenset())

    def loop(self, field: Field, written: str, taken: frozenset[str]) -> Iterator[Element]:
        variable = self.variable(field.path, taken)
        yield self.text(f"{{% for {variable} in {written} %}}")
        children = [
            one for one in self.fields if _is_child(one.path, field.path) and self.owner(one.path) == field.path
        ]
        plain = [one for one in children if one.type not in {"list", "group", "markdown"}]
        for one in plain:
            tag = variable + one.path.removeprefix(field.path)
            yield self.line("Normal", f"{one.label}: ", self.control(one, tag=tag))
        for one in (one for one in children if one.type == "markdown"):
            yield self.block(one, tag=variable + one.path.removeprefix(field.path))
        for one in (one for one in children if one.type == "list"):
            yield from self.loop(one, variable + one.path.removeprefix(field.path), taken | {variable})
        if not children:
            yield self.line("List Bullet", self.control(field, tag=variable))
        yield self.text("{% endfor %}")

    def conditions(self) -> Iterator[Element]:
        flags = [field for field in self.fields if field.type == "boolean" and not self.inside_list(field.path)]
        optional = [
            f for f in self.fields if f.type in {"text", "date"} and not f.required and not self.inside_list(f.path)
        ]
        if not flags and not optional:
            return
        yield self.text("Villkor", "heading 1")
        for field in flags:
            yield self.text(f"{{% if {field.path} %}}")
            yield self.text(f"Skrivs ut när {field.label} är ja.")
            yield self.text("{% else %}")
            yield self.text(f"Skrivs ut när {field.label} är nej.")
            yield self.text("{% endif %}")
        for field in optional[:1]:
            yield self.text(f"{{% if {field.path} %}}")
            yield self.line("Normal", f"{field.label}: ", self.control(field))
            yield self.text("{% endif %}")

    def owner(self, path: str) -> str:
        """The innermost list that a path lies in; empty for none."""
        inside = [field.path for field in self.lists if _is_child(path, field.path)]
        return max(inside, key=len, default="")

    def inside_list(self, path: str) -> bool:
        return bool(self.owner(path))

    def label_of(self, group: str) -> str:
        known = self.by_path.get(group)
        return known.label if known is not None else (group[:1].upper() + group[1:] or "Övrigt")

    def variable(self, path: str, taken: frozenset[str]) -> str:
        """A short name for a list's item that no field and no surrounding loop has."""
        word = path.rpartition(".")[2]
        roots = {field.path.partition(".")[0] for field in self.fields}
        names = [word[:1], word[:2], _VOWELS.sub("", word)[:3], *(f"{word[:1]}{number}" for number in range(2, 100))]
        return next(name for name in names if name and name not in taken and name not in roots)

    def text(self, text: str, style: str = "Normal") -> Element:
        if not text.startswith("{%"):
            return self.line(style, text) if text else self.line(style)
        paragraph = self.line(_TAG_STYLE, text)
        # What a block begins with stays with it; after its end there is air.
        ends = text.startswith("{% end")
        paragraph[0].append(make(W + "spacing", before="0", after="160") if ends else make(W + "keepNext"))
        return paragraph

    def line(self, style: str, *pieces: str | Element) -> Element:
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


def _grouped(fields: Iterable[Field]) -> Mapping[str, list[Field]]:
    groups: dict[str, list[Field]] = {}
    for field in fields:
        groups.setdefault(field.path.rpartition(".")[0], []).append(field)
    return groups


def _is_child(path: str, parent: str) -> bool:
    return path.startswith(parent + ".")


def _example(field: Field) -> str:
    if field.type == "boolean":
        return "☒ eller ☐"
    if field.type == "date":
        return field.example or "2026-11-22"
    return field.example


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


def _add_styles(package: Package) -> None:
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
