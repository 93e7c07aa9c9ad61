"""Utläsning. The values that reading a file gives, whatever its format."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the reader of the text should know: a stable code and a Swedish sentence."""

    code: str
    message: str


TOO_SLOW = Caution("too_slow", "Filen tog för lång tid att läsa. Den är registrerad, men texten är inte sökbar.")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document: kind is heading, paragraph, list, table or note; level counts from 1 for headings."""

    kind: str
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with an e-mail. The bytes stay in the mail; here is what to list."""

    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read. `text` is cleaned NFC text; every offset elsewhere counts characters in it."""

    text: str
    pages: int | None = None
    blocks: tuple[Block, ...] = ()
    warnings: tuple[Caution, ...] = ()
    title: str = ""
    sender: str = ""
    attachments: tuple[Attachment, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the pipe out of the sandbox."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Extraction:
        """Read back what `as_json` gave; KeyError or TypeError where the shape is another."""
        return cls(
            text=str(values["text"]),
            pages=values["pages"],
            blocks=tuple(Block(**block) for block in values["blocks"]),
            warnings=tuple(Caution(**warning) for warning in values["warnings"]),
            title=str(values["title"]),
            sender=str(values["sender"]),
            attachments=tuple(Attachment(**attachment) for attachment in values["attachments"]),
        )


class CannotRead(Exception):
    """A format's reader gave up; `extract` turns it into a warning beside an empty text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.caution = Caution(code, message)
