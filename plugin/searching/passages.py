"""Avsnittstext. The text of a version as one piece, its sections with offsets in it, and when two are the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kansli.plugin.store.documents import DocumentVersion, VersionFile

PATH_SIGN = " › "
_NUMBERING = re.compile(r"^[ \t]*(?:\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+|§\s?\d{1,3})[ \t]+", re.MULTILINE)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of a version: `start` and `end` are offsets in `version_text`, `path` its headings from the top."""

    version_id: int
    position: int
    number: str
    path: str
    start: int
    end: int
    text: str

    @property
    def heading(self) -> str:
        """The innermost heading."""
        return self.path.rpartition(PATH_SIGN)[2]

    @property
    def text_hash(self) -> str:
        """Equal for sections that say the same under the same heading, whatever their numbers and line breaks."""
        return text_hash(self.heading, self.text)


def text_hash(*parts: str) -> str:
    """SHA-256 of the parts as NFC, without numbering, with every white space as one blank."""
    return hashlib.sha256("\x1f".join(map(plain, parts)).encode("utf-8", "replace")).hexdigest()


def plain(text: str) -> str:
    """NFC, without the numbering at the head of lines, with every white space as one blank."""
    return _SPACE.sub(" ", _NUMBERING.sub("", unicodedata.normalize("NFC", text))).strip()


def version_text(files: Iterable[VersionFile]) -> str:
    """The readable text of a version: that of its files in order, a blank line between. Quarantined files have none."""
    ordered = sorted(files, key=lambda file: int(file.position))
    return "\n\n".join(str(file.text) for file in ordered if file.text and not file.quarantine)


def passages_of(version: DocumentVersion, files: Iterable[VersionFile]) -> tuple[Passage, ...]:
    """The sections of a version, in order; none where nothing can be read."""
    from kansli.plugin.intake.sections import split_units  # the recogniser is heavy; a search does not need it

    text = version_text(files)
    if not text.strip():
        return ()
    return tuple(
        Passage(
            version_id=int(version.id),
            position=position,
            number=section.number or "",
            path=PATH_SIGN.join(section.heading_path),
            start=section.start,
            end=section.end,
            text=section.text,
        )
        for position, section in enumerate(split_units(text), start=1)
        if section.text.strip() or section.heading_path
    )
