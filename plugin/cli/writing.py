"""Kommandon om det som skrivs: memo new, memo edit, extract."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, read_bytes, write_bytes
from kansli.plugin.cli.references import find_case, find_record
from kansli.plugin.errors import InvalidField, NotFound
from kansli.plugin.rendering.extracts import render_extract
from kansli.plugin.runner import Outcome, run
from kansli.plugin.store.writing import Memo
from kansli.plugin.writing.content import content_of
from kansli.plugin.writing.from_file import extract_from_file, memo_from_file
from kansli.plugin.writing.saving import removed_from
from kansli.plugin.writing.sections import with_section


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    parser = commands.add_parser("memo", help="tjänsteskrivelser", description="Tjänsteskrivelser.")
    actions = parser.add_subparsers(dest="action", metavar="vad", required=True)
    new = add_command(actions, "new", "börja en tjänsteskrivelse i ett ärende", _new, acting=True)
    new.add_argument("case", metavar="ÄRENDE")
    new.add_argument("--type", default="memo", metavar="TYP")
    new.add_argument("--title", default="", metavar="RUBRIK")
    new.add_argument("--from", dest="file", default="", metavar="FIL", help="börja från en färdig text eller Word-fil")
    edit = add_command(actions, "edit", "skriv ett avsnitt (Markdown)", _edit, acting=True)
    edit.add_argument("memo", metavar="SKRIVELSE")
    edit.add_argument("--section", required=True, metavar="AVSNITT")
    edit.add_argument("file", metavar="FIL|-")
    made = add_command(commands, "extract", "gör ett protokollsutdrag i Word av en paragrafs text", _extract)
    made.add_argument("file", metavar="FIL")
    made.add_argument("-o", "--output", required=True, type=Path, metavar="FIL")


def _new(call: Call) -> Answer:
    case = find_case(call, call.options.case)
    given = {"type": call.options.type, "title": call.options.title}
    if not call.options.file:
        return _answer(run(call.system, "draft_memo", case, actor=call.actor, data=given))
    file = call.options.file
    read = memo_from_file(call.system, case, read_bytes(file), Path(file).name, type_id=call.options.type)
    data = {**read.content, **{key: value for key, value in given.items() if value}}
    answer = _answer(run(call.system, "draft_memo", case, actor=call.actor, data=data))
    return _with_what_is_left(answer, read.unplaced, read.remarks)


def _extract(call: Call) -> Answer:
    file = call.options.file
    found = extract_from_file(call.system, read_bytes(file), Path(file).name)
    write_bytes(call.options.output, render_extract(call.system, found.content))
    answer = Answer({"file": str(call.options.output), "content": found.content}, str(call.options.output))
    return _with_what_is_left(answer, found.unplaced, found.lost)


def _with_what_is_left(answer: Answer, unplaced: Sequence[str], remarks: Sequence[str]) -> Answer:
    """The answer, and what a person must look at herself."""
    left = [f"Fick ingen plats: {line}" for line in unplaced]
    data = {**answer.data, "unplaced": list(unplaced), "remarks": list(remarks)}
    return Answer(data, "\n".join([answer.text, *remarks, *left]))


def _edit(call: Call) -> Answer:
    memo = find_record(call, call.options.memo)
    if not isinstance(memo, Memo):
        raise NotFound(f"Tjänsteskrivelsen {call.options.memo}")
    section = call.options.section
    try:
        text = read_bytes(call.options.file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidField(section, f"{call.options.file} är inte UTF-8. Spara filen som UTF-8.") from None
    content = with_section(content_of(memo), section, text, type_version=memo.type_version, body=memo.body.code)
    data, actor = {"content": content}, call.actor
    return _answer(run(call.system, "edit_memo", memo, actor=actor, data=data, expected_version=memo.version))


def _answer(outcome: Outcome) -> Answer:
    """The text's name and number, and what could not be kept of it."""
    record, number, removed = outcome.record, outcome.facts["content_number"], removed_from(outcome)
    data = {"record": record, "version": number, **({"removed": list(removed)} if removed else {})}
    return Answer(data, "\n".join([f"{record}, version {number}", *removed]))
