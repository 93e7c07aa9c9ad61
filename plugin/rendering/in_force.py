"""Mall i bruk. Which published version of a template is used now: the newest."""

from __future__ import annotations

from kansli.plugin.rendering.refusals import NoTemplate
from kansli.plugin.store.templates import TemplateVersion


def template_in_force(name: str) -> TemplateVersion:
    """The newest published version of the template; its name is a folder and a file, `_base/yttrande`."""
    versions = TemplateVersion.select().where(TemplateVersion.template == name)
    found: TemplateVersion | None = versions.order_by(TemplateVersion.number.desc()).first()
    if found is None:
        raise NoTemplate(name)
    return found
