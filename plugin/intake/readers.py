"""Läsarna. Which reader takes which file type. Each is imported when it is needed: a sandbox starts for every file."""

from __future__ import annotations

from collections.abc import Callable

from kansli.plugin.intake.extraction import Extraction


def read_here(data: bytes, kind: str) -> Extraction:
    """Read in this process, uncleaned. For the sandbox; everyone else calls `extract`."""
    return _READERS[kind](data)


def _read_plain(data: bytes) -> Extraction:
    from kansli.plugin.intake.plain import decode

    return Extraction(decode(data))


def _read_word(data: bytes) -> Extraction:
    from kansli.plugin.intake.read_word import read_word

    return read_word(data)


def _read_pdf(data: bytes) -> Extraction:
    from kansli.plugin.intake.read_pdf import read_pdf

    return read_pdf(data)


def _read_opendocument(data: bytes) -> Extraction:
    from kansli.plugin.intake.read_opendocument import read_opendocument

    return read_opendocument(data)


def _read_mail(data: bytes) -> Extraction:
    from kansli.plugin.intake.read_mail import read_mail

    return read_mail(data)


_READERS: dict[str, Callable[[bytes], Extraction]] = {
    "txt": _read_plain,
    "md": _read_plain,
    "docx": _read_word,
    "pdf": _read_pdf,
    "odt": _read_opendocument,
    "eml": _read_mail,
}
