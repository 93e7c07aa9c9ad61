"""Mall i bruk. Which published version of a template is used on a day: the one that last began to hold."""

from __future__ import annotations

from datetime import date

from kansli.plugin.clock import today
from kansli.plugin.rendering.refusals import NoTemplate
from kansli.plugin.store.templates import TemplateVersion


def template_in_force(name: str, *, day: date | None = None) -> TemplateVersion:
    """The version of the template in use on the day (today); its name is a folder and a file, `_base/yttrande`.

    Of versions that hold from the same day the newest is used. Refused where none is in use.
    """
    found = version_in_force(name, day=day)
    if found is None:
        raise NoTemplate(name)
    return found


def version_in_force(name: str, *, day: date | None = None) -> TemplateVersion | None:
    """As `template_in_force`; None where no version is in use."""
    begun = TemplateVersion.valid_from.is_null() | (TemplateVersion.valid_from <= (day or today()))
    versions = TemplateVersion.select().where((TemplateVersion.template == name) & begun)
    found: TemplateVersion | None = versions.order_by(
        TemplateVersion.valid_from.desc(nulls="last"), TemplateVersion.number.desc()
    ).first()
    return found
