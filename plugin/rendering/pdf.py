"""PDF. A version's Word file as PDF/A, made by LibreOffice in a process of its own; derived, never stored."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kansli.doctemplates.problems import TemplateError
from kansli.plugin.errors import Refused
from kansli.plugin.office_program import office_program
from kansli.plugin.rendering.refusals import refusal
from kansli.plugin.store.documents import DocumentVersion, VersionFile
from kansli.plugin.system import System

OURS = ("rendered", "word")
"""Versions that we made, or that came home from Word: their files have passed our own check."""


_AT_ONCE = 2
_turns = threading.BoundedSemaphore(_AT_ONCE)


class Busy(Refused):
    """Others are having PDFs made, and it takes them long."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__("Servern gör redan flera PDF:er. Försök igen om en stund.")


class NoFile(Refused):
    """The version has no file that may be opened."""

    code = "no_file"

    def __init__(self) -> None:
        super().__init__("Versionen har ingen fil som går att göra PDF av.")


def pdf_is_possible(system: System) -> bool:
    """Tell whether the server has what makes PDF."""
    program = office_program(system.settings)
    return program is not None and shutil.which(program) is not None


@contextmanager
def a_turn(timeout: float) -> Iterator[None]:
    """Wait for a turn: each LibreOffice takes a processor and a few hundred megabytes. Refused after `timeout` s."""
    if not _turns.acquire(timeout=timeout):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


def render_pdf(system: System, version: DocumentVersion, *, archive: bool = False) -> bytes:
    """Return the version's first file as PDF/A-2b. Only for files that we have rendered or taken back.

    PDF/UA as well where the document is accessible; with `archive` refused, with the places, where it is not.
    """
    row = VersionFile.select().where((VersionFile.version == version) & (VersionFile.quarantine == "")).first()
    if row is None or version.source not in OURS:
        raise NoFile
    return pdf_of(system, system.files.read(row.file.sha256), record=version.record_id, archive=archive)


def pdf_of(system: System, data: bytes, *, record: str = "", archive: bool = False) -> bytes:
    """Return a Word file of our own making as PDF/A-2b, also one that is stored nowhere, such as a trial fill."""
    from kansli.doctemplates.pdf import to_pdf

    settings = system.settings
    try:
        return to_pdf(data, archive=archive, timeout=settings.pdf_timeout_seconds, program=office_program(settings))
    except TemplateError as error:
        raise refusal(error, record) from error
