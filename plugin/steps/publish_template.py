"""Ta mallen i bruk. A template's new bytes are checked against the fields of its type, and kept as a version."""

from __future__ import annotations

from collections.abc import Mapping

from kansli.plugin.errors import Blocked, Blocker
from kansli.plugin.inputs import Inputs
from kansli.plugin.rendering.checking import template_problems
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._accounts import ADMINISTER
from kansli.plugin.steps._versions import stored_file
from kansli.plugin.store.lowcode import Setting
from kansli.plugin.store.templates import TemplateVersion

VERB = ADMINISTER
LABEL = "Ta mallen i bruk"
SUBJECT = Setting


def perform(running: Running, subject: Setting) -> Done:
    """Publish a template version in the installation (`kansli.plugin.store.lowcode.installation()`).

    Data: `template` (name, `_base/yttrande`), `file` (`{sha256, size}` of bytes in the store), `note`.
    Refused with every fault that the check finds. Facts: `template`, `number`, `sha256`.
    """
    inputs = Inputs(running.data)
    name = inputs.text("template", "Mall", required=True, limit=120)
    note = inputs.text("note", "Anteckning", limit=1000)
    types = {kind.template: kind for kind in running.system.profile.document_types.values() if kind.template}
    if name and name not in types:
        inputs.refuse("template", f"Ingen handlingstyp använder mallen ”{name}”.")
    given = inputs.data.get("file")
    sha256 = str(given.get("sha256", "")) if isinstance(given, Mapping) else ""
    if not sha256:
        inputs.refuse("file", "Välj mallens fil.")
    inputs.finish()
    data = running.system.files.read(sha256)
    problems = template_problems(running.system.profile, types[name].id, data)
    if problems:
        raise Blocked(tuple(Blocker("template_fault", message, field="file") for message in problems))
    last = TemplateVersion.select().where(TemplateVersion.template == name).order_by(TemplateVersion.number.desc())
    newest = last.first()
    version = TemplateVersion.create(
        template=name,
        number=(newest.number if newest else 0) + 1,
        file=stored_file(sha256, len(data)),
        note=note,
        published_by=running.actor.log_name,
        published_at=running.at,
    )
    return Done(version, facts={"template": name, "number": version.number, "sha256": sha256})
