"""Inledning. The line that says before whom a proposal is put: `{body} föreslås besluta`, with any number of organs."""

from __future__ import annotations

from collections.abc import Sequence


def proposal_lead(pattern: str, names: Sequence[str]) -> str:
    """Return the line with the organs' names in it, and a capital first letter.

    `names` are as they stand inside a sentence. A pattern without `{body}` stands as it is.

    >>> proposal_lead("{body} föreslås besluta", ["tekniska nämnden", "byggnadsnämnden"])
    'Tekniska nämnden och byggnadsnämnden föreslås besluta'
    """
    line = pattern.replace("{body}", listed(names)).strip()
    return line[:1].upper() + line[1:]


def listed(names: Sequence[str]) -> str:
    """Return names as they are said after each other: ett, två och tre."""
    *first, last = names or [""]
    return f"{', '.join(first)} och {last}" if first else last
