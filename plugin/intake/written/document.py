"""Igenkänd skrivelse. What a whole document that somebody has written is, in the shape that Kansli writes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kansli.plugin.intake.people import Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedDocument:
    """A document and its parts. `content` has the shape of a memo's content, or of an extract's.

    `unplaced` holds, in order, every line that no part could be made of: nothing is dropped without being said.
    `lost` are sentences about looks that the content cannot hold.
    `others` are the titles of the other documents where the text held several.
    """

    type_id: str
    content: Mapping[str, Any]
    title: str = ""
    date: str = ""
    case_numbers: tuple[str, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    unit: str = ""
    sender: str = ""
    unplaced: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def person(name: str, second: str, value: str = "", **more: object) -> dict[str, Any]:
    """A row of people: the name, what else is told (`title` or `address`), and only those extras that say something."""
    return {"name": name, second: value, **{key: extra for key, extra in more.items() if extra}}
