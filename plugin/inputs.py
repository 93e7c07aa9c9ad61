"""Indata. Reads the values of a form or an option; every fault is a Swedish sentence at its field, all told at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from kansli.plugin.errors import InvalidField, InvalidFields

TITLE_LENGTH = 300
TEXT_LENGTH = 200_000
_LISTED = 12
"""A refused choice names what there is to choose, where that is no longer list than this."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u00ad]")


def clean(value: str) -> str:
    """NFC, one kind of line break, and nothing that neither Word nor a database can hold."""
    return unicodedata.normalize("NFC", _ILLEGAL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")))


class Inputs:
    """Values by field name, read one by one. `finish()` raises all faults together.

    >>> inputs = Inputs({"title": " Remiss "})
    >>> inputs.text("title", "Rubrik", required=True)
    'Remiss'
    """

    def __init__(self, data: Mapping[str, object], *, prefix: str = "") -> None:
        self.data = data
        self.prefix = prefix
        self._faults: list[InvalidField] = []
        self.removed: list[str] = []
        """Sentences about characters that were left out, since neither Word nor a database can hold them."""

    def part(self, data: Mapping[str, object], prefix: str) -> Inputs:
        """A form within the form, whose faults are told with the others: `documents.1.title`."""
        inner = Inputs(data, prefix=f"{self.prefix}{prefix}.")
        inner._faults = self._faults
        inner.removed = self.removed
        return inner

    def refuse(self, field: str, message: str) -> None:
        """Note a fault at a field."""
        self._faults.append(InvalidField(self.prefix + field, message))

    def faulty(self, field: str) -> bool:
        """Tell whether a fault has been noted at the field."""
        return any(fault.field == self.prefix + field for fault in self._faults)

    def finish(self) -> None:
        """Raise when anything was at fault."""
        if len(self._faults) == 1:
            raise self._faults[0]
        if self._faults:
            raise InvalidFields(tuple(self._faults))

    def text(self, field: str, label: str, *, required: bool = False, limit: int = TITLE_LENGTH) -> str:
        """A line of text, trimmed and cleaned. `limit` is in characters."""
        value = self.long_text(field, label, required=required, limit=limit)
        return " ".join(value.split())

    def long_text(self, field: str, label: str, *, required: bool = False, limit: int = TEXT_LENGTH) -> str:
        """Text with line breaks."""
        value = self.data.get(field)
        text = clean(value).strip() if isinstance(value, str) else ""
        if isinstance(value, str):
            self._tell_removed(label, value)
        if value is not None and not isinstance(value, str):
            self.refuse(field, f"{label} ska vara text.")
        elif required and not text:
            self.refuse(field, f"{label} saknas. Fyll i fältet.")
        elif len(text) > limit:
            self.refuse(field, f"{label} är {len(text)} tecken lång, högst {limit} får plats. Korta texten.")
        return text

    def _tell_removed(self, label: str, value: str) -> None:
        # A soft hyphen shows nothing and comes along with what is pasted: its loss is no news.
        codes = sorted({f"U+{ord(letter):04X}" for letter in _ILLEGAL.findall(value) if letter != "\u00ad"})
        if codes:
            told = (
                f"{label}: tecken som ett dokument inte kan innehålla togs bort ({', '.join(codes)}). Resten är kvar."
            )
            if told not in self.removed:
                self.removed.append(told)

    def day(self, field: str, label: str, *, required: bool = False) -> date | None:
        """A date, ÅÅÅÅ-MM-DD."""
        value = self.data.get(field)
        if isinstance(value, date):
            return value
        text = value.strip() if isinstance(value, str) else ""
        if not text:
            if required:
                self.refuse(field, f"{label} saknas. Skriv datum som ÅÅÅÅ-MM-DD.")
            return None
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            self.refuse(field, f"{label}: ”{text[:40]}” är inget datum. Skriv ÅÅÅÅ-MM-DD.")
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.refuse(field, f"{label}: {text} finns inte i kalendern.")
            return None

    def choice(self, field: str, label: str, allowed: Mapping[str, object], *, required: bool = False) -> str:
        """One of the ids in `allowed`; empty when not given."""
        value = self.data.get(field)
        text = value.strip() if isinstance(value, str) else ""
        if not text and not required:
            return ""
        if text not in allowed:
            known = f" Välj ett av: {', '.join(allowed)}." if len(allowed) <= _LISTED else ""
            said = f"{label}: ”{text[:40]}” finns inte att välja.{known}" if text else f"{label} saknas. Välj ett."
            self.refuse(field, said)
            return ""
        return text

    def number(self, field: str, label: str) -> int | None:
        """A whole number ≥ 0, or None when not given."""
        value = self.data.get(field)
        if isinstance(value, bool):
            value = None
        if isinstance(value, int):
            return value
        text = value.strip() if isinstance(value, str) else ""
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 15:
            self.refuse(field, f"{label}: ”{text[:40]}” är inget heltal.")
            return None
        return int(text)

    def flag(self, field: str) -> bool:
        """A tick box."""
        return self.data.get(field) in (True, "1", "on", "true", "ja")
