"""Kommandon för att komma igång: init, worker, profile, user."""

from __future__ import annotations

import getpass
import signal
import sys
import threading
from pathlib import Path

from kansli.plugin.cli.call import Answer, Call, Subparsers, UnusableFile, add_command
from kansli.plugin.cli.later import refuse
from kansli.plugin.demo import make_demo
from kansli.plugin.guards import GUARDS
from kansli.plugin.hooks import Hooks, load_hooks
from kansli.plugin.installing import install
from kansli.plugin.lowcode.build import build_profile
from kansli.plugin.lowcode.check import check_profile
from kansli.plugin.lowcode.export import export_profile
from kansli.plugin.lowcode.layers import read_tree
from kansli.plugin.lowcode.load import demo_profile
from kansli.plugin.passwords import hash_password, new_password
from kansli.plugin.runner import run
from kansli.plugin.steps import STEPS
from kansli.plugin.store.lowcode import installation
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import profile_folders
from kansli.plugin.templating.overview import Broken, broken_templates, bytes_in_force
from kansli.plugin.templating.shipped import known_templates, publish_shipped_templates, template_file


def add_commands(commands: Subparsers) -> None:
    """Add the commands of this module."""
    init = add_command(commands, "init", "gör datamapp, nycklar, tabeller och profil; kan upprepas", _init)
    init.add_argument("--profile", metavar="NAMN", help="kommunens profil")
    init.add_argument("--demo", action="store_true", help="lägg in påhittade personer och ärenden att prova med")
    worker = add_command(commands, "worker", "utför köade jobb och håller sökindexet", _worker)
    worker.add_argument("--once", action="store_true", help="gör det som väntar och sluta")
    worker.add_argument("--retry", action="store_true", help="försök igen med det som är parkerat")
    _add_profile_commands(commands)
    user = commands.add_parser("user", help="användare och deras roller", description="Användare och deras roller.")
    users = user.add_subparsers(dest="action", metavar="vad", required=True)
    add = add_command(
        users, "add", "lägg till en användare med en roll; lösenord från stdin, annars visas ett", _user_add
    )
    add.add_argument("email", metavar="E-POST")
    add.add_argument("--name", required=True, metavar="NAMN")
    add.add_argument("--role", required=True, metavar="ROLL", action="append", help="kan anges flera gånger")
    add.add_argument("--board", metavar="KOD", help="diariet som rollen gäller i; utan: alla")
    add.add_argument("--title", default="", metavar="TITEL", help="titel, som den skrivs under en handling")


def _init(call: Call) -> Answer:
    demo = call.options.demo
    installed = install(call.settings, profile_name=_profile(call))
    with installed.system.database.connection_context():
        publish_shipped_templates(installed.system)
        if demo:
            make_demo(installed.system)
    data = {
        "data": str(call.settings.data),
        "profile": installed.system.profile.name,
        "boards": list(installed.boards),
        "demo": demo,
        "migrations": list(installed.migrations),
    }
    return Answer(data, f"Klart i {call.settings.data}: profilen {installed.system.profile.name}.")


def _profile(call: Call) -> str | None:
    """The profile asked for; for a new demo the one made for it; None keeps what is there."""
    named: str | None = call.options.profile
    new = not (call.settings.data / "secret.key").is_file()
    return named or (demo_profile(profile_folders(call.settings.data)) if call.options.demo and new else None)


