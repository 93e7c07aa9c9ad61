"""Fotnoter. How a note of a section's text becomes one of Word's own, in the template's look if it has one."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree
from lxml.etree import _Element as Element

from kansli.doctemplates.ooxml import PPR, RPR, RUN, SPACE, P, T, W, make, parse
from kansli.doctemplates.opc import Package
from kansli.doctemplates.problems import MarkdownRefused
from kansli.doctemplates.styles import Styles, styles_of

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_TEXT, _MARK = "footnote text", "footnote reference"
_SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))
# What the schema puts after w:footnotePr in the settings.
_LATER = tuple(
    W + name
    for name in (
        "endnotePr", "compat", "docVars", "rsids", "attachedSchema", "themeFontLang", "clrSchemeMapping",
        "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown",
        "smartTagType", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator",
    )
)  # fmt: skip


class Footnotes:
    """Fotnoter. Those of one document; the part, its separators and its styles are made where they are missing."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = _part(package)
        self.styles = _styles(package)

    def add(self) -> tuple[Element, Element]:
        """Ny fotnot. Its mark, to stand in the text, and its empty element, to be given paragraphs."""
        root = self.package.xml(self.part)
        taken = [int(identifier) for note in root if _is_number(identifier := note.get(W + "id") or "")]
        identifier = str(max([0, *taken]) + 1)
        note = make(W + "footnote", id=identifier)
        root.append(note)
        return self._run(make(W + "footnoteReference", id=identifier)), note

    def paragraph_properties(self) -> Element:
        """Fotnotstextens formatmall."""
        properties = make(PPR)
        properties.append(make(W + "pStyle", val=self.styles.id_of(_TEXT) or ""))
        return properties

    def begin(self, paragraph: Element) -> None:
        """Börja noten. Its number and a space before the first paragraph's text."""
        space, text = make(RUN), make(T)
        text.text = " "
        text.set(SPACE, "preserve")
        space.append(text)
        paragraph.insert(1, self._run(make(W + "footnoteRef")))
        paragraph.insert(2, space)

    def _run(self, mark: Element) -> Element:
        run, look = make(RUN), make(RPR)
        look.append(make(W + "rStyle", val=self.styles.id_of(_MARK, kind="character") or ""))
        run.append(look)
        run.append(mark)
        return run


def must_be_in_body(package: Package, part: str) -> None:
    """Bara i brödtexten. Word has no footnotes in headers, footers and notes; raises `MarkdownRefused`."""
    if part != package.main:
        raise MarkdownRefused(
            "En fotnot kan bara stå i brödtexten, inte i ett sidhuvud, en sidfot eller en annan not. "
            "Skriv fotnotens text inom parentes i stycket, eller flytta fältet i mallen."
        )


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _part(package: Package) -> str:
    known = package.related(package.main, "footnotes")
    if known:
        return known[0]
    name = "word/footnotes.xml"
    root = etree.Element(W + "footnotes", nsmap={"w": W[1:-1]})
    for identifier, kind in _SEPARATORS:
        note, paragraph, run = make(W + "footnote", type=kind, id=identifier), make(P), make(RUN)
        properties = make(PPR)
        properties.append(make(W + "spacing", before="0", after="0", line="240", lineRule="auto"))
        run.append(make(W + kind))
        paragraph.append(properties)
        paragraph.append(run)
        note.append(paragraph)
        root.append(note)
    package.put(name, etree.tostring(root), content_type=_TYPE)
    package.relate(package.main, kind="footnotes", target=name)
    _tell_settings(package)
    return name


def _tell_settings(package: Package) -> None:
    for name in package.related(package.main, "settings"):
        root = package.xml(name)
        if root.find(W + "footnotePr") is not None:
            continue
        told = make(W + "footnotePr")
        told.extend(make(W + "footnote", id=identifier) for identifier, _ in _SEPARATORS)
        later = next((child for child in root if child.tag in _LATER or not child.tag.startswith(W)), None)
        root.insert(len(root) if later is None else root.index(later), told)


def _styles(package: Package) -> Styles:
    styles = styles_of(package)
    if styles.id_of(_TEXT) and styles.id_of(_MARK, kind="character"):
        return styles
    for name in package.related(package.main, "styles"):
        package.put(name, _with_styles(package.parts[name]), content_type=package.content_type(name))
    return styles_of(package)


@lru_cache(maxsize=64)
def _with_styles(data: bytes) -> bytes:
    """The same styles and those of a footnote, plain, where they are missing."""
    root = parse(data)
    known = Styles(root)
    if not known.id_of(_TEXT):
        style = _style(root, "paragraph", "FootnoteText", _TEXT)
        base = known.id_of("Normal")
        if base:
            style.append(make(W + "basedOn", val=base))
        properties, look = make(PPR), make(RPR)
        properties.append(make(W + "spacing", before="0", after="0", line="240", lineRule="auto"))
        look.append(make(W + "sz", val="18"))
        look.append(make(W + "szCs", val="18"))
        style.append(properties)
        style.append(look)
    if not known.id_of(_MARK, kind="character"):
        style, look = _style(root, "character", "FootnoteReference", _MARK), make(RPR)
        look.append(make(W + "vertAlign", val="superscript"))
        style.append(look)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written


def _style(root: Element, kind: str, identifier: str, name: str) -> Element:
    taken = {style.get(W + "styleId") for style in root.iter(W + "style")}
    while identifier in taken:
        identifier += "K"
    style = make(W + "style", type=kind, styleId=identifier)
    style.append(make(W + "name", val=name))
    root.append(style)
    return style
