"""Villkor i löpande text. Which words of a paragraph a condition takes away, and when it may not stand as it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kansli.doctemplates.grammar import Tag
from kansli.doctemplates.ooxml import RUN, P, Segment, T, W

_FIELD = W + "fldChar"


@dataclass(slots=True)
class Condition:
    """Villkor. The tags of one condition within a paragraph; `otherwise` is its else."""

    begin: Tag
    otherwise: Tag | None = None
    end: Tag | None = None

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Märken. Those there are, in order."""
        return tuple(tag for tag in (self.begin, self.otherwise, self.end) if tag is not None)


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Felplacerat. A tag that cannot stand in running text as it does: a Swedish sentence and its code."""

    tag: Tag
    message: str
    code: str


def is_inline(tags: Iterable[Tag]) -> bool:
    """Har villkor. Whether some of a paragraph's tags are more than values."""
    return any(tag.is_block for tag in tags)


def misplaced(tags: Iterable[Tag]) -> Iterator[Misplaced]:
    """Felplacerade. Every block tag of a paragraph that has text beside it and is not a whole condition."""
    listed = list(tags)
    for tag in listed:
        # An endfor is named only where it is alone; its for says enough.
        if tag.kind == "endfor" and any(other.kind == "for" for other in listed):
            continue
        if tag.kind in {"for", "endfor"} or (tag.is_block and tag.level):
            said = f"{tag.source} ska stå ensam på sin egen rad (eller tabellrad)."
            advice = f" I en mening skrivs {{{{ {tag.path} | lista }}}}." if tag.kind == "for" else ""
            yield Misplaced(tag, said + advice, "not_alone")
    found, strays = _paired(listed)
    for tag in strays:
        yield Misplaced(tag, f"{tag.source} saknar sin början i samma stycke.", "no_beginning")
    for condition in found:
        if condition.end is None:
            said = (
                f"{condition.begin.source} saknar {{% endif %}} i samma stycke. Ska villkoret gälla hela stycken "
                "ska märkena stå ensamma på egna rader."
            )
            yield Misplaced(condition.begin, said, "no_end")


def crossing(tags: Iterable[Tag], found: Iterable[Segment]) -> Iterator[Misplaced]:
    """Korsande. The conditions that begin and end on different sides of a link's or a field's edge."""
    segments = list(found)
    for condition in _paired(tags)[0]:
        if condition.end is not None and len(_holders(condition.tags, segments)) > 1:
            said = (
                f"{condition.begin.source} och {condition.end.source} står på var sin sida om kanten på en länk "
                "eller ett Word-fält. Flytta märkena så att alla står utanför, eller alla inuti."
            )
            yield Misplaced(condition.begin, said, "crossing")


def dropped(tags: Iterable[Tag], holds: Callable[[Tag], bool]) -> list[tuple[int, int]]:
    """Borttaget. The spans (start, end) that go: the tags themselves and the branch that does not hold."""
    spans: list[tuple[int, int]] = []
    for condition in sorted(_paired(tags)[0], key=lambda each: each.begin.start):
        begin, otherwise, end = condition.begin, condition.otherwise, condition.end
        if end is None or any(start <= begin.start < stop for start, stop in spans):
            continue
        if holds(begin):
            spans += [(begin.start, begin.end), (otherwise.start if otherwise else end.start, end.end)]
        elif otherwise is None:
            spans.append((begin.start, end.end))
        else:
            spans += [(begin.start, otherwise.end), (end.start, end.end)]
    return sorted(spans)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Utan. The text less these spans."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _paired(tags: Iterable[Tag]) -> tuple[list[Condition], list[Tag]]:
    """The conditions in the order they begin, and the tags that close or turn none."""
    found: list[Condition] = []
    open_conditions: list[Condition] = []
    strays: list[Tag] = []
    for tag in tags:
        if tag.level:
            continue
        if tag.kind == "if":
            found.append(Condition(tag))
            open_conditions.append(found[-1])
        elif tag.kind == "endif" and open_conditions:
            open_conditions.pop().end = tag
        elif tag.kind == "else" and open_conditions and open_conditions[-1].otherwise is None:
            open_conditions[-1].otherwise = tag
        elif tag.kind in {"else", "endif"}:
            strays.append(tag)
    return found, strays


def _holders(tags: Iterable[Tag], found: list[Segment]) -> set[tuple[Element | None, Element | None]]:
    """What the tags stand in: the element that holds their runs, and the field that they are part of."""
    fields: dict[Element, Element | None] = {}
    paragraph = next(found[0].element.iterancestors(P), None) if found else None
    open_fields: list[Element] = []
    for element in paragraph.iter(_FIELD, T) if paragraph is not None else ():
        if element.tag == T:
            fields[element] = open_fields[-1] if open_fields else None
        elif element.get(W + "fldCharType") == "begin":
            open_fields.append(element)
        elif element.get(W + "fldCharType") == "end" and open_fields:
            open_fields.pop()
    touched = [each.element for tag in tags for each in found if each.start < tag.end and each.end > tag.start]
    return {(_holder(element), fields.get(element)) for element in touched if element.tag == T}


def _holder(element: Element) -> Element | None:
    run = element.getparent()
    return run.getparent() if run is not None and run.tag == RUN else run
