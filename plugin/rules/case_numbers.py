"""Diarienummer. How a registry writes its numbers, and which spellings are the same number.

A format is data (`{board} {yyyy}/{seq:04}`); reading forgives case, dashes, spaces, padding and two-digit years,
but two different numbers never get one key: what cannot be told apart with certainty keeps all its digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kansli.plugin.errors import Refused

Token = Literal["board", "yyyy", "yy", "seq", "class"]

NOT_REGISTRIES = frozenset(
    {
        *("sou", "ds", "dir", "dirs", "prop", "bet", "sfs", "rskr", "skr", "mot", "motion", "interpellation", "rå"),
        *("hfd", "nja", "mål", "lag", "förordning", "utlåtande", "pm", "fil", "bilaga", "sid", "sida", "art", "nr"),
        *("kap", "tel", "telefon", "fax", "kr", "sek", "agenda", "eu", "eg", "s", "id"),
        *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober"),
        *("november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "nov", "dec"),
    }
)
"""Words that stand before a year and a number without being a registry: law collections, print series, months."""

PREFIX_WORDS = (
    r"(?:(?:vår|er|vårt|ert|deras)\s+)?"
    r"(?:dnr|diarienummer|diarienr|diarie-?nr|ärendenummer|ärendenr|ärende|beteckning|referens|ref)"
)
"""What may stand before a number: `Dnr:`, `Diarienummer`, `Vår beteckning`, `Ert dnr` … (already case-folded)."""

_PREFIX = re.compile(rf"^(?:{PREFIX_WORDS}\b[\s.:]*)+")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-") | dict.fromkeys(map(ord, "\u00a0\u2007\u202f\t\n\r"), " ")
_GROUP = re.compile(r"[0-9]+|[^\W\d_]+")
_SEPARATOR = re.compile(r"[ /:.\-]*")
_BOARD = re.compile(r"[^\W\d_]{1,10}")
_FIRST_YEAR, _LAST_YEAR, _CENTURY_TURN = 1900, 2099, 70
_LONGEST, _LONGEST_UNIT, _LONGEST_CODE = 9, 2, 3


class InvalidNumberFormat(Refused):
    """A number format of a profile cannot be used."""

    code = "invalid_number_format"

    def __init__(self, pattern: str, why: str) -> None:
        super().__init__(f"Nummerformatet ”{pattern}” kan inte användas: {why}", field="pattern")
        self.pattern = pattern


class InvalidCaseNumber(Refused):
    """A number cannot be written in this format."""

    code = "invalid_case_number"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A diarienummer taken apart. `suffix` is what follows it: a class code or the number of a document in the case."""

    board: str
    year: int
    seq: int
    suffix: str = ""

    @property
    def canonical(self) -> str:
        """The key that every spelling of the number shares: `tn/2020/874`."""
        return canonical_key(self.board, self.year, self.seq)

    @property
    def sort_key(self) -> str:
        """Sorts by registry, year and number, the number as a number."""
        return sort_key(self.board, self.year, self.seq)


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a registry writes its numbers. `parts` are tokens and the literal text between them."""

    pattern: str
    parts: tuple[tuple[Token | None, str], ...]

    @classmethod
    def parse(cls, pattern: str) -> NumberFormat:
        """Read `{board} {yyyy}/{seq:04}`; tokens board, yyyy, yy, seq with padding, class.

        Raises InvalidNumberFormat with a Swedish sentence where the pattern could not give readable numbers.
        """
        parts = tuple(_split(pattern))
        _check(pattern, parts)
        return cls(pattern, parts)

    def format(self, board: str, year: int, seq: int, *, class_code: str = "") -> str:
        """Write the number. `seq` counts from 1; raises InvalidCaseNumber for what the format cannot express."""
        if not _BOARD.fullmatch(board):
            raise InvalidCaseNumber(f"Diariets kod ”{board}” måste vara en till tio bokstäver.", field="board")
        if not 1 <= seq < 10**_LONGEST:
            raise InvalidCaseNumber(f"Löpnumret {seq} måste vara ett positivt heltal.", field="seq")
        tokens = {token for token, _ in self.parts}
        if not _FIRST_YEAR <= year <= _LAST_YEAR or ("yy" in tokens and _full_year(year % 100) != year):
            raise InvalidCaseNumber(f"Året {year} kan inte skrivas i formatet ”{self.pattern}”.", field="year")
        if "class" in tokens and not class_code:
            raise InvalidCaseNumber("Ange klassificeringskod: den ingår i numret.", field="class_code")
        values = {"board": board, "yyyy": f"{year:04}", "yy": f"{year % 100:02}", "class": class_code, "seq": str(seq)}
        return "".join(spec if part is None else values[part].zfill(int(spec or 0)) for part, spec in self.parts)

    def read(self, text: str) -> CaseNumber | None:
        """Read a spelling of a number of this format; None where the order of its groups is another."""
        groups, separators = _groups(text)
        wanted = [token for token, _ in self.parts if token not in (None, "class")]
        more_is_clear = ("class", "") in self.parts or _suffix_is_clear(groups, separators, len(wanted))
        if len(groups) < len(wanted) or not more_is_clear:
            return None
        found = dict(zip(wanted, groups, strict=False))
        board, seq = found.get("board", ""), found["seq"]
        year = _year(found.get("yyyy") or found.get("yy") or "")
        if year is None or not _is_number(seq) or ("board" in found and not _is_board(board)):
            return None
        return CaseNumber(board, year, int(seq), "-".join(groups[len(wanted) :]))


def canonical_key(board: str, year: int, seq: int) -> str:
    """The key that every spelling of a number shares."""
    return f"{_fold(board)}/{year}/{seq}"


def sort_key(board: str, year: int, seq: int) -> str:
    """A text that sorts by registry, year and number."""
    return f"{_fold(board)}/{year:04}/{seq:0{_LONGEST}d}"


def canonical(text: str, *, default_board: str | None = None, formats: Iterable[NumberFormat] = ()) -> str | None:
    """Return the key of a number in any spelling, or None where it is not a number that we can tell.

    `formats` settle what no reader can know (is 17/2018 number 17 of 2018, or 2018 of 2017?);
    `default_board` is the registry of a number that names none.
    """
    number = parse_number(text, default_board=default_board, formats=formats)
    if number is not None:
        return number.canonical
    return _ambiguous_key(text)


def parse_number(
    text: str, *, default_board: str | None = None, formats: Iterable[NumberFormat] = ()
) -> CaseNumber | None:
    """Take a number apart; None where it is none, or where its groups can be read in more than one way."""
    groups, separators = _groups(text)
    if not groups or any(group in NOT_REGISTRIES for group in groups):
        return None
    for number_format in formats:
        number = number_format.read(text)
        if number is not None and (number.board or default_board):
            return CaseNumber(number.board or _fold(default_board or ""), number.year, number.seq, number.suffix)
    return _read_shape(groups, separators, default_board)


def _read_shape(groups: list[str], separators: list[str], default_board: str | None) -> CaseNumber | None:
    """Read by the order of words (a) and digits (9): `a99`, `9a9`, `99a`, `99`, each with what may follow."""
    shape = "".join("9" if _is_number(group) else "a" for group in groups)
    for prefix, board, first, second in (("a99", 0, 1, 2), ("9a9", 1, 0, 2), ("99a", 2, 0, 1), ("99", None, 0, 1)):
        if not shape.startswith(prefix):
            continue
        code = groups[board] if board is not None else _fold(default_board or "")
        pair = _year_and_seq(groups[first], groups[second], long_year=prefix == "9a9")
        if not _is_board(code) or pair is None or not _suffix_is_clear(groups, separators, len(prefix)):
            return None
        return CaseNumber(code, *pair, "-".join(groups[len(prefix) :]))
    return None


def _suffix_is_clear(groups: list[str], separators: list[str], length: int) -> bool:
    """Tell a class code, a document's number or a unit's letter from the rest of the number.

    A third number that hangs on by the same sign as the second is unclear: case and document, or class code and case.
    """
    suffix = groups[length:]
    if not suffix:
        return True
    if len(suffix) == 1 and suffix[0].isalpha() and len(suffix[0]) <= _LONGEST_UNIT and separators[length - 1].strip():
        return True
    told_apart = not _is_number(groups[length - 2]) or separators[length - 1] != separators[length - 2]
    return len(suffix) <= _LONGEST_CODE and all(map(_is_number, suffix)) and told_apart


def _ambiguous_key(text: str) -> str | None:
    """A key with every group, for a number whose parts we cannot name: equal only to itself, respelt."""
    groups, separators = _groups(text)
    if not 4 <= len(groups) <= 6 or not _is_board(groups[0]) or _suffix_is_clear(groups, separators, 3):
        return None
    year = _year(groups[1])
    if year is None or len(groups[1]) != 4 or not all(map(_is_number, groups[2:])):
        return None
    return "/".join([groups[0], str(year), *(str(int(group)) for group in groups[2:])])


def _year_and_seq(first: str, second: str, *, long_year: bool = False) -> tuple[int, int] | None:
    """Tell year from number: a four-digit year wins, then the first of the two (the commoner order)."""
    if long_year and len(first) != 4:
        return None
    if (year := _year(first)) is not None:
        return year, int(second)
    if (year := _year(second)) is not None and len(first) != 2:
        return year, int(first)
    return None


def _groups(text: str) -> tuple[list[str], list[str]]:
    """Split into words and numbers, with the separators between them; nothing where other signs occur."""
    plain = _PREFIX.sub("", _fold(text).translate(_DASHES).strip()).strip(" .:;,()")
    plain = re.split(r"\snr\b", plain, maxsplit=1)[0]
    groups = _GROUP.findall(plain)
    between = _GROUP.split(plain)
    if len(plain) > 60 or any(not _SEPARATOR.fullmatch(part) for part in between):
        return [], []
    if any(group[0].isdigit() and len(group) > _LONGEST for group in groups):
        return [], []
    return groups, [part.strip() or part[:1] for part in between[1:-1]]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _is_number(group: str) -> bool:
    return group.isascii() and group.isdigit()


def _is_board(group: str) -> bool:
    return _BOARD.fullmatch(group) is not None and group not in NOT_REGISTRIES


def _year(group: str) -> int | None:
    """A year of two or four digits; None for anything else."""
    if not _is_number(group):
        return None
    if len(group) == 2:
        return _full_year(int(group))
    return int(group) if len(group) == 4 and _FIRST_YEAR <= int(group) <= _LAST_YEAR else None


def _full_year(short: int) -> int:
    return short + (1900 if short >= _CENTURY_TURN else 2000)


def _split(pattern: str) -> Iterable[tuple[Token | None, str]]:
    """Yield (token, padding) and (None, literal text)."""
    tokens: dict[str, Token] = {"board": "board", "yyyy": "yyyy", "yy": "yy", "seq": "seq", "class": "class"}
    for part in re.split(r"(\{[^{}]*\})", unicodedata.normalize("NFC", pattern)):
        if not (part.startswith("{") and part.endswith("}")):
            if "{" in part or "}" in part:
                raise InvalidNumberFormat(pattern, "en klammer saknar sin andra halva.")
            if part:
                yield None, part
            continue
        name, _, padding = part[1:-1].partition(":")
        if name not in tokens:
            known = ", ".join(f"{{{token}}}" for token in tokens)
            raise InvalidNumberFormat(pattern, f"”{part}” är okänt. Det som går att skriva är {known}.")
        if padding and (name != "seq" or not re.fullmatch(r"0?[1-8]", padding)):
            raise InvalidNumberFormat(pattern, f"”{part}”: utfyllnad skrivs {{seq:04}}, med en till åtta siffror.")
        yield tokens[name], padding.lstrip("0")


def _check(pattern: str, parts: tuple[tuple[Token | None, str], ...]) -> None:
    tokens = [token for token, _ in parts]
    if tokens.count("seq") != 1:
        raise InvalidNumberFormat(pattern, "{seq} ska finnas en gång.")
    if tokens.count("yyyy") + tokens.count("yy") != 1:
        raise InvalidNumberFormat(pattern, "{yyyy} eller {yy} ska finnas en gång.")
    if tokens.count("board") > 1 or tokens.count("class") > 1:
        raise InvalidNumberFormat(pattern, "varje del får finnas en gång.")
    digits = {"yyyy", "yy", "seq", "class"}
    if any(one in digits and two in digits for one, two in pairwise(tokens)):
        raise InvalidNumberFormat(pattern, "två tal måste skiljas åt av ett tecken.")
    if "class" in tokens and tokens[-1] != "class":
        raise InvalidNumberFormat(pattern, "{class} ska stå sist.")
    if parts[0][0] is None or parts[-1][0] is None:
        raise InvalidNumberFormat(pattern, "det ska börja och sluta med en del, inte med ett skiljetecken.")
    literals = [text for token, text in parts if token is None]
    if any(not _SEPARATOR.fullmatch(text) for text in literals):
        raise InvalidNumberFormat(pattern, "mellan delarna får bara stå mellanslag, / - : eller punkt.")
