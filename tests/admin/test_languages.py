"""Språk: Swedish first, English whole, and no text of a library."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import kansli.admin
from kansli.admin import language
from kansli.plugin.clock import STOCKHOLM, frozen_at, today
from kansli.plugin.store.tables import TABLES

ADMIN = Path(kansli.admin.__file__).parent
WORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


@pytest.fixture
def english():
    with (ADMIN / "translations" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale="en")


def texts() -> set[str]:
    """Every text that a page of ours can show: of the views, of the work pages, and of the templates."""
    found = extract_from_dir(
        ADMIN,
        [("**.py", "python"), ("**/templates/**.html", "jinja2")],
        keywords=WORDS,
        directory_filter=lambda _d: True,
    )
    messages = (message for _name, _line, message, _comments, _context in found)
    return {message if isinstance(message, str) else message[0] for message in messages}


def headings() -> set[str]:
    return {field.verbose_name for table in TABLES for field in table._meta.sorted_fields if field.verbose_name}


def test_every_text_and_every_heading_is_in_english(english):
    said = {message.id if isinstance(message.id, str) else message.id[0]: message.string for message in english}
    assert len(texts()) > 500
    lacking = [text for text in texts() | headings() if not said.get(text) or not all(said[text])]
    assert sorted(lacking) == []


def test_the_catalogue_holds_no_text_that_is_no_longer_used(english):
    ids = {message.id if isinstance(message.id, str) else message.id[0] for message in english if message.id}
    assert sorted(ids - texts() - headings()) == []


def test_a_missing_translation_would_be_found(english):
    english.delete("Registrera")
    with pytest.raises(AssertionError, match="Registrera"):
        test_every_text_and_every_heading_is_in_english(english)


def test_a_translation_has_the_same_places_to_fill_in(english):
    for message in english:
        if message.id and message.string:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            for one, other in zip(ids, strings, strict=True):
                assert set(re.findall(r"%\((\w+)\)", other)) <= {*re.findall(r"%\((\w+)\)", one), "num"}, one


def test_english_is_chosen_in_the_menu_and_kept(web):
    client = web.browser("reader")
    assert '<html lang="sv">' in client.get("/konto/").text
    assert web.post(client, "/konto/sprak", language="en", next="/konto/").location == "/konto/"
    page = client.get("/register/case/").text
    assert '<html lang="en">' in page
    assert "Cases" in page
    assert "Sign out" in page
    assert web.post(client, "/konto/sprak", language="klingon").status_code == 302
    assert '<html lang="en">' in client.get("/konto/").text


@pytest.mark.parametrize(
    ("days", "words"), [(0, "i dag"), (1, "i morgon"), (3, "om 3 dagar"), (-1, "1 dag sen"), (-4, "4 dagar sen")]
)
def test_a_day_is_told_by_how_far_off_it_is(app, days, words):
    with app.test_request_context("/"):
        assert language.days_left(today() + timedelta(days=days)) == words


def test_days_and_moments_are_written_the_swedish_way(app):
    moment = datetime(2026, 7, 1, 14, 2, 11, tzinfo=STOCKHOLM)
    with app.test_request_context("/"), frozen_at(moment):
        assert ">2026-07-01<" in language.datum(date(2026, 7, 1))
        assert ">2026-07-01 14:02<" in language.datum(moment)
        assert language.datum(None) == ""
        assert language.datum("<våren>") == "&lt;våren&gt;"
