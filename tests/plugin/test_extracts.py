"""Protokollsutdrag: the whole § in Word, faultless with any text, and what every page of it says."""

from __future__ import annotations

import io
from copy import deepcopy
from datetime import UTC, datetime

import pypdfium2
import pytest

from kansli.doctemplates.accessibility import hindrances
from kansli.doctemplates.fill import fill
from kansli.doctemplates.layout import HERE
from kansli.doctemplates.pdf import to_pdf
from kansli.doctemplates.read import read
from kansli.doctemplates.scan import scan
from kansli.doctemplates.verify import verify
from kansli.plugin.lowcode import load_profile
from kansli.plugin.rendering import catalogue_for
from kansli.plugin.rendering.extracts import extract_values, render_extract
from kansli.plugin.templating.shipped import publish_shipped_templates

HOSTILE = "& < > \" ' å ä ö é – § 😀 \t \n {_{ ]] \x00\x0b\x0c \ud83d"
CONTENT = {
    "title": "Belysning längs ån",
    "case_number": "TN 2026/0042",
    "body": "TN",
    "paragraph": "17",
    "meeting_date": "2026-02-17",
    "notice_date": "2026-02-24",
    "sections": {"summary": "Ån är mörk.", "vote": "| Ledamot | Ja | Nej |\n| --- | --- | --- |\n| Eva | X | |"},
    "proposals": [{"bodies": ["TN"], "clauses": ["att sätta upp lampor", "att börja i år"]}],
    "basis": [{"text": "Missiv 2026-01-01"}],
    "motions": [
        {"mover": "Eva Påhittad", "party": "A", "role": "Ordförande", "text": "yrkar bifall."},
        {"mover": "", "party": "", "role": "", "text": "Avslag yrkas också."},
    ],
    "propositions": ["Ordföranden ställer proposition på förslaget."],
    "decision": ["att sätta upp lampor", "att börja i år"],
    "riders": ["Nämnden vill följa frågan."],
    "reservations": [{"person": "Kim Exempel", "party": "B", "text": "reserverar sig."}],
    "recipients": {
        "for_action": [{"name": "Polisen", "struck": True, "note": "utgår"}, {"name": "Kommunstyrelsen"}],
        "for_information": [{"name": "Akten"}],
    },
}


@pytest.fixture
def office(sqlite_system):
    publish_shipped_templates(sqlite_system)
    return sqlite_system


def hostile(value: object, path: tuple = ()) -> object:
    if isinstance(value, dict):
        return {key: hostile(item, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item, path) for item in value]
    fixed = {"body", "bodies", "meeting_date", "notice_date", "sections"}
    return f"{value} {HOSTILE}" if isinstance(value, str) and not fixed & set(path) else value


def test_every_text_of_the_paragraph_is_in_its_place(office):
    reading = read(render_extract(office, CONTENT))
    assert [block.text for block in reading.of_kind("heading")] == [
        "Sammanfattning",
        "Förslag till beslut",
        "Beslutsunderlag",
        "Yrkanden",
        "Propositionsordning",
        "Omröstning",
        "Tekniska nämndens beslut",
        "Medskick till protokollet",
        "Reservationer",
        "Beslutet skickas till",
    ]
    lines = [block.text for block in reading.blocks]
    for line in ("Ordförande Eva Påhittad (A) yrkar bifall.", "Avslag yrkas också.", "Kim Exempel (B) reserverar sig."):
        assert line in lines
    assert [block.number for block in reading.of_kind("list_item") if block.text.startswith("att ")] == ["1.", "2."] * 2
    assert reading.title == "§ 17 Belysning längs ån"


def test_what_was_not_said_has_no_heading(office):
    bare = {key: CONTENT[key] for key in ("title", "case_number", "body", "paragraph")}
    reading = read(render_extract(office, {**bare, "decision": ["Ärendet bordläggs."]}))
    assert [block.text for block in reading.of_kind("heading")] == ["Tekniska nämndens beslut"]
    assert not any("Sammanträde" in block.text for block in reading.of_kind("header"))


def test_any_text_gives_a_faultless_file_that_says_it(office):
    data = render_extract(office, hostile(deepcopy(CONTENT)))
    assert verify(data) == ()
    assert read(data).text.count("& < > \" ' å ä ö é – § 😀") >= 14


def test_the_extract_can_be_listened_to(office):
    assert hindrances(render_extract(office, CONTENT)) == ()


def test_a_board_that_is_no_organ_here_keeps_its_name(office):
    values = extract_values(office, {**CONTENT, "body": "Norra byanämnd"})
    assert values["namnd"] == {"namn": "Norra byanämnd", "genitiv": "Norra byanämnds"}


def test_every_page_is_to_be_signed_and_those_after_the_first_say_what_goes_on(office, libreoffice):
    long = {**CONTENT, "sections": {"summary": "\n\n".join(["Ån är mörk om kvällen och natten. " * 12] * 14)}}
    document = pypdfium2.PdfDocument(io.BytesIO(to_pdf(render_extract(office, long))))
    pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"{number} ({len(pages)})" in page
        assert "Lunds kommun" in page
        for words in ("Justerandes signum", "Anslagsdatum 2026-02-24", "Utdragsbestyrkande", "Sammanträde 2026-02-17"):
            assert words in page
        assert ("(forts. § 17, Dnr: TN 2026/0042)" in page) == (number > 1)


@pytest.mark.parametrize("profile", ["_base", "sodertalje"])
@pytest.mark.parametrize("size", ["short", "long", "empty"])
def test_the_template_is_faultless_with_the_catalogues_own_examples(profile, size):
    loaded = load_profile(profile)
    catalogue = catalogue_for(loaded, "minutes_extract")
    template = (HERE / loaded.document_types["minutes_extract"].template).with_suffix(".docx").read_bytes()
    report = scan(template, catalogue)
    assert (report.problems, report.warnings) == ((), ())
    values = catalogue.example_values(size)
    made = fill(
        template, values, catalogue=catalogue, title="Utdrag", author="", created=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert verify(made) == ()
