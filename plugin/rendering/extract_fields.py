"""Utdragets fält. What the template of a protocol extract may use: the § and all that was moved, put and decided."""

from __future__ import annotations

from functools import lru_cache

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.plugin.lowcode.model import SectionDef
from kansli.plugin.rendering.groups import with_groups

_LISTS = {
    "proposals": ("forslag", "Förslag till beslut"),
    "basis": ("underlag", "Underlag"),
    "motions": ("yrkanden", "Yrkanden"),
    "reservations": ("reservationer", "Reservationer"),
    "decision": ("beslut.satser", "Beslut"),
}
"""Section kinds, and the decision itself, that are lists of their own in the tree."""

_FIELDS = (
    Field("paragraf", "Paragraf", example="12", required=True),
    Field("arende.diarienummer", "Diarienummer", example="NN 2026/0042", required=True),
    Field("dokument.rubrik", "Rubrik", example="Remiss om gångvägar", required=True),
    Field("dokument.slag", "Handlingstyp", example="Protokollsutdrag"),
    Field("kommun.namn", "Kommun", example="Kommunen", required=True),
    Field("namnd.namn", "Organ", example="Nämnden", required=True),
    Field("namnd.genitiv", "Organets", example="Nämndens"),
    Field("sammantrade.datum", "Sammanträdesdatum", "date"),
    Field("anslag.datum", "Anslagsdatum", "date"),
    Field("forslag.satser", "Att-satser", "list", example="att anta yttrandet"),
    Field("forslag.flera", "Flera satser i förslaget", "boolean"),
    Field("underlag.text", "Underlag", example="Missiv 2026-01-15"),
    Field("yrkanden.vem", "Vem som yrkar", example="Kim Exempel (A)"),
    Field("yrkanden.text", "Yrkandet", example="yrkar bifall till förslaget."),
    Field("propositioner", "Propositionsordning", "list", example="Ordföranden ställer proposition på förslaget."),
    Field("beslut.flera", "Flera satser i beslutet", "boolean"),
    Field("medskick", "Medskick till protokollet", "list", example="Nämnden vill följa frågan."),
    Field("reservationer.vem", "Vem som reserverar sig", example="Kim Exempel (A)"),
    Field("reservationer.text", "Reservationen", example="reserverar sig mot beslutet."),
    Field("mottagare.verkstallighet", "Mottagare för verkställighet", "list"),
    Field("mottagare.verkstallighet.namn", "Mottagare för verkställighet", example="Kommunstyrelsen"),
    Field("mottagare.verkstallighet.struken", "Mottagaren är struken", "boolean"),
    Field("mottagare.verkstallighet.anteckning", "Anteckning vid mottagaren"),
    Field("mottagare.kannedom", "Mottagare för kännedom", "list"),
    Field("mottagare.kannedom.namn", "Mottagare för kännedom", example="Akten"),
    Field("mottagare.kannedom.struken", "Mottagaren är struken", "boolean"),
    Field("mottagare.kannedom.anteckning", "Anteckning vid mottagaren"),
)


@lru_cache(maxsize=16)
def extract_catalogue(sections: tuple[SectionDef, ...]) -> Catalogue:
    """Return the fields of an extract with these sections; what the type requires is required."""
    demanded = {name for section in sections if section.required for name in (section.id, section.kind)}
    lists = (Field(path, label, "list", required=name in demanded) for name, (path, label) in _LISTS.items())
    texts = (
        Field(f"sektioner.{section.id}", section.label, "markdown", required=section.required)
        for section in sections
        if section.kind == "text"
    )
    return Catalogue(with_groups((*_FIELDS, *lists, *texts)))
