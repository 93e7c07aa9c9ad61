"""A process that registers and renders until it is killed; what it has been promised is printed, a line each."""

from __future__ import annotations

import sys
from pathlib import Path

from kansli.plugin.registering import receive, register
from kansli.plugin.rendering import render
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.settings import Settings
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import open_system

CONTENT = {
    "proposals": [{"bodies": ["TN"], "clauses": ["att anta skrivelsen"]}],
    "sections": {"summary": "Kort.", "background": "Långt.", "child_impact": "Nej.", "financial_impact": "Inga."},
}


def main(data: str, url: str, name: str) -> None:
    """Work for ever."""
    system = open_system(Settings(data=Path(data), database_url=url))
    actor, number = operator(), 0
    with system.database.connection_context():
        registry = Registry.get(Registry.code == "TN")
        while True:
            number += 1
            letter = receive(system, f"Brev {name} {number}, att läsa.".encode(), f"brev-{number}.txt")
            values = {"case_type": "general", "title": f"Ärende {name} {number}", "kind": "letter"}
            case = register(system, registry, values, [letter], actor=actor, request_id=f"{name}-{number}")
            promised(case.record)
            memo = run(system, "draft_memo", get_record(case.record), actor=actor, data=CONTENT)
            promised(memo.record)
            promised(render(system, get_record(memo.record), actor=actor).version)


def promised(record: str) -> None:
    print(record, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
