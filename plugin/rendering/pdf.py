"""PDF. A version's Word file as PDF/A, made by LibreOffice in a process of its own; derived, never stored."""

from __future__ import annotations

import shutil

from kansli.doctemplates.problems import TemplateError
from kansli.plugin.errors import Refused
from kansli.plugin.office_program import office_program
from kansli.plugin.rendering.refusals import refusal
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.system import System

OURS = ("rendered", "word")
"""Versions that we made, or that came home from Word: their files have passed our own check."""


class NoFile(Refused):
    """The version has no file that may be opened."""

    code = "no_file"

    def __init__(self) -> None:
        super().__init__("Versionen har ingen fil som går att göra PDF av.")


def pdf_is_possible(system: System) -> bool:
    """Tell whether the server has what makes PDF."""
    program = office_program(system.settings)
    return program is not None and shutil.which(program) is not None


def render_pdf(system: System, version: DocumentVersion, *, archive: bool = False) -> bytes:
    """Return the version's first file as PDF/A-2b. Only for files that we have rendered or taken back.

    PDF/UA as well where the document is accessible; with `archive` refused, with the places, where it is not.
    """
    from kansli.doctemplates.pdf import to_pdf

    row = VersionFile.select().where((VersionFile.version == version) & (VersionFile.quarantine == "")).first()
    if row is None or version.source not in OURS:
        raise NoFile
    settings = system.settings
    try:
        return to_pdf(
            system.files.read(row.file.sha256),
            archive=archive,
            timeout=settings.pdf_timeout_seconds,
            program=office_program(settings),
        )
    except TemplateError as error:
        raise refusal(error, version.record_id) from error
