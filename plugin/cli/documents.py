"""Kommandon om handlingar: register, document add, render."""

from __future__ import annotations

from pathlib import Path

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command, write_bytes
from kansli.plugin.cli.references import find_case, find_record, find_registry
from kansli.plugin.errors import InvalidField, NotFound, Refused
from kansli.plugin.registering import propose, receive_path, register
from kansli.plugin.rendering import render, render_pdf
from kansli.plugin.rendering.pdf import OURS
from kansli.plugin.runner import run
from kansli.plugin.store.documents import Document, DocumentVersion, VersionFile
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement


class NotRenderable(Refused):
    """The record is not one that a template makes a document of."""

    code = "not_renderable"

    def __init__(self, record: str) -> None:
        super().__init__(
            f"{record} görs inte ur någon mall. "
            "Välj en tjänsteskrivelse, ett yttrande eller en version som Kansli har skapat."
        )


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    incoming = add_command(commands, "register", "registrera filer som har kommit in", _register, acting=True)
    incoming.add_argument("file", nargs="+", metavar="FIL")
    incoming.add_argument("--board", metavar="KOD")
    incoming.add_argument("--case", metavar="ÄRENDE")
    incoming.add_argument("--dry-run", action="store_true", help="visa förslaget, spara inget")
    parser = commands.add_parser("document", help="handlingar", description="Handlingar.")
    actions = parser.add_subparsers(dest="action", metavar="vad", required=True)
    adding = add_command(actions, "add", "lägg till en handling, eller en ny version av en", _add, acting=True)
    adding.add_argument("case", metavar="ÄRENDE")
    adding.add_argument("file", metavar="FIL")
    adding.add_argument("--kind", required=True, metavar="SLAG")
    adding.add_argument("--title", default="", metavar="RUBRIK")
    adding.add_argument("--date", metavar="DATUM")
    adding.add_argument("--label", default="", metavar="BENÄMNING")
    adding.add_argument("--valid-from", metavar="DATUM")
    adding.add_argument("--valid-to", metavar="DATUM")
    adding.add_argument("--of", metavar="HANDLING", help="document:4; lägg till som ny version av den")
    making = add_command(commands, "render", "gör dokumentet ur en mall", _render, acting=True)
    making.add_argument("record", metavar="POST", help="memo:3 eller statement:1")
    making.add_argument("-o", "--output", required=True, metavar="FIL", help=".docx, eller .pdf där LibreOffice finns")
    making.add_argument("--archive", action="store_true", help="bara en PDF som också är tillgänglig (PDF/UA)")
    making.add_argument("--anyway", action="store_true", help="också där den senaste filen är redigerad för hand")


def _register(call: Call) -> Answer:
    results = [_one(call, name) for name in call.options.file]
    lines = [f"{row['file']}: {row['case_number'] or ''} {row['status']}" for row in results]
    return Answer({"results": results}, "\n".join(lines), ok=all(row["status"] != "failed" for row in results))


def _one(call: Call, name: str) -> dict[str, object]:
    """Register one file; a refusal is that file's result and the rest go on."""
    row: dict[str, object] = {
        "file": name,
        "status": "failed",
        "case_number": None,
        "document": None,
        "proposal": None,
        "warnings": [],
    }
    try:
        received = receive_path(call.system, name)
        target = find_case(call, call.options.case) if call.options.case else None
        registry = target.registry if target else find_registry(call, call.options.board or "")
        proposal = propose(call.system, received, registry=registry, actor=call.actor)
        row["proposal"] = proposal.as_json()
        row["warnings"] = warnings = [*proposal.warnings, *(same.sentence for same in proposal.same_file)]
        for warning in warnings:
            call.say(f"{name}: {warning}")
        if call.options.dry_run:
            row["status"] = "proposed"
            return row
        outcome = register(call.system, target or registry, proposal.values(), [received], actor=call.actor)
        document = _document_of(outcome.facts, outcome.record)
        row |= {"status": "registered", "case_number": document.case.case_number, "document": document.record_id}
        if received.quarantine:
            row["status"] = "quarantined"
    except Refused as refusal:
        row["warnings"] = [refusal.message]
    return row


def _document_of(facts: object, record: str) -> Document:
    named = facts.get("document") if isinstance(facts, dict) else None
    found = get_record(str(named or record))
    if not isinstance(found, Document):
        raise NotFound("Handlingen")
    return found


def _add(call: Call) -> Answer:
    options = call.options
    case = find_case(call, options.case)
    received = receive_path(call.system, options.file)
    data: dict[str, object] = {
        "kind": options.kind,
        "title": options.title or Path(options.file).stem,
        "document_date": options.date or "",
        "version_date": options.date or "",
        "label": options.label,
        "valid_from": options.valid_from or "",
        "valid_to": options.valid_to or "",
        "files": [received.as_file()],
    }
    if options.of:
        document = find_record(call, options.of)
        outcome = run(call.system, "add_version", document, actor=call.actor, data=data)
    else:
        outcome = run(call.system, "register_document", case, actor=call.actor, data=data)
        document = _document_of(outcome.facts, outcome.record)
    version = outcome.facts["version"]
    _offer_reading_back(call, document, received.blob.sha256)
    return Answer({"document": document.record_id, "version": version}, f"{version} är sparad.")


def _offer_reading_back(call: Call, document: Document, sha256: str) -> None:
    """A file that was made here can be read back into its text: say so, on stderr."""
    from kansli.plugin.taking_back import known_as  # the reader behind it is heavy

    known = known_as(call.system.files.read(sha256), actor=call.actor)
    if known is not None and known.document_id == document.id:
        call.say(f"Filen är skapad ur {known.record_id}. Läs in texten med: kansli take-back {call.options.file}")


def _render(call: Call) -> Answer:
    record = find_record(call, call.options.record)
    target = Path(call.options.output)
    as_pdf = target.suffix.lower() == ".pdf"
    if call.options.archive and not as_pdf:
        raise InvalidField("archive", "--archive gäller PDF. Låt filnamnet sluta på .pdf.")
    system = call.system
    template: str | None
    number: int | None
    if isinstance(record, (Memo, Statement)):
        made = render(system, record, actor=call.actor, replace_edited=call.options.anyway)
        version, sha256 = get_record(made.version), made.sha256
        template, number = made.template, made.template_version
    elif isinstance(record, DocumentVersion) and record.source in OURS and (file := _openable(record)) is not None:
        version, sha256, by = record, file.file.sha256, record.template_version
        template, number = (by.template, by.number) if by is not None else (None, None)
    else:
        raise NotRenderable(call.options.record)
    data = render_pdf(system, version, archive=call.options.archive) if as_pdf else system.files.read(sha256)
    write_bytes(target, data)
    answer = {"file": str(target), "template": template, "template_version": number, "sha256": sha256}
    made_by = f"ur mallen {template}, version {number}" if template else "som den är redigerad i Word"
    return Answer(answer, f"{target} är skriven {made_by}.")


def _openable(version: DocumentVersion) -> VersionFile | None:
    found: VersionFile | None = version.files.where(VersionFile.quarantine == "").first()
    return found
