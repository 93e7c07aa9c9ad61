"""Ärenden. The list of cases and the page of one: what it holds, what is to be done next, what has been done."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from kansli.admin.access import the_actor
from kansli.admin.page import Page, is_htmx
from kansli.admin.state import the_system
from kansli.admin.work import choices
from kansli.admin.work.next_step import next_steps
from kansli.admin.work.querying import page_number, whole_number
from kansli.plugin.overview.case_file import CaseFile, WrittenRow, case_file, visible_case
from kansli.plugin.overview.cases import CaseFilter, case_list
from kansli.plugin.overview.open_steps import open_steps, state_label, steps_in_case
from kansli.plugin.overview.timeline import timeline
from kansli.plugin.rendering.bundled import LEFT_OUT, hindrance
from kansli.plugin.runner import possible
from kansli.plugin.store.cases import Case


class CasePage(Page):
    """The cases that the one who is signed in may see."""

    verb = "read"
    shortcut = "l"

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """List cases, newest first."""
        asked = request.args
        narrowed = CaseFilter(
            state=asked.get("state", ""),
            body=asked.get("body", ""),
            year=whole_number("year"),
            officer=the_actor().id if asked.get("mine") else None,
            unassigned=bool(asked.get("unassigned")),
        )
        found = case_list(the_actor(), narrowed=narrowed, page=page_number())
        profile = the_system().profile
        bodies = tuple((body.code, body.name) for body in profile.bodies.values())
        states = tuple((state.id, state.label) for state in profile.workflow_of("case").states)
        return self.render("work/cases.html", found=found, asked=asked, bodies=bodies, states=states, profile=profile)

    @expose("/<int:record_id>")
    def show(self, record_id: int) -> ResponseReturnValue:
        """Show the file of a case."""
        system, actor = the_system(), the_actor()
        file = case_file(record_id, actor=actor)
        steps = open_steps(system.profile, file.case, actor=actor)
        main, others = next_steps(file, steps, actor=actor)
        return self.render(
            "work/case.html",
            file=file,
            case=file.case,
            state_text=state_label(system.profile, file.case),
            main=main,
            others=others,
            may_take={step.step for step in steps},
            may_bundle=_may_bundle(file),
            may_take_back=any(_may_take_back(row, file.case) for row in file.written),
            on_referral=steps_in_case(system.profile, "referral", "received", file.case, actor=actor),
            on_watch=steps_in_case(system.profile, "watch", "open", file.case, actor=actor),
            profile=system.profile,
            direction_label=choices.direction_label,
        )

    @expose("/<int:record_id>/handelser")
    def log(self, record_id: int) -> ResponseReturnValue:
        """Show what has been done in the case."""
        case = visible_case(record_id, actor=the_actor())
        rows = timeline(case, profile=the_system().profile, actor=the_actor())
        template = "work/_timeline.html" if is_htmx() else "work/timeline.html"
        return self.render(template, case=case, rows=rows)

    @expose("/<int:record_id>/steg")
    def steps(self, record_id: int) -> ResponseReturnValue:
        """Show every step that the case knows now, and all that blocks each."""
        case = visible_case(record_id, actor=the_actor())
        rows = possible(the_system(), case, actor=the_actor())
        template = "work/_steps.html" if is_htmx() else "work/steps.html"
        return self.render(template, case=case, rows=rows, only_blocked=is_htmx())


def _may_bundle(file: CaseFile) -> bool:
    """Whether any file of the registered handlings can become a page of a PDF; the form says why of the others."""
    kept = (row for row in file.documents if row.state not in LEFT_OUT)
    return any(not hindrance(one.media_type, one.quarantine) for row in kept for one in row.files)


def _may_take_back(row: WrittenRow, case: Case) -> bool:
    """Whether the text can be read back from Word: it has a file, and it may still change."""
    steps = steps_in_case(the_system().profile, row.kind, row.state, case, actor=the_actor())
    return row.document is not None and f"take_back_{row.kind}" in steps
