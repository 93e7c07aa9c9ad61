"""Numrering. Which number a list paragraph shows, and how a list is made to begin again from one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, W, child_value, make
from kansli.doctemplates.styles import Styles, style_of


@dataclass(frozen=True, slots=True)
class Level:
    """Nivå. One level of a list: its format in Word's words, its pattern ("%1.") and its first number."""

    format: str
    pattern: str
    start: int


class Numbering:
    """Numrering. The lists of a document, read from its numbering part (None: it has none)."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self.root = root
        self._styles = styles
        self._abstracts: dict[str, Element] = {}
        self._nums: dict[int, Element] = {}
        self._named: dict[str, int] = {}
        self._levels: dict[tuple[int, int], Level] = {}
        for abstract in root.findall(W + "abstractNum") if root is not None else ():
            self._abstracts[abstract.get(W + "abstractNumId") or ""] = abstract
        for num in root.findall(W + "num") if root is not None else ():
            identifier = num.get(W + "numId") or ""
            if identifier.isdecimal():
                self._nums[int(identifier)] = num

    def of(self, paragraph: Element) -> tuple[int, int] | None:
        """Styckets lista. (numId, level) from the paragraph or its style; None outside lists and for numId 0."""
        properties = paragraph.find(PPR)
        own = properties.find(W + "numPr") if properties is not None else None
        found = self._styles.numbering_of(style_of(paragraph))
        if own is not None:
            number, level = child_value(own, W + "numId"), child_value(own, W + "ilvl")
            inherited = found or (0, 0)
            found = (_whole(number, inherited[0]), _whole(level, inherited[1]))
        return found if found and found[0] in self._nums else None

    def level(self, number: int, level: int) -> Level | None:
        """Nivå. None where the list or the level is not described."""
        key = (number, level)
        if key not in self._levels:
            described = self._described(number, level)
            if described is None:
                return None
            self._levels[key] = described
        return self._levels[key]

    def _described(self, number: int, level: int) -> Level | None:
        num = self._nums.get(number)
        source, start = None, None
        for override in num.findall(W + "lvlOverride") if num is not None else ():
            if override.get(W + "ilvl") == str(level):
                source = override.find(W + "lvl")
                start = child_value(override, W + "startOverride")
        if source is None:
            source = self._abstract_level(self.abstract_of(number), level)
        if source is None:
            return None
        first = _whole(start, _whole(child_value(source, W + "start"), 1))
        return Level(child_value(source, W + "numFmt") or "decimal", child_value(source, W + "lvlText") or "", first)

    def _abstract_level(self, abstract: str, level: int) -> Element | None:
        element = self._abstracts.get(abstract)
        for candidate in element.findall(W + "lvl") if element is not None else ():
            if candidate.get(W + "ilvl") == str(level):
                return candidate
        return None

    def abstract_of(self, number: int) -> str:
        """Listmall. The id of the abstract list behind a numId; empty where there is none."""
        num = self._nums.get(number)
        return child_value(num, W + "abstractNumId") or ""

    def is_ordered(self, number: int, level: int) -> bool:
        """Numrerad. Whether the level shows numbers or letters rather than a bullet."""
        found = self.level(number, level)
        return found is not None and found.format not in {"bullet", "none"}

    def overrides_start(self, number: int, level: int) -> bool:
        """Börjar om. Whether this numId asks the list to begin anew at its first paragraph."""
        num = self._nums.get(number)
        return num is not None and any(
            override.get(W + "ilvl") == str(level) and override.find(W + "startOverride") is not None
            for override in num.findall(W + "lvlOverride")
        )

    def restarted(self, number: int, *, start: int = 1, level: int = 0) -> int:
        """Ny lista. A new numId over the same abstract list: `level` begins at `start`, the other levels at 1."""
        overrides = {index: start if index == level else 1 for index in range(9)}
        return self._add(self.abstract_of(number), overrides)

    def with_abstract(self, name: str, build: Callable[[], Element]) -> int:
        """Ny listmall. The numId of an abstract list known by `name` here; built and added at its first use."""
        if name not in self._named and self.root is not None:
            abstract = build()
            identifier = str(max((int(key) for key in self._abstracts if key.isdecimal()), default=0) + 1)
            abstract.set(W + "abstractNumId", identifier)
            # The schema wants every abstract list before the first concrete one.
            first = self.root.find(W + "num")
            self.root.insert(len(self.root) if first is None else self.root.index(first), abstract)
            self._abstracts[identifier] = abstract
            self._named[name] = self._add(identifier, {})
        return self._named[name]

    def _add(self, abstract: str, overrides: Mapping[int, int]) -> int:
        if self.root is None:
            raise ValueError("Dokumentet har ingen listdel.")
        new = max(self._nums, default=0) + 1
        num = make(W + "num", numId=str(new))
        num.append(make(W + "abstractNumId", val=abstract))
        for level, start in overrides.items():
            override = make(W + "lvlOverride", ilvl=str(level))
            override.append(make(W + "startOverride", val=str(start)))
            num.append(override)
        cleanup = self.root.find(W + "numIdMacAtCleanup")
        self.root.insert(len(self.root) if cleanup is None else self.root.index(cleanup), num)
        self._nums[new] = num
        return new


class Counter:
    """Räknare. Gives each list paragraph its printed number, in document order."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[int, int]] = set()

    def value(self, number: int, level: int) -> int:
        """Senaste numret. The count that the last paragraph of the level got; 1 where none has been counted."""
        counts = self._counts.get(self._numbering.abstract_of(number))
        return (counts[level] if counts is not None and 0 <= level < 9 else None) or 1

    def next(self, number: int, level: int) -> str:
        """Nästa nummer. The text Word prints before the paragraph; empty for bullets and undescribed lists."""
        described = self._numbering.level(number, level)
        if described is None or not 0 <= level < 9:
            return ""
        counts = self._counts.setdefault(self._numbering.abstract_of(number), [None] * 9)
        current = counts[level]
        restart = (number, level) not in self._begun and self._numbering.overrides_start(number, level)
        self._begun.add((number, level))
        counts[level] = described.start if current is None or restart else current + 1
        counts[level + 1 :] = [None] * (8 - level)
        if described.format in {"bullet", "none"}:
            return ""
        shown = described.pattern
        for index in range(level + 1):
            form = self._numbering.level(number, index)
            if form is not None and f"%{index + 1}" in shown:
                count = counts[index] if counts[index] is not None else form.start
                shown = shown.replace(f"%{index + 1}", _figure(count or 0, form.format))
        return shown


def renumber(paragraph: Element, number: int, level: int) -> None:
    """Byt lista. The paragraph gets a list of its own, over what its style says."""
    properties = paragraph.find(PPR)
    if properties is None:
        properties = make(PPR)
        paragraph.insert(0, properties)
    numbering = properties.find(W + "numPr")
    if numbering is None:
        numbering = make(W + "numPr")
        before = {W + tag for tag in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")}
        properties.insert(sum(child.tag in before for child in properties), numbering)
    for child in list(numbering):
        if child.tag in {W + "ilvl", W + "numId"}:
            numbering.remove(child)
    numbering.insert(0, make(W + "ilvl", val=str(level)))
    numbering.insert(1, make(W + "numId", val=str(number)))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise


def _figure(count: int, form: str) -> str:
    if form == "decimalZero":
        return f"{count:02d}"
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else ""
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(count)
        return roman if form == "upperRoman" else roman.lower()
    return str(count)


def _roman(count: int) -> str:
    figures = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")]
    figures += [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    shown = ""
    for value, figure in figures:
        while count >= value:
            shown, count = shown + figure, count - value
    return shown
