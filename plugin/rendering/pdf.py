"""PDF. A version's Word file as PDF/A, made by LibreOffice in a process of its own; derived, never stored."""

from __future__ import annotations

from kansli.doctemplates.problems import TemplateError
from kansli.plugin.errors import Refused
from kansli.plugin.rendering.refusals import refusal
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.system import System

TIMEOUT = 60


class NoFile(Refused):
    """The version has no file that may be opened."""

    code = "no_file"

    def __init__(self) -> None:
        super().__init__("Versionen har ingen fil som går att göra PDF av.")


def pdf_is_possible() -> bool:
    """Tell whether the server has what makes PDF."""
    from kansli.doctemplates.pdf import libreoffice

    return libreoffice() is not None


def render_pdf(system: System, version: DocumentVersion, *, timeout: int = TIMEOUT) -> bytes:
    """Return the version's first file as PDF. `timeout` is in seconds. Only for files that we have rendered."""
    from kansli.doctemplates.pdf import to_pdf

    row = VersionFile.select().where((VersionFile.version == version) & (VersionFile.quarantine == "")).first()
    if row is None or version.source != "rendered":
        raise NoFile
    try:
        return to_pdf(system.files.read(row.file.sha256), timeout=timeout)
    except TemplateError as error:
        raise refusal(error, version.record_id) from error
