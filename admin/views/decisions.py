"""Beslut. What a body or a delegate decided, and what rests on it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.plugin.errors import NotFound
from kansli.plugin.rights import must_see
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.organisation import Body


class DecisionPage(Page):
    """One decision."""

    verb = "read"
    in_menu = False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Lists of decisions are found under Register."""
        raise NotFound("Sidan")

    @expose("/<int:record_id>")
    def show(self, record_id: int) -> ResponseReturnValue:
        """Show a decision."""
        query = Decision.select(Decision, Body).join(Body).where(Decision.id == record_id)
        found = query.get_or_none()
        if found is None:
            raise NotFound("Beslutet")
        must_see(the_actor(), found, "Beslutet")
        profile = the_system().profile
        outcome = profile.list_label("decision_outcomes", found.outcome)
        return self.render("work/decision.html", decision=found, outcome=outcome, case=found.case)
