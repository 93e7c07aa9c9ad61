"""Demon. Plays a profile's own script of invented people and cases, through the same steps as everyone else."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kansli.plugin import rights
from kansli.plugin.clock import frozen_at
from kansli.plugin.errors import Refused
from kansli.plugin.passwords import hash_password, new_password
from kansli.plugin.registering import receive_path
from kansli.plugin.rendering import render
from kansli.plugin.rights import Actor
from kansli.plugin.runner import run
from kansli.plugin.store.accounts import User
from kansli.plugin.store.base import Record
from kansli.plugin.store.lowcode import Setting, installation
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.system import System, profile_folders

SIGN_IN_FILE = "demo-inloggning.json"
POST_FOLDER = "demo-post"


class NoDemo(Refused):
    """The profile brings no demo."""

    code = "no_demo"

    def __init__(self, profile: str) -> None:
        super().__init__(f"Profilen {profile} har ingen demo. Välj en profil som har mappen demo/.")


def make_demo(system: System) -> bool:
    """Add the profile's people and cases once; return whether anything was added."""
    if Setting.get_or_none(Setting.key == "demo") is not None:
        return False
    folder = _folder(system)
    _add_people(system, tomllib.loads((folder / "people.toml").read_text(encoding="utf-8")))
    _lay_out_post(system, folder / "post")
    names: dict[str, str] = {}
    for row in _script(folder):
        with frozen_at(row["at"] if isinstance(row.get("at"), datetime) else datetime.fromisoformat(str(row["at"]))):
            _play(system, row, names, folder)
    Setting.create(key="demo", value=True)
    return True


def sign_ins(system: System) -> list[dict[str, str]]:
    """Return `email`, `name`, `role`, `password` of the demo's people; empty where there is no demo."""
    path = system.data / SIGN_IN_FILE
    if not path.exists():
        return []
    found: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _folder(system: System) -> Path:
    for root in profile_folders(system.data):
        if (root / system.profile.name / "demo" / "people.toml").is_file():
            return root / system.profile.name / "demo"
    raise NoDemo(system.profile.name)


def _script(folder: Path) -> Iterator[dict[str, Any]]:
    yield from tomllib.loads((folder / "script.toml").read_text(encoding="utf-8"))["do"]


def _add_people(system: System, people: Mapping[str, Any]) -> None:
    password = new_password()
    listed = []
    for person in people["person"]:
        first, *more = person["roles"]
        data = {
            "email": person["email"],
            "name": person["name"],
            "title": person.get("title", ""),
            "unit": person.get("unit", ""),
            "role": first["role"],
            "registry": first.get("registry", ""),
            "password_hash": hash_password(password),
        }
        made = run(system, "add_user", installation(), actor=rights.operator(), data=data)
        for grant in more:
            run(system, "grant_role", get_record(made.record), actor=rights.operator(), data=grant)
        role = system.profile.roles[first["role"]].label
        listed.append({"email": person["email"], "name": person["name"], "role": role, "password": password})
    _write_private(system.data / SIGN_IN_FILE, json.dumps(listed, ensure_ascii=False, indent=1))


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)


def _lay_out_post(system: System, post: Path) -> None:
    """Copy the letters that the tour registers, so that they can be picked in the browser."""
    target = system.data / POST_FOLDER
    target.mkdir(exist_ok=True)
    for letter in sorted(post.iterdir()):
        (target / letter.name).write_bytes(letter.read_bytes())


def _play(system: System, row: Mapping[str, Any], names: dict[str, str], folder: Path) -> None:
    actor = _actor(system, row["actor"])
    subject = _subject(row["on"], names)
    if row["step"] == "render":
        if not isinstance(subject, (Memo, Statement)):
            raise NoDemo(f"{system.profile.name} (render {row['on']})")
        render(system, subject, actor=actor)
        return
    data = dict(_resolved(row.get("data", {}), names))
    if "files" in row:
        data["files"] = [receive_path(system, str(folder / name)).as_file() for name in row["files"]]
    if "documents" in data:
        data["documents"] = [_with_files(system, document, folder) for document in data["documents"]]
    outcome = run(system, row["step"], subject, actor=actor, data=data, reason=row.get("reason", ""))
    if "as" in row:
        names[row["as"]] = outcome.record
        for number, made in enumerate(outcome.facts.get("documents", ()) or (), start=1):  # type: ignore[var-annotated, arg-type]
            names[f"{row['as']}.{number}"] = made["document"]


def _with_files(system: System, document: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    files = [receive_path(system, str(folder / name)).as_file() for name in document.get("files", ())]
    return {**document, "files": files}


def _actor(system: System, email: str) -> Actor:
    return rights.actor_for(User.get(User.email == email), system.profile)


def _subject(name: str, names: Mapping[str, str]) -> Record:
    if name.startswith("registry:"):
        found: Record = Registry.get(Registry.code == name.removeprefix("registry:"))
        return found
    return get_record(names[name])


def _resolved(value: Any, names: Mapping[str, str]) -> Any:
    """Replace `@name` by the id of what an earlier row made."""
    if isinstance(value, dict):
        return {key: _resolved(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, names) for item in value]
    if isinstance(value, str) and value.startswith("@"):
        return names[value[1:]]
    return value
