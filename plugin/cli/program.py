"""Programmet. Reads the command line, runs one command, and turns its answer or refusal into text or JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import metadata
from pathlib import Path
from typing import NoReturn

from kansli.plugin.cli import (
    bundling,
    cases,
    comparing,
    documents,
    later,
    reading,
    searching,
    setting_up,
    taking_back,
    templates,
    upkeep,
    writing,
)
from kansli.plugin.cli.call import Answer, Call
from kansli.plugin.errors import Refused
from kansli.plugin.settings import read_settings

_OURS = (
    setting_up,
    cases,
    documents,
    bundling,
    writing,
    taking_back,
    templates,
    comparing,
    reading,
    searching,
    upkeep,
    later,
)


class Parser(argparse.ArgumentParser):
    """argparse, which ends by telling where the help is instead of by the word error."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}. Hjälp: {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with our own commands and those of installed packages (`kansli.commands`)."""
    parser = Parser(prog="kansli", description="Dokument- och beslutshantering för svenska kommuner.")
    parser.add_argument("--data", type=Path, metavar="DIR", help="datamappen (KANSLI_DATA, annars instance/)")
    parser.add_argument("--json", action="store_true", help="svara med ett JSON-dokument")
    parser.add_argument("--version", action="version", version=f"kansli {metadata.version('kansli')}")
    commands = parser.add_subparsers(dest="command", metavar="kommando", required=True, parser_class=Parser)
    for module in _OURS:
        module.add_commands(commands)
    for found in sorted(metadata.entry_points(group="kansli.commands"), key=lambda item: item.name):
        found.load()(commands)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 done, 1 refused, 2 wrong usage."""
    options = build_parser().parse_args(arguments)
    try:
        call = Call(options, read_settings(data=getattr(options, "data", None)))
        answer = options.run(call) or Answer()
    except Refused as refusal:
        _print_refusal(refusal, as_json=options.json)
        return 1
    except KeyboardInterrupt:
        return 130
    text = json.dumps(answer.data, ensure_ascii=False, default=str) if options.json else answer.text
    try:
        if text:
            print(text, flush=True)
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives until the exit
    return 0 if answer.ok else 1


def _print_refusal(refusal: Refused, *, as_json: bool) -> None:
    details = [
        {"code": detail.code, "message": detail.message, "record": detail.record, "field": detail.field}
        for detail in refusal.details
    ]
    print(refusal.message, file=sys.stderr)
    if as_json:
        error = {"code": refusal.code, "message": refusal.message, "details": details}
        print(json.dumps({"error": error}, ensure_ascii=False))
