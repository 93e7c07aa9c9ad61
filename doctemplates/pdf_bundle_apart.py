"""Samlad PDF, för sig. Foreign PDFs are joined in a process of its own under limits: what hangs there stays there."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

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
        command = [sys.executable, "-I", "-X", "utf8", "-m", _MODULE, name, str(int(timeout) + 1)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=timeout, check=False, env={})  # noqa: S603 - our own module
        except subprocess.TimeoutExpired as error:
            raise PdfFailed(f"Samlingen blev inte klar på {timeout:g} sekunder och avbröts. Ta färre filer.") from error
        refused = folder / "refused.json"
        if refused.is_file():
            raise BundleRefused([Problem(**problem) for problem in json.loads(refused.read_text(encoding="utf-8"))])
        made = folder / "made.pdf"
        if done.returncode != 0 or not made.is_file():
            raise PdfFailed("Filerna gick inte att samla till en PDF. Ta färre filer, eller en i taget.")
        return made.read_bytes()


def main(arguments: list[str]) -> None:
    """Be the child: read the order in the folder, write `made.pdf` or `refused.json` there."""
    folder = Path(arguments[0])
    _limit(int(arguments[1]))
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


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:
        # Windows has no such limits; the caller's wall clock still holds.
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
