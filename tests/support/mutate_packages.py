"""Förvanska paket. Damages sound Word files in every way we could think of, and does with each what the system does.

Run as a program in a process with limits of its own; tells as JSON what came of the files.
"""

from __future__ import annotations

import io
import json
import random
import resource
import struct
import sys
import time
import traceback
import zipfile
from collections import Counter
from datetime import UTC, datetime

from lxml import etree

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.fill import fill
from kansli.doctemplates.package import check_package, readable
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan
from kansli.doctemplates.verify import ADVISORY, verify

MEMORY, PROCESSOR = 2**30, 60
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def flipped(dice, data):
    """Some bits of the whole file."""
    changed = bytearray(data)
    for _ in range(dice.choice([1, 3, 20])):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut(dice, data):
    return data[: dice.randrange(len(data))]


def doubled(dice, data):
    """The file with a piece of itself put in once more."""
    start = dice.randrange(len(data))
    piece = data[start : start + dice.randrange(1, 2000)]
    at = dice.randrange(len(data))
    return data[:at] + piece + data[at:]


def wrong_directory(dice, data):
    """Another size, checksum, offset or method in the directory of the zip."""
    changed = bytearray(data)
    entries = [at for at in range(len(data)) if data[at : at + 4] == b"PK\x01\x02"]
    at = dice.choice(entries)
    offset, form = dice.choice([(10, "<H"), (16, "<L"), (20, "<L"), (24, "<L"), (28, "<H"), (42, "<L")])
    struct.pack_into(form, changed, at + offset, dice.choice([0, 1, 9, 255, 0xFFFF]))
    return bytes(changed)


def without_part(dice, data):
    parts = parts_of(data)
    parts.pop(dice.choice(list(parts)))
    return zipped(parts)


def swapped_parts(dice, data):
    parts = parts_of(data)
    one, other = dice.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return zipped(parts)


def renamed_part(dice, data):
    parts = parts_of(data)
    name = dice.choice(list(parts))
    new = dice.choice([name.upper(), name + "x", "word/" + name, name.replace("/", "\\"), "å" + name, name[1:] or "y"])
    return zipped({(new if each == name else each): content for each, content in parts.items()})


def part_cut(dice, data):
    parts = parts_of(data)
    name = dice.choice([each for each in parts if parts[each]])
    parts[name] = parts[name][: dice.randrange(len(parts[name]))]
    return zipped(parts)


def part_flipped(dice, data):
    """A letter of an XML part, most often a sound zip with XML that no longer is."""
    parts = parts_of(data)
    name = dice.choice([each for each in parts if each.endswith((".xml", ".rels"))])
    changed = bytearray(parts[name])
    changed[dice.randrange(len(changed))] = dice.choice(b"<>&\"'/ a{}%|\x00\xff")
    parts[name] = bytes(changed)
    return zipped(parts)


def changed_tree(dice, data, change):
    parts = parts_of(data)
    text = [each for each in parts if each.endswith((".xml", ".rels"))]
    # Half of it in the document itself, where most of our own code reads.
    name = dice.choice([dice.choice(text), "word/document.xml"])
    root = etree.fromstring(parts[name])
    elements = [element for element in root.iter() if element is not root and isinstance(element.tag, str)]
    if elements:
        for _ in range(dice.choice([1, 1, 4, 15])):
            change(dice, root, dice.choice(elements), elements)
    parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return zipped(parts)


def _removed(_dice, _root, element, _elements):
    if element.getparent() is not None:
        element.getparent().remove(element)


def _unwrapped(_dice, _root, element, _elements):
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def _repeated(_dice, _root, element, _elements):
    if element.getparent() is not None:
        element.addnext(etree.fromstring(etree.tostring(element, with_tail=False)))


def _moved(dice, _root, element, elements):
    target = dice.choice(elements)
    if element not in [target, *target.iterancestors()]:
        target.append(element)


def _renamed(dice, _root, element, elements):
    element.tag = dice.choice([dice.choice(elements).tag, W + dice.choice(NAMES), "x", "{urn:x}y"])


