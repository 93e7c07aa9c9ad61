"""Kontrollsumma. One text for one value, and its SHA-256: how the log, type versions and texts are compared."""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object) -> str:
    """Return the one text that equal values share: sorted keys, no blanks, å as å, dates as ISO."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def fingerprint(value: object) -> str:
    """Return the SHA-256, in hex, of the value's canonical JSON."""
    return text_fingerprint(canonical_json(value))


def text_fingerprint(text: str) -> str:
    """Return the SHA-256, in hex, of a text; lone surrogates are counted as they stand."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
