"""Fördela. Somebody answers for the case, and its watches become hers."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.rights import actor_for, can
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._changing import change
from kansli.plugin.steps._lookups import active_user, unit_of
from kansli.plugin.store.accounts import User
from kansli.plugin.store.cases import Case, Watch


def perform(running: Running, subject: Case) -> Done:
    """Set the case officer.

    Data: `officer` (e-mail), `unit` (code; as before when empty). The officer needs the right to write in the
    case's registry. Watches that nobody or the earlier officer had follow. Facts: `officer`.
    """
    inputs = Inputs(running.data)
    officer = active_user(inputs, "officer", "Handläggare", required=True)
    unit = unit_of(inputs)
    if officer is not None and not _may_write(running, officer, subject):
        inputs.refuse(
            "officer",
            f"{officer.name} har ingen roll som får skriva i {subject.registry.name}. Välj en annan, "
            "eller be systemförvaltaren ge rollen.",
        )
    inputs.finish()
    moved = _watches_to_move(subject)
    for watch in moved:
        change(watch, user=officer)
    subject.officer = officer
    subject.unit = unit or subject.unit
    return Done(subject, changed=tuple(moved), facts={"officer": officer.email if officer else ""})


def _may_write(running: Running, officer: User, case: Case) -> bool:
    return can(actor_for(officer, running.system.profile), "edit", case.registry)


def _watches_to_move(case: Case) -> list[Watch]:
    theirs = Watch.user.is_null() | (Watch.user == case.officer_id)
    return list(Watch.select().where((Watch.case == case) & (Watch.state == "open") & theirs))
