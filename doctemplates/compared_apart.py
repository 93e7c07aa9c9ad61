"""Jämförelse, för sig. Unusually large versions are compared and marked in a process of its own, under limits."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kansli.doctemplates.apart import LIMITS, OUT_OF_MEMORY, Limits, limit, run_apart
from kansli.doctemplates.diff import Change, Comparison, WordChange, compare_readings
from kansli.doctemplates.opc import size_of_text
from kansli.doctemplates.problems import TemplateError
from kansli.doctemplates.read import Block, Reading
from kansli.doctemplates.redline import Redline, compare_documents, marked

_MODULE = "kansli.doctemplates.compared_apart"
AT_HAND = 128 * 1024
"""Bytes of XML in both versions, or characters of plain text, that are compared in this process."""
_TOO_MUCH = (
    "Versionerna är för stora eller för olika för att jämföras i ett svep. "
    "Dela upp dem i mindre filer, eller jämför texten i en del i taget."
)
_FAILED = "Versionerna gick inte att jämföra. Öppna dem i Word, spara om dem och försök igen."


class NotComparable(TemplateError):
    """Inte jämförbara. More than the limits allow, or what the engine refused in the other process, by its `code`."""

    code = "too_much_to_compare"

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code or self.code


def compare_documents_within(old: bytes, new: bytes, *, limits: Limits = LIMITS, at_hand: int = AT_HAND) -> Comparison:
    """Jämför dokument inom gränser. As `compare_documents`; `NotComparable` too where it takes more than allowed."""
    if size_of_text(old) + size_of_text(new) <= at_hand:
        return compare_documents(old, new)
    answer, _ = _ask({"what": "documents"}, old, new, limits)
    return _comparison(answer)


def compare_readings_within(
    old: Reading, new: Reading, *, limits: Limits = LIMITS, at_hand: int = AT_HAND
) -> Comparison:
    """Jämför läsningar inom gränser. As `compare_readings`, of readings that are blocks of text and no more."""
    if sum(len(block.text) for reading in (old, new) for block in reading.blocks) <= at_hand:
        return compare_readings(old, new)
    answer, _ = _ask({"what": "readings"}, _blocks_as_json(old), _blocks_as_json(new), limits)
    return _comparison(answer)


def marked_within(
    old: bytes,
    new: bytes,
    *,
    author: str,
    date: datetime,
    accept: bool = False,
    limits: Limits = LIMITS,
    at_hand: int = AT_HAND,
) -> Redline:
    """Märk ändringar inom gränser. As `marked`; `NotComparable` too where it takes more than the limits allow."""
    if size_of_text(old) + size_of_text(new) <= at_hand:
        return marked(old, new, author=author, date=date, accept=accept)
    question = {"what": "marked", "author": author, "date": date.isoformat(), "accept": accept}
    answer, data = _ask(question, old, new, limits)
    return Redline(data, answer["marks"], tuple(answer["unmarked"]))


def main() -> int:
    """Be the child: read the question and both versions from stdin, answer on stdout."""
    question = json.loads(sys.stdin.buffer.readline())
    limit(question["cpu"], question["memory"])
    try:
        old = sys.stdin.buffer.read(question["first"])
        answer, data = _answer(question, old, sys.stdin.buffer.read())
        said = json.dumps(answer).encode()
    except TemplateError as error:
        said, data = json.dumps({"refused": error.message, "code": error.code}).encode(), b""
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(said + b"\n" + data)
    return 0


def _ask(question: Mapping[str, object], old: bytes, new: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    asked = {**question, "first": len(old), "cpu": limits.cpu_seconds, "memory": limits.memory}
    given = b"".join((json.dumps(asked).encode(), b"\n", old, new))
    ended = run_apart(_MODULE, data=given, seconds=limits.wall_seconds)
    if ended.stopped:
        raise NotComparable(_TOO_MUCH)
    said, _, data = ended.output.partition(b"\n")
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError as error:
        raise NotComparable(_FAILED, "not_compared") from error
    if "refused" in answer:
        raise NotComparable(answer["refused"], answer["code"])
    return answer, data


def _answer(question: Mapping[str, Any], old: bytes, new: bytes) -> tuple[dict[str, Any], bytes]:
    if question["what"] == "documents":
        return _told(compare_documents(old, new)), b""
    if question["what"] == "readings":
        return _told(compare_readings(_reading(old), _reading(new))), b""
    date = datetime.fromisoformat(question["date"])
    made = marked(old, new, author=question["author"], date=date, accept=question["accept"])
    return {"marks": made.marks, "unmarked": made.unmarked}, made.data


def _blocks_as_json(reading: Reading) -> bytes:
    return json.dumps([[block.kind, block.text, block.level] for block in reading.blocks]).encode()


def _reading(said: bytes) -> Reading:
    blocks = tuple(Block(kind, text, level) for kind, text, level in json.loads(said))
    return Reading(blocks=blocks, text="", title="", language="")


def _told(found: Comparison) -> dict[str, Any]:
    """Each heading path once: a long heading over many paragraphs is not said again for each of them."""
    paths: dict[tuple[str, ...], int] = {}
    rows = [
        {
            **{name: getattr(row, name) for name in ("op", "old", "new", "kind", "level")},
            "section": paths.setdefault(row.section, len(paths)),
            "old_section": paths.setdefault(row.old_section, len(paths)),
            "known": [(piece.op, piece.text) for piece in row.words()] if row.op != "equal" else None,
        }
        for row in found.rows
    ]
    return {"rows": rows, "paths": list(paths), "unmarked": found.unmarked}


def _comparison(answer: Mapping[str, Any]) -> Comparison:
    paths = [tuple(path) for path in answer["paths"]]
    return Comparison(tuple(_changes(answer["rows"], paths)), tuple(answer["unmarked"]))


def _changes(rows: Iterable[dict[str, Any]], paths: list[tuple[str, ...]]) -> Iterable[Change]:
    for row in rows:
        section, before, known = paths[row.pop("section")], paths[row.pop("old_section")], row.pop("known")
        words = None if known is None else tuple(WordChange(op, text) for op, text in known)
        yield Change(**row, section=section, old_section=before, known=words)


if __name__ == "__main__":
    sys.exit(main())
