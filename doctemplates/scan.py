"""Mallgranskning. Which fields a template uses, and every fault in it, named so that its author finds the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kansli.doctemplates.annotate import AUTHOR
from kansli.doctemplates.catalogue import Catalogue, Target
from kansli.doctemplates.conditions import Misplaced, crossing, is_inline, misplaced
from kansli.doctemplates.grammar import FORMATS, Tag, parse_tags
from kansli.doctemplates.merge_fields import mapped_properties, merge_fields, unmapped
from kansli.doctemplates.ooxml import FALLBACK, TBL, TR, P, W, own_text_boxes, segments, text_of
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prepare import Control, Prepared, prepare
from kansli.doctemplates.problems import Place, Problem
from kansli.doctemplates.properties import read_custom, read_properties
from kansli.doctemplates.structure import (
    Loop,
    Node,
    Plain,
    TextPart,
    outline,
    pictures_without_description,
    places,
    text_parts,
)
from kansli.doctemplates.styles import styles_of
from kansli.doctemplates.wordfields import OUTSIDE, word_fields

# Word's mail merge asks and skips with these; a filled document is no mail merge.
_MERGING = frozenset({
    "ADDRESSBLOCK", "GREETINGLINE", "ASK", "FILLIN", "NEXT", "NEXTIF", "SKIPIF", "MERGEREC", "MERGESEQ",
})  # fmt: skip
_PROPERTY_NAMES = {"title": "Titeln", "subject": "Ämnet", "keywords": "Nyckelorden", "description": "Kommentaren"}
FILLED_PROPERTIES = tuple(_PROPERTY_NAMES)


@dataclass(frozen=True, slots=True)
class ScanReport:
    """Granskning. The catalogue fields used in order of first use; `problems` stop the template, `warnings` do not."""

    fields: tuple[str, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Godkänd. No problems; warnings are allowed."""
        return not self.problems


def scan(data: bytes, catalogue: Catalogue) -> ScanReport:
    """Granska. Reads the whole template without filling it; raises `Unreadable` only for what is no Word file."""
    package = Package.open(data)
    scanner = _Scanner(catalogue)
    scanner.warn_about_language(package)
    mapped = mapped_properties(package)
    prepared: dict[str, Prepared] = {}
    for part in text_parts(package):
        if part.part not in prepared:
            prepared[part.part] = prepare(package.xml(part.part))
            scanner.warn_about_leftovers(part.name, prepared[part.part])
        scanner.part(part, prepared[part.part])
        scanner.word_fields(part, mapped)
    for name in package.related(package.main, "comments"):
        scanner.comments(package.xml(name))
    core = read_properties(package)
    for key, said in _PROPERTY_NAMES.items():
        scanner.property(said, core.get(key, ""))
    for name, text in read_custom(package).items():
        scanner.property(f"Egenskapen {name}", text)
    return ScanReport(tuple(scanner.used), tuple(scanner.problems), tuple(scanner.warnings))


