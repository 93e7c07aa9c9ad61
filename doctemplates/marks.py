"""Märken. How a section is marked in a document so that it can be found again, and what is noted of how it read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self
from urllib.parse import quote, unquote

from lxml.etree import _Element as Element

from kansli.doctemplates.grammar import parse_tags
from kansli.doctemplates.looks import NOTHING, Look, look_of
from kansli.doctemplates.ooxml import (
    BOOKMARK_END,
    BOOKMARK_START,
    PPR,
    RPR,
    RUN,
    SDT,
    SDT_CONTENT,
    SDT_PR,
    P,
    W,
    child_value,
    make,
    text_of,
)
from kansli.doctemplates.prose import MdBlock, spelled

PREFIX = "kansli_"
MARK_PROPERTY = "kansli_mark_"
OUTSIDE_PROPERTY = "kansli_outside"
MAX_BOOKMARK = 40
_MAX_LABEL = 64
_MAX_PROPERTY = 255
_HASH, _SHORT = 32, 6
# More lines outside the sections than this are not noted: a long table is no place for a section's text.
_MOST_OUTSIDE = 400


@dataclass(frozen=True, slots=True)
class Frame:
    """Ram. The template's own words round each item of a printed list ("att " before, nothing after)."""

    before: str = ""
    after: str = ""

    def inside(self, text: str) -> str:
        """Innanför ramen. The item without the frame; as it stands where a person has changed the frame."""
        if len(text) < len(self.before) + len(self.after):
            return text
        if not (text.startswith(self.before) and text.endswith(self.after)):
            return text
        return text[len(self.before) : len(text) - len(self.after)]


@dataclass(frozen=True, slots=True)
class Marking:
    """Märkning. What the renderer knew of an anchor: how the template set its text; a list's frame."""

    look: Look = NOTHING
    frame: Frame | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Märke. What is noted of an anchor at print: how many lines of text it had, and the hash of their reading."""

    lines: int
    digest: str
    marking: Marking = Marking()

    def text(self) -> str:
        """Som egenskap. `"<lines>:<hash>"`, then what the template gave, where it gave anything."""
        said = [f"{name}={quote(str(value))}" for name, value in _said(self.marking.look)]
        frame = self.marking.frame
        if frame is not None:
            said.append("list")
            said += [f"{name}={quote(words)}" for name, words in (("before", frame.before), ("after", frame.after))
                     if words]  # fmt: skip
        text = f"{self.lines}:{self.digest}" + (":" + "&".join(said) if said else "")
        return text if len(text) <= _MAX_PROPERTY else f"{self.lines}:{self.digest}" + (":list" if frame else "")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Ur egenskapen. None for what is no mark of ours."""
        lines, _, rest = text.partition(":")
        digest, _, said = rest.partition(":")
        if not lines.isdecimal() or len(digest) != _HASH:
            return None
        given = dict(part.partition("=")[::2] for part in said.split("&") if part)
        known: dict[str, Any] = {key: _value(key, unquote(given[key])) for key in _LOOK_TYPES if key in given}
        look = Look(**known)
        frame = Frame(unquote(given.get("before", "")), unquote(given.get("after", ""))) if "list" in given else None
        return cls(int(lines), digest, Marking(look, frame))


_LOOK_TYPES = {item.name: str(item.type) for item in fields(Look)}


def _said(look: Look) -> list[tuple[str, object]]:
    return [(name, value) for name in _LOOK_TYPES if (value := getattr(look, name)) not in {None, "", False}]


def _value(name: str, text: str) -> str | bool:
    return text == "True" if "bool" in _LOOK_TYPES[name] else text


def list_marking(paragraph: Element) -> Marking:
    """Listans märkning. From the template's paragraph: how its text is set, and the words round its one field."""
    text = text_of(paragraph)
    tags = parse_tags(text)
    frame = Frame(text[: tags[0].start].lstrip(), text[tags[0].end :].rstrip()) if len(tags) == 1 else Frame()
    return Marking(look_of(paragraph.find(f"{RUN}/{RPR}")), frame)


