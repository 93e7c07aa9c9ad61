"""Förberedelse. How a part is made plain before it is read: changes accepted, comments gone, controls as fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import (
    BOOKMARK_END,
    BOOKMARK_START,
    PPR,
    RPR,
    RUN,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    SPACE,
    TC,
    TR,
    TXBX,
    W14,
    W15,
    P,
    T,
    W,
    child_value,
    make,
)
from kansli.doctemplates.revisions import accept_changes

_LEFT_OUT = tuple(
    W + name
    for name in (
        "commentRangeStart", "commentRangeEnd", "commentReference", "proofErr", "lastRenderedPageBreak",
    )
)  # fmt: skip
# Stands in the tree for a repeating section until it is printed: `path` is its list, `label` its shown name.
REPEAT = "{urn:kansli:fill}repeat"
_SECTION, _ITEM = W15 + "repeatingSection", W15 + "repeatingSectionItem"
# Marks that other programs, and our own finished documents, leave in controls.
_NOT_FIELDS = ("goog_rdk_", "kansli_")
_FOREIGN = {W + "docPartObj", W + "docPartList", W + "group", W + "picture", W + "bibliography", W + "citation"}


@dataclass(frozen=True, slots=True)
class Control:
    """Innehållskontroll. A content control that stands for a field: its shown name and its tag."""

    label: str
    tag: str
    fault: str = ""


@dataclass(slots=True)
class Prepared:
    """Förberett. What was found on the way: which text element came from which control, and what was left out."""

    controls: dict[Element, Control] = field(default_factory=dict)
    faulty: list[tuple[Element, Control]] = field(default_factory=list)
    had_changes: bool = False
    had_comments: bool = False


def prepare(root: Element) -> Prepared:
    """Förbered. Changes the tree in place; ordinary runs, paragraphs and tables with typed fields remain."""
    prepared = Prepared()
    prepared.had_changes = accept_changes(root)
    _leave_out(root, prepared)
    _drop_old_marks(root)
    for control in list(root.iter(SDT)):
        if control.getparent() is not None:
            _convert(control, prepared)
    return prepared


def _drop_old_marks(root: Element) -> None:
    """A template made from a finished document of ours may not say where that one's sections were."""
    old = {
        start.get(W + "id")
        for start in root.iter(BOOKMARK_START)
        if (start.get(W + "name") or "").startswith(_NOT_FIELDS)
    }
    for mark in list(root.iter(BOOKMARK_START, BOOKMARK_END)) if old else ():
        if mark.get(W + "id") in old:
            mark.getparent().remove(mark)


def _leave_out(root: Element, prepared: Prepared) -> None:
    for element in list(root.iter(*_LEFT_OUT)):
        prepared.had_comments |= element.tag == W + "commentReference"
        element.getparent().remove(element)
    # Word 2003 put marks round names of places and dates; they show nothing, and nothing reads them any more.
    for mark in list(root.iter(W + "smartTag")):
        for child in list(mark):
            if child.tag != W + "smartTagPr":
                mark.addprevious(child)
        mark.getparent().remove(mark)


def _convert(control: Element, prepared: Prepared) -> None:
    """A control with a tag becomes a typed field in its place, keeping the look of its text."""
    properties, content = control.find(SDT_PR), control.find(SDT_CONTENT)
    tag = (child_value(properties, W + "tag") or "").strip()
    if properties is not None and content is not None and properties.find(_SECTION) is not None:
        _convert_section(control, properties, content, tag, prepared)
        return
    if properties is None or content is None or not tag:
        return
    if tag.startswith(_NOT_FIELDS):
        unwrap_control(control)
        return
    if any(child.tag in _FOREIGN for child in properties):
        return
    label = child_value(properties, W + "alias") or tag
    fault = _unusable(properties, content, tag)
    if fault:
        prepared.faulty.append((control, Control(label, tag, fault)))
        return
    paragraph = next(content.iter(P), None)
    for inner in list(content.iter(SDT)):
        if inner.getparent() is not None and inner.find(SDT_CONTENT) is not None:
            unwrap_control(inner)
    text = _field_run(properties, content, "{{ " + tag + _format(properties) + " }}", paragraph)
    prepared.controls[text] = Control(label, tag)
    unwrap_control(control)


