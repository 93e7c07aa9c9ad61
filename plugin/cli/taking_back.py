"""Kommandot take-back: en fil som har redigerats i Word läses in, avsnitt för avsnitt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, read_bytes
from kansli.plugin.errors import InvalidField

if TYPE_CHECKING:
    from kansli.plugin.taking_back import Decisions, Plan, Taken, Undecided


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "take-back", "läs in en fil som har redigerats i Word", _take_back, acting=True)
    parser.add_argument("file", metavar="FIL|-")
    parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle ändras, spara inget")
    tracked = parser.add_mutually_exclusive_group()
    tracked.add_argument("--accept-changes", action="store_true", help="godkänn filens spårade ändringar")
    tracked.add_argument("--reject-changes", action="store_true", help="avvisa filens spårade ändringar")
    parser.add_argument(
        "--confirm", action="store_true", help="kommentarer, förlorad formatering och tvekan är sedda (se --dry-run)"
    )
    parser.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="AVSNITT=word|kansli",
        help="vems text som ska gälla; kan anges flera gånger",
    )
    parser.add_argument("--keep-file", action="store_true", help="spara filen som version också utan ändrad text")
    parser.add_argument("--request-id", default="", metavar="ID")


def _take_back(call: Call) -> Answer:
    from kansli.plugin.taking_back import Undecided, plan, take_back  # the reader behind it is heavy

    call.open()
    data = read_bytes(call.options.file)
    decisions = _decisions(call)
    found = plan(call.system, data, actor=call.actor, accept=decisions.changes != "reject")
    if call.options.dry_run:
        return Answer(_as_json(found), _told(found))
    try:
        taken = take_back(
            call.system,
            data,
            filename=_name(call.options.file),
            actor=call.actor,
            decisions=decisions,
            expected_version=None if call.options.request_id else found.version,
            request_id=call.options.request_id,
        )
    except Undecided as refusal:
        return _undecided(call, found, refusal)
    return _done(found, taken)


def _decisions(call: Call) -> Decisions:
    from kansli.plugin.taking_back import Decisions
    from kansli.plugin.taking_back.decisions import ALL, TAKES

    takes = {}
    for given in call.options.take:
        name, _, whose = given.partition("=")
        if whose not in {"word", "kansli"}:
            raise InvalidField("take", f"--take {given}: skriv AVSNITT=word eller AVSNITT=kansli.")
        takes[name] = TAKES[whose]
    return Decisions(
        changes="accept" if call.options.accept_changes else "reject" if call.options.reject_changes else "",
        comments_read=call.options.confirm,
        takes=takes,
        confirmed=frozenset({ALL} if call.options.confirm else ()),
        keep_file=call.options.keep_file,
    )


def _name(file: str) -> str:
    return "inläst.docx" if file == "-" else Path(file).name


def _as_json(found: Plan) -> dict[str, object]:
    """The plan in the shape of docs/commands.md."""
    return {
        "record": found.record.record_id,
        "changed": found.sections("changed"),
        "unchanged": found.sections("unchanged"),
        "conflicts": found.sections("conflict"),
        "missing": found.sections("missing"),
        "doubtful": list(dict.fromkeys(part.section for part in found.parts if part.needs_confirmation)),
        "lost": [{"section": part.section, "what": list(part.lost)} for part in found.parts if part.lost],
        "tracked_changes": [
            {"kind": one.kind, "author": one.author, "date": one.date, "text": one.text, "section": one.section}
            for one in found.changes
        ],
        "comments": [
            {"author": one.author, "date": one.date, "text": one.text, "section": one.section} for one in found.comments
        ],
        "outside": list(found.outside),
        "warnings": list(found.warnings),
        "parts": [
            {"name": part.name, "section": part.section, "label": part.label, "state": part.state, "text": part.word}
            for part in found.parts
        ],
        "version": None,
    }


def _told(found: Plan) -> str:
    words = {"changed": "ändrat", "unchanged": "oförändrat", "conflict": "krock", "missing": "tomt eller borta i filen"}
    lines = [f"{found.record.record_id} {found.record.title} (filen är skapad ur lydelse {found.printed_from})"]
    for part in found.parts:
        lines.append(f"  {part.label}: {words[part.state]}")
        lines += [f"    {sentence}" for sentence in (*part.doubts, *part.lost)] if part.state != "unchanged" else []
    lines += [f"  spårad ändring, {one.author}: {one.text}" for one in found.changes]
    lines += [f"  kommentar, {one.author}: {one.text}" for one in found.comments]
    lines += [f"  utanför avsnitten, läses inte in: {line}" for line in found.outside]
    lines += [f"  {sentence}" for sentence in found.warnings]
    return "\n".join(lines)


def _undecided(call: Call, found: Plan, refusal: Undecided) -> Answer:
    """The plan together with what must be decided; nothing is stored."""
    for question in refusal.details:
        call.say(question.message)
    call.say("Ingenting är sparat. Svara med --accept-changes, --reject-changes, --take och --confirm.")
    details = [
        {"code": one.code, "message": one.message, "record": found.record.record_id, "field": one.field}
        for one in refusal.details
    ]
    error = {"code": refusal.code, "message": refusal.message, "details": details}
    return Answer({**_as_json(found), "error": error}, ok=False)


def _done(found: Plan, taken: Taken) -> Answer:
    """The plan as it came to be: what was not taken in is as it was."""
    sections = [part.section for part in found.parts if part.name in taken.parts]
    changed = list(dict.fromkeys(sections))
    others = list(dict.fromkeys(part.section for part in found.parts if part.section not in changed))
    data = {
        **_as_json(found),
        "changed": changed,
        "unchanged": others,
        "conflicts": [],
        "missing": [],
        "version": taken.version or None,
        "content_number": taken.content_number,
    }
    if not taken.version:
        return Answer(data, f"{taken.record}: filen har inget att läsa in, texten är densamma.")
    labels = ", ".join(part.label for part in found.parts if part.name in taken.parts) or "ingen text"
    said = f"{taken.record}: {labels} läst in, lydelse {taken.content_number}. Filen är {taken.version}."
    if taken.removed:
        data["removed"] = list(taken.removed)
    return Answer(data, "\n".join([said, *taken.removed]))
