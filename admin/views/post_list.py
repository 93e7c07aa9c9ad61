"""Postlista. What came in and what went out on a day."""

from __future__ import annotations

from datetime import timedelta

from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import the_actor
from kansli.admin.page import Page
from kansli.admin.state import the_system
from kansli.admin.work.querying import day
from kansli.plugin.clock import today
from kansli.plugin.overview.documents import post_list


class PostListPage(Page):
    """The day's post."""

    verb = "read"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show a day's post; today's when none is asked for."""
        chosen = day("dag") or today()
        found = post_list(the_actor(), day=chosen)
        step = timedelta(days=1)
        return self.render(
            "work/post_list.html",
            found=found,
            before=chosen - step if chosen.year > 1 else chosen,
            after=chosen + step if chosen < today() else None,
            profile=the_system().profile,
        )
