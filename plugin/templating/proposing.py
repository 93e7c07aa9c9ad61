"""Föreslå och ta i bruk. The way of a new template: checked outside the transaction, then proposed, then published.

The steps hold the rules (`propose_template`, `publish_template`); here a file's bytes become what they ask for.
"""

from __future__ import annotations

from kansli.plugin.rights import Actor
from kansli.plugin.runner import Outcome, run
from kansli.plugin.store.base import database
from kansli.plugin.store.lowcode import installation
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import System
from kansli.plugin.templating.checking import check_template, must_fit, normal_form


def propose(
    system: System, template: str, data: bytes, *, filename: str, note: str, actor: Actor, request_id: str = ""
) -> Outcome:
    """Propose the file as the template's next version; refused with every fault that the check finds."""
    kept = normal_form(data)
    must_fit(check_template(system.profile, template, kept))
    blob = system.files.put(kept)
    given = {
        "template": template,
        "file": {"sha256": blob.sha256, "size": blob.size},
        "filename": filename,
        "note": note,
    }
    return run(system, "propose_template", installation(), actor=actor, data=given, request_id=request_id)


def publish_file(
    system: System,
    template: str,
    data: bytes,
    *,
    filename: str,
    note: str,
    actor: Actor,
    valid_from: str = "",
    always: bool = False,
) -> Outcome:
    """Propose and put in use at once, as only the operator may; anybody else is refused and nothing is stored.

    `always`: the version counts as having held on every day before, too.
    """
    with database.atomic():
        made = propose(system, template, data, filename=filename, note=note, actor=actor)
        given = {"note": note, "valid_from": valid_from, "always": always}
        return run(system, "publish_template", get_record(made.record), actor=actor, data=given)
