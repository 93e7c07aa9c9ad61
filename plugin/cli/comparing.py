"""Kommandot compare: vad som skiljer två filer eller två sparade versioner, och Word-filen som visar det."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, read_bytes, write_bytes
from kansli.plugin.cli.references import find_record
from kansli.plugin.errors import NotFound
from kansli.plugin.store.documents import DocumentVersion

if TYPE_CHECKING:
    from kansli.doctemplates.diff import Change, Comparison
    from kansli.plugin.comparing import Side

_STORED = ("version:", "document_version:")


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "compare", "visa vad som skiljer två filer eller versioner", _compare, acting=True)
    parser.add_argument("old", metavar="TIDIGARE", help="en fil, eller version:12")
    parser.add_argument("new", metavar="SENARE", help="en fil, eller version:13")
    parser.add_argument("-o", "--output", metavar="FIL", help="Word-fil med ändringarna som spårade ändringar")
    parser.add_argument("--accept", action="store_true", help="räkna ändringar som redan är spårade som godkända")


def _compare(call: Call) -> Answer:
    # Brings in the readers of documents, which most other commands do without.
    from kansli.plugin.comparing import compare, redline
    from kansli.plugin.office_program import office_program

    old, new = _side(call, call.options.old), _side(call, call.options.new)
    found = compare(old, new, office=office_program(call.settings))
    data: dict[str, object] = {
        "changes": [change.as_dict() for change in found.changes],
        "summary": found.summary,
        "unmarked": list(found.unmarked),
    }
    if call.options.output:
        made = redline(old, new, accept=call.options.accept)
        write_bytes(Path(call.options.output), made.data)
        data |= {"file": call.options.output, "marks": made.marks}
        call.say(f"{call.options.output} är skriven. Märkta ändringar: {made.marks}.")
    return Answer(data, _told(found))


def _side(call: Call, name: str) -> Side:
    from kansli.plugin.comparing import side_of_file, side_of_version

    if name.startswith(_STORED):
        found = find_record(call, "version:" + name.partition(":")[2])
        if not isinstance(found, DocumentVersion):
            raise NotFound(f"Versionen {name}")
        return side_of_version(found, call.system.files, actor=call.actor)
    return side_of_file(Path(name).name, read_bytes(name))


def _told(found: Comparison) -> str:
    """By section, with [-gone-] and {+new+} words as wdiff writes them."""
    lines: list[str] = []
    section: tuple[str, ...] | None = None
    for change in found.changes:
        if change.section != section:
            section = change.section
            lines += [""] * bool(lines) + [" › ".join(section) or "(före första rubriken)"]
        lines.append(f"  {_marked(change)}")
    lines += [""] * bool(lines) + [f"Ej märkt: {sentence}" for sentence in found.unmarked]
    return "\n".join(lines) or "Ingen skillnad."


def _marked(change: Change) -> str:
    shapes = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    text = "".join(shapes[piece.op].format(piece.text) for piece in change.words())
    return f"(flyttat) {text}" if change.op == "move" else text
