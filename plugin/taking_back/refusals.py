"""Avslag vid inläsning. Why a file cannot be read back into a text, and what to do instead."""

from __future__ import annotations

from kansli.plugin.errors import Refused


class NotOurs(Refused):
    """The file says nothing of a record: Kansli did not make it, or its mark is gone."""

    code = "not_made_here"

    def __init__(self) -> None:
        super().__init__(
            "Filen är inte skapad av Kansli, eller så har märkningen försvunnit ur den. Hämta Word-filen från "
            "skrivelsens sida och redigera den, eller klistra in texten i avsnitten.",
            field="files",
        )


class MadeElsewhere(Refused):
    """The record is there, but another installation printed the file."""

    code = "made_elsewhere"

    def __init__(self) -> None:
        super().__init__(
            "Filen är skapad i en annan installation av Kansli. Läs in den där, eller klistra in texten i avsnitten.",
            field="files",
        )


class WordingUnknown(Refused):
    """The file says that it was printed from a wording that there has never been."""

    code = "wording_unknown"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Filen säger att den är skapad ur lydelse {number[:20]}, som inte finns. Hämta Word-filen på nytt och "
            "för över ändringarna till den.",
            field="files",
        )


class Unreadable(Refused):
    """The file cannot be read as a Word document. `code` is the reader's own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="files")
        self.code = code


class NothingNew(Refused):
    """The file says nothing that is not in the text already."""

    code = "nothing_new"

    def __init__(self) -> None:
        super().__init__("Filen har inget att läsa in: texten är densamma.")
