"""Versionspar. Documents of paragraphs, links, pictures, tables, lists and notes, and versions of them, by a number."""

from __future__ import annotations

import io
import random
import struct
import zlib
from dataclasses import dataclass, field
from functools import cache
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml.ns import nsdecls

from kansli.doctemplates.ooxml import W
from kansli.doctemplates.opc import Package, pack

WORDS = (  # noqa: SIM905
    "nämnden beslutar att anta förslaget och sända det vidare till kommunstyrelsen för kännedom senast den mars "
    "avtalet planen åtgärder ansvarar skola vinter trafik kostnad budget § 12 4,5 mnkr Åsa Öberg inte bör ska kan"
).split()
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
PICTURES = 3
USED = {"Normal", "Heading1", "ListNumber", "TableNormal", "DefaultParagraphFont", "Header"}


@dataclass
class Spec:
    """A document: its blocks in order, and the texts of its running head."""

    blocks: list = field(default_factory=list)
    header: str = "Avtal"


def sentence(rng, least=3, most=14):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(least, most))) + "."


def spans(rng):
    """Runs of a paragraph: text, bold, link, note or picture."""
    made = []
    for _ in range(rng.randint(1, 4)):
        kind = rng.choice(["text", "text", "text", "bold", "link", "note", "picture", "field"])
        text = sentence(rng, 1, 6) + " "
        made.append([kind, text, rng.randint(1, PICTURES), sentence(rng)])
    return made


def block(rng):
    kind = rng.choice(["p", "p", "p", "p", "h", "li", "li", "table", "empty", "control"])
    if kind == "table":
        columns = rng.randint(1, 3)
        return ["table", [[sentence(rng, 1, 3) for _ in range(columns)] for _ in range(rng.randint(1, 4))]]
    if kind == "h":
        return ["h", sentence(rng, 1, 4)]
    return [kind, spans(rng)]


def document(seed):
    rng = random.Random(seed)
    return Spec([block(rng) for _ in range(rng.randint(1, 9))])


def version(spec, seed):
    """The same document after some edits."""
    rng = random.Random(seed)
    blocks = [_copied(each) for each in spec.blocks]
    for _ in range(rng.randint(0, 5)):
        edit = rng.choice(["come", "go", "words", "words", "span", "move", "row", "cell", "all"])
        at = rng.randrange(len(blocks)) if blocks else 0
        if edit == "come" or not blocks:
            blocks.insert(at, block(rng))
        elif edit == "go":
            blocks.pop(at)
        elif edit == "move":
            blocks.insert(rng.randrange(len(blocks)), blocks.pop(at))
        elif edit == "all":
            blocks[at] = block(rng)
        elif blocks[at][0] == "table":
            _edit_table(blocks[at][1], edit, rng)
        elif blocks[at][0] == "h":
            blocks[at][1] = _edited(blocks[at][1], rng)
        else:
            _edit_spans(blocks[at][1], edit, rng)
    return Spec(blocks, rng.choice(["Avtal", "Avtal", "Avtal om drift"]))


def _copied(each):
    return [_copied(part) if isinstance(part, list) else part for part in each]


def _edited(text, rng):
    words = text.split(" ")
    at = rng.randrange(len(words))
    words[at : at + rng.randint(0, 2)] = [rng.choice(WORDS) for _ in range(rng.randint(0, 2))]
    return " ".join(words) or "kvar"


def _edit_table(rows, edit, rng):
    at = rng.randrange(len(rows))
    if edit == "row" and len(rows) > 1:
        rows.pop(at)
    elif edit == "span":
        rows.insert(at, [sentence(rng, 1, 3) for _ in rows[0]])
    else:
        column = rng.randrange(len(rows[at]))
        rows[at][column] = _edited(rows[at][column], rng)


def _edit_spans(runs, edit, rng):
    at = rng.randrange(len(runs))
    if edit == "span" and len(runs) > 1:
        runs.pop(at)
    elif edit == "row":
        runs.insert(at, spans(rng)[0])
    elif edit == "cell":
        runs[at][0] = rng.choice(["text", "bold", "link", "note", "picture"])
    else:
        where = rng.choice([1, 1, 3])
        runs[at][where] = _edited(runs[at][where], rng)


