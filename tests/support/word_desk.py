"""What a person does to a document in Word, done with python-docx and the tree: nothing here knows Kansli's reader."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

Change = Callable[[Any], None]
DATE = "2026-03-02T10:15:00Z"


def edited(data: bytes, *changes: Change) -> bytes:
    """Open the file as Word would, make the changes, and save it."""
    document = docx.Document(io.BytesIO(data))
    for change in changes:
        change(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def paragraph_of(document: Any, text: str) -> Paragraph:
    """The first paragraph of the body that has the text, wherever it lies."""
    for element in document.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, document)
        if text in "".join(run.text or "" for run in element.iter(qn("w:t"))):
            return paragraph
    raise AssertionError(f"no paragraph says {text!r}")


def rewrite(old: str, new: str) -> Change:
    """Write over the words of a paragraph, keeping its look."""

    def change(document: Any) -> None:
        pieces = list(paragraph_of(document, old)._p.iter(qn("w:t")))
        whole = "".join(piece.text or "" for piece in pieces)
        pieces[0].text = whole.replace(old, new)
        pieces[0].set(qn("xml:space"), "preserve")
        for piece in pieces[1:]:
            piece.text = ""

    return change


def write_after(text: str, new: str) -> Change:
    """Press Enter at the end of a paragraph and write another: Word moves the end of the bookmark along."""

    def change(document: Any) -> None:
        element = paragraph_of(document, text)._p
        made = copy.deepcopy(element)
        for mark in [*made.iter(qn("w:bookmarkStart")), *made.iter(qn("w:bookmarkEnd"))]:
            mark.getparent().remove(mark)
        texts = list(made.iter(qn("w:t")))
        texts[0].text = new
        for other in texts[1:]:
            other.text = ""
        element.addnext(made)
        for end in list(element.iter(qn("w:bookmarkEnd"))):
            made.append(end)

    return change


def remove(text: str) -> Change:
    """Take a paragraph away with all that is in it."""

    def change(document: Any) -> None:
        element = paragraph_of(document, text)._p
        element.getparent().remove(element)

    return change


def look(text: str, **font: Any) -> Change:
    """Set the font of a paragraph's runs: `highlight_color`, `color` and what else python-docx names."""

    def change(document: Any) -> None:
        for run in paragraph_of(document, text).runs:
            for name, value in font.items():
                setattr(run.font, name, value)

    return change


def comment(text: str, said: str, *, author: str = "Bo Läsare") -> Change:
    """Put a comment at a paragraph."""

    def change(document: Any) -> None:
        document.add_comment(paragraph_of(document, text).runs, text=said, author=author, initials="BL")

    return change


def track(old: str, new: str, *, author: str = "Bo Läsare") -> Change:
    """Replace words with Track Changes on."""

    def change(document: Any) -> None:
        element = paragraph_of(document, old)._p
        run = next(run for run in element.iter(qn("w:r")) if old in "".join(t.text or "" for t in run.iter(qn("w:t"))))
        before, after = "".join(t.text or "" for t in run.iter(qn("w:t"))).split(old, 1)
        pieces = [_run(run, before), _wrapped("w:del", _run(run, old, deleted=True), author, 9001)]
        pieces += [_wrapped("w:ins", _run(run, new), author, 9002), _run(run, after)]
        for piece in pieces:
            run.addprevious(piece)
        run.getparent().remove(run)

    return change


def _run(model: Any, text: str, *, deleted: bool = False) -> Any:
    made = OxmlElement("w:r")
    look = model.find(qn("w:rPr"))
    if look is not None:
        made.append(copy.deepcopy(look))
    words = OxmlElement("w:delText" if deleted else "w:t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    made.append(words)
    return made


def _wrapped(tag: str, run: Any, author: str, number: int) -> Any:
    made = OxmlElement(tag)
    for name, value in (("w:id", str(number)), ("w:author", author), ("w:date", DATE)):
        made.set(qn(name), value)
    made.append(run)
    return made


def drop_controls(document: Any) -> None:
    """Take every content control away and leave what is in it."""
    for control in reversed(list(document.element.body.iter(qn("w:sdt")))):
        content = control.find(qn("w:sdtContent"))
        for child in list(content):
            control.addprevious(child)
        control.getparent().remove(control)


def drop_bookmarks(document: Any) -> None:
    """Take every bookmark away."""
    body = document.element.body
    for mark in [*body.iter(qn("w:bookmarkStart")), *body.iter(qn("w:bookmarkEnd"))]:
        mark.getparent().remove(mark)


def with_property(data: bytes, name: str, value: str | None) -> bytes:
    """Set one of the file's own properties in its XML; None takes it away."""
    from lxml import etree

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            content = source.read(item.filename)
            if item.filename == "docProps/custom.xml":
                root = etree.fromstring(content)
                for entry in root:
                    if entry.get("name") == name and value is None:
                        root.remove(entry)
                    elif entry.get("name") == name:
                        entry[0].text = value
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            target.writestr(item.filename, content)
    return made.getvalue()
