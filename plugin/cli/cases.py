"""Kommandon om ärenden: case open, case show, step."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, read_bytes
from kansli.plugin.cli.case_json import case_as_json
from kansli.plugin.cli.references import find_case, find_record, find_registry
from kansli.plugin.errors import InvalidField
from kansli.plugin.registering import receive_path, register
from kansli.plugin.runner import possible, run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.tables import get_record
from kansli.plugin.writing.saving import removed_from


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    parser = commands.add_parser("case", help="ärenden", description="Ärenden.")
    actions = parser.add_subparsers(dest="action", metavar="vad", required=True)
    _add_open(actions)
    show = add_command(actions, "show", "visa allt om ett ärende", _show, acting=True)
    show.add_argument("case", metavar="ÄRENDE", help="id eller diarienummer i valfri skrivning")
    step = add_command(
        commands, "step", "gör ett steg i arbetsflödet, eller visa vilka som går", _step, acting=True, data=False
    )
    step.add_argument("record", metavar="POST", help="case:12, memo:3 …")
    step.add_argument("step", metavar="STEG", nargs="?")
    step.add_argument("--list", action="store_true", help="visa stegen och vad som hindrar dem")
    step.add_argument("--data", dest="input", metavar="FIL.json", help="stegets uppgifter")
    step.add_argument("--reason", default="", metavar="SKÄL")
    step.add_argument("--expected-version", type=int, metavar="N", help="refusera om någon hunnit spara")
    step.add_argument("--request-id", default="", metavar="ID", help="samma id två gånger gör steget en gång")


def _add_open(actions: Subparsers) -> None:
    opening = add_command(actions, "open", "öppna ett ärende och registrera den första handlingen", _open, acting=True)
    opening.add_argument("--board", required=True, metavar="KOD")
    opening.add_argument("--type", required=True, metavar="TYP")
    opening.add_argument("--title", required=True, metavar="RUBRIK")
    opening.add_argument("--received", metavar="DATUM")
    opening.add_argument("--sender", default="", metavar="AVSÄNDARE")
    opening.add_argument("--their-ref", default="", metavar="BETECKNING")
    opening.add_argument("--due", metavar="DATUM", help="svar senast")
    opening.add_argument("--file", action="append", default=[], metavar="FIL")
    opening.add_argument("--request-id", default="", metavar="ID")


def _open(call: Call) -> Answer:
    options = call.options
    registry = find_registry(call, options.board)
    values = {
        "case_type": options.type,
        "title": options.title,
        "received_on": options.received or "",
        "counterparty": options.sender,
        "counterparty_reference": options.their_ref,
        "response_due": options.due or "",
    }
    files = [receive_path(call.system, name) for name in options.file]
    outcome = register(call.system, registry, values, files, actor=call.actor, request_id=options.request_id)
    case = get_record(outcome.record)
    if not isinstance(case, Case):
        raise TypeError(f"register_incoming made {outcome.record}, not a case")
    documents = Document.select().where(Document.case == case).order_by(Document.sequence)
    data = {
        "case_number": case.case_number,
        "canonical": case.canonical,
        "id": case.record_id,
        "documents": [{"id": row.record_id, "number": row.number, "title": row.title} for row in documents],
    }
    return Answer(data, f"{case.case_number}  {case.title}")


def _show(call: Call) -> Answer:
    case = find_case(call, call.options.case)
    data = case_as_json(case, call.actor)
    lines = [f"{case.case_number}  {case.title}  ({case.state})"]
    lines += [f"  {row['number'] or '–'}  {row['title']}" for row in _rows(data["documents"])]
    return Answer(data, "\n".join(lines))


def _rows(value: object) -> list[Mapping[str, object]]:
    return list(value) if isinstance(value, list) else []


def _step(call: Call) -> Answer:
    record = find_record(call, call.options.record)
    if call.options.list or not call.options.step:
        return _list(call)
    outcome = run(
        call.system,
        call.options.step,
        record,
        actor=call.actor,
        data=_data(call),
        request_id=call.options.request_id,
        expected_version=call.options.expected_version,
        reason=call.options.reason,
    )
    data = {"record": outcome.record, "state": outcome.state, "log": outcome.log, "facts": dict(outcome.facts)}
    return Answer(data, "\n".join([f"{outcome.record}: {outcome.state or 'klart'}", *removed_from(outcome)]))


def _list(call: Call) -> Answer:
    record = find_record(call, call.options.record)
    rows = [
        {
            "step": item.step,
            "label": item.label,
            "possible": not item.blockers,
            "blockers": [{"code": why.code, "message": why.message, "record": why.record} for why in item.blockers],
        }
        for item in possible(call.system, record, actor=call.actor)
    ]
    lines = [f"{row['step']}  {row['label']}{'' if row['possible'] else '  (hindras)'}" for row in rows]
    return Answer({"steps": rows}, "\n".join(lines) or "Inga steg.")


def _data(call: Call) -> Mapping[str, object]:
    if not call.options.input:
        return {}
    try:
        found = json.loads(read_bytes(call.options.input))
    except ValueError as error:
        raise InvalidField("data", f"{call.options.input} är inte giltig JSON: {error}.") from None
    if not isinstance(found, dict):
        raise InvalidField("data", f"{call.options.input} ska innehålla ett JSON-objekt, {{…}}.")
    return found
