"""Hela skrivelser. A text that somebody wrote elsewhere, as the content that Kansli writes the same document from."""

from __future__ import annotations

from kansli.plugin.intake.inspect import inspect
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.intake.written.document import RecognisedDocument
from kansli.plugin.intake.written.memo import read_memo
from kansli.plugin.intake.written.minutes_extract import read_extract

__all__ = ["RecognisedDocument", "recognise_written"]


def recognise_written(text: str, *, vocabulary: Vocabulary, type_id: str = "") -> RecognisedDocument | None:
    """Recognise a whole cleaned text of one document.

    `type_id` is its kind where that is known. None where the text is of no kind that the profile writes.
    """
    seen = inspect(text, vocabulary=vocabulary)
    kind = type_id or seen.kind
    if kind not in vocabulary.written:
        return None
    if any(section.id == "decision" for section in vocabulary.written[kind]):
        return read_extract(text, kind, vocabulary=vocabulary)
    return read_memo(text, seen, kind, vocabulary=vocabulary)
