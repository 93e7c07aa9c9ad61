"""Kommandon som finns i kontraktet men inte byggda ännu. They refuse with a sentence; none pretends."""

from __future__ import annotations

from kansli.plugin.cli.call import Answer, Call, Command, Subparsers, add_command
from kansli.plugin.errors import Refused


class NotBuilt(Refused):
    """The command is promised and not there yet."""

    code = "not_built"

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(f"{what} är inte byggt ännu. {instead}")


_COMMANDS = {
    "check-mail": ("Att skicka e-post", "Expediera på annat sätt och anteckna sändningssättet."),
}


def add_commands(commands: Subparsers) -> None:
    """Add the commands, each with any arguments."""
    for name, (what, instead) in _COMMANDS.items():
        parser = add_command(commands, name, f"{what} (inte byggt ännu)", refuse(what, instead))
        parser.add_argument("arguments", nargs="*", metavar="…", help="tas emot men används inte ännu")


def refuse(what: str, instead: str) -> Command:
    """Return a command that says that it is not built, and what to do meanwhile."""

    def not_built(_call: Call) -> Answer:
        raise NotBuilt(what, instead)

    return not_built
