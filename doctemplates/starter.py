"""Startmall. A Word file with every field as a content control to copy, and each loop and condition as ready lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from lxml.etree import _Element as Element

from kansli.doctemplates.base import base_document
from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.layout import BASE, load
from kansli.doctemplates.ooxml import SECT_PR, W
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.properties import write_core
from kansli.doctemplates.starter_parts import Parts, add_styles
from kansli.doctemplates.styles import Styles, styles_of

_MADE = datetime(2026, 1, 1, tzinfo=UTC)
_VOWELS = re.compile("[aeiouyåäö_]")


def starter(catalogue: Catalogue, *, title: str) -> bytes:
    """Startmall. For a document type called `title`; itself a template that passes the scan and can be filled.

    The same bytes for the same catalogue. Built on the styles of the neutral layout.
    """
    layout = load(BASE)
    package = Package.open(base_document(layout))
    add_styles(package)
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
    """Skrivare. What the catalogue has, as elements of the body in order."""

    def __init__(self, catalogue: Catalogue, styles: Styles) -> None:
        self.parts = Parts(styles)
        self.fields = catalogue.fields
        self.by_path = {field.path: field for field in self.fields}
        self.lists = [field for field in self.fields if field.type == "list"]

    def elements(self, title: str) -> Iterator[Element]:
        yield self.parts.text(f"Startmall: {title}", "Title")
        yield self.parts.text("Kopiera det du behöver till din mall: en ruta, eller alla rader i ett block.")
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
        yield self.parts.text("Uppgifter", "heading 1")
        for group, fields in _grouped(simple).items():
            yield self.parts.text(self.label_of(group), "heading 2")
            rows = [
                self.row(field, long_date=long_date)
                for field in fields
                for long_date in ((False, True) if field.type == "date" else (False,))
            ]
            yield self.parts.table(("Uppgift", "Ruta att kopiera", "Exempel"), rows)
            yield self.parts.text("", "Table Text")

    def row(self, field: Field, *, long_date: bool = False) -> tuple[Element, Element, Element]:
        label = f"{field.label} (utskrivet)" if long_date else field.label
        example = "22 november 2026" if long_date else _example(field)
        return (
            self.parts.text(label, "Table Text"),
            self.parts.line("Table Text", self.parts.control(field, long_date=long_date)),
            self.parts.text(example, "Table Text"),
        )

    def sections(self) -> Iterator[Element]:
        texts = [field for field in self.fields if field.type == "markdown" and not self.inside_list(field.path)]
        if not texts:
            return
        yield self.parts.text("Avsnitt", "heading 1")
        yield self.parts.text("Rubriken och texten skrivs bara ut när avsnittet har text.")
        for field in texts:
            yield self.parts.text(f"{{% if {field.path} %}}")
            yield self.parts.text(field.label, "heading 2")
            yield self.parts.block(field)
            yield self.parts.text("{% endif %}")

    def all_lists(self) -> Iterator[Element]:
        outer = [field for field in self.lists if not self.inside_list(field.path)]
        if not outer:
            return
        yield self.parts.text("Listor", "heading 1")
        yield self.parts.text("Raderna mellan for och endfor upprepas för varje post. Kopiera dem med.")
        for field in outer:
            yield self.parts.text(field.label, "heading 2")
            yield from self.loop(field, field.path, frozenset())

    def loop(self, field: Field, written: str, taken: frozenset[str]) -> Iterator[Element]:
        variable = self.variable(field.path, taken)
        yield self.parts.text(f"{{% for {variable} in {written} %}}")
        children = [
            one for one in self.fields if _is_child(one.path, field.path) and self.owner(one.path) == field.path
        ]
        plain = [one for one in children if one.type not in {"list", "group", "markdown"}]
        for one in plain:
            tag = variable + one.path.removeprefix(field.path)
            yield self.parts.line("Normal", f"{one.label}: ", self.parts.control(one, tag=tag))
        for one in (one for one in children if one.type == "markdown"):
            yield self.parts.block(one, tag=variable + one.path.removeprefix(field.path))
        for one in (one for one in children if one.type == "list"):
            yield from self.loop(one, variable + one.path.removeprefix(field.path), taken | {variable})
        if not children:
            yield self.parts.line("List Bullet", self.parts.control(field, tag=variable))
        yield self.parts.text("{% endfor %}")

    def conditions(self) -> Iterator[Element]:
        flags = [field for field in self.fields if field.type == "boolean" and not self.inside_list(field.path)]
        optional = [
            f for f in self.fields if f.type in {"text", "date"} and not f.required and not self.inside_list(f.path)
        ]
        if not flags and not optional:
            return
        yield self.parts.text("Villkor", "heading 1")
        for field in flags:
            yield self.parts.text(f"{{% if {field.path} %}}")
            yield self.parts.text(f"Skrivs ut när {field.label} är ja.")
            yield self.parts.text("{% else %}")
            yield self.parts.text(f"Skrivs ut när {field.label} är nej.")
            yield self.parts.text("{% endif %}")
        for field in optional[:1]:
            yield self.parts.text(f"{{% if {field.path} %}}")
            yield self.parts.line("Normal", f"{field.label}: ", self.parts.control(field))
            yield self.parts.text("{% endif %}")

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
