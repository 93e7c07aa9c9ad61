"""Kommandon som läser filer utan att spara något: text, inspect, deadlines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, print_each_line, read_bytes
from kansli.plugin.errors import InvalidField
from kansli.plugin.intake.cleaning import clean
from kansli.plugin.intake.extract import extract
from kansli.plugin.intake.inspect import inspect
from kansli.plugin.intake.vocabulary import Vocabulary
from kansli.plugin.lowcode.load import load_profile
from kansli.plugin.office_program import office_program
from kansli.plugin.rules.deadlines import meeting_deadlines
from kansli.plugin.system import profile_folders
from kansli.plugin.vocabulary import vocabulary_of


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    text = add_command(commands, "text", "visa texten i en fil", _text)
    text.add_argument("file", metavar="FIL")
    seen = add_command(commands, "inspect", "visa vad registreringen skulle känna igen i en fil", _inspect)
    seen.add_argument("file", metavar="FIL|-", nargs="?", default="-")
    seen.add_argument("--jsonl", action="store_true", help='läs {"text": …} en rad i taget från stdin')
    days = add_command(commands, "deadlines", "räkna ut lagens dagar för ett sammanträde", _deadlines)
    days.add_argument("--meeting", required=True, metavar="DATUM")
    days.add_argument("--approved", metavar="DATUM", help="när protokollet justerades")
    days.add_argument("--posted", metavar="DATUM", help="när det anslogs")
    days.add_argument("--board", metavar="KOD")


def _text(call: Call) -> Answer:
    found = extract(read_bytes(call.options.file), Path(call.options.file).name, office=office_program(call.settings))
    warnings = [{"code": caution.code, "message": caution.message} for caution in found.warnings]
    return Answer({"text": found.text, "pages": found.pages, "warnings": warnings}, found.text)


def _inspect(call: Call) -> Answer | None:
    words = _vocabulary(call)
    if call.options.jsonl:
        print_each_line(lambda text: inspect(clean(text), vocabulary=words).as_json())
        return None
    data = read_bytes(call.options.file)
    name = "stdin.txt" if call.options.file == "-" else Path(call.options.file).name
    found = inspect(extract(data, name, office=office_program(call.settings)).text, vocabulary=words).as_json()
    return Answer(found, json.dumps(found, ensure_ascii=False, indent=2))


def _vocabulary(call: Call) -> Vocabulary:
    """The installation's words; without an installation, the base profile's."""
    if (call.settings.data / "secret.key").is_file():
        return vocabulary_of(call.system.profile)
    return vocabulary_of(load_profile("_base", search_path=profile_folders(call.settings.data)))


def _deadlines(call: Call) -> Answer:
    options = call.options
    found = meeting_deadlines(
        meeting=_day("meeting", options.meeting),
        approved=_day("approved", options.approved) if options.approved else None,
        posted=_day("posted", options.posted) if options.posted else None,
    )
    data = {
        "approve_by": found.approve_by.last.isoformat() if found.approve_by else None,
        "post_by": found.post_by.last.isoformat() if found.post_by else None,
        "appeal_last_day": found.appeal_last_day.last.isoformat(),
        "take_down": found.take_down.isoformat(),
    }
    labels = {
        "approve_by": "Justeras senast",
        "post_by": "Anslås senast",
        "appeal_last_day": "Sista dag att överklaga",
        "take_down": "Tas ned",
    }
    return Answer(data, "\n".join(f"{labels[key]}: {value}" for key, value in data.items()))


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidField(option, f"--{option}: ”{text}” är inget datum. Skriv ÅÅÅÅ-MM-DD.") from None
