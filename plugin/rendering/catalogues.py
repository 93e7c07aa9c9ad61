"""Fältlista. Which fields the template of a document type may use; the text sections come from the type itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.plugin.lowcode.model import DocumentType, Profile, SectionDef
from kansli.plugin.rendering.extract_fields import extract_catalogue
from kansli.plugin.rendering.groups import with_groups

_LISTS = {
    "addressees": ("adressater", "Till"),
    "proposals": ("forslag", "Förslag till beslut"),
    "basis": ("underlag", "Underlag"),
    "signatories": ("undertecknare", "Undertecknare"),
}
"""Section kinds that are lists of their own in the tree, and whose demand is the list's."""

_FIELDS = (
    Field("arende.diarienummer", "Diarienummer", example="NN 2026/0042", required=True),
    Field("arende.alla_diarienummer", "Alla diarienummer", example="NN 2026/0042, ON 2026/0017"),
    Field("arende.rubrik", "Ärendemening", example="Remiss om gångvägar"),
    Field("dokument.rubrik", "Rubrik", example="Yttrande över förslag till gångvägsplan", required=True),
    Field("dokument.datum", "Datum", "date", required=True),
    Field("dokument.slag", "Handlingstyp", example="Tjänsteskrivelse"),
    Field("dokument.utkast", "Utkast", "boolean"),
    Field("namnd.namn", "Organ", example="Nämnden", required=True),
    Field("namnd.genitiv", "Organ, genitiv", example="Nämndens"),
    Field("forvaltning.namn", "Förvaltning", example="Förvaltningen"),
    Field("kommun.namn", "Kommun", example="Kommunen", required=True),
    Field("handlaggare", "Handläggare", "list"),
    Field("handlaggare.namn", "Handläggarens namn", example="Kim Exempel"),
    Field("handlaggare.titel", "Handläggarens titel", example="utredare"),
    Field("handlaggare.enhet", "Handläggarens enhet", example="Enheten för utredning"),
    Field("handlaggare.telefon", "Handläggarens telefon", example="010-000 00 00"),
    Field("handlaggare.epost", "Handläggarens e-post", example="kim@example.org"),
    Field("adressater.namn", "Organ som skrivelsen ställs till", example="Nämnden"),
    Field("adressater.diarienummer", "Organets diarienummer", example="NN 2026/0042"),
    Field("forslag.organ", "Beslutande organ", example="Nämnden"),
    Field("forslag.inledning", "Beslutsförslagets inledning", example="Nämnden föreslås besluta"),
    Field("forslag.satser", "Att-satser", "list", example="att anta yttrandet"),
    Field("forslag.flera", "Flera satser i förslaget", "boolean"),
    Field("underlag.text", "Underlag", example="Missiv 2026-01-15"),
    Field("undertecknare.namn", "Undertecknarens namn", example="Kim Exempel"),
    Field("undertecknare.titel", "Undertecknarens titel", example="förvaltningschef"),
    Field("mottagare.verkstallighet", "Mottagare för verkställighet", "list"),
    Field("mottagare.verkstallighet.namn", "Mottagare för verkställighet", example="Kommunstyrelsen"),
    Field("mottagare.verkstallighet.struken", "Mottagaren är struken", "boolean"),
    Field("mottagare.verkstallighet.anteckning", "Anteckning vid mottagaren"),
    Field("mottagare.kannedom", "Mottagare för kännedom", "list"),
    Field("mottagare.kannedom.namn", "Mottagare för kännedom", example="Akten"),
    Field("mottagare.kannedom.struken", "Mottagaren är struken", "boolean"),
    Field("mottagare.kannedom.anteckning", "Anteckning vid mottagaren"),
    Field("motpart.namn", "Motpart", example="Kommunstyrelsen"),
    Field("motpart.beteckning", "Er beteckning", example="NN 2026/0017"),
    Field("beslut.organ", "Beslutat av", example="Nämnden"),
    Field("beslut.datum", "Beslutsdatum", "date"),
    Field("beslut.paragraf", "Paragraf", example="12"),
    Field("beslut.rad", "Beslutet på en rad", example="Nämnden § 12, 2026-01-27"),
    Field("beslut.satser", "Beslutet, en sats i taget", "list", example="att anta yttrandet"),
    Field("svar_senast", "Svar senast", "date"),
)


def catalogue_for(profile: Profile, type_id: str) -> Catalogue:
    """Return the fields of a written document type of the profile."""
    return catalogue_of(profile, profile.document_types[type_id])


def catalogue_of(profile: Profile, kind: DocumentType) -> Catalogue:
    """Return the fields of a resolved type; a section that the type requires is a required field.

    Text sections of the profile's other written types are known too, and empty here: types may share a template.
    """
    if kind.of_minutes:
        return extract_catalogue(kind.sections)
    types = profile.document_types.values()
    others = (each for each in types if each.written and not each.of_minutes and each.id != kind.id)
    own = {section.id: section for section in kind.sections}
    shared = {section.id: replace(section, required=False) for each in others for section in each.sections}
    return _catalogue(kind.sections, tuple(section for name, section in shared.items() if name not in own))


@lru_cache(maxsize=64)
def _catalogue(own: tuple[SectionDef, ...], shared: tuple[SectionDef, ...]) -> Catalogue:
    demanded = {section.kind: section for section in own if section.required}
    lists = (
        Field(path, demanded[name].label if name in demanded else label, "list", required=name in demanded)
        for name, (path, label) in _LISTS.items()
    )
    texts = (
        Field(f"sektioner.{section.id}", section.label, "markdown", required=section.required)
        for section in (*own, *shared)
        if section.kind == "text"
    )
    return Catalogue(with_groups((*_FIELDS, *lists, *texts)))


def place_of(section: SectionDef) -> str | None:
    """The catalogue path whose fields print the section; None for a section that has no field of its own."""
    paths = {name: path for name, (path, _label) in _LISTS.items()} | {
        "recipients": "mottagare",
        "text": f"sektioner.{section.id}",
    }
    return paths.get(section.kind)


def has_room(section: SectionDef, used: Collection[str]) -> bool:
    """Tell whether a template that uses these catalogue fields prints the section."""
    path = place_of(section)
    return path is None or any(field == path or field.startswith(f"{path}.") for field in used)


def form_field(path: str) -> str:
    """The form field where the value of a catalogue path is typed."""
    first, _, rest = path.partition(".")
    if first == "sektioner":
        return f"sections.{rest}"
    own = {
        "adressater": "addressees",
        "forslag": "proposals",
        "underlag": "basis",
        "undertecknare": "signatories",
        "mottagare": "recipients",
        "dokument": "date" if rest == "datum" else "title",
        "handlaggare": "officers",
    }
    return own.get(first, path)
