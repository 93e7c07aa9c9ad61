"""Mallar som följer med. Which templates come with Kansli or with the own profile, and are put in use."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kansli.plugin.rights import Actor
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.system import System
from kansli.plugin.templating.checking import trust
from kansli.plugin.templating.proposing import publish_file
from kansli.plugin.templating.types import template_names

SHIPPED_BY = "kansli"


def template_file(data: Path, name: str) -> Path | None:
    """Where a template's file lies: in the installation's own profile folder (`data`) before the shipped ones."""
    folder, _, file = name.partition("/")
    places = (data / "profiles" / folder / "templates", _shipped() / folder)
    return next((place / f"{file}.docx" for place in places if file and (place / f"{file}.docx").is_file()), None)


def known_templates(data: Path) -> list[str]:
    """The names of the shipped templates, and of those in the profile folders of the installation."""
    shipped = {f"{file.parent.name}/{file.stem}" for file in _shipped().glob("*/*.docx")}
    own = {f"{file.parent.parent.name}/{file.stem}" for file in (data / "profiles").glob("*/templates/*.docx")}
    return sorted(shipped | own)


def _shipped() -> Path:
    return Path(str(resources.files("kansli.doctemplates")))


def publish_shipped_templates(system: System) -> list[str]:
    """Put in use what the profile's types name and nobody has put in use; return the names that were.

    A newer shipped file replaces an older shipped one, never a version that a person has published.
    """
    published = []
    actor = Actor(id=None, name=SHIPPED_BY, email="", operator=True)
    for name in template_names(system.profile):
        path = template_file(system.data, name)
        if path is None or not _wanted(name, actor):
            continue
        data = path.read_bytes()
        blob = system.files.put(data)
        versions = TemplateVersion.select().where(TemplateVersion.template == name)
        newest = versions.order_by(TemplateVersion.number.desc()).first()
        if newest is None or newest.file.sha256 != blob.sha256:
            trust(system.profile, name, data)
            note = "Följer med Kansli"
            publish_file(system, name, data, filename=path.name, note=note, actor=actor, always=True)
            published.append(name)
    return published


def _wanted(name: str, actor: Actor) -> bool:
    versions = TemplateVersion.select().where(TemplateVersion.template == name)
    return not versions.where(TemplateVersion.published_by != actor.log_name).exists()
