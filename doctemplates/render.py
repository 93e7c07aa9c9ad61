"""Utskrift av mallens delar. Loops, conditions and fields of one part become the lines and rows of the document."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element as Element

from kansli.doctemplates.blocks import Setter
from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.conditions import dropped, is_inline
from kansli.doctemplates.grammar import Tag, parse_tags
from kansli.doctemplates.looks import look_of
from kansli.doctemplates.markdown import parse
from kansli.doctemplates.marks import Marking, Marks, list_marking
from kansli.doctemplates.numbering import Numbering, renumber
from kansli.doctemplates.ooxml import (
    RPR,
    RUN,
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TR,
    TXBX,
    P,
    W,
    own_text_boxes,
    segments,
    text_of,
)
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prepare import REPEAT
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.structure import Choice, Loop, Node, Plain, clone, outline
from kansli.doctemplates.styles import style_of, styles_of
from kansli.doctemplates.substitute import cut_out, substitute
from kansli.doctemplates.tidy import is_bare, is_empty_control, is_hollow
from kansli.doctemplates.values import Scope, find, is_empty, items, printed, resolve, spelled
from kansli.doctemplates.verify import BRACES

MAX_TURNS = 20_000


class TooLong(TemplateError):
    """För långt. Lists in lists would make a document that no one can open."""

    code = "too_long"


class Renderer:
    """Utskrivare. Fills the parts of one document; numbering and section marks are shared between them."""

    def __init__(self, package: Package, values: Mapping[str, object], catalogue: Catalogue) -> None:
        self.package, self.values, self.catalogue = package, values, catalogue
        self.styles = styles_of(package)
        numbering = package.related(package.main, "numbering")
        self.numbering = Numbering(package.xml(numbering[0]) if numbering else None, self.styles)
        self._restarts: list[dict[int, int]] = []
        self._turns = 0
        self.literal: set[str] = set()
        self.marks = Marks()
        self._turn: list[tuple[str, int]] = []
        self._heading_level = 0
        self._part = package.main

    def fill(self, part: str, container: Element) -> None:
        """Fyll en del. Changes the container in place."""
        self._part, self._heading_level = part, 0
        self._container(container, {})

    def _container(self, container: Element, scope: Scope) -> None:
        printed_elements: list[Element] = []
        self._nodes(outline(container, _already_scanned), scope, printed_elements)
        _replace_children(container, printed_elements)

    def _nodes(self, nodes: list[Node], scope: Scope, out: list[Element]) -> None:
        for node in nodes:
            if isinstance(node, Plain):
                out.extend(self._element(node.element, scope))
            elif isinstance(node, Loop):
                self._loop(node, scope, out)
            else:
                self._nodes(self._branch(node, scope), scope, out)

    def _branch(self, node: Choice, scope: Scope) -> list[Node]:
        return node.then if self._holds(node.tag, scope) else node.otherwise

    def _holds(self, tag: Tag, scope: Scope) -> bool:
        return is_empty(self._value(tag, scope)) == tag.negated

    def _value(self, tag: Tag, scope: Scope) -> object:
        return find(spelled(tag.path, scope, self.catalogue), scope, self.values)

    def _loop(self, node: Loop, scope: Scope, out: list[Element]) -> None:
        target = resolve(node.tag.path, scope, self.catalogue)
        if target is None:
            return
        listed = items(self._value(node.tag, scope), target)
        self._turns += len(listed)
        if self._turns > MAX_TURNS:
            raise TooLong(f"Dokumentet skulle få fler än {MAX_TURNS} rader ur listor. Dela upp det.")
        self._restarts.append({})
        marking = self._list_marking(node)
        made: list[Element] = []
        for number, item in enumerate(listed, 1):
            body = node.body if number == len(listed) else clone(node.body)
            self._turn.append((target.path, number))
            self._nodes(body, {**scope, node.tag.variable: (item, target.path)}, made)
            self._turn.pop()
        self._restarts.pop()
        if marking is not None and made:
            made = [self.marks.wrap(made, self._list_name(target.path), label=target.label, marking=marking)]
        out.extend(made)

    def _list_marking(self, node: Loop) -> Marking | None:
        """A list of the body whose every item is one paragraph is marked as a section is; None for any other."""
        if self._part != self.package.main or len(node.body) != 1 or not isinstance(node.body[0], Plain):
            return None
        paragraph = node.body[0].element
        inside = (TC, TXBX, W + "hyperlink")
        if paragraph.tag != P or next(paragraph.iterancestors(*inside), None) is not None:
            return None
        return list_marking(paragraph)

    def _list_name(self, path: str) -> str:
        """A list in another list has the number of the outer one's turn: forslag_2."""
        outer, number = self._turn[-1] if self._turn else ("", 0)
        name = f"{outer}_{number}" if outer and path.startswith(f"{outer}.") else path
        return name.replace(".", "_")

    def _element(self, element: Element, scope: Scope) -> list[Element]:
        tag = element.tag
        if tag == P:
            return self._paragraph(element, scope)
        if not len(element):
            return [element]
        if tag == TBL:
            before = len(element.findall(TR)) + len(element.findall(f"{REPEAT}//{TR}"))
            self._container(element, scope)
            return [] if is_hollow(element, had_rows=before) else [element]
        if tag == SDT:
            content = element.find(SDT_CONTENT)
            if content is not None:
                self._container(content, scope)
            return [] if is_empty_control(element) else [element]
        if not tag.endswith("Pr"):
            self._container(element, scope)
        return [element]

    def _paragraph(self, paragraph: Element, scope: Scope) -> list[Element]:
        found = segments(paragraph)
        text = "".join([segment.text for segment in found])
        tags = parse_tags(text)
        if is_inline(tags):
            cut_out(paragraph, found, dropped(tags, lambda tag: self._holds(tag, scope)))
            return [] if is_bare(paragraph) else self._paragraph(paragraph, scope)
        for box in own_text_boxes(paragraph):
            self._container(box, scope)
        section = self._section(tags, scope)
        if section is not None:
            return self._markdown(paragraph, section, scope)
        self._note_heading(paragraph, text)
        self._restart(paragraph)
        if not tags:
            return [paragraph]
        replacements = [(tag.start, tag.end, self._text(tag, scope)) for tag in tags]
        made = substitute(paragraph, found, replacements)
        if any(_has_braces(value) for _, _, value in replacements):
            self._note_literal(made)
        return made

    def _text(self, tag: Tag, scope: Scope) -> str:
        target = resolve(tag.path, scope, self.catalogue)
        return printed(self._value(tag, scope), target, tag.format) if target is not None else ""

    def _note_literal(self, elements: list[Element]) -> None:
        """Braces that a person typed are printed as they are; the check of the result must know them from a field."""
        self.literal.update(text_of(paragraph) for element in elements for paragraph in element.iter(P))

    def _note_heading(self, paragraph: Element, text: str) -> None:
        level = self.styles.heading_level(style_of(paragraph))
        if level and text.strip():
            self._heading_level = level

    def _restart(self, paragraph: Element) -> None:
        """Inside a loop a numbered list begins again from one, apart from every other turn of the template's list."""
        listed = self.numbering.of(paragraph) if self._restarts else None
        if listed is None or not self.numbering.is_ordered(*listed):
            return
        if self.styles.heading_level(style_of(paragraph)):
            return
        known = self._restarts[-1]
        if listed[0] not in known:
            known[listed[0]] = self.numbering.restarted(listed[0])
        renumber(paragraph, known[listed[0]], listed[1])

    def _section(self, tags: tuple[Tag, ...], scope: Scope) -> Tag | None:
        if len(tags) != 1 or tags[0].kind != "value":
            return None
        target = resolve(tags[0].path, scope, self.catalogue)
        return tags[0] if target is not None and target.type == "markdown" else None

    def _markdown(self, paragraph: Element, tag: Tag, scope: Scope) -> list[Element]:
        """The section's text in place of the paragraph, marked twice so that it can be found again after editing."""
        text = self._text(tag, scope)
        if not text.strip():
            return []
        target = resolve(tag.path, scope, self.catalogue)
        setter = Setter(self.package, self._part, self.styles, self.numbering)
        elements = setter.set_blocks(parse(text), model=paragraph, heading_level=self._heading_level)
        if not elements:
            return []
        if _has_braces(text):
            self._note_literal([*elements, *setter.notes])
        label = target.label if target else tag.path
        marking = Marking(look_of(paragraph.find(f"{RUN}/{RPR}")))
        return [self.marks.wrap(elements, tag.path.rpartition(".")[2], label=label, marking=marking)]


def _has_braces(value: str) -> bool:
    return any(mark in value for mark in BRACES)


def _already_scanned(_element: Element, message: str, code: str) -> None:
    raise TemplateError(f"Mallen har ändrats sedan den granskades: {message} ({code})")


def _replace_children(container: Element, wanted: list[Element]) -> None:
    """Only what differs is moved: taking out a large table and putting it back costs more than filling it."""
    kept = set(wanted)
    for child in list(container):
        if child not in kept:
            container.remove(child)
    before: Element | None = None
    for element in wanted:
        if before is None:
            if not len(container) or container[0] is not element:
                container.insert(0, element)
        elif before.getnext() is not element:
            before.addnext(element)
        before = element
