"""Mitt konto. Signing in and out, the password, the language, and the list of shortcuts."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin.base import expose
from flask_babel import gettext as _
from flask_babel import ngettext

from kansli.admin import accounts, throttle
from kansli.admin.access import PUBLIC, SIGNED_IN, current_actor, needs, the_actor
from kansli.admin.language import COOKIE, LANGUAGES
from kansli.admin.page import Page
from kansli.admin.state import the_state

A_YEAR = 365 * 24 * 3600


class AccountPage(Page):
    """The pages of the one who is signed in, and the door."""

    verb = SIGNED_IN
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show who is signed in and with which roles."""
        actor, profile = the_actor(), the_state().system.profile
        roles = [profile.roles[permit.role].label for permit in actor.permits]
        return self.render("account/index.html", row=accounts.current_row(), roles=roles)

    @expose("/logga-in", methods=("GET", "POST"))
    @needs(PUBLIC)
    def sign_in(self) -> ResponseReturnValue:
        """Ask for address and password; the answer never tells which of them was wrong."""
        if current_actor() is not None and request.method == "GET":
            return redirect(_safe_target(request.args.get("next")))
        if request.method == "GET":
            ended = request.args.get("orsak") == "slut"
            notice = _("Du loggades ut eftersom sidan inte hade använts på en stund.") if ended else ""
            return _door(notice=notice)
        email, password = request.form.get("email", ""), request.form.get("password", "")
        if not email.strip() or not password:
            return _door(problem=_("Fyll i både e-postadress och lösenord."), email=email, status=422)
        return self._try(accounts.normal_email(email), password, typed=email)

    def _try(self, email: str, password: str, *, typed: str) -> ResponseReturnValue:
        address = request.remote_addr or ""
        minutes = throttle.minutes_to_wait(email, address=address, allowed=the_state().web.sign_in_attempts)
        if minutes:
            problem = ngettext(
                "Det har blivit för många försök. Vänta %(num)d minut och försök igen.",
                "Det har blivit för många försök. Vänta %(num)d minuter och försök igen.",
                minutes,
            )
            return _door(problem=problem, email=typed, status=429)
        account = accounts.account_with(email, password)
        throttle.record(email, address=address, succeeded=account is not None)
        if account is None:
            problem = _(
                "E-postadressen och lösenordet hör inte ihop. Försök igen, eller be systemförvaltaren om hjälp."
            )
            return _door(problem=problem, email=typed, status=422)
        accounts.sign_in(account)
        return redirect(_safe_target(request.form.get("next")))

    @expose("/logga-ut", methods=("POST",))
    @needs(PUBLIC)
    def sign_out(self) -> ResponseReturnValue:
        """End the session in this browser."""
        accounts.sign_out()
        flash(_("Du är utloggad."), "info")
        return redirect(url_for("account.sign_in"))

    @expose("/losenord", methods=("GET", "POST"))
    def password(self) -> ResponseReturnValue:
        """Change the password; all other browsers are signed out."""
        if request.method == "GET":
            return self.render("account/password.html", problems={}, shortest=accounts.SHORTEST_PASSWORD)
        problems = _password_problems()
        if problems:
            page = self.render("account/password.html", problems=problems, shortest=accounts.SHORTEST_PASSWORD)
            return page, 422
        accounts.change_password(accounts.current_row(), password=request.form["new"])
        flash(_("Lösenordet är bytt. Du är utloggad i alla andra webbläsare."), "success")
        return redirect(url_for("account.index"))

    @expose("/sprak", methods=("POST",))
    @needs(PUBLIC)
    def language(self) -> ResponseReturnValue:
        """Keep the chosen language in this browser."""
        wanted = request.form.get("language", "")
        response = make_response(redirect(_safe_target(request.form.get("next"))))
        if wanted in LANGUAGES:
            web = the_state().web
            response.set_cookie(
                COOKIE,
                wanted,
                max_age=A_YEAR,
                secure=web.secure_cookies,
                httponly=True,
                samesite="Lax",
                path=web.url_prefix or "/",
            )
        return response

    @expose("/genvagar")
    def shortcuts(self) -> ResponseReturnValue:
        """List the keyboard shortcuts, and let them be switched off."""
        return self.render("account/shortcuts.html")


def _door(*, problem: str = "", notice: str = "", email: str = "", status: int = 200) -> ResponseReturnValue:
    wanted = request.form.get("next") or request.args.get("next", "")
    place = the_state().system.profile.municipality
    page = render_template(
        "account/sign_in.html", problem=problem, notice=notice, email=email, next=wanted, municipality=place
    )
    return page, status


def _safe_target(wanted: str | None) -> str:
    """Return a path within this site; anything else leads to the start page (no open redirect)."""
    start: str = url_for("today.index")
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or "\\" in wanted:
        return start
    if any(ord(letter) < 32 for letter in wanted):
        return start
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc:
        return start
    root = request.script_root
    return wanted if not root or wanted.startswith(root + "/") else root + wanted


def _password_problems() -> dict[str, str]:
    present, new, again = (request.form.get(name, "") for name in ("present", "new", "again"))
    row = accounts.current_row()
    problems: dict[str, str] = {}
    if accounts.account_with(row.email, present) is None:
        problems["present"] = _("Det är inte ditt nuvarande lösenord.")
    if len(new) < accounts.SHORTEST_PASSWORD:
        problems["new"] = _("Lösenordet är för kort. Använd minst %(n)d tecken.", n=accounts.SHORTEST_PASSWORD)
    elif new.lower() in (row.email.lower(), row.name.lower()):
        problems["new"] = _("Lösenordet får inte vara din e-postadress eller ditt namn.")
    elif new == present:
        problems["new"] = _("Det nya lösenordet är detsamma som det gamla.")
    if new != again:
        problems["again"] = _("De två nya lösenorden är olika. Skriv samma lösenord två gånger.")
    return problems