def _worker(call: Call) -> Answer:
    from kansli.plugin import jobs
    from kansli.plugin.searching import outbox
    from kansli.plugin.worker import work, work_in_two

    call.open()
    if call.options.retry:
        call.say(f"{jobs.retry_parked() + outbox.retry_parked()} parkerade jobb och poster görs om.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if call.options.once:
        work(call.system, once=True, stop=stop)
    else:
        work_in_two(call.system, stop=stop)
    return Answer()


def _add_profile_commands(commands: Subparsers) -> None:
    parser = commands.add_parser("profile", help="kommunens profil", description="Kommunens profil.")
    actions = parser.add_subparsers(dest="action", metavar="vad", required=True)
    check = add_command(actions, "check", "kontrollera en profil och säg vad som är fel och var", _profile_check)
    check.add_argument("profile", metavar="NAMN|MAPP")
    export = add_command(
        actions, "export", "skriv profilen i bruk som en mapp att ändra i eller ta med", _profile_export
    )
    export.add_argument("folder", metavar="MAPP")
    for name, what in (("diff", "Att jämföra profiler"), ("apply", "Att ta in en ändrad profil")):
        parser = add_command(actions, name, f"{what} (inte byggt ännu)", refuse(what, _INSTEAD))
        parser.add_argument("folder", metavar="MAPP")


_INSTEAD = "Lägg ändringen i datamappens profiles/ och kör kansli init igen."


def _profile_export(call: Call) -> Answer:
    name, folder = call.system.profile.name, call.options.folder
    try:
        written = export_profile(name, Path(folder), search_path=profile_folders(call.settings.data))
    except OSError as error:
        raise UnusableFile(folder, f"kan inte skrivas: {error.strerror}. Välj en annan mapp.") from None
    files = [str(path) for path in written]
    return Answer({"folder": folder, "files": files}, f"{len(files)} filer i {folder}.")


def _profile_check(call: Call) -> Answer:
    hooks = load_hooks()
    problems = check_profile(
        call.options.profile,
        search_path=profile_folders(call.settings.data, hooks),
        known_steps={*STEPS, *hooks.steps()},
        known_guards={*GUARDS, *hooks.guards()},
        templates=set(known_templates(call.settings.data)),
    )
    broken = () if problems else _broken_by(call, hooks)
    rows = [
        {
            "file": problem.file,
            "line": problem.line,
            "key": problem.key,
            "message": problem.message,
            "suggestion": problem.suggestion,
        }
        for problem in problems
    ]
    lines = [f"{row['file']}:{row['line']}: {row['key']}: {row['message']}" for row in rows]
    lines += [f"Mallen {one.template}: {problem.message}" for one in broken for problem in one.problems]
    templates = [
        {"template": one.template, "version": one.number, "problems": [problem.as_dict() for problem in one.problems]}
        for one in broken
    ]
    text = "\n".join(lines) or "Profilen är felfri."
    return Answer({"problems": rows, "templates": templates}, text, ok=not lines)


def _broken_by(call: Call, hooks: Hooks) -> tuple[Broken, ...]:
    """The templates that the profile's fields do not fit: those in use here, else the files that are shipped."""
    data = call.settings.data
    tree = read_tree(call.options.profile, search_path=profile_folders(data, hooks))
    installed = (data / "secret.key").is_file()

    def read(name: str) -> tuple[int, bytes] | None:
        used = bytes_in_force(call.system, name) if installed else None
        file = template_file(data, name)
        return used or (None if file is None else (0, file.read_bytes()))

    return broken_templates(build_profile(tree), read)


def _user_add(call: Call) -> Answer:
    options, system = call.options, call.system
    password, shown = _password()
    first, *more = options.role
    data = {
        "email": options.email,
        "name": options.name,
        "title": options.title,
        "role": first,
        "registry": options.board or "",
        "password_hash": hash_password(password),
    }
    outcome = run(system, "add_user", installation(), actor=call.actor, data=data)
    for role in more:
        grant = {"role": role, "registry": options.board or ""}
        run(system, "grant_role", get_record(outcome.record), actor=call.actor, data=grant)
    text = f"{options.email} är tillagd." + (f" Lösenord: {password}" if shown else "")
    return Answer({"user": outcome.record, "roles": options.role, "password": password if shown else None}, text)


def _password() -> tuple[str, bool]:
    """Return the password and whether it was made here and must be shown once."""
    if sys.stdin.isatty():
        typed = getpass.getpass("Lösenord (tomt: ett görs åt dig): ")
    else:
        typed = sys.stdin.readline().rstrip("\n")
    return (typed, False) if typed else (new_password(), True)
