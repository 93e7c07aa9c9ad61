"""Koppling. How the fields of Word and of older systems in a template become fields of the field list."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping

from lxml.etree import _Element as Element

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.merge_fields import CORE, MAPPABLE, mapped_properties
from kansli.doctemplates.ooxml import BOOKMARK_END, BOOKMARK_START, RPR, RUN, SPACE, T, W, make
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.properties import put_core, write_custom
from kansli.doctemplates.revisions import accept_changes
from kansli.doctemplates.structure import text_parts
from kansli.doctemplates.wordfields import WordField, word_fields

# Properties that Word keeps itself: a field that shows one would go back to Word's value when it is updated.
_WORDS_OWN = frozenset({
    "author", "bytes", "category", "characters", "characterswithspaces", "company", "creationdate", "createtime",
    "hyperlinkbase", "lastauthor", "lastprinted", "lastsavedby", "lastsavedtime", "lines", "manager",
    "nameofapplication", "pages", "paragraphs", "revisionnumber", "security", "template", "totaleditingtime", "words",
})  # fmt: skip


def map_fields(data: bytes, mapping: Mapping[str, str], *, catalogue: Catalogue | None = None) -> bytes:
    r"""Koppla. The same template with Word's fields of these names (in any case) as fields of the field list.

    A merge field becomes a typed field in the same look; what it said before or after a value (`\b`, `\f`) comes
    under a condition. A document property stays, with the field as its value and as what it shows, so that a filled
    document has both. A value may name a format ("svar_senast | datum"); with a catalogue, dates that Word spelled
    out and capitals get theirs. Fields that `obstacle` tells of stay as they are.
    """
    wanted = {name.casefold(): source.strip() for name, source in mapping.items()}
    package = Package.open(data)
    core, custom = dict[str, str](), dict[str, str]()
    for part in dict.fromkeys(part.part for part in text_parts(package)):
        root = package.xml(part)
        # A field that a tracked change cuts in two is whole once the change is accepted, as it will be when filled.
        if any(each.name.casefold() in wanted and not each.whole for each in word_fields(root)):
            accept_changes(root)
        for each in word_fields(root):
            source = wanted.get(each.name.casefold(), "")
            if each.kind not in MAPPABLE or not source or not each.whole:
                continue
            source = _with_format(source, each, catalogue)
            own = each.kind == "DOCPROPERTY" and each.name.casefold() not in _WORDS_OWN
            if not own:
                _exchange(each, _sentence(each, source))
                continue
            _show(each, f"{{{{ {source} }}}}")
            into = core if each.name.casefold() in CORE else custom
            into[CORE.get(each.name.casefold(), each.name)] = f"{{{{ {source} }}}}"
    known = mapped_properties(package)
    for key, text in core.items():
        if key not in known:
            put_core(package, key, text)
    write_custom(package, custom)
    return pack(package.written())


def _with_format(source: str, field: WordField, catalogue: Catalogue | None) -> str:
    target = catalogue.resolve(source, {}) if catalogue is not None and "|" not in source else None
    if target is None:
        return source
    if target.type == "date" and "MMM" in field.switches.get("@", ""):
        return f"{source} | datum"
    if target.type in {"text", "date"} and field.switches.get("*", "").casefold() == "upper":
        return f"{source} | versaler"
    return source


def _sentence(field: WordField, source: str) -> str:
    """What stands before and after a merge field's value is printed only when there is a value."""
    before, after = field.switches.get("b", ""), field.switches.get("f", "")
    shown = f"{before}{{{{ {source} }}}}{after}"
    path = source.partition("|")[0].strip()
    return f"{{% if {path} %}}{shown}{{% endif %}}" if before or after else shown


def _exchange(field: WordField, text: str) -> None:
    """The field's elements give way to one run of text in the look of what it showed."""
    run = _run(text, _look(field))
    if field.simple:
        run.tail = field.start.tail
        field.start.getparent().replace(field.start, run)
        return
    between = _runs(field)
    between[0].addprevious(run)
    _remove(between)


def _show(field: WordField, text: str) -> None:
    """The field stays, with this text as what it shows."""
    run = _run(text, _look(field))
    if field.simple:
        for child in list(field.start):
            field.start.remove(child)
        field.start.append(run)
        field.start.attrib.pop(W + "dirty", None)
        return
    between = _runs(field)
    last = between[-1]
    if field.separator is None:
        separator = make(RUN)
        separator.append(make(W + "fldChar", fldCharType="separate"))
        last.addprevious(separator)
    else:
        at = between.index(field.separator.getparent())
        _remove(between[at + 1 : -1])
    last.addprevious(run)
    field.start.attrib.pop(W + "dirty", None)


def _remove(elements: Iterable[Element]) -> None:
    for element in elements:
        if element.tag not in {BOOKMARK_START, BOOKMARK_END}:
            element.getparent().remove(element)


def _look(field: WordField) -> Element | None:
    """The run properties of the first text it showed, else of where it begins."""
    run = field.texts[0].getparent() if field.texts else field.start.getparent()
    return run.find(RPR) if run.tag == RUN else None


def _run(text: str, look: Element | None) -> Element:
    run = make(RUN)
    if look is not None:
        run.append(copy.deepcopy(look))
    element = make(T)
    element.text = text
    element.set(SPACE, "preserve")
    run.append(element)
    return run


def _runs(field: WordField) -> list[Element]:
    """From the run where a complex field begins to the one where it ends, each mark first given a run of its own."""
    marks = [mark for mark in (field.start, field.separator, field.end) if mark is not None]
    for mark in marks:
        _isolate(mark)
    first, last = marks[0].getparent(), marks[-1].getparent()
    between = [first]
    while between[-1] is not last:
        between.append(between[-1].getnext())
    return between


def _isolate(mark: Element) -> None:
    """Other programs put several marks, and text, in one run; split so that the mark is alone in its run."""
    run = mark.getparent()
    children = [child for child in run if child.tag != RPR]
    if len(children) == 1:
        return
    at = children.index(mark)
    _moved(run, children[:at], before=True)
    _moved(run, children[at + 1 :], before=False)


def _moved(run: Element, children: Iterable[Element], *, before: bool) -> None:
    moved = list(children)
    if not moved:
        return
    other = make(RUN)
    look = run.find(RPR)
    if look is not None:
        other.append(copy.deepcopy(look))
    other.extend(moved)
    if before:
        run.addprevious(other)
    else:
        run.addnext(other)