class _Scanner:
    """Granskare. Follows the template's structure with what each loop variable stands for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.used: dict[str, None] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.places: dict[Element, Place] = {}
        self.controls: dict[Element, Control] = {}
        self.part_name = ""

    def part(self, part: TextPart, prepared: Prepared) -> None:
        self.places = places(part)
        self.part_name, self.controls = part.name, prepared.controls
        for element, control in prepared.faulty:
            if part.container in element.iterancestors():
                said = f"innehållskontrollen ”{control.label}” {control.fault}"
                self.problems.append(Place(part.name).problem(said, code="bad_control"))
        self._container(part.container, {})
        self._warn_about_access(part)

    def _report(self, element: Element, message: str, code: str) -> None:
        place = self._place(element)
        # A loop's fault is about rows or lines; the sentence names the tag, so the text need not stand twice.
        shown = Place(place.part, place.paragraph, "" if place.in_table else place.text, place.in_table)
        problem = shown.problem(message, code=code)
        self.problems.append(Problem(place.part, place.paragraph, place.text, problem.message, "", code))

    def _container(self, container: Element, scope: Mapping[str, str]) -> None:
        self._nodes(outline(container, self._report), scope)

    def _nodes(self, nodes: list[Node], scope: Mapping[str, str]) -> None:
        for node in nodes:
            if isinstance(node, Plain):
                self._element(node.element, scope)
            elif isinstance(node, Loop):
                self._loop(node, scope)
            else:
                self._path(node.tag, scope, self._place(node.at))
                self._nodes(node.then, scope)
                self._nodes(node.otherwise, scope)

    def _loop(self, node: Loop, scope: Mapping[str, str]) -> None:
        place, tag = self._place(node.at), node.tag
        target = self._path(tag, scope, place, control=self.controls.get(node.at))
        if target is None:
            return
        if target.type != "list":
            said = f"”{tag.path}” är ingen lista, så {tag.source} går inte."
            self.problems.append(place.problem(said, code="not_a_list"))
            return
        if self.catalogue.lookup(tag.variable) is not None:
            said = f"”{tag.variable}” är redan namnet på ett fält. Välj ett annat ord i {tag.source}."
            self.problems.append(place.problem(said, code="shadowed"))
            return
        self._nodes(node.body, {**scope, tag.variable: target.path})

    def _element(self, element: Element, scope: Mapping[str, str]) -> None:
        if element.tag == P:
            self._paragraph(element, scope)
        elif element.tag != FALLBACK and len(element):
            self._container(element, scope)

    def _place(self, element: Element) -> Place:
        return self.places.get(element) or Place(self.part_name)

    def _paragraph(self, paragraph: Element, scope: Mapping[str, str]) -> None:
        for box in own_text_boxes(paragraph):
            if next(box.iterancestors(FALLBACK), None) is None:
                self._container(box, scope)
        found = segments(paragraph)
        text = "".join([segment.text for segment in found])
        tags = parse_tags(text)
        if not tags:
            return
        place = self._place(paragraph)
        if is_inline(tags):
            self._conditions([*misplaced(tags), *crossing(tags, found)], tags, place)
        controls = [c for element, c in self.controls.items() if next(element.iterancestors(P), None) is paragraph]
        for tag in tags:
            control = next((c for c in controls if c.tag == tag.path), None)
            self._tag(tag, scope, place, text=text, control=control)

    def _conditions(self, faults: list[Misplaced], tags: tuple[Tag, ...], place: Place) -> None:
        """A tag that could not be read says enough: what it would have closed is not missed as well."""
        if not any(tag.kind == "fault" for tag in tags):
            self.problems.extend(place.problem(fault.message, code=fault.code) for fault in faults)

    def _tag(
        self, tag: Tag, scope: Mapping[str, str], place: Place, *, text: str, control: Control | None = None
    ) -> None:
        if tag.kind == "fault":
            self.problems.append(place.problem(tag.message, code=tag.code))
        elif tag.kind == "if":
            self._path(tag, scope, place)
        elif tag.kind == "value":
            target = self._path(tag, scope, place, control=control)
            fault = _misuse(tag, target, text) if target is not None else None
            if fault:
                self.problems.append(place.problem(fault[1], code=fault[0]))

    def _path(
        self, tag: Tag, scope: Mapping[str, str], place: Place, *, control: Control | None = None
    ) -> Target | None:
        target = self.catalogue.resolve(tag.path, scope)
        if target is not None:
            self.used[target.path] = None
            return target
        suggestion = self.catalogue.suggest(tag.path, scope)
        meant = f" Menade du ”{suggestion}”?" if suggestion else ""
        if control is not None:
            place = Place(place.part, place.paragraph if place.in_table else 0, "", place.in_table)
            said = f"innehållskontrollen ”{control.label}” har taggen ”{tag.path}” som inte finns i fältlistan.{meant}"
        elif (looped := self._needs_loop(tag.path)) is not None:
            said = f"”{tag.path}” finns bara inne i {{% for x in {looped} %}}, och skrivs då x."
        else:
            said = f"okänt fält ”{tag.path}”.{meant}"
        self.problems.append(place.problem(said, code="unknown_field", suggestion=suggestion))
        return None

    def _needs_loop(self, path: str) -> str | None:
        if self.catalogue.lookup(path) is None:
            return None
        parents = [path.rsplit(".", count)[0] for count in range(1, path.count(".") + 1)]
        lists = [parent for parent in parents if (f := self.catalogue.lookup(parent)) and f.type == "list"]
        return lists[0] if lists else None

    def property(self, name: str, text: str) -> None:
        tags = parse_tags(text)
        place = Place(f"{name} i dokumentets egenskaper", 0, text)
        self._conditions(list(misplaced(tags)), tags, place)
        for tag in tags:
            self._tag(tag, {}, place, text=text)

    def word_fields(self, part: TextPart, properties: Mapping[str, str]) -> None:
        """Word's own merge fields and properties keep their old text until they are mapped to the field list."""
        for merge in merge_fields(part, properties, self.catalogue):
            self.problems.extend(unmapped(merge))
        for field in word_fields(part.container):
            if field.kind in OUTSIDE:
                said = f"Word-fältet ”{field.kind}” hämtar något utifrån. Ta bort det."
                self.problems.append(self._place(field.paragraph).problem(said, code="outside_field"))
            elif field.kind in _MERGING:
                said = f"Word-fältet ”{field.kind}” hör till Words kopplade utskick och fylls inte i. Ta bort det."
                self.problems.append(self._place(field.paragraph).problem(said, code="mail_merge"))

    def comments(self, root: Element) -> None:
        for number, comment in enumerate(root.iter(W + "comment"), 1):
            if comment.get(W + "author") == AUTHOR:
                continue  # ours of an earlier check: it quotes the field that was wrong, and is taken away
            if any(parse_tags(text_of(paragraph)) for paragraph in comment.iter(P)):
                said = "fält i kommentarer fylls inte i. Flytta det till texten eller ta bort kommentaren."
                self.warnings.append(Place(f"Kommentar {number}").problem(said, code="field_in_comment"))

    def warn_about_language(self, package: Package) -> None:
        if not styles_of(package).language.startswith("sv"):
            said = "språket är inte svenska. Välj Granska > Språk > Svenska i Word; dokumenten får svenska ändå."
            self.warnings.append(Place("Mallen").problem(said, code="language"))

    def warn_about_leftovers(self, name: str, prepared: Prepared) -> None:
        if prepared.had_changes:
            said = "innehåller spårade ändringar. Dokumenten får texten som om alla ändringar godkänts."
            self.warnings.append(Place(name).problem(said, code="tracked_changes"))
        if prepared.had_comments:
            said = "innehåller kommentarer. De följer inte med i dokumenten."
            self.warnings.append(Place(name).problem(said, code="comments"))

    def _warn_about_access(self, part: TextPart) -> None:
        for problem in _access_warnings(part):
            self.warnings.append(problem)


