"""Sandlådans inre. The process that reads one foreign file under limits, and imports nothing that it can do without."""

from __future__ import annotations

import json
import sys

from kansli.doctemplates.apart import limit
from kansli.plugin.intake.extraction import TOO_SLOW, CannotRead, Caution, Extraction
from kansli.plugin.intake.readers import read_here


def main(arguments: list[str]) -> None:
    """Be the child: set the limits, read stdin, answer on stdout."""
    kind, cpu, memory, characters = arguments[0], *map(int, arguments[1:4])
    limit(cpu, memory)
    answer = _answer(sys.stdin.buffer.read(), kind, characters)
    sys.stdout.buffer.write(json.dumps(answer.as_json()).encode())


def _answer(data: bytes, kind: str, characters: int) -> Extraction:
    try:
        read = read_here(data, kind)
    except CannotRead as error:
        return Extraction("", warnings=(error.caution,))
    except (MemoryError, RecursionError):
        return Extraction("", warnings=(TOO_SLOW,))
    if len(read.text) <= characters:
        return read
    cut = Caution("cut", "Texten är mycket lång: bara början är läst och sökbar.")
    return Extraction(read.text[:characters], pages=read.pages, warnings=(*read.warnings, cut), title=read.title)


if __name__ == "__main__":
    main(sys.argv[1:])
