"""Äldre format. Text of .doc and .rtf: LibreOffice makes them Word files, shut off from the net, and those are read."""

from __future__ import annotations

from pathlib import Path

from kansli.plugin.intake.extraction import TOO_SLOW, Caution, Extraction
from kansli.plugin.intake.sandbox import UNREADABLE, Limits, extract_apart

SUFFIXES = {"doc": ".doc", "rtf": ".rtf"}
NO_OFFICE = Caution("no_reader", "Filtypen läses bara där LibreOffice finns. Filen är registrerad, men inte sökbar.")
_CAUTIONS = {"absent": NO_OFFICE, "slow": TOO_SLOW, "nothing": UNREADABLE}


def read_office(data: bytes, kind: str, *, limits: Limits, program: Path | None = None) -> Extraction:
    """Read a file of a kind in `SUFFIXES`, with headers, notes and the same cautions as a Word file gets."""
    from kansli.doctemplates.office import ConversionFailed, convert

    try:
        made = convert(data, suffix=SUFFIXES[kind], to="docx", timeout=limits.wall_seconds, program=program)
    except ConversionFailed as error:
        return Extraction("", warnings=(_CAUTIONS[error.reason],))
    return extract_apart(made, "docx", limits=limits)
