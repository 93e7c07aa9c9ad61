"""Lägg bevakning. Something to be done in a case by a day."""

from __future__ import annotations

from kansli.plugin.inputs import Inputs
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._lookups import acting_user, active_user
from kansli.plugin.store.cases import Case, Watch


def perform(running: Running, subject: Case) -> Done:
    """Add a watch.

    Data: `title`, `due`, `user` (e-mail; the case officer when empty, else the one who adds it).
    """
    inputs = Inputs(running.data)
    title = inputs.text("title", "Vad", required=True)
    due = inputs.day("due", "Senast", required=True)
    user = active_user(inputs, "user", "Vem")
    inputs.finish()
    watch = Watch.create(
        case=subject,
        title=title,
        due=due,
        user=user or subject.officer or acting_user(running),
        state=running.system.profile.workflow_of("watch").initial,
    )
    return Done(watch, changed=(subject,))
