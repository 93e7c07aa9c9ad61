"""Samlad PDF, för sig. Foreign PDFs are joined in a process of its own under limits: what hangs there stays there."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kansli.doctemplates.apart import limit, run_apart
from kansli.doctemplates.pdf_bundle import Piece, join
from kansli.doctemplates.problems import BundleRefused, PdfFailed, Problem

_MEMORY = 2 * 2**30
_MODULE = "kansli.doctemplates.pdf_bundle_apart"


def join_apart(
    pieces: Sequence[Piece], *, title: str, language: str, author: str, created: datetime, timeout: float = 60
) -> bytes:
    """Samla. As `join`, and `PdfFailed` where it takes more than `timeout` seconds or too much memory."""
    with tempfile.TemporaryDirectory(prefix="kansli-bunt-") as name:
        folder = Path(name)
        order = {
            "pieces": [{"title": piece.title, "name": piece.name} for piece in pieces],
            "title": title, "language": language, "author": author, "created": created.isoformat(),
        }  # fmt: skip
        for number, piece in enumerate(pieces):
            (folder / f"{number}.pdf").write_bytes(piece.data)
        (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
        ended = run_apart(_MODULE, name, str(int(timeout) + 1), seconds=timeout)
        if ended.stopped:
            raise PdfFailed(f"Samlingen blev inte klar på {timeout:g} sekunder och avbröts. Ta färre filer.")
        refused = folder / "refused.json"
        if refused.is_file():
            raise BundleRefused([Problem(**problem) for problem in json.loads(refused.read_text(encoding="utf-8"))])
        made = folder / "made.pdf"
        if ended.code != 0 or not made.is_file():
            raise PdfFailed("Filerna gick inte att samla till en PDF. Ta färre filer, eller en i taget.")
        return made.read_bytes()


def main(arguments: list[str]) -> None:
    """Be the child: read the order in the folder, write `made.pdf` or `refused.json` there."""
    folder = Path(arguments[0])
    limit(int(arguments[1]), _MEMORY, writes=True)
    order = json.loads((folder / "order.json").read_text(encoding="utf-8"))
    pieces = [
        Piece(one["title"], one["name"], (folder / f"{number}.pdf").read_bytes())
        for number, one in enumerate(order["pieces"])
    ]
    try:
        made = join(
            pieces,
            title=order["title"],
            language=order["language"],
            author=order["author"],
            created=datetime.fromisoformat(order["created"]),
        )
    except BundleRefused as error:
        told = json.dumps([problem.as_dict() for problem in error.problems])
        (folder / "refused.json").write_text(told, encoding="utf-8")
    else:
        (folder / "made.pdf").write_bytes(made)


if __name__ == "__main__":
    main(sys.argv[1:])