def _attribute(dice, _root, element, _elements):
    names = list(element.attrib) or [W + "val"]
    value = dice.choice(["", "0", "-1", "99999999999", "x", "rId99", "å", "{{ a.b }}", "true", "../../x", "NaN"])
    element.set(dice.choice(names), value)


def _text(dice, _root, element, _elements):
    element.text = dice.choice(TEXTS)


NAMES = (
    "p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtPr", "sdtContent", "tag", "ins", "del", "moveFrom", "fldSimple",
    "fldChar", "instrText", "hyperlink", "bookmarkStart", "bookmarkEnd", "sectPr", "pPr", "rPr", "numPr", "numId",
    "txbxContent", "footnoteReference", "br", "tab", "drawing", "body", "hdr", "footnote",
)  # fmt: skip
TEXTS = (
    "", "{{ arende.rubrik }}", "{% for u in underlag %}", "{% endfor %}", "{% if a.b %}", "{% endif %}", "{{", "}}",
    "{% if arende.rubrik %}x{% else %}y{% endif %}", "å" * 5000, "{{ sektioner.summary }}", " MERGEFIELD x ", "\t",
)  # fmt: skip
CHANGES = {
    "element removed": _removed,
    "element unwrapped": _unwrapped,
    "element repeated": _repeated,
    "element moved": _moved,
    "element renamed": _renamed,
    "attribute changed": _attribute,
    "text changed": _text,
}
KINDS = {
    "bits": flipped,
    "cut": cut,
    "doubled": doubled,
    "directory": wrong_directory,
    "part removed": without_part,
    "parts swapped": swapped_parts,
    "part renamed": renamed_part,
    "part cut": part_cut,
    "letter changed": part_flipped,
    **{name: (lambda d, data, c=change: changed_tree(d, data, c)) for name, change in CHANGES.items()},
}
# Damage to the XML is the hardest to notice, so there is more of it.
WEIGHTS = [4 if name in CHANGES else 2 for name in KINDS]

FIELDS = Catalogue(
    [
        Field("arende.rubrik", "Ärenderubrik", example="Remiss & svar"),
        Field("arende.diarienummer", "Diarienummer", example="NN 2026/1"),
        Field("underlag", "Underlag", "list"),
        Field("underlag.text", "Underlag", example="Missiv"),
        Field("sektioner.summary", "Sammanfattning", "markdown", example="Kort **text**.\n\n- ett\n- två"),
    ]
)


def use(data):
    """What the system does with a file that comes in and with a template; returns what came of it."""
    readable(data)
    if check_package(data):
        return "refused"
    reading = read(data)
    _ = reading.text
    if not scan(data, FIELDS).ok:
        return "faulted"
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    values = FIELDS.example_values()
    made = fill(data, values, catalogue=FIELDS, title="Prov", author="Å", created=moment)
    stopping = [problem.message for problem in verify(made) if problem.code not in ADVISORY]
    if stopping:
        raise AssertionError(f"not sound: {stopping[:3]}")
    read(made)
    return "sound"


def samples():
    """A template of our own with every kind of mark, and one without any."""
    from hostile_packages import sound_package
    from sample_templates import lean, rich_template

    return rich_template(), lean(sound_package()), rich_template()


def main(count):
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    originals = samples()
    for original in originals:
        assert use(original) == "sound"
    outcomes, kinds, faults = Counter(), Counter(), []
    slowest = {"seconds": 0.0}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        dice = random.Random(number)
        kind = dice.choices(list(KINDS), WEIGHTS)[0]
        data = KINDS[kind](dice, dice.choice(originals))
        started = time.process_time()
        try:
            outcome = use(data)
        except TemplateError:
            outcome = "refused"
        except Exception:
            outcome = "fault"
            faults.append([number, kind, traceback.format_exc()[-1500:]])
        seconds = time.process_time() - started
        if seconds > slowest["seconds"]:
            slowest = {"seconds": round(seconds, 3), "number": number, "kind": kind, "outcome": outcome}
        outcomes[outcome] += 1
        kinds[kind] += 1
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "outcomes": outcomes, "kinds": kinds, "known_kinds": list(KINDS), "faults": faults, "slowest": slowest,
        "grown_kb": grown,
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
