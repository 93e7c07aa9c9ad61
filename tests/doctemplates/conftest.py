"""Gemensamt för mallproven. A field list, values of an invented case, and small templates made with python-docx."""

from __future__ import annotations

import io
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from docx import Document
from sample_templates import lean

from kansli.doctemplates.catalogue import Catalogue, Field
from kansli.doctemplates.fill import fill
from kansli.doctemplates.pdf import libreoffice as find_libreoffice

SECTIONS = {
    "summary": "Sammanfattning",
    "background": "Ärendet",
    "assessment": "Föredragning",
    "preparation": "Beredning",
    "child_impact": "Barnets bästa",
    "financial_impact": "Ekonomiska konsekvenser",
    "goals": "Kommunala mål",
    "follow_up": "Uppföljning och utvärdering",
    "codetermination": "Information eller förhandling enligt medbestämmandelagen",
    "equality_impact": "Jämställdhet",
    "statement": "Yttrande",
    "body": "Brevtext",
    "message": "Meddelande",
    "instructions": "Vad som ska göras",
}


@pytest.fixture(scope="session")
def catalogue():
    return Catalogue(
        [
            Field("arende.diarienummer", "Diarienummer", example="KS 2026/0123"),
            Field("arende.alla_diarienummer", "Alla diarienummer", example="KS 2026/0123, BN 2026/0042"),
            Field("arende.rubrik", "Ärenderubrik", example="Remiss om cykelbanor"),
            Field("dokument.rubrik", "Dokumentets rubrik", example="Remiss om cykelbanor", required=True),
            Field("dokument.datum", "Datum", "date"),
            Field("dokument.slag", "Slag av dokument", example="Tjänsteskrivelse"),
            Field("dokument.utkast", "Utkast", "boolean"),
            Field("namnd.namn", "Nämnd", example="Byggnadsnämnden"),
            Field("namnd.genitiv", "Nämnd, genitiv", example="Byggnadsnämndens"),
            Field("forvaltning.namn", "Förvaltning", example="Byggkontoret"),
            Field("kommun.namn", "Kommun", example="Björkby kommun"),
            Field("handlaggare", "Handläggare", "list"),
            Field("handlaggare.namn", "Namn", example="Åsa Öberg"),
            Field("handlaggare.titel", "Titel", example="utredare"),
            Field("handlaggare.enhet", "Enhet", example="Planenheten"),
            Field("handlaggare.telefon", "Telefon", example="010-000 00 00"),
            Field("handlaggare.epost", "E-post", example="asa@example.org"),
            Field("adressater", "Till", "list"),
            Field("adressater.namn", "Organ", example="Byggnadsnämnden"),
            Field("adressater.diarienummer", "Diarienummer", example="BN 2026/0042"),
            Field("forslag", "Förslag till beslut", "list"),
            Field("forslag.organ", "Organ", example="Byggnadsnämnden"),
            Field("forslag.inledning", "Inledning"),
            Field("forslag.satser", "Att-satser", "list", example="att anta förslaget"),
            Field("forslag.flera", "Flera satser", "boolean"),
            Field("underlag", "Underlag för beslutet", "list"),
            Field("underlag.text", "Underlag", example="Missiv 2026-10-01"),
            *(Field(f"sektioner.{key}", label, "markdown") for key, label in SECTIONS.items()),
            Field("undertecknare", "Undertecknare", "list"),
            Field("undertecknare.namn", "Namn", example="Örjan Ek"),
            Field("undertecknare.titel", "Titel", example="förvaltningschef"),
            Field("mottagare.verkstallighet", "För åtgärd", "list"),
            Field("mottagare.verkstallighet.namn", "Mottagare", example="Kommunstyrelsen"),
            Field("mottagare.verkstallighet.struken", "Struken", "boolean"),
            Field("mottagare.verkstallighet.anteckning", "Anteckning", example="K3"),
            Field("mottagare.kannedom.struken", "Struken", "boolean"),
            Field("mottagare.kannedom.anteckning", "Anteckning", example="K3"),
            Field("mottagare.kannedom", "För kännedom", "list"),
            Field("mottagare.kannedom.namn", "Mottagare", example="Akten"),
            Field("motpart.namn", "Motpart", example="Regionen"),
            Field("motpart.beteckning", "Er beteckning", example="R 2026-77"),
            Field("beslut.organ", "Organ"),
            Field("beslut.datum", "Beslutsdatum", "date"),
            Field("beslut.paragraf", "Paragraf"),
            Field("beslut.rad", "Beslut", example="Byggnadsnämnden § 12, 2026-11-02"),
            Field("beslut.satser", "Beslutet, en sats i taget", "list", example="att anta förslaget"),
            Field("svar_senast", "Svar senast", "date"),
            Field("kostnad", "Kostnad", "money"),
        ]
    )


