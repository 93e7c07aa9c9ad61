"""Utseende. Every shipped template looks as it did when somebody last looked at it, on as many pages.

Acceptance checks 1, 14 and 15 of the specification for what we ship: short, long and draft, each a faultless Word
file that anybody can listen to, and a tagged PDF with its fonts, in Swedish.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from letters import MUNICIPALITY, TYPES, values
from looks import GOLDEN, MOST_DIFFERENT, PAGE, difference, filled, letters, pages_of, pdfs, picture, read_png

from kansli.doctemplates.accessibility import hindrances
from kansli.doctemplates.pdf_check import faults_of, look_at
from kansli.doctemplates.read import read
from kansli.doctemplates.verify import verify

NAMES = ["-".join(each) for each in letters()]
TEMPLATES = [(folder, name) for folder in MUNICIPALITY for name in TYPES]
HOSTILE = "& < > \" ' å ä ö é – § 😀 \t {_{ ]] \x00\x0b\x0c \ud83d"


@pytest.fixture(scope="module")
def made(libreoffice, tmp_path_factory):
    """All the letters as PDF."""
    return pdfs(libreoffice, tmp_path_factory.mktemp("letters"))


@pytest.fixture(scope="module")
def seen(made):
    """All the letters as pictures."""
    fonts = {font for pdf in made.values() for font in re.findall(rb"/BaseFont ?/[A-Z]{6}\+(\w+)", pdf)}
    strange = {font for font in fonts if not font.startswith(b"Liberation")}
    assert not strange, f"{strange}: install the Liberation fonts, or the pages break elsewhere"
    return {name: picture(pdf) for name, pdf in made.items()}


def hostile(value: object) -> object:
    """The same tree with every text made hostile; what is a date stays one."""
    if isinstance(value, dict):
        return {key: hostile(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner) for inner in value]
    return f"{value} {HOSTILE}" if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d|", value) else value


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_faultless_and_can_be_listened_to(name):
    folder, template, size = name.split("-")
    data = filled(folder, template, values(folder, template, size))
    assert verify(data) == ()
    assert hindrances(data) == ()
    assert read(data).language == "sv-SE"


@pytest.mark.parametrize(("folder", "template"), TEMPLATES)
def test_a_letter_of_hostile_texts_is_faultless_and_says_them(folder, template):
    data = filled(folder, template, hostile(values(folder, template, "long")))
    assert verify(data) == ()
    assert "& < > \" ' å ä ö é – § 😀" in read(data).text


@pytest.mark.parametrize(("folder", "template"), TEMPLATES)
def test_a_letter_says_everything_that_it_was_given(folder, template):
    tree = values(folder, template, "long")
    text = " ".join(block.text for block in read(filled(folder, template, tree)).blocks)
    wanted = [tree["dokument"]["rubrik"], tree["kommun"]["namn"], tree["arende"]["diarienummer"]]
    wanted += [one["namn"] for one in (*tree["undertecknare"], *tree["mottagare"]["kannedom"])]
    assert [each for each in wanted if each not in text] == []


def test_every_picture_is_of_a_letter_that_there_is():
    assert sorted(path.stem for path in GOLDEN.glob("*.png")) == sorted(NAMES)


def test_every_letter_has_as_many_pages_as_when_it_was_looked_at(seen):
    pages = {name: pages_of(shown) for name, shown in seen.items()}
    assert pages == {name: pages_of(read_png(GOLDEN / f"{name}.png")) for name in NAMES}


def test_every_letter_looks_as_when_it_was_looked_at(seen):
    found = {name: difference(shown, read_png(GOLDEN / f"{name}.png")) for name, shown in seen.items()}
    assert {name: round(far, 1) for name, far in found.items() if far > MOST_DIFFERENT} == {}


def test_another_look_would_be_seen(seen):
    short = [seen[f"{folder}-missiv-short"] for folder in MUNICIPALITY]
    assert difference(short[0], short[1]) > MOST_DIFFERENT
    assert difference(short[0], np.roll(short[0], PAGE[0] // 25, axis=0)) > MOST_DIFFERENT


@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_of_a_letter_is_whole_tagged_and_in_swedish(name, made):
    assert faults_of(look_at(made[name]), universal=True) == ()
