"""Anropet. What a command is handed, and what it gives back."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from kansli.plugin import rights
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.rights import Actor
from kansli.plugin.settings import Settings
from kansli.plugin.system import System, open_system

Subparsers = Any
"""What `argparse` gives from `add_subparsers()`; its class has no public name."""


class UnusableFile(Refused):
    """A file or folder named on the command line cannot be read or written."""

    code = "unusable_file"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} {why}")


class BadLine(Refused):
    """A line of `--jsonl` has another shape than it should."""

    code = "bad_line"

    def __init__(self) -> None:
        super().__init__('Raden ska vara {"text": …}.')


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: `data` for `--json`, `text` for a person. `ok` false makes the exit code 1."""

    data: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    ok: bool = True


@dataclass
class Call:
    """One run of the command: its options, and the installation, opened when first asked for."""

    options: argparse.Namespace
    settings: Settings

    @cached_property
    def system(self) -> System:
        """The installation in the data directory; refused when there is none."""
        opened = open_system(self.settings)
        opened.database.connect(reuse_if_open=True)
        return opened

    def open(self) -> None:
        """Open the installation, for what reads the tables without asking the system for anything."""
        _ = self.system

    @cached_property
    def actor(self) -> Actor:
        """The user of `--as`, else the operator."""
        email = getattr(self.options, "as_email", None)
        if not email:
            return rights.operator()
        from kansli.plugin.store.accounts import User

        user = User.get_or_none(User.email == email.strip().lower())
        if user is None:
            raise NotFound(f"Användaren {email}")
        return rights.actor_for(user, self.system.profile)

    def say(self, line: str) -> None:
        """Tell how it goes, on stderr."""
        print(line, file=sys.stderr)


Command = Callable[[Call], Answer | None]


def add_command(
    commands: Subparsers, name: str, description: str, run: Command, *, acting: bool = False, data: bool = True
) -> argparse.ArgumentParser:
    """Add a command and return its parser. `acting` ones take `--as EMAIL`.

    `data` false: the command uses `--data` for something else, and the data folder is named before the command.
    """
    parser: argparse.ArgumentParser = commands.add_parser(name, help=description, description=description)
    parser.set_defaults(run=run)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="svara med ett JSON-dokument")
    if data:
        parser.add_argument("--data", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="datamappen")
    if acting:
        parser.add_argument("--as", dest="as_email", metavar="E-POST", help="gör det som den här användaren")
    return parser


def read_bytes(path: str) -> bytes:
    """Read a file named on the command line (`-`: stdin); refused with a sentence when it cannot be read."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise UnusableFile(path, f"kan inte läsas: {_why(error)}.") from None


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file named on the command line; refused with a sentence when that cannot be done."""
    try:
        path.write_bytes(data)
    except (OSError, ValueError) as error:
        raise UnusableFile(str(path), f"kan inte skrivas: {_why(error)}. Välj en annan plats.") from None


def _why(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)


def print_each_line(answer: Callable[[str], Mapping[str, object]]) -> None:
    """Answer each `{"text": …}` of stdin with a line of JSON, in order; a line of another shape gets an error."""
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            found = answer(_text_of(line))
        except BadLine as refusal:
            found = {"error": {"code": refusal.code, "message": refusal.message, "details": []}}
        print(json.dumps(found, ensure_ascii=False))


def _text_of(line: str) -> str:
    try:
        return str(json.loads(line)["text"])
    except (ValueError, KeyError, TypeError):
        raise BadLine from None