@pytest.fixture
def values():
    return {
        "arende": {"diarienummer": "BN 2026/0042", "rubrik": "Remiss – cykelbanor i Björkby"},
        "dokument": {
            "rubrik": "Remiss – cykelbanor i Björkby",
            "datum": date(2026, 11, 22),
            "slag": "Tjänsteskrivelse",
            "utkast": False,
        },
        "namnd": {"namn": "Byggnadsnämnden"},
        "forvaltning": {"namn": "Byggkontoret"},
        "kommun": {"namn": "Björkby kommun"},
        "handlaggare": [{"namn": "Åsa Öberg", "titel": "utredare"}, {"namn": "Ali Ek", "titel": ""}],
        "forslag": [
            {
                "organ": "Byggnadsnämnden",
                "inledning": "Byggnadsnämnden föreslås besluta",
                "satser": ["att anta kontorets yttrande som sitt eget", "att sända yttrandet till regionen"],
            }
        ],
        "underlag": [{"text": "Byggkontorets tjänsteskrivelse, 2026-11-22"}, {"text": "Regionens missiv 2026-10-01"}],
        "sektioner": {
            "summary": "Kontoret är **positivt** till förslaget.",
            "background": (
                "Regionen har sänt förslaget på remiss.\n\nDet gäller fyra områden:\n\n"
                "- skolvägar\n- vinter\n\n1. mäta\n2. bygga"
            ),
            "assessment": (
                "## Trafik\n\nFörslaget är väl avvägt.\n\n"
                "| År | Kostnad |\n|---|---|\n| 2027 | 4 mnkr |\n\n> Tryggt året om"
            ),
            "preparation": "Ärendet har beretts av kontoret.",
        },
        "undertecknare": [{"namn": "Örjan Ek", "titel": "Byggchef"}],
        "mottagare": {"verkstallighet": [{"namn": "Regionen"}], "kannedom": [{"namn": "Akten"}]},
        "motpart": {"namn": "Regionen", "beteckning": "R 2026-77"},
        "beslut": {"organ": "", "datum": None, "paragraf": "", "rad": ""},
        "svar_senast": date(2027, 1, 31),
        "kostnad": None,
    }


@pytest.fixture
def make_template():
    """A small template: each line is a paragraph, or (style, text)."""

    def make(*lines, title="{{ dokument.rubrik }}", before_save=lambda document: None):
        document = Document()
        document.core_properties.title = title
        for line in lines:
            style, text = line if isinstance(line, tuple) else (None, line)
            document.add_paragraph(text, style=style)
        before_save(document)
        buffer = io.BytesIO()
        document.save(buffer)
        return lean(buffer.getvalue())

    return make


@pytest.fixture
def make_document(catalogue):
    """Fills a template with fixed author and time."""

    def make(template, values, **over):
        moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
        kept = {"catalogue": catalogue, "title": "Prov", "author": "Åsa Öberg", "created": moment, **over}
        return fill(template, values, **kept)

    return make


@pytest.fixture(scope="session")
def templates():
    """The shipped templates by folder/name."""
    import kansli.doctemplates.layout as layout

    return {f"{path.parent.name}/{path.stem}": path.read_bytes() for path in sorted(Path(layout.HERE).glob("*/*.docx"))}


@pytest.fixture(scope="session")
def libreoffice():
    """Skips where LibreOffice is absent, and fails there when it is required."""
    found = find_libreoffice()
    if found is None:
        if "libreoffice" in os.environ.get("KANSLI_REQUIRE", ""):
            pytest.fail("LibreOffice krävs (KANSLI_REQUIRE) men finns inte.")
        pytest.skip("LibreOffice finns inte här.")
    return found
