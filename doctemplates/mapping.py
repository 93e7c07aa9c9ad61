"""Koppling. The fields of Word and of older systems in a template, and how they become fields of the field list."""

from __future__ import annotations

import copy
import difflib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.grammar import parse_tags
from kansli.doctemplates.ooxml import BOOKMARK_END, BOOKMARK_START, RPR, RUN, SPACE, T, W, make, text_of
from kansli.doctemplates.opc import Package, pack
from kansli.doctemplates.prepare import prepare
from kansli.doctemplates.problems import Place, Problem
from kansli.doctemplates.properties import put_core, read_custom, read_properties, write_custom
from kansli.doctemplates.revisions import accept_changes
from kansli.doctemplates.structure import TextPart, places, text_parts
from kansli.doctemplates.wordfields import WordField, word_fields

MAPPABLE = frozenset({"MERGEFIELD", "DOCPROPERTY"})
# Word's own names of the core properties that a filled document writes.
_CORE = {"title": "title", "subject": "subject", "keywords": "keywords", "comments": "description"}
# Properties that Word keeps itself: a field that shows one would go back to Word's value when it is updated.
_WORDS_OWN = frozenset({
    "author", "bytes", "category", "characters", "characterswithspaces", "company", "creationdate", "createtime",
    "hyperlinkbase", "lastauthor", "lastprinted", "lastsavedby", "lastsavedtime", "lines", "manager",
    "nameofapplication", "pages", "paragraphs", "revisionnumber", "security", "template", "totaleditingtime", "words",
})  # fmt: skip
# What the same thing is called in templates that come from elsewhere; compared without case, dots and å ä ö.
_SAME = (
    ("diarienummer", "dnr", "diarienr", "arendenummer", "arendenr", "casenumber", "caseno"),
    ("arendemening", "arenderubrik", "arendetitel", "arende", "casetitle"),
    ("rubrik", "titel", "dokumentrubrik", "dokumenttitel", "title"),
    ("datum", "dokumentdatum", "upprattat", "date"),
    ("namnd", "organ", "namndnamn", "myndighet", "board"),
    ("forvaltning", "forvaltningsnamn", "kontor", "avdelning", "department"),
    ("kommun", "kommunnamn", "organisation", "municipality"),
    ("handlingstyp", "dokumenttyp", "handlingsslag", "documenttype"),
    ("erbeteckning", "ertdiarienummer", "ertdnr", "erref", "erreferens"),
    ("motpart", "mottagare", "mottagarnamn", "adressat", "avsandare"),
    ("svarsenast", "svarsdatum", "sistasvarsdag", "senastsvar"),
)
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class MergeField:
    """Kopplingsbart fält. One name that the template asks Word for, and every place where it does.

    `kind` is MERGEFIELD or DOCPROPERTY, `shown` what it last showed, `suggestion` the field that was probably meant
    (empty without one), `obstacle` a Swedish sentence where it must be mended in Word first.
    """

    kind: str
    name: str
    places: tuple[Place, ...]
    shown: str = ""
    suggestion: str = ""
    obstacle: str = ""


def find_merge_fields(data: bytes, catalogue: Catalogue | None = None) -> tuple[MergeField, ...]:
    """Hitta. The merge fields and document properties that are not mapped yet, in order, one for each name.

    With a catalogue each has its likely field. Raises `Unreadable` for what is no Word file.
    """
    package = Package.open(data)
    properties = mapped_properties(package)
    found: dict[tuple[str, str], MergeField] = {}
    prepared: set[str] = set()
    for part in text_parts(package):
        if part.part not in prepared:
            prepared.add(part.part)
            prepare(package.xml(part.part))
        for merge in merge_fields(part, properties, catalogue):
            key = (merge.kind, merge.name.casefold())
            known = found.get(key)
            found[key] = merge if known is None else _joined(known, merge)
    return tuple(found.values())


def merge_fields(part: TextPart, properties: Mapping[str, str], catalogue: Catalogue | None) -> Iterator[MergeField]:
    """Fälten i en del. Each place by itself; `properties` are those that `mapped_properties` gave."""
    fields = [each for each in word_fields(part.container) if each.kind in MAPPABLE and not each.in_fallback]
    where = places(part) if fields else {}
    for each in fields:
        if each.kind == "DOCPROPERTY" and _is_mapped(each, properties):
            continue
        place = where.get(each.paragraph) or Place(part.name, 0, text_of(each.paragraph).strip())
        suggestion = likely_field(catalogue, each.name) if catalogue is not None else ""
        yield MergeField(each.kind, each.name, (place,), each.shown, suggestion, _obstacle(each))


def unmapped(field: MergeField) -> Iterator[Problem]:
    """Problem. One for each place of a field that is not mapped: where it is, and which field to use."""
    for place in field.places:
        instead = f"”{field.suggestion}”" if field.suggestion else "ett fält ur fältlistan"
        said = field.obstacle or f"fylls inte i förrän det kopplats till {instead}."
        code = "merge_field" if field.kind == "MERGEFIELD" else "document_property"
        message = f"Word-fältet {field.kind} ”{field.name}” {said}"
        yield place.problem(message, code=code, suggestion=field.suggestion)


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
            into = core if each.name.casefold() in _CORE else custom
            into[_CORE.get(each.name.casefold(), each.name)] = f"{{{{ {source} }}}}"
    known = mapped_properties(package)
    for key, text in core.items():
        if key not in known:
            put_core(package, key, text)
    write_custom(package, custom)
    return pack(package.written())


def mapped_properties(package: Package) -> dict[str, str]:
    """Kopplade egenskaper. The properties whose value has fields, by their names in lower case."""
    everything = {**read_properties(package), **read_custom(package)}
    return {name.casefold(): text for name, text in everything.items() if parse_tags(text)}


def likely_field(catalogue: Catalogue, name: str) -> str:
    """Troligt fält. The field outside lists that such a name most likely means; empty where none is near."""
    asked = _plain(name)
    names: dict[str, list[str]] = {}
    for entry in catalogue.fields:
        if entry.type not in {"list", "group"} and catalogue.resolve(entry.path, {}) is not None:
            for spelled in {_plain(entry.label), _plain(entry.path), _plain(entry.path.rpartition(".")[2])}:
                names.setdefault(spelled, []).append(entry.path)
    same = next((group for group in _SAME if asked in group), ())
    for spelled in (asked, *same):
        if names.get(spelled):
            return names[spelled][0]
    near = difflib.get_close_matches(asked, names, 1, _NEAR)
    return names[near[0]][0] if near else ""


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in folded if character.isalnum())


def _joined(known: MergeField, more: MergeField) -> MergeField:
    return MergeField(
        known.kind,
        known.name,
        known.places + more.places,
        known.shown or more.shown,
        known.suggestion,
        known.obstacle or more.obstacle,
    )


def _is_mapped(field: WordField, properties: Mapping[str, str]) -> bool:
    """Both what it shows now and what Word would fetch come from the field list; `shown` in one run or several."""
    name = field.name.casefold()
    return bool(parse_tags(field.shown)) and _CORE.get(name, name) in properties


def _obstacle(field: WordField) -> str:
    if field.whole:
        return ""
    if field.inner:
        return "står i ett annat Word-fält (IF eller liknande). Ta bort det yttre fältet i Word."
    if field.holds:
        return "innehåller ett annat Word-fält. Ta bort det inre fältet i Word."
    return (
        "är inte helt: det börjar och slutar i olika stycken eller länkar. Ta bort fältet i Word och infoga det igen."
    )


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
