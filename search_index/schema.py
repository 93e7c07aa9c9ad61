"""Indexets form. Which fields an entry has, and what of a unit is written in each.

Texts are kept only as terms with positions; the text itself stays in the database. What is compared, counted or
sorted stands in one column, `row`. Nothing is scored by the engine, so that scores can be counted from what a user may
see.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec

from kansli.search_index.analysis import Language, fold, normalise, stem, words
from kansli.search_index.port import Unit

SCHEMA_VERSION = 1
"""Raised with every change of fields or of what is written in them."""

TEXT_FIELDS = ("title", "heading", "text")

Positions = Mapping[str, Iterable[int]]


class RawPositions(formats.Positions):
    """Positions as little-endian 32-bit numbers, so that a posting list can be read as an array."""

    def __init__(self) -> None:
        formats.Positions.__init__(self)

    def decode_frequency(self, value: bytes) -> int:
        """How often the term stands in the field."""
        return len(value) // 4


class TermField(fields.FieldType):
    """A field that is given its terms with their positions; analysis has been done already."""

    def __init__(self) -> None:
        fields.FieldType.__init__(self, format=RawPositions(), analyzer=None, scorable=False, stored=False)

    def index(self, value: Positions, **_: object) -> list[tuple[bytes, int, float, bytes]]:
        """What the writer asks of a field: term, frequency, weight and encoded positions."""
        found = []
        for term, positions in value.items():
            encoded = array("I", positions)
            found.append((term.encode(), len(encoded), float(len(encoded)), encoded.tobytes()))
        return found


class LeanCodec(W3Codec):
    """Without the statistics of field lengths, which cost a look at the disk for every posting; rows have lengths."""

    length_stats = False

    def __init__(self) -> None:
        W3Codec.__init__(self, compression=1)


SCHEMA = fields.Schema(
    id=fields.ID(),
    row=fields.COLUMN(columns.VarBytesColumn(allow_offsets=False)),
    title=TermField(),
    heading=TermField(),
    text=TermField(),
    parts=TermField(),
    words=TermField(),
    identifiers=TermField(),
    case_number=TermField(),
    mentions=TermField(),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What is compared, counted and sorted. `day` is the proleptic ordinal, -1 for none; lengths are in words."""

    unit_id: int
    kind: str
    board: str
    status: str
    doc_type: str
    officer: str
    year: int
    day: int
    lengths: tuple[int, int, int]
    hash: str

    def encode(self) -> bytes:
        """As JSON, in the order of the fields."""
        values = (self.unit_id, self.kind, self.board, self.status, self.doc_type, self.officer)
        return json.dumps([*values, self.year, self.day, list(self.lengths), self.hash]).encode()


def unit_hash(unit: Unit) -> str:
    """A hash of everything that the index is told about a unit; the same for equal units in any process."""
    day = unit.date.isoformat() if unit.date else None
    values = (unit.id, unit.kind, unit.title, unit.heading, unit.text, unit.case_number, list(unit.identifiers))
    more = (unit.board, unit.year, day, unit.status, unit.doc_type, unit.officer)
    return hashlib.sha256(json.dumps([*values, *more]).encode()).hexdigest()[:32]


def entry(unit: Unit, language: Language) -> dict[str, Any]:
    """The fields of one unit, as the writer takes them."""
    texts = {name: words(getattr(unit, name)) for name in TEXT_FIELDS}
    stems = {name: _positions(stem(word) for word in found) for name, found in texts.items()}
    surface = sorted({fold(word) for found in texts.values() for word in found})
    lengths = (len(texts["title"]), len(texts["heading"]), len(texts["text"]))
    own = sorted({fold_number(number) for number in unit.identifiers})
    case = {canonical for _, _, canonical in language.recognise(normalise(unit.case_number))}
    mentioned = {
        canonical for name in TEXT_FIELDS for _, _, canonical in language.recognise(normalise(getattr(unit, name)))
    }
    return {
        "id": str(unit.id),
        "row": _row(unit, lengths).encode(),
        **stems,
        "parts": _positions(part for word in surface for part in language.parts(word)),
        "words": _positions(surface),
        "identifiers": _positions(own),
        "case_number": _positions(sorted({fold_number(number) for number in case})),
        "mentions": _positions(sorted({fold_number(number) for number in mentioned})),
    }


def fold_number(canonical: str) -> str:
    """A canonical number as it stands in the index."""
    return normalise(canonical).casefold()


def _row(unit: Unit, lengths: tuple[int, int, int]) -> Row:
    return Row(
        unit_id=unit.id,
        kind=normalise(unit.kind),
        board=normalise(unit.board),
        status=normalise(unit.status),
        doc_type=normalise(unit.doc_type),
        officer=normalise(unit.officer),
        year=-1 if unit.year is None else unit.year,
        day=unit.date.toordinal() if unit.date else -1,
        lengths=lengths,
        hash=unit_hash(unit),
    )


def _positions(terms: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, term in enumerate(terms):
        found.setdefault(term, []).append(position)
    return found
