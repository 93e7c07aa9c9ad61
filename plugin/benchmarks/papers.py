"""Papper att mäta på. An invented ten-page letter and an invented memo; the same number gives the same paper."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

from kansli.doctemplates.fill import fill
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.rendering.catalogues import catalogue_for

MOMENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LETTER, MEMO = "cover_letter", "memo"
_PARAGRAPHS, _SENTENCES = 72, 5
_HEADINGS = ("Bakgrund", "Nuläge", "Förslaget i korthet", "Genomförande", "Ekonomi", "Uppföljning")
_SENTENCE = (
    "Den som går till fots ska kunna ta sig till skolan utan att korsa en hårt trafikerad gata.",
    "Förslaget omfattar fyra sträckor & två broar, och kostnaden beräknas till < 12 miljoner kronor.",
    "Arbetet delas upp i etapper så att en sträcka i taget stängs av.",
    "Under hösten mättes flödena på nio platser, och mätningen upprepas när åtgärderna är klara.",
    "Belysningen byts till armaturer som lyser starkare när någon närmar sig.",
    "Vinterväghållningen ska börja med gångbanorna och därefter gå vidare till körbanorna.",
    "Föreningarna i området har lämnat synpunkter som redovisas i en egen bilaga.",
    "Ett råd av elever har prövat vägvalen och ritat in de platser där de känner sig osäkra.",
    "Driften ryms inom den ram som redan är beslutad för nästa år.",
    "Om marken visar sig vara sank behöver grunden förstärkas, vilket prövas i detaljprojekteringen.",
    "Uppföljningen görs tillsammans med grannkommunerna vartannat år.",
    "Åtgärderna prioriteras efter hur många som berörs och hur allvarliga olyckor de kan förhindra.",
)  # fmt: skip


def letter(profile: Profile, number: int) -> bytes:
    """Return letter `number` as DOCX: ten A4 pages with headings, a reference, and a day to answer by."""
    return fill(
        shipped_template(LETTER, profile),
        _letter_values(number),
        catalogue=catalogue_for(profile, LETTER),
        title=f"Remiss av plan {number} för trygga gångvägar",
        author="Ängsbygdens planeringsråd",
        created=MOMENT,
    )


def long_memo(profile: Profile, *, edition: int = 1) -> bytes:
    """Return a memo as DOCX whose six sections fill some twenty pages, with a sub-heading, a list and a table each.

    A later edition says something else in every third paragraph of running text.
    """
    chance = random.Random(20)  # noqa: S311 - the same paper each time, nothing secret
    values = memo_values(20)
    listed = "\n\n".join(["- ett\n- två\n- tre", "| År | Kostnad |\n|---|---|\n| 2027 | 4 mnkr |"])
    values["sektioner"] = {
        name: f"{prose(chance, 12)}\n\n## Delrubrik\n\n{prose(chance, 12)}\n\n{listed}" for name in values["sektioner"]
    }
    if edition > 1:
        values["sektioner"] = {name: _reworded(text, edition) for name, text in values["sektioner"].items()}
    return fill(
        shipped_template(MEMO, profile),
        values,
        catalogue=catalogue_for(profile, MEMO),
        title="Lång",
        author="Kansli",
        created=MOMENT,
    )


def shipped_template(type_id: str, profile: Profile) -> bytes:
    """Return the template that the profile names for a document type."""
    name = profile.document_types[type_id].template
    return files("kansli.doctemplates").joinpath(f"{name}.docx").read_bytes()


def _letter_values(number: int) -> dict[str, Any]:
    chance = random.Random(number)  # noqa: S311 - the same paper for the same number, nothing secret
    parts = [f"## {heading}\n\n{prose(chance, _PARAGRAPHS // len(_HEADINGS))}" for heading in _HEADINGS]
    values = memo_values(number)
    return values | {
        "arende": {"diarienummer": f"ÄP 2026/{number:04d}", "rubrik": f"Plan {number} för trygga gångvägar"},
        "dokument": {
            "rubrik": f"Remiss av plan {number} för trygga gångvägar",
            "datum": date(2026, 11, 2),
            "slag": "Missiv",
            "utkast": False,
        },
        "sektioner": {"body": "\n\n".join(parts)},
        "svar_senast": date(2027, 1, 29),
    }


def memo_values(number: int) -> dict[str, Any]:
    """Return the values of memo `number`: seven sections of plain paragraphs, some two pages."""
    chance = random.Random(number)  # noqa: S311 - the same paper for the same number, nothing secret
    sections = ("summary", "background", "assessment", "preparation", "child_impact", "financial_impact")
    return {
        "arende": {"diarienummer": f"NN 2026/{number:04d}", "rubrik": f"Remiss {number} om gångvägar"},
        "dokument": {
            "rubrik": f"Remiss {number} – trygga gångvägar",
            "datum": date(2026, 11, 2),
            "slag": "Tjänsteskrivelse",
            "utkast": True,
        },
        "namnd": {"namn": "Nämnden"},
        "forvaltning": {"namn": "Förvaltningen"},
        "kommun": {"namn": "Kommunen"},
        "handlaggare": [{"namn": "Kim Ängsö", "titel": "utredare"}, {"namn": "Alva Berg", "titel": ""}],
        "forslag": [
            {
                "organ": "Nämnden",
                "inledning": "Nämnden föreslås besluta",
                "satser": [
                    "att anta förvaltningens yttrande som sitt eget",
                    "att sända yttrandet till planeringsrådet",
                ],
            }
        ],
        "underlag": [{"text": f"Missiv {number}, 2026-11-02"}, {"text": "Mätning av flöden, 2026-09-30"}],
        "sektioner": {name: prose(chance, 2) for name in sections},
        "undertecknare": [{"namn": "Robin Åkesson", "titel": "förvaltningschef"}],
        "mottagare": {"verkstallighet": [{"namn": "Planeringsrådet"}], "kannedom": [{"namn": "Akten"}]},
        "motpart": {"namn": "Ängsbygdens planeringsråd", "beteckning": f"ÄP 2026/{number:04d}"},
        "beslut": {"organ": "", "datum": None, "paragraf": "", "rad": ""},
        "svar_senast": date(2027, 1, 29),
    }


def _reworded(text: str, edition: int) -> str:
    paragraphs = text.split("\n\n")
    paragraphs[::3] = [
        each.replace("Den som", f"Var och en som ({edition})").replace("med", "jämte") for each in paragraphs[::3]
    ]
    return "\n\n".join(paragraphs)


def prose(chance: random.Random, paragraphs: int) -> str:
    """Return plain paragraphs, a blank line between them."""
    return "\n\n".join(" ".join(chance.choices(_SENTENCE, k=_SENTENCES)) for _ in range(paragraphs))
