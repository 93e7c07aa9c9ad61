"""Språk. Swedish is written in the code; other languages are catalogues beside it. How dates and numbers are shown."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale, gettext, ngettext
from markupsafe import Markup

from kansli.plugin.clock import STOCKHOLM, today

CATALOGUES = Path(__file__).parent / "translations"
COOKIE = "kansli_sprak"
LANGUAGES = {"sv": "Svenska", "en": "English"}


class TextCatalogues(Domain):
    """Reads the `.po` files themselves, once a language: there is no compiled file that could be out of date."""

    def get_translations(self) -> NullTranslations:
        """Return the catalogue of the language in use; for Swedish an empty one, since the texts are Swedish."""
        language = str(get_locale() or "sv")
        if language not in self.cache:
            self.cache[language] = load(language)
        found: NullTranslations = self.cache[language]
        return found


class _Swedish(NullTranslations):
    """The texts as they stand."""


def load(language: str) -> NullTranslations:
    """Return the catalogue of a language, read from `translations/<language>/LC_MESSAGES/messages.po`."""
    source = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return _Swedish()
    with source.open("rb") as text:
        catalogue = read_po(text, locale=Locale.parse(language))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def chosen_language() -> str:
    """Return the language of the request: what its user has chosen, otherwise Swedish."""
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in LANGUAGES else "sv"


def datum(value: date | datetime | str | None) -> Markup:
    """Return a day, or a moment to the minute, as a `<time>` element; nothing for None."""
    if value is None or value == "":
        return Markup("")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return Markup("{}").format(value)
    if isinstance(value, datetime):
        local = value.astimezone(STOCKHOLM) if value.tzinfo else value
        return Markup('<time class="k-num" datetime="{}">{}</time>').format(
            local.isoformat(timespec="seconds"), local.strftime("%Y-%m-%d %H:%M")
        )
    return Markup('<time class="k-num" datetime="{0}">{0}</time>').format(value.isoformat())


def days_left(due: date) -> str:
    """Return how far off a day is, in words: `i dag`, `om 3 dagar`, `2 dagar sen`."""
    days = (due - today()).days
    if days == 0:
        return str(gettext("i dag"))
    if days == 1:
        return str(gettext("i morgon"))
    if days < 0:
        return str(ngettext("%(num)d dag sen", "%(num)d dagar sen", -days))
    return str(ngettext("om %(num)d dag", "om %(num)d dagar", days))


def install(app: Flask) -> None:
    """Bind gettext and the date filters to the application."""
    babel = Babel(app, default_locale="sv", default_timezone="Europe/Stockholm", locale_selector=chosen_language)
    babel.domain_instance = TextCatalogues()  # type: ignore[no-untyped-call]
    app.jinja_env.filters["datum"] = datum
    app.jinja_env.filters["dagar_kvar"] = days_left
