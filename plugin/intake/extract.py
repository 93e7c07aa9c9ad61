"""Texten. What a file says, whatever its format: one way in, and a file that cannot be read gives a warning."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kansli.plugin.intake.cleaning import clean
from kansli.plugin.intake.extraction import Block, Caution, Extraction
from kansli.plugin.intake.gate import Verdict, receive
from kansli.plugin.intake.plain import tidy
from kansli.plugin.intake.read_office import SUFFIXES, read_office
from kansli.plugin.intake.readers import read_here
from kansli.plugin.intake.sandbox import Limits, extract_apart


def extract(
    data: bytes,
    file_name: str = "",
    *,
    verdict: Verdict | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen value
    office: Path | None = None,
) -> Extraction:
    """Read a file's text and structure. Never raises for what the bytes are: a warning says what was not read.

    Pass the gate's `verdict` where there is one; else the gate is asked here, without a size limit of its own.
    `office` is the LibreOffice that reads older formats; None: the one that the machine has.
    """
    verdict = verdict or receive(data, file_name=file_name, max_bytes=max(1, len(data)))
    if not verdict.readable:
        return Extraction("", warnings=(Caution(verdict.code, verdict.message),))
    kind = verdict.type
    if not kind.text:
        hint = "Bilden kräver OCR för att kunna sökas." if kind.media_type.startswith("image/") else ""
        message = hint or f"Text läses inte ur filtypen {kind.label}. Filen är registrerad, men texten är inte sökbar."
        return Extraction("", warnings=(Caution("needs_ocr" if hint else "no_reader", message),))
    if kind.id in ("txt", "md"):
        # Plain text is decoded here: there is nothing in it to run or to unpack.
        return _cleaned(read_here(data, kind.id))
    if kind.id in SUFFIXES:
        return _cleaned(read_office(data, kind.id, limits=limits, program=office))
    return _cleaned(extract_apart(data, kind.id, limits=limits))


def _cleaned(read: Extraction) -> Extraction:
    text = clean(read.text)
    warnings = read.warnings
    if not text and not warnings:
        warnings = (Caution("no_text", "Filen innehåller ingen text."),)
    blocks = tuple(Block(block.kind, clean(block.text), block.level) for block in read.blocks)
    line = tidy(read.title).replace("\n", " ").strip()
    return replace(read, text=text, blocks=blocks, warnings=warnings, title=line, sender=tidy(read.sender).strip())
