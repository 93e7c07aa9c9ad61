"""LibreOffice. Which program of that kind this installation uses."""

from __future__ import annotations

from pathlib import Path

from kansli.plugin.settings import Settings


def office_program(settings: Settings) -> Path | None:
    """The program that the settings name, else the one that the machine has; None where there is none."""
    from kansli.doctemplates.office import libreoffice

    return Path(settings.libreoffice) if settings.libreoffice else libreoffice()
