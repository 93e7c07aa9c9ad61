"""The words of an invented municipality, and a letter of one."""

import pytest

from kansli.plugin.intake.vocabulary import Vocabulary

WORDS = Vocabulary(
    bodies={
        "Kommunfullmäktige": "KF",
        "Fullmäktige": "KF",
        "Kommunstyrelsen": "KS",
        "KS": "KS",
        "Kommunstyrelsens arbetsutskott": "KSAU",
        "Parknämnden": "PN",
        "Hamn- och sjöfartsnämnden": "HSN",
    },
    headings={
        "proposals": ("Förslag till beslut", "Beslutsförslag"),
        "summary": ("Sammanfattning", "Sammanfattning av ärendet"),
        "basis": ("Beslutsunderlag", "Underlag för beslutet"),
        "background": ("Ärendet", "Ärende", "Bakgrund"),
        "assessment": ("Bedömning", "Föredragning"),
        "financial_impact": ("Ekonomiska konsekvenser",),
        "codetermination": ("Information eller förhandling enligt lag (1976:580) om medbestämmande",),
        "recipients": ("Beslutet skickas till", "Skickas till"),
    },
    own_registries=("PN", "KS"),
    units={"Parkförvaltningen": "PF"},
)


@pytest.fixture
def words() -> Vocabulary:
    """What the municipality's profile would teach the intake."""
    return WORDS