class Marks:
    """Märken i ett dokument. Gives each anchor a name of its own and marks its elements."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self.made: dict[str, Marking] = {}

    def wrap(self, elements: Sequence[Element], section: str, *, label: str, marking: Marking) -> Element:
        """Märk. The elements in a content control, with a bookmark from the first to the last of them."""
        name = self._name(section)
        self.made[name] = marking
        identifier = f"mark-{name}"
        start, end = make(BOOKMARK_START, id=identifier, name=name), make(BOOKMARK_END, id=identifier)
        control, content = _control(name, label)
        first, last = elements[0], elements[-1]
        content.extend(elements)
        # Inside the paragraphs the marks survive programs that drop what lies between paragraphs.
        holder, at = (first, int(len(first) > 0 and first[0].tag == PPR)) if first.tag == P else (content, 0)
        holder.insert(at, start)
        (last if last.tag == P else content).append(end)
        return control

    def _name(self, section: str) -> str:
        """A section printed twice has a number the second time."""
        name = anchor_name(section)
        self._taken[name] += 1
        return name if self._taken[name] == 1 else f"{name[: MAX_BOOKMARK - 4]}_{self._taken[name]}"


def anchor_name(section: str) -> str:
    """Märkets namn. Of a section, no longer than Word lets a bookmark's name be."""
    return f"{PREFIX}{section}"[:MAX_BOOKMARK]


def _control(name: str, label: str) -> tuple[Element, Element]:
    control, properties, content = make(SDT), make(SDT_PR), make(SDT_CONTENT)
    for tag, value in (("alias", label[:_MAX_LABEL]), ("tag", name), ("id", "0")):
        properties.append(make(W + tag, val=value))
    # LibreOffice squeezes every other block control into its first paragraph, and loses that paragraph's looks, links,
    # line breaks and the words before a footnote; it keeps this kind whole, with the gallery's name but not the tag.
    part = make(W + "docPartObj")
    part.append(make(W + "docPartGallery", val=name))
    part.append(make(W + "docPartUnique"))
    properties.append(part)
    control.append(properties)
    control.append(content)
    return control, content


def control_name(control: Element) -> str:
    """Kontrollens namn. Of one of our own, by tag or gallery; empty for any other."""
    properties = control.find(SDT_PR)
    part = properties.find(W + "docPartObj") if properties is not None else None
    names = (child_value(properties, W + "tag"), child_value(part, W + "docPartGallery"))
    return next((name for name in names if name and name.startswith(PREFIX)), "")


def digest(blocks: Sequence[MdBlock]) -> str:
    """Hash. Of an anchor's reading."""
    return hashlib.sha256(spelled(blocks).encode("utf-8", "replace")).hexdigest()[:_HASH]


def short_digest(text: str) -> str:
    """Kort hash. Of one line outside the anchors, blanks aside."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:_SHORT]


def noted(marks: Mapping[str, Mark], outside: Sequence[str]) -> dict[str, str]:
    """Egenskaper. What is written in the document's own properties: the marks, and the lines outside them."""
    found = {MARK_PROPERTY + name.removeprefix(PREFIX): mark.text() for name, mark in marks.items()}
    if marks and len(outside) <= _MOST_OUTSIDE:
        whole = "".join(short_digest(line) for line in outside)
        size = _MAX_PROPERTY // _SHORT * _SHORT
        for number, at in enumerate(range(0, max(len(whole), 1), size)):
            # A property without text may be dropped by other programs.
            found[f"{OUTSIDE_PROPERTY}_{number + 1}"] = whole[at : at + size] or "-"
    return found


def marks_in(properties: Mapping[str, str]) -> dict[str, Mark]:
    """Märken ur egenskaperna. By the anchor's whole name."""
    found = {}
    for key, text in properties.items():
        mark = Mark.parse(text) if key.startswith(MARK_PROPERTY) else None
        if mark is not None:
            found[PREFIX + key.removeprefix(MARK_PROPERTY)] = mark
    return found


def outside_in(properties: Mapping[str, str]) -> Counter[str] | None:
    """Raderna utanför. The short hashes of what was printed outside the anchors; None where it was not noted."""
    parts = [properties[key] for key in sorted(properties) if key.startswith(OUTSIDE_PROPERTY)]
    if not parts:
        return None
    return Counter(part[at : at + _SHORT] for part in parts for at in range(0, len(part) - 1, _SHORT))
