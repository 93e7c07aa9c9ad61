"""Avskilt, inifrån. The process that scans or fills one foreign template under limits, and reaches nothing outside."""

from __future__ import annotations

import base64
import json
import sys
from typing import TYPE_CHECKING, Any

from kansli.doctemplates.apart import OUT_OF_MEMORY, limit

if TYPE_CHECKING:
    from kansli.doctemplates.catalogue import Catalogue

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes.dlopen", "shutil.")


def main() -> int:
    """Be the child: read the question and the template from stdin, answer on stdout."""
    question = json.loads(sys.stdin.buffer.readline())
    limit(question["cpu"], question["memory"])
    try:
        answer = _answer(question, sys.stdin.buffer.read())
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


def stay_inside() -> None:
    """Refuse, for the rest of the process, to reach the network or to start a program."""

    def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(refuse)


def _answer(question: dict[str, Any], data: bytes) -> list[dict[str, Any]]:
    """Each task imports only what it needs: most of a child's time is its beginning."""
    from kansli.doctemplates.catalogue import Catalogue, Field

    catalogues = [Catalogue(Field(**field) for field in fields) for fields in question["catalogues"]]
    return _tried(data, catalogues[0]) if question["task"] == "trial" else _scanned(data, catalogues)


def _tried(data: bytes, catalogue: Catalogue) -> list[dict[str, Any]]:
    from kansli.doctemplates.trial import trial

    stay_inside()
    return [
        {
            "size": one.size,
            "label": one.label,
            "problems": [problem.as_dict() for problem in one.problems],
            "advice": [problem.as_dict() for problem in one.advice],
            "data": base64.b64encode(one.data).decode(),
        }
        for one in trial(data, catalogue).fills
    ]


def _scanned(data: bytes, catalogues: list[Catalogue]) -> list[dict[str, Any]]:
    from kansli.doctemplates.locate import in_place_order
    from kansli.doctemplates.scan import scan

    stay_inside()
    return [
        {
            "fields": list(report.fields),
            "problems": [problem.as_dict() for problem in in_place_order(data, report.problems)],
            "warnings": [problem.as_dict() for problem in in_place_order(data, report.warnings)],
        }
        for report in (scan(data, catalogue) for catalogue in catalogues)
    ]


if __name__ == "__main__":
    sys.exit(main())
