"""Kopplingsbara fält. What a template asks Word or an older system for, and which of our fields it likely means."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kansli.doctemplates.catalogue import Catalogue
from kansli.doctemplates.grammar import parse_tags
from kansli.doctemplates.ooxml import text_of
from kansli.doctemplates.opc import Package
from kansli.doctemplates.prepare import prepare
from kansli.doctemplates.problems import Place, Problem
from kansli.doctemplates.properties import read_custom, read_properties
from kansli.doctemplates.structure import TextPart, places, text_parts
from kansli.doctemplates.wordfields import WordField, word_fields

MAPPABLE = frozenset({"MERGEFIELD", "DOCPROPERTY"})
# Word's own names of the core properties that a filled document writes.
CORE = {"title": "title", "subject": "subject", "keywords": "keywords", "comments": "description"}
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
    return bool(parse_tags(field.shown)) and CORE.get(name, name) in properties


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
