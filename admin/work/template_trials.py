"""Provfyllda dokument. A template filled with examples, as Word, as PDF, or as a page to look at at once."""

from __future__ import annotations

from flask import Response
from markupsafe import Markup

from kansli.admin.work.downloads import PDF, WORD, send_bytes
from kansli.doctemplates.preview import to_html
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.trial import Trial
from kansli.plugin.errors import NotFound
from kansli.plugin.rendering.pdf import pdf_of
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


def send_trial(system: System, template: str, trial: Trial, size: str, form: str) -> Response:
    """Send one of the filled documents, as Word or as PDF."""
    found = trial.of(size)
    if found is None or form not in FORMS or not found.data:
        raise NotFound("Provdokumentet")
    name = f"prov-{template.replace('/', '-')}-{size}"
    if form == "pdf":
        return send_bytes(pdf_of(system, found.data), filename=f"{name}.pdf", media_type=PDF)
    return send_bytes(found.data, filename=f"{name}.docx", media_type=WORD)
