"""Kommandon för driften: verify, backup, restore, bench."""

from __future__ import annotations

from pathlib import Path

from kansli.plugin.cli.call import Answer, Call, Subparsers, add_command


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    add_command(commands, "verify", "kontrollera databas, filer, logg, nummer och index", _verify)
    backup = add_command(commands, "backup", "spara allt i en fil", _backup)
    backup.add_argument("file", metavar="FIL")
    restore = add_command(commands, "restore", "lägg tillbaka en säkerhetskopia i en tom datamapp", _restore)
    restore.add_argument("file", metavar="FIL")
    bench = add_command(commands, "bench", "mät, enligt docs/benchmarks.md", _bench)
    bench.add_argument("name", metavar="NAMN")
    bench.add_argument("--size", type=int, default=200, metavar="N")


def _verify(call: Call) -> Answer:
    from kansli.plugin.verify import verify

    report = verify(call.system)
    checks = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in report.checks]
    lines = [f"{'ok ' if check['ok'] else 'FEL'}  {check['name']}: {check['detail']}" for check in checks]
    return Answer({"ok": report.ok, "checks": checks}, "\n".join(lines), ok=report.ok)


def _backup(call: Call) -> Answer:
    from kansli.plugin.backup import backup

    size = backup(call.system, Path(call.options.file))
    return Answer({"file": call.options.file, "size": size}, f"{call.options.file}: {size} byte.")


def _restore(call: Call) -> Answer:
    from kansli.plugin.backup import restore

    restore(Path(call.options.file), call.settings.data)
    told = f"Återlagt i {call.settings.data}. Kör kansli reindex och sedan kansli verify."
    return Answer({"data": str(call.settings.data)}, told)


def _bench(call: Call) -> Answer:
    from kansli.plugin.benchmarks.bench import bench

    report = bench(call.options.name, size=call.options.size)
    return Answer(report.as_json(), report.text())
