"""Ordförråd. The words of a municipality that the recogniser needs; the profile supplies them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class SectionWords:
    """A section of a kind of document that we write: its id, what it holds, and the headings that mean it."""

    id: str
    kind: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names and aliases of bodies and units → code, section id → headings that mean it, and our own registries.

    The first name of a code is its full name. `written` has the sections of each kind of document that we write,
    in order; the first heading of a section is its own, the others are synonyms.
    """

    bodies: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    own_registries: Collection[str] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, tuple[SectionWords, ...]] = field(default_factory=dict)
    municipality: str = ""

    def body_name(self, words: str) -> str | None:
        """The lower-case full name of the body that `words` (a name, an alias, a genitive) mean."""
        code = self.body_code(words)
        if code is None:
            return None
        return next(name.lower() for name, known in self.bodies.items() if known == code)

    def section_id(self, heading: str) -> str | None:
        """The section that a heading opens: the whole heading, not a word in it."""
        wanted = fold_heading(heading)
        for section, synonyms in self.headings.items():
            if wanted and any(fold_heading(synonym) == wanted for synonym in synonyms):
                return section
        return None

    def body_code(self, words: str) -> str | None:
        """The code of the body that `words` (a name, an alias, a genitive) mean."""
        folded = fold(words)
        forms = {folded, folded.removesuffix("s")}
        return next((code for name, code in self.bodies.items() if fold(name) in forms), None)


def fold(text: str) -> str:
    """Case-folded NFC with single spaces, hyphens tight: the form that names are compared in."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"\s+", " ", re.sub(r"\s*-\s*(?=\S)", lambda m: "- " if m[0].endswith(" ") else "-", plain)).strip()


@lru_cache(maxsize=1024)
def fold_heading(text: str) -> str:
    """A heading without its marks, numbering and colon."""
    plain = re.sub(r"^\s*#{1,6}\s*|[*_]{2}|^\s*\d+(?:\.\d+)*\.?\s+(?=\D)", "", text)
    return fold(plain).strip(" :.*")


GENERAL_BODIES: Mapping[str, str] = {
    "kf": "kommunfullmäktige",
    "ks": "kommunstyrelsen",
    "ksau": "kommunstyrelsens arbetsutskott",
}
"""What every municipality calls its two first organs; a profile's own words come before these."""