def _convert_section(control: Element, properties: Element, content: Element, tag: str, prepared: Prepared) -> None:
    """A repeating section becomes one turn of a loop: what its first item holds, without the item's own control."""
    label = child_value(properties, W + "alias") or tag or "utan namn"
    fault = _unusable_section(control, tag)
    if fault:
        prepared.faulty.append((control, Control(label, tag, fault)))
        return
    pattern = [item for item in content.iterchildren(SDT) if item.find(f"{SDT_PR}/{_ITEM}") is not None][:1]
    turn = pattern[0].find(SDT_CONTENT) if pattern else content
    repeat = etree.Element(REPEAT, path=tag, label=label)
    repeat.extend(list(turn) if turn is not None else [])
    prepared.controls[repeat] = Control(label, tag)
    control.getparent().replace(control, repeat)


def _unusable_section(control: Element, tag: str) -> str:
    if not tag:
        return "är ett upprepande avsnitt utan tagg. Skriv listans namn som tagg i kontrollens egenskaper."
    if any(character in tag for character in "{}|%"):
        return f"har taggen ”{tag}”, som inte är ett fältnamn."
    if next(control.iterancestors(P), None) is not None and control.getparent().tag != TXBX:
        return "är ett upprepande avsnitt inne i ett stycke. Låt det omfatta hela stycken eller hela tabellrader."
    return ""


def _unusable(properties: Element, content: Element, tag: str) -> str:
    if properties.find(_ITEM) is not None:
        return "är en post i ett upprepande avsnitt som saknas. Infoga ett nytt upprepande avsnitt i Word."
    if len(list(content.iter(TC))) > 1 or len(list(content.iter(TR))) > 1:
        return "omfattar flera celler. Lägg kontrollen runt texten i en enda cell."
    if any(character in tag for character in "{}|%"):
        return f"har taggen ”{tag}”, som inte är ett fältnamn."
    return ""


def unwrap_control(control: Element) -> None:
    """Packa upp en innehållskontroll. Only its content stays."""
    content = control.find(SDT_CONTENT)
    parent = control.getparent()
    at = parent.index(control)
    for offset, child in enumerate(list(content) if content is not None else ()):
        parent.insert(at + offset, child)
    parent.remove(control)


def _format(properties: Element) -> str:
    if properties.find(W14 + "checkbox") is not None:
        return " | kryss"
    shown = child_value(properties.find(W + "date"), W + "dateFormat") or ""
    return " | datum" if "MMMM" in shown else ""


def _field_run(properties: Element, content: Element, source: str, paragraph: Element | None) -> Element:
    host = content if paragraph is None else paragraph
    look = _look(properties, host)
    for child in list(host):
        if child.tag != PPR:
            host.remove(child)
    if paragraph is not None:
        for other in list(_other_paragraphs(content, paragraph)):
            other.getparent().remove(other)
    run = make(RUN)
    if look is not None:
        run.append(look)
    text = make(T)
    text.text = source
    text.set(SPACE, "preserve")
    run.append(text)
    host.append(run)
    return text


def _other_paragraphs(content: Element, first: Element) -> Iterator[Element]:
    return (paragraph for paragraph in content.iter(P) if paragraph is not first)


def _look(properties: Element, host: Element) -> Element | None:
    """The run properties the filled text gets: the first real text's, else the control's own; never a prompt's."""
    run = next(host.iter(RUN), None)
    look = run.find(RPR) if run is not None else None
    style = (child_value(look, W + "rStyle") or "").casefold()
    prompt = style.replace(" ", "") in {"placeholdertext", "platshllartext", "platshållartext"}
    if look is None or prompt or properties.find(W + "showingPlcHdr") is not None:
        look = properties.find(RPR)
    return look
