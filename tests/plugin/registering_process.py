"""One of several processes that register at once: told where, how many and with which seed on the command line."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from kansli.plugin.errors import Refused
from kansli.plugin.rights import operator
from kansli.plugin.runner import run
from kansli.plugin.settings import Settings
from kansli.plugin.store.base import database
from kansli.plugin.store.organisation import Registry
from kansli.plugin.system import open_system

COUNT = 200


class ChangedMind(Exception):
    """The transaction is undone after the number was taken."""


def main(data: str, url: str, seed: int) -> None:
    """Register COUNT times on two registries; a quarter of the transactions are rolled back."""
    system = open_system(Settings(data=Path(data), database_url=url))
    chance, actor = random.Random(seed), operator()
    with system.database.connection_context():
        registries = [Registry.get(Registry.code == code) for code in ("TN", "KS")]
        for number in range(COUNT):
            registry = chance.choice(registries)
            undo = number % 4 == 3
            registering(system, registry, actor, f"process {seed} nummer {number}", undo=undo)


def registering(system, registry, actor, title, *, undo):
    data = {"case_type": "general", "title": title, "documents": [{"kind": "letter"}]}
    try:
        with database.atomic():
            run(system, "register_incoming", registry, actor=actor, data=data, request_id=title)
            if undo:
                raise ChangedMind
    except (ChangedMind, Refused):
        return


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
