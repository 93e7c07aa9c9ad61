"""Word-XML. The names of WordprocessingML, the safe parser, and how the text of one paragraph is found in the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

P, RUN, T, PPR, RPR = W + "p", W + "r", W + "t", W + "pPr", W + "rPr"
TBL, TR, TC = W + "tbl", W + "tr", W + "tc"
SDT, SDT_PR, SDT_CONTENT = W + "sdt", W + "sdtPr", W + "sdtContent"
TXBX = W + "txbxContent"
SECT_PR = W + "sectPr"
VAL = W + "val"
BOOKMARK_START, BOOKMARK_END = W + "bookmarkStart", W + "bookmarkEnd"
FALLBACK = MC + "Fallback"

CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
# Deleted and moved-away text is not part of the document; field codes and properties are not text; a text box is a
# container of its own; the fallback drawing repeats the text box for old readers.
_NOT_OWN_TEXT = frozenset(
    {W + "del", W + "moveFrom", W + "instrText", W + "delText", PPR, RPR, TXBX, FALLBACK, W + "rubyPr", W + "rt"}
)


@dataclass(frozen=True, slots=True)
class Segment:
    """Textbit. One text-carrying element of a paragraph, and where its text begins in the paragraph's joined text."""

    element: Element
    text: str
    start: int

    @property
    def end(self) -> int:
        """Slut. The offset after the last character."""
        return self.start + len(self.text)


def parser() -> etree.XMLParser:
    """Läsare. A parser that resolves no entities, fetches nothing and keeps libxml2's depth limit of 256."""
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def parse(data: bytes) -> Element:
    """Träd. The root element of a part; raises `lxml.etree.XMLSyntaxError` for anything broken."""
    return etree.fromstring(data, parser())


def segments(paragraph: Element) -> list[Segment]:
    """Textbitar. The paragraph's own text in order: not deleted text, not field codes, not nested text boxes."""
    found: list[Segment] = []
    _collect(paragraph, found, 0)
    return found


def _collect(element: Element, found: list[Segment], position: int) -> int:
    for child in element:
        tag = child.tag
        if tag == T:
            text = child.text or ""
        elif tag in CHARACTERS:
            text = CHARACTERS[tag]
        elif tag in _NOT_OWN_TEXT:
            continue
        elif tag == W + "sym":
            text = symbol(child)
        else:
            if len(child):
                position = _collect(child, found, position)
            continue
        found.append(Segment(child, text, position))
        position += len(text)
    return position


def symbol(element: Element) -> str:
    """Tecken. What a w:sym shows; a bullet for one in the private area of a symbol font."""
    try:
        code = int(element.get(W + "char") or "", 16)
    except ValueError:
        return ""
    # Symbol fonts live in a private area; outside it the code is the character itself.
    return "•" if 0xF000 <= code <= 0xF0FF else chr(code) if 0x20 <= code < 0xD800 else ""


def text_of(paragraph: Element) -> str:
    """Text. What a reader sees in the paragraph; breaks are newlines, tabs are tabs."""
    return "".join([segment.text for segment in segments(paragraph)])


def own_text_boxes(paragraph: Element) -> Iterator[Element]:
    """Textrutor. The text boxes anchored in this paragraph, not those inside another text box."""
    for box in paragraph.iter(TXBX):
        if next(box.iterancestors(P)) is paragraph:
            yield box


def make(tag: str, **attributes: str) -> Element:
    """Nytt element. Attributes are given by their bare names and put in Word's namespace."""
    element = etree.Element(tag)
    for name, value in attributes.items():
        element.set(W + name, value)
    return element


def child_value(element: Element | None, tag: str) -> str | None:
    """Värde. `w:val` of a direct child, None where either is missing."""
    if element is None:
        return None
    child = element.find(tag)
    return None if child is None else child.get(VAL)


def is_on(element: Element | None, tag: str) -> bool:
    """Av eller på. A Word toggle: present without a value, or with anything but 0/false/off."""
    if element is None:
        return False
    child = element.find(tag)
    return child is not None and child.get(VAL) not in {"0", "false", "off"}
