"""Provfyllda dokument. A template filled with examples, as Word, as PDF, or as a page to look at at once."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kansli.admin.access import the_actor
from kansli.admin.work.downloads import WORD, send_bytes
from kansli.doctemplates.preview import to_html
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.trial import Trial
from kansli.plugin.errors import NotFound
from kansli.plugin.rendering.conversions import ask_for_trial
from kansli.plugin.system import System
from kansli.plugin.templating.checking import try_out, try_out_here

FORMS = ("docx", "pdf")


def trials(system: System, template: str, data: bytes, *, ours: bool = False) -> Trial:
    """Fill a template that has passed the check; `ours` is one in use, that need not be kept apart."""
    return (try_out_here if ours else try_out)(system.profile, template, data)


def shown(trial: Trial) -> Markup:
    """Return the document with short values as HTML that the converter has escaped; empty when there is none."""
    short = trial.of("short")
    if short is None or not short.data:
        return Markup("")
    try:
        return Markup(to_html(short.data))  # noqa: S704 - to_html escapes all text and writes its own tags only
    except TemplateError:
        return Markup("")


def send_trial(system: System, template: str, trial: Trial, size: str, form: str) -> ResponseReturnValue:
    """Send one of the filled documents as Word, or let the worker make a PDF of it."""
    found = trial.of(size)
    if found is None or form not in FORMS or not found.data:
        raise NotFound("Provdokumentet")
    name = f"prov-{template.replace('/', '-')}-{size}"
    if form == "pdf":
        asked = ask_for_trial(system, found.data, actor=the_actor(), filename=f"{name}.pdf")
        return redirect(url_for("conversion.show", record_id=asked), 303)
    return send_bytes(found.data, filename=f"{name}.docx", media_type=WORD)
