"""Hela skrivelser. A text that somebody wrote elsewhere, as the content that Kansli writes the same document from."""

from __future__ import annotations

from dataclasses import replace

from kansli.plugin.intake.inspect import inspect
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.intake.written.document import RecognisedDocument
from kansli.plugin.intake.written.memo import read_memo
from kansli.plugin.intake.written.minutes_extract import read_extract

_WRITTEN_AS = {"minutes_item": "minutes_extract"}
"""A § of whole minutes is made into an extract."""

__all__ = ["RecognisedDocument", "recognise_written"]


def recognise_written(
    text: str, *, vocabulary: Vocabulary, type_id: str = "", markdown: bool = False
) -> RecognisedDocument | None:
    """Recognise a whole cleaned text.

    `type_id` is its kind where that is known; `markdown` tells that the text is Markdown, with its notes last. Of a
    file that holds several documents the first of that kind is taken, else the first that is written. None where the
    text is of no kind that the profile writes.
    """
    seen = inspect(text, vocabulary=vocabulary)
    wanted = [type_id] if type_id else vocabulary.written
    mine = next((part for part in seen.parts if _kind(part.kind) in wanted), None)
    if mine is not None:
        own = text[mine.start : mine.end].strip("\n")
        found = recognise_written(own, vocabulary=vocabulary, type_id=_kind(mine.kind), markdown=markdown)
        others = tuple(part.title.value if part.title else "" for part in seen.parts if part is not mine)
        return None if found is None else replace(found, others=others)
    kind = type_id or _kind(seen.kind)
    if kind not in vocabulary.written:
        return None
    if any(section.id == "decision" for section in vocabulary.written[kind]):
        return read_extract(text, kind, vocabulary=vocabulary, markdown=markdown)
    return read_memo(text, seen, kind, vocabulary=vocabulary, markdown=markdown)


def _kind(seen: str) -> str:
    return _WRITTEN_AS.get(seen, seen)
