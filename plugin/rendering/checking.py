"""Mallkontroll. Whether a template fits the type it is to be used for, before it is put in use."""

from __future__ import annotations

from kansli.doctemplates.package import check_package
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.scan import scan
from kansli.plugin.lowcode.model import Profile
from kansli.plugin.rendering.catalogues import catalogue_for


def template_problems(profile: Profile, type_id: str, data: bytes) -> tuple[str, ...]:
    """Return a Swedish sentence for everything that stops the template; none when it can be used."""
    unsafe = check_package(data)
    if unsafe:
        return tuple(problem.message for problem in unsafe)
    try:
        return tuple(problem.message for problem in scan(data, catalogue_for(profile, type_id)).problems)
    except TemplateError as error:
        return (error.message,)
