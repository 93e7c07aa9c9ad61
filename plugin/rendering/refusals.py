"""Avslag vid framställning. What the template engine refuses, told with the form field where it can be mended."""

from __future__ import annotations

from collections.abc import Mapping

from kansli.doctemplates.problems import MissingValue, TemplateError, WrongValue
from kansli.plugin.errors import Blocker, Refused
from kansli.plugin.rendering.catalogues import form_field


class NotRendered(Refused):
    """The document could not be made; nothing was stored. `code` is the engine's own."""

    code = "not_rendered"


class NoTemplate(Refused):
    """No version of the template is in use."""

    code = "no_template"

    def __init__(self, template: str) -> None:
        super().__init__(f"Mallen ”{template}” är inte tagen i bruk. Be systemförvaltaren ta en mall i bruk.")


class TextChanged(Refused):
    """Somebody saved the text while the file was being made."""

    code = "text_changed"

    def __init__(self) -> None:
        super().__init__("Texten ändrades medan filen skapades. Skapa filen igen.")


class NoRoom(NotRendered):
    """The template does not print sections that have been written; `sections`: their form fields and labels."""

    code = "section_without_place"

    def __init__(self, sections: Mapping[str, str], record: str) -> None:
        details = tuple(
            Blocker(self.code, f"Mallen har ingen plats för avsnittet {label}.", record, field)
            for field, label in sections.items()
        )
        advice = " Flytta texten till ett annat avsnitt, eller be systemförvaltaren om en mall som har det."
        super().__init__(" ".join(item.message for item in details) + advice, details=details)


def refusal(error: TemplateError, record: str) -> NotRendered:
    """Return the refusal that says the same as the engine's error, with a link to each field."""
    fields = _fields(error)
    details = tuple(
        Blocker(error.code, f"{label} saknas." if isinstance(error, MissingValue) else error.message, record, field)
        for field, label in fields.items()
    ) or _each(error, record)
    message = error.message
    if isinstance(error, MissingValue):
        message = " ".join(f"{label} saknas." for label in fields.values()) + " Fyll i och skapa filen igen."
    made = NotRendered(message, field=next(iter(fields), None), details=details)
    made.code = error.code
    return made


def _each(error: TemplateError, record: str) -> tuple[Blocker, ...]:
    """A blocker for each problem of an error that lists several, else the one for the whole."""
    problems = tuple(
        Blocker(str(one["code"]), str(one["message"]), record) for one in error.details if "message" in one
    )
    return problems or (Blocker(error.code, error.message, record),)


def _fields(error: TemplateError) -> dict[str, str]:
    if isinstance(error, MissingValue):
        return {form_field(path): label for path, label in error.fields.items()}
    if isinstance(error, WrongValue):
        return {form_field(error.wrong.path): error.wrong.label}
    return {}
