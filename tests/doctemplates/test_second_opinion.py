"""En andra mening. What a checker that is not ours says of what we make: every template, filled, and redlined."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from openxml_audit import OpenXmlValidator

from kansli.doctemplates.layout import HERE
from kansli.doctemplates.redline import redline
from kansli.plugin.lowcode.load import load_profile
from kansli.plugin.rendering.extract_fields import extract_catalogue

NAMES = sorted(f"{path.parent.name}/{path.stem}" for path in HERE.glob("*/*.docx"))

# What it says that is not so, and why (docs/decisions/0012-second-opinion.md).
OPTIONAL = "A required relationship type 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}'"
ALLOWED = {
    OPTIONAL.format("theme"): "ECMA-376 part 1, 14.2.7: a theme is permitted. Ours name fonts and colours themselves.",
    OPTIONAL.format("fontTable"): "ECMA-376 part 1, 11.3.5: a font table is permitted. The programs make their own.",
}


@pytest.fixture(scope="module")
def opinion(tmp_path_factory):
    """`opinion(data)` lists what the checker faults, without what is allowed."""
    checker, folder = OpenXmlValidator(), tmp_path_factory.mktemp("opinion")

    def ask(data):
        path = folder / "dokument.docx"
        path.write_bytes(data)
        said = [(error.part_uri, error.description) for error in checker.validate(path).errors]
        return [(part, text) for part, text in said if not text.startswith(tuple(ALLOWED))]

    return ask


def hostile(value):
    """The same tree with every text made hostile."""
    if isinstance(value, dict):
        return {key: hostile(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner) for inner in value]
    return f"{value} & < > \" ' å – 😀 \t \n {{{{x}}}} {{% %}} «y» \x00 \ud83d" if isinstance(value, str) else value


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("/protokollsutdrag")])
def test_every_shipped_template_is_sound_with_short_long_and_hostile_data(
    name, opinion, templates, catalogue, make_document
):
    values = [catalogue.example_values("short"), catalogue.example_values("long")]
    for each in (*values, hostile(values[0])):
        assert opinion(make_document(templates[name], each)) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("/protokollsutdrag")])
def test_an_extract_of_the_minutes_is_sound_with_short_long_and_hostile_data(name, opinion, templates, make_document):
    own = extract_catalogue(load_profile("_base").document_types["minutes_extract"].sections)
    values = [own.example_values("short"), own.example_values("long")]
    for each in (*values, hostile(values[0])):
        assert opinion(make_document(templates[name], each, catalogue=own)) == []


def test_a_redline_is_sound(opinion, templates, values, make_document):
    old = make_document(templates["lund/tjansteskrivelse"], values)
    values["sektioner"]["background"] = "Regionen har sänt förslaget.\n\nDet gäller tre områden:\n\n- skolvägar\n- buss"
    values["sektioner"]["assessment"] = (
        "## Trafik\n\nFörslaget är dåligt avvägt.\n\n| År | Kostnad |\n|---|---|\n| 2028 | 5 mnkr |"
    )
    new = make_document(templates["lund/tjansteskrivelse"], values)
    assert opinion(redline(old, new, author="Åsa Öberg", date=datetime(2026, 11, 22, tzinfo=UTC))) == []


def test_footnotes_tables_and_lists_in_a_section_are_sound(opinion, templates, values, make_document):
    values["sektioner"]["assessment"] = (
        "## Rubrik\n\nText[^1] och **fet** med [länk](https://exempel.se/).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "1. ett\n2. två\n   - inre\n\n> citat\n\n[^1]: En not."
    )
    assert opinion(make_document(templates["lund/tjansteskrivelse"], values)) == []


def broken(data, change):
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == "word/document.xml" else content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b"</w:tc>", b"<w:tbl/></w:tc>", 1),
        lambda part: part.replace(b"<w:body>", b"<w:body><w:r/>"),
        lambda part: part[:-30],
    ],
    ids=["a cell without a paragraph", "a run in the body", "a part cut off"],
)
def test_the_checker_would_find_what_is_broken(change, opinion, templates, values, make_document):
    assert opinion(broken(make_document(templates["lund/tjansteskrivelse"], values), change))
