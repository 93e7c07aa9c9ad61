"""Sammansättningar. The parts of a Swedish compound, as far as its joining s shows them.

Some endings take a joining s in nearly every compound (Svenska Akademiens grammatik, om fogemorfem):
samverkan-s-plan, handling-s-plan, verksamhet-s-berättelse. Compounds without one need a dictionary
and are left whole.
"""

from __future__ import annotations

import re

VERSION = "1"
"""Changed with the rules: an index made under other rules is rebuilt."""

_JOINING = ("ing", "het", "skap", "tion", "sion", "else", "itet", "dom", "nad", "ment", "rätt")
_ACTION = re.compile("[a-zåäö]{4,}an")
"""Samverkan, ansökan, begäran; not plan, whose compounds have no joining s."""
_VOWEL = re.compile("[aeiouyåäö]")
_SHORTEST = 3


def split_compound(word: str) -> tuple[str, ...]:
    """Return the parts of a lower-case word, none when it is not seen to be a compound.

    >>> split_compound("samverkansplan")
    ('samverkan', 'plan')
    >>> split_compound("kommun")
    ()
    """
    for place in range(_SHORTEST + 1, len(word) - _SHORTEST):
        first, rest = word[:place], word[place + 1 :]
        if word[place] == "s" and _takes_joining_s(first) and _could_stand_alone(rest):
            return (first, *(split_compound(rest) or (rest,)))
    return ()


def _takes_joining_s(part: str) -> bool:
    ending = next((ending for ending in _JOINING if part.endswith(ending)), None)
    if ending is None:
        return _ACTION.fullmatch(part) is not None
    return ending == "rätt" or _VOWEL.search(part.removesuffix(ending)) is not None


def _could_stand_alone(part: str) -> bool:
    return part.isalpha() and len(part) >= _SHORTEST and _VOWEL.search(part) is not None
