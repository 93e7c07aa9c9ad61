"""Kommandon om mallar: template check, starter, propose, publish, list, rename."""

from __future__ import annotations

from pathlib import Path

from kansli.doctemplates.annotate import annotate
from kansli.plugin.cli.call import Answer, Call, Subparsers, UnusableFile, add_command, read_bytes, write_bytes
from kansli.plugin.clock import now
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.templates import TemplateVersion
from kansli.plugin.templating.checking import Report, check_template, normal_form, try_out
from kansli.plugin.templating.fields import starter_for
from kansli.plugin.templating.overview import template_list
from kansli.plugin.templating.proposing import propose, publish_file
from kansli.plugin.templating.renaming import plan_renaming, propose_renaming
from kansli.plugin.templating.types import type_named


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    parser = commands.add_parser("template", help="mallar", description="Mallar.")
    actions = parser.add_subparsers(dest="action", metavar="vad", required=True)
    check = add_command(actions, "check", "granska en mall och säg vad som är fel och var", _check)
    _takes_file(check)
    check.add_argument("--comments", metavar="FIL", help="skriv en kopia med felen som kommentarer i Word")
    check.add_argument("--trial", metavar="MAPP", help="skriv tre provfyllda dokument i mappen")
    beginning = add_command(actions, "starter", "en Word-fil med alla fält att kopiera ur", _starter)
    beginning.add_argument("type", metavar="TYP")
    beginning.add_argument("-o", "--output", required=True, metavar="FIL")
    proposing = add_command(actions, "propose", "lämna ett mallförslag", _propose, acting=True)
    publishing = add_command(actions, "publish", "ta en mall i bruk", _publish, acting=True)
    for adding in (proposing, publishing):
        _takes_file(adding)
        adding.add_argument("--note", required=True, metavar="ANTECKNING", help="vad som är nytt")
    publishing.add_argument("--valid-from", default="", metavar="DATUM", help="utan: i dag")
    add_command(actions, "list", "mallarna, vilken version som gäller och vad som väntar", _list)
    renaming = add_command(actions, "rename", "byt ett fältnamn i alla mallar i bruk", _rename, acting=True)
    renaming.add_argument("old", metavar="FÄLT")
    renaming.add_argument("new", metavar="NYTT-FÄLT")
    renaming.add_argument("--note", default="", metavar="ANTECKNING")
    renaming.add_argument("--dry-run", action="store_true", help="visa vad som skulle ändras, spara inget")


def _takes_file(parser: object) -> None:
    parser.add_argument("file", metavar="FIL")  # type: ignore[attr-defined]
    parser.add_argument("--for", dest="type", required=True, metavar="TYP", help="handlingstypen")  # type: ignore[attr-defined]


def _checked(call: Call) -> tuple[str, bytes, Report]:
    data = read_bytes(call.options.file)
    template = type_named(call.system.profile, call.options.type).template or ""
    return template, data, check_template(call.system.profile, template, normal_form(data))


def _told(call: Call, template: str, report: Report) -> Answer:
    for problem in (*report.problems, *report.warnings):
        call.say(problem.message)
    text = f"Mallen går att använda som {template}." if report.ok else f"{len(report.problems)} fel i mallen."
    return Answer({**report.as_json(), "template": template}, text, ok=report.ok)


def _check(call: Call) -> Answer:
    template, data, report = _checked(call)
    if call.options.comments and report.sound:
        marked = annotate(normal_form(data), (*report.problems, *report.warnings), at=now())
        write_bytes(Path(call.options.comments), marked)
    if call.options.trial and report.ok:
        _write_trials(call, template, normal_form(data))
    return _told(call, template, report)


def _write_trials(call: Call, template: str, data: bytes) -> None:
    folder = Path(call.options.trial)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFile(str(folder), f"kan inte göras till mapp: {error.strerror}.") from None
    for one in try_out(call.system.profile, template, data).fills:
        if one.ok:
            write_bytes(folder / f"{one.size}.docx", one.data)
        for problem in one.problems:
            call.say(f"{one.label}: {problem.message}")


def _starter(call: Call) -> Answer:
    kind = type_named(call.system.profile, call.options.type)
    write_bytes(Path(call.options.output), starter_for(call.system.profile, kind.id))
    return Answer({"file": call.options.output, "type": kind.id}, f"{call.options.output} är skriven.")


def _propose(call: Call) -> Answer:
    template, data, report = _checked(call)
    if not report.ok:
        return _told(call, template, report)
    name, note = Path(call.options.file).name, call.options.note
    made = propose(call.system, template, data, filename=name, note=note, actor=call.actor)
    answer = {**report.as_json(), "template": template, "proposal": made.record}
    return Answer(answer, f"{made.record} väntar på att någon annan tar mallen {template} i bruk.")


def _publish(call: Call) -> Answer:
    template, data, report = _checked(call)
    if not report.ok:
        return _told(call, template, report)
    made = publish_file(
        call.system,
        template,
        data,
        filename=Path(call.options.file).name,
        note=call.options.note,
        actor=call.actor,
        valid_from=call.options.valid_from,
    )
    version = get_record(made.record)
    number = version.number if isinstance(version, TemplateVersion) else 0
    answer = {**report.as_json(), "template": template, "version": number, "sha256": made.facts["sha256"]}
    return Answer(answer, f"Version {number} av mallen {template} gäller från {made.facts['valid_from']}.")


def _list(call: Call) -> Answer:
    rows = [
        {
            "template": row.name,
            "types": [kind.id for kind in row.types],
            "version": row.in_force.number if row.in_force else None,
            "proposals": [proposal.record_id for proposal in row.proposals],
            "problems": [problem.as_dict() for problem in row.problems],
        }
        for row in template_list(call.system)
    ]
    lines = [f"{row['template']}: version {row['version'] or '–'}, {len(row['proposals'])} förslag" for row in rows]  # type: ignore[arg-type]
    return Answer({"templates": rows}, "\n".join(lines))


def _rename(call: Call) -> Answer:
    options = call.options
    plans = plan_renaming(call.system, options.old, options.new)
    rows = [
        {
            "template": plan.template,
            "version": plan.version.number,
            "changes": [
                {"place": str(one.place.part), "before": one.before, "after": one.after} for one in plan.changes
            ],
            "problems": [problem.as_dict() for problem in plan.problems],
        }
        for plan in plans
    ]
    made: tuple[str, ...] = ()
    if not options.dry_run:
        made = propose_renaming(call.system, options.old, options.new, note=options.note, actor=call.actor)
    lines = [f"{plan.template}: {len(plan.changes)} ställen, {len(plan.problems)} fel" for plan in plans]
    return Answer({"templates": rows, "proposals": list(made)}, "\n".join([*lines, *made]))
