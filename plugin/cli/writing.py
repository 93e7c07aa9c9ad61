"""Kommandon om tjänsteskrivelser: memo new, memo edit."""

from __future__ import annotations

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, read_bytes
from kansli.plugin.cli.references import find_case, find_record
from kansli.plugin.errors import InvalidField, NotFound
from kansli.plugin.runner import run
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo
from kansli.plugin.writing.content import content_of
from kansli.plugin.writing.sections import with_section


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    parser = commands.add_parser("memo", help="tjänsteskrivelser", description="Tjänsteskrivelser.")
    actions = parser.add_subparsers(dest="action", metavar="vad", required=True)
    new = add_command(actions, "new", "börja en tjänsteskrivelse i ett ärende", _new, acting=True)
    new.add_argument("case", metavar="ÄRENDE")
    new.add_argument("--type", default="memo", metavar="TYP")
    new.add_argument("--title", default="", metavar="RUBRIK")
    edit = add_command(actions, "edit", "skriv ett avsnitt (Markdown)", _edit, acting=True)
    edit.add_argument("memo", metavar="SKRIVELSE")
    edit.add_argument("--section", required=True, metavar="AVSNITT")
    edit.add_argument("file", metavar="FIL|-")


def _new(call: Call) -> Answer:
    case = find_case(call, call.options.case)
    data = {"type": call.options.type, "title": call.options.title}
    outcome = run(call.system, "draft_memo", case, actor=call.actor, data=data)
    return _answer(outcome.record)


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
    run(call.system, "edit_memo", memo, actor=call.actor, data={"content": content}, expected_version=memo.version)
    return _answer(memo.record_id)


def _answer(record: str) -> Answer:
    memo = get_record(record)
    number = memo.content_number if isinstance(memo, Memo) else 0
    return Answer({"record": record, "version": number}, f"{record}, version {number}")
