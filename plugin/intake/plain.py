"""Klartext. Bytes to characters: which encoding it is, and what never belongs in a stored text."""

from __future__ import annotations

import codecs
import re
import unicodedata

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


def decode(data: bytes) -> str:
    """Decode by byte order mark, then UTF-8, then UTF-16 by its zero bytes, then Windows' Latin."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and "\x00" not in text:
        return text
    if wide := _wide_encoding(data):
        return data.decode(wide, errors="replace")
    return text or data.decode("cp1252", errors="replace")


def tidy(text: str) -> str:
    """NFC, line ends as newline, no control characters, soft hyphens or lone surrogates; plain spaces.

    Form feeds stay: they are page breaks for the cleaning.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n\n").replace("\x0b", "\n")
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _UNWANTED.sub("", text)))


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    sample = data[:4000]
    if len(sample) < 4 or len(sample) % 2:
        sample = sample[:-1]
    odd, even = sample[1::2].count(0), sample[::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.6 and odd < half * 0.1 else None
