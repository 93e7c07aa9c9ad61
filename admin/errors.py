"""Fel blir sidor. The one place where a refusal or a fault becomes what the user sees, and with which status."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from flask import Flask, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from kansli.admin.page import is_htmx
from kansli.plugin.errors import Blocker, Refused

STATUS = {"not_found": 404, "not_allowed": 403, "conflict": 409}
"""HTTP status by the code of a refusal; the others are 422: understood, and cannot be done as asked."""

MESSAGES_REGION = "#k-messages"


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What a page about an error says: what happened, and what to do."""

    status: int
    title: str
    message: str
    advice: str = ""
    blockers: tuple[Blocker, ...] = ()
    error_id: str = ""


def status_of(refusal: Refused) -> int:
    """Return the HTTP status of a refusal."""
    return STATUS.get(refusal.code, 422)


def respond(page: ErrorPage) -> ResponseReturnValue:
    """Return the error as a page, or as a message in the present page when htmx asked."""
    if is_htmx():
        response = make_response(render_template("errors/fragment.html", error=page), page.status)
        response.headers["HX-Retarget"] = MESSAGES_REGION
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return make_response(render_template("errors/page.html", error=page), page.status)


def refusal_page(refusal: Refused) -> ErrorPage:
    """Return the page of a refusal that no form took care of."""
    titles = {
        404: _("Finns inte"),
        403: _("Behörigheten räcker inte"),
        409: _("Någon annan hann före"),
    }
    status = status_of(refusal)
    several = refusal.details if len(refusal.details) > 1 else ()
    message = _("Flera saker behöver göras först:") if several else refusal.message
    return ErrorPage(
        status=status,
        title=titles.get(status, _("Det gick inte")),
        message=message,
        advice=_("Ingenting har ändrats. Gå tillbaka i webbläsaren: det du har skrivit finns kvar där."),
        blockers=several or tuple(detail for detail in refusal.details if detail.record),
    )


def http_page(error: HTTPException) -> ErrorPage:
    """Return the page of an HTTP error, in plain Swedish."""
    start = _("Gå till startsidan eller sök efter ärendet.")
    known = {
        400: (_("Begäran gick inte att förstå"), _("Adressen eller formuläret är ofullständigt."), start),
        401: (
            _("Du är inte inloggad"),
            _("Inloggningen har tagit slut."),
            _("Logga in igen i en ny flik och försök sedan en gång till här. Det du har skrivit finns kvar."),
        ),
        403: (
            _("Behörigheten räcker inte"),
            _("Din roll har inte tillgång till sidan."),
            _("Be systemförvaltaren om rätt roll."),
        ),
        404: (
            _("Sidan finns inte"),
            _("Adressen leder ingenstans, eller så har du inte behörighet att se det som finns där."),
            start,
        ),
        405: (_("Så kan sidan inte användas"), _("Adressen tar inte emot den sortens begäran."), start),
        409: (_("Någon annan hann före"), _("Posten har ändrats sedan du öppnade den."), start),
        413: (
            _("Filen är för stor"),
            _("Det som skickades är större än gränsen för inkommande filer."),
            _("Be systemförvaltaren höja gränsen, eller dela upp filen."),
        ),
    }
    status = error.code or 500
    title, message, advice = known.get(status, (_("Det gick inte"), _("Begäran kunde inte utföras."), start))
    return ErrorPage(status=status, title=title, message=message, advice=advice)


def install(app: Flask) -> None:
    """Bind the pages to the application."""

    @app.errorhandler(Refused)
    def refused(refusal: Refused) -> ResponseReturnValue:
        return respond(refusal_page(refusal))

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> ResponseReturnValue:
        return respond(
            ErrorPage(
                status=400,
                title=_("Formuläret kunde inte tas emot"),
                message=_("Sidan har legat öppen sedan en tidigare inloggning, eller så kom formuläret utifrån."),
                advice=_("Gå tillbaka, ladda om sidan och skicka en gång till. Kopiera först det du har skrivit."),
            )
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or (error.code or 500) < 400:
            return error
        return respond(http_page(error))

    @app.errorhandler(Exception)
    def fault(error: Exception) -> ResponseReturnValue:
        error_id = secrets.token_hex(4)
        current_app.logger.error("Oväntat fel %s", error_id, exc_info=error)
        return respond(
            ErrorPage(
                status=500,
                title=_("Något gick fel hos oss"),
                message=_("Felet är antecknat i serverns logg."),
                advice=_("Försök igen. Går det inte, lämna felnumret till systemförvaltaren."),
                error_id=error_id,
            )
        )
