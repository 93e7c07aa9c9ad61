"""Åter från Word, för sig. An unusually large file is read in a process of its own, and may not hang ours."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kansli.doctemplates.apart import LIMITS, OUT_OF_MEMORY, Limits, limit, run_apart
from kansli.doctemplates.opc import size_of_text
from kansli.doctemplates.problems import TemplateError, Unreadable
from kansli.doctemplates.returned import CommentFound, Returned, ReturnedSection, TrackedChange, read_back

_MODULE = "kansli.doctemplates.returned_apart"
AT_HAND = 512 * 1024
"""Bytes of XML that are read in this process; a memo of twenty pages has fewer, beside its styles."""
_TOO_MUCH = (
    "Filen är för stor eller för invecklad att läsa in. Kopiera texten till ett nyhämtat dokument och försök igen."
)
_FAILED = "Filen gick inte att läsa. Öppna den i Word, spara om den och försök igen."


def read_back_within(
    data: bytes,
    *,
    accept: bool = True,
    headings: Mapping[str, tuple[str, ...]] | None = None,
    limits: Limits = LIMITS,
    at_hand: int = AT_HAND,
) -> Returned:
    """Läs åter inom gränser. As `read_back`; `Unreadable` too where a file takes more than the limits allow."""
    if size_of_text(data) <= at_hand:
        return read_back(data, accept=accept, headings=headings)
    question = {"accept": accept, "headings": headings or {}, "cpu": limits.cpu_seconds, "memory": limits.memory}
    ended = run_apart(_MODULE, data=json.dumps(question).encode() + b"\n" + data, seconds=limits.wall_seconds)
    if ended.stopped:
        raise Unreadable(_TOO_MUCH)
    try:
        return _told(json.loads(ended.output))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(_FAILED) from error


def main() -> int:
    """Be the child: read the question and the file from stdin, answer on stdout."""
    question = json.loads(sys.stdin.buffer.readline())
    limit(question["cpu"], question["memory"])
    headings = {name: tuple(labels) for name, labels in question["headings"].items()}
    answer: dict[str, Any]
    try:
        answer = asdict(read_back(sys.stdin.buffer.read(), accept=question["accept"], headings=headings))
    except TemplateError as error:
        answer = {"refused": error.message}
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.write(json.dumps(answer))
    return 0


def _told(answer: dict[str, Any]) -> Returned:
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    return Returned(
        properties=answer["properties"],
        sections={name: _section(told) for name, told in answer["sections"].items()},
        outside=tuple(answer["outside"]),
        changes=tuple(TrackedChange(**one) for one in answer["changes"]),
        comments=tuple(CommentFound(**one) for one in answer["comments"]),
        warnings=tuple(answer["warnings"]),
    )


def _section(told: dict[str, Any]) -> ReturnedSection:
    items = told.pop("items")
    lost, doubts = tuple(told.pop("lost")), tuple(told.pop("doubts"))
    return ReturnedSection(**told, items=None if items is None else tuple(items), lost=lost, doubts=doubts)


if __name__ == "__main__":
    sys.exit(main())
