"""Vad som kan samlas. Which files can be put in a bundle, and why another one cannot."""

from __future__ import annotations

from kansli.plugin.intake.gate import TYPES

PDF_TYPE = TYPES["pdf"].media_type
SUFFIXES = {TYPES[name].media_type: TYPES[name].suffix for name in ("docx", "doc", "odt", "rtf")}
LEFT_OUT = ("voided", "purged")
"""States of handlings that are in no bundle."""


def hindrance(media_type: str, quarantine: str) -> str:
    """Say why a file cannot be put in; empty where it can."""
    if quarantine:
        return "Filen får inte öppnas."
    if media_type == PDF_TYPE or media_type in SUFFIXES:
        return ""
    known = next((kind.label for kind in TYPES.values() if kind.media_type == media_type), "okänd filtyp")
    return f"Filtypen {known} blir inte PDF här. Spara om filen som PDF."
