"""A process that indexes until it is killed; run as a script: FOLDER FILE apply|rebuild."""

from __future__ import annotations

import sys
from pathlib import Path

from kansli.search_index.engine import SearchEngine
from kansli.search_index.port import Change, Unit


def main(folder: str, told: str, work: str) -> None:
    engine = SearchEngine(Path(folder))
    seq = engine.health().seq
    with Path(told).open("a") as acknowledged:
        while True:
            if work == "rebuild":
                engine.rebuild((Unit(number, "memo", "", "", "plan") for number in range(50)), upto_seq=50)
            else:
                seq = engine.apply([Change(seq + 1, "put", seq + 1, Unit(seq + 1, "memo", "", "", f"plan ord{seq}"))])
            acknowledged.write(f"{seq or 50}\n")
            acknowledged.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
