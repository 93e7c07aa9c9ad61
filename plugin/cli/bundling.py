"""Kommandot bundle: ett ärendes handlingar som en enda PDF med bokmärken."""

from __future__ import annotations

from pathlib import Path

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, write_bytes
from kansli.plugin.cli.references import find_case, find_record
from kansli.plugin.errors import NotFound
from kansli.plugin.store.documents import Document


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "bundle", "samla ett ärendes handlingar till en PDF", _bundle, acting=True)
    parser.add_argument("case", metavar="ÄRENDE")
    parser.add_argument("-o", "--output", required=True, metavar="FIL")
    parser.add_argument(
        "--document", action="append", default=[], metavar="HANDLING", help="document:4; annars alla som går"
    )
    parser.add_argument("--leaks-checked", action="store_true", help="det som är dolt i filerna får följa med")


def _bundle(call: Call) -> Answer:
    # Brings in the readers of PDF, which no other command needs.
    from kansli.plugin.rendering.bundles import make_bundle

    case = find_case(call, call.options.case)
    named = [_document(call, name) for name in call.options.document]
    made = make_bundle(
        call.system, case, actor=call.actor, documents=named or None, leaks_checked=call.options.leaks_checked
    )
    write_bytes(Path(call.options.output), made)
    return Answer({"file": call.options.output, "bytes": len(made)}, f"{call.options.output} är skriven.")


def _document(call: Call, name: str) -> int:
    found = find_record(call, name)
    if not isinstance(found, Document):
        raise NotFound(f"Handlingen {name}")
    return int(found.id)
