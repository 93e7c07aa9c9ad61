"""Bevakning i dag. The start page: what is late, due today, this week and later."""

from __future__ import annotations

from typing import get_args

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from kansli.admin import accounts
from kansli.admin.access import SIGNED_IN, may, needs, the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.posting import request_id
from kansli.plugin.clock import today
from kansli.plugin.overview.today import Agenda, Scope, agenda, templates_to_publish
from kansli.plugin.runner import run
from kansli.plugin.store.tables import get_record

_NOTHING = Agenda(groups=(), cut=False)


class TodayPage(Page):
    """What waits for the one who is signed in."""

    verb = SIGNED_IN
    shortcut = "g"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show the list: mine, my unit's, or all that I may see."""
        asked = request.args.get("visa", "mine")
        scope: Scope = asked if asked in get_args(Scope) else "mine"  # type: ignore[assignment]
        row = accounts.current_row()
        found = agenda(the_actor(), today=today(), scope=scope, unit_id=row.unit_id) if may("read") else _NOTHING
        return self.render(
            "work/today.html",
            agenda=found,
            templates=templates_to_publish(the_actor()) if may("read") else (),
            scope=scope,
            unit=row.unit_id,
            today=today(),
        )

    @expose("/klar/<int:record_id>", methods=("POST",))
    @needs("read")
    def done(self, record_id: int) -> ResponseReturnValue:
        """Mark a watch as done, from the list."""
        watch = get_record(f"watch:{record_id}")
        run(the_system(), "complete_watch", watch, actor=the_actor(), request_id=request_id())
        flash(_("Bevakningen är klar."), "success")
        return redirect(url_for("today.index", visa=request.form.get("visa") or None))