def _access_warnings(part: TextPart) -> Iterator[Problem]:
    for number, table in enumerate(part.container.iter(TBL), 1):
        first = table.find(TR)
        if first is not None and first.find(f"{W}trPr/{W}tblHeader") is None and part.name == "Brödtexten":
            said = "har ingen rubrikrad. Välj Upprepa rubrikrader för den första raden i Word."
            yield Place(f"Tabell {number}").problem(said, code="no_header_row")
    missing = pictures_without_description(part.container)
    if missing:
        said = "en bild saknar alternativtext." if missing == 1 else f"{missing} bilder saknar alternativtext."
        yield Place(part.name).problem(f"{said} Högerklicka på bilden i Word och skriv en.", code="no_alt_text")


def _misuse(tag: Tag, target: Target, text: str) -> tuple[str, str] | None:
    """Why a known field cannot stand as it does: (code, sentence), None when it can."""
    if tag.format and target.type not in FORMATS[tag.format]:
        return "wrong_format", f"formatet ”{tag.format}” passar inte fältet ”{tag.path}”."
    if target.type == "group":
        return "is_a_group", f"”{tag.path}” är en grupp av fält. Skriv vilket fält i den som menas."
    if target.type == "list" and tag.format != "lista":
        return (
            "is_a_list",
            f"”{tag.path}” är en lista. Skriv {{% for x in {tag.path} %}} på en egen rad, eller | lista.",
        )
    if target.type == "markdown" and text.strip() != tag.source:
        return "not_alone", f"”{tag.path}” är text med egna stycken och måste stå ensam i sitt stycke."
    return None
