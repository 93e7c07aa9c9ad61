"""Ord. What a comparison takes for one word: a number with its decimals and a date are never told in pieces."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)+(?!\w)|\w+|\s+|[^\w\s]")


def words(text: str) -> list[str]:
    """Ord. Whole words and numbers, stretches of white space and single signs; joined they are the text."""
    return TOKEN.findall(text)