def _picture(number):
    """A PNG of one dot, of another colour for each number."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    dot = zlib.compress(bytes([0, number * 60, 90, 120]))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", dot)
        + chunk(b"IEND", b"")
    )


@cache
def _ground(header):
    """A Swedish document without text, with a title, a running head and lists."""
    made = Document()
    made.core_properties.title = "Avtal"
    made.core_properties.language = "sv-SE"
    made.sections[0].header.paragraphs[0].text = header
    buffer = io.BytesIO()
    made.save(buffer)
    package = Package.open(buffer.getvalue())
    for unused in ("theme", "customXml", "stylesWithEffects", "fontTable", "webSettings"):
        for name in package.related(package.main, unused):
            package.drop(name)
    styles = package.related(package.main, "styles")[0]
    root = package.xml(styles)
    # Two hundred pairs are read a dozen times each: only what the documents use is worth reading.
    for style in [*root.findall(W + "style"), *root.findall(W + "latentStyles")]:
        if style.get(W + "styleId") not in USED:
            root.remove(style)
    return {
        name: data.replace(b'w:val="en-US"', b'w:val="sv-SE"') if name == styles else data
        for name, data in package.written().items()
    }


class _Maker:
    def __init__(self, spec):
        self.package = Package(dict(_ground(spec.header)))
        self.notes = []
        self.bookmarks = 0
        main = self.package.main
        body = "".join(self.block(each) for each in spec.blocks)
        section = self.package.parts[main]
        start, end = section.index(b"<w:body>") + 8, section.index(b"<w:sectPr")
        self.package.parts[main] = section[:start] + body.encode() + section[end:]
        if self.notes:
            notes = "".join(
                f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{run(text)}</w:p></w:footnote>'
                for number, text in enumerate(self.notes, 1)
            )
            root = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"
            self.package.put("word/footnotes.xml", root.encode(), content_type=NOTES_TYPE)
            self.package.relate(main, kind="footnotes", target="word/footnotes.xml")

    def block(self, each):
        if each[0] == "table":
            rows = "".join(
                "<w:tr>" + "".join(f"<w:tc><w:tcPr/><w:p>{run(cell)}</w:p></w:tc>" for cell in row) + "</w:tr>"
                for row in each[1]
            )
            columns = "<w:gridCol/>" * len(each[1][0])
            return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
        if each[0] == "h":
            return f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{run(each[1])}</w:p>'
        if each[0] == "empty":
            return "<w:p/>"
        style = '<w:pPr><w:pStyle w:val="ListNumber"/></w:pPr>' if each[0] == "li" else ""
        self.bookmarks += 1
        number = self.bookmarks
        name = f'w:id="{number}" w:name="m{number}"'
        inner = "".join(self.span(*part) for part in each[1])
        made = f'<w:p>{style}<w:bookmarkStart {name}/>{inner}<w:bookmarkEnd w:id="{number}"/></w:p>'
        if each[0] == "control":
            # A line after it, as in our documents: LibreOffice loses marks in a control with a table right behind.
            shell = '<w:sdt><w:sdtPr><w:tag w:val="kansli_x"/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt><w:p/>'
            return shell % made
        return made

    def span(self, kind, text, number, note):
        if kind == "bold":
            return run(text, "<w:rPr><w:b/></w:rPr>")
        if kind == "link":
            target = f"https://exempel.se/{number}"
            identifier = self.package.relate(self.package.main, kind="hyperlink", target=target, external=True)
            return f'<w:hyperlink r:id="{identifier}">{run(text)}</w:hyperlink>'
        if kind == "note":
            self.notes.append(note)
            return run(text) + f'<w:r><w:footnoteReference w:id="{len(self.notes)}"/></w:r>'
        if kind == "field":
            codes = [f'<w:r><w:fldChar w:fldCharType="{code}"/></w:r>' for code in ("begin", "separate", "end")]
            return f"{codes[0]}<w:r><w:instrText>DOCPROPERTY x</w:instrText></w:r>{codes[1]}{run(text)}{codes[2]}"
        return run(text) + (self.picture(number) if kind == "picture" else "")

    def picture(self, number):
        name = f"word/media/bild{number}.png"
        self.package.put(name, _picture(number), content_type="image/png")
        identifier = self.package.relate(self.package.main, kind="image", target=name)
        self.bookmarks += 1
        return (
            f"<w:r><w:drawing><wp:inline {nsdecls('wp', 'a', 'pic')}>"
            f'<wp:extent cx="9525" cy="9525"/><wp:docPr id="{self.bookmarks}" name="b" descr="En prick"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            '<pic:nvPicPr><pic:cNvPr id="0" name="b"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip {nsdecls("r")} r:embed="{identifier}"/></pic:blipFill>'
            '<pic:spPr><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
            "</w:drawing></w:r>"
        )


def run(text, look=""):
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def make(spec):
    """The document as bytes."""
    return pack(_Maker(spec).package.written())


def pair(seed):
    """A document and a version of it."""
    old = document(seed)
    return make(old), make(version(old, seed + 10_000))
