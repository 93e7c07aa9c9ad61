"""Mallar. Which templates come with Kansli or with the installation's own profile, and which version is in use."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.rights import Actor
from kansli.plugin.runner import run
from kansli.plugin.store.lowcode import installation
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.system import System

__all__ = ["known_templates", "publish_shipped_templates", "template_file", "template_in_force"]

SHIPPED_BY = "kansli"


def template_file(system: System, name: str) -> Path | None:
    """Where a template's file lies: in the installation's own profile folder before the shipped ones."""
    folder, _, file = name.partition("/")
    places = (
        system.data / "profiles" / folder / "templates" / f"{file}.docx",
        Path(str(resources.files("kansli.doctemplates"))) / folder / f"{file}.docx",
    )
    return next((place for place in places if file and place.is_file()), None)


def known_templates() -> list[str]:
    """The names of the shipped templates."""
    root = Path(str(resources.files("kansli.doctemplates")))
    return sorted(f"{file.parent.name}/{file.stem}" for file in root.glob("*/*.docx"))


def publish_shipped_templates(system: System) -> list[str]:
    """Put in use what the profile's types name and nobody has put in use; return the names that were.

    A newer shipped file replaces an older shipped one, never a version that a person has published.
    """
    published = []
    actor = Actor(id=None, name=SHIPPED_BY, email="", operator=True)
    for name in sorted({kind.template for kind in system.profile.document_types.values() if kind.template}):
        path = template_file(system, name)
        if path is None or not _wanted(name, actor):
            continue
        blob = system.files.put(path.read_bytes())
        newest = (
            TemplateVersion.select().where(TemplateVersion.template == name).order_by(TemplateVersion.number.desc())
        )
        last = newest.first()
        if last is None or last.file.sha256 != blob.sha256:
            file = {"sha256": blob.sha256, "size": blob.size}
            data = {"template": name, "file": file, "note": "Följer med Kansli"}
            run(system, "publish_template", installation(), actor=actor, data=data)
            published.append(name)
    return published


def _wanted(name: str, actor: Actor) -> bool:
    versions = TemplateVersion.select().where(TemplateVersion.template == name)
    return not versions.where(TemplateVersion.published_by != actor.log_name).exists()
