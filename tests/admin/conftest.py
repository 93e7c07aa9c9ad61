"""The application on a real installation, and a browser for each role."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from kansli.admin.app import create_app
from kansli.admin.settings import WebSettings
from kansli.plugin.settings import Settings
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.base import database
from kansli.plugin.system import System, open_system

PASSWORD = "grå katter sover länge"
ROLES = ("registrar", "case_officer", "board_secretary", "manager", "system_manager", "reader")
PEOPLE = (*ROLES, "everything", "nobody")
CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""What a password costs to check in the tests; nothing is tried against it."""


@dataclass(frozen=True)
class Web:
    """What a test about pages needs: `web.browser("registrar")` is signed in, `web.browser("")` is not."""

    app: Flask
    system: System
    people: dict[str, User]

    def browser(self, role: str) -> FlaskClient:
        client = self.app.test_client()
        if role:
            assert self.sign_in(client, f"{role}@exempel.se").status_code == 302
        return client

    def sign_in(self, client: FlaskClient, email: str, password: str = PASSWORD, **extra: str) -> Any:
        form = {"csrf_token": token_of(client.get("/konto/logga-in").text), "email": email, "password": password}
        return client.post("/konto/logga-in", data={**form, **extra})

    def post(self, client: FlaskClient, path: str, **form: Any) -> Any:
        """Send a form with the token of the client's session."""
        token = token_of(client.get("/konto/").text)
        return client.post(path, data={"csrf_token": token, **form})


def token_of(page: str) -> str:
    found = re.search(r'"csrf-token" content="([^"]+)"', page)
    assert found is not None
    return found[1]


def web_for_tests(**changes: Any) -> WebSettings:
    return WebSettings(**{"secret_key": b"only for the tests, thirty bytes.", "secure_cookies": False, **changes})


def build_app(system: System, **changes: Any) -> Flask:
    """The application, which compiles a template once a run and checks passwords cheaply."""
    app = create_app(system, web=web_for_tests(**changes))
    app.config["KANSLI_KEEP_CONNECTION"] = True
    app.jinja_env.bytecode_cache = COMPILED
    app.extensions["security"].pwd_context.update(**{f"argon2__{name}": cost for name, cost in CHEAP.items()})
    return app


class _Compiled(BytecodeCache):
    """Templates that have been compiled, for all applications of the run."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


def make_people() -> None:
    """A user for each role, one with them all, and one with none."""
    hashed = PasswordHasher(**CHEAP).hash(PASSWORD)
    with database.atomic():
        for role in PEOPLE:
            user = User.create(
                email=f"{role}@exempel.se", name=f"Kim {role}", password=hashed, session_key=f"nyckel-{role}"
            )
            granted = ROLES if role == "everything" else () if role == "nobody" else (role,)
            for each in granted:
                Grant.create(user=user, role=each, cause="prov")


def build_web(system: System, app: Flask) -> Web:
    """Let the application serve the system, which has its people."""
    app.extensions["kansli"] = replace(app.extensions["kansli"], system=system)
    return Web(app, system, {role: User.get(User.email == f"{role}@exempel.se") for role in PEOPLE})


@pytest.fixture(scope="session")
def peopled_folder(installed_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished installation with its people, copied for each test."""
    folder = tmp_path_factory.mktemp("peopled") / "data"
    shutil.copytree(installed_folder, folder)
    with _opened(folder):
        make_people()
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@contextmanager
def _opened(folder: Path) -> Iterator[System]:
    system = open_system(Settings(data=folder))
    system.database.connect(reuse_if_open=True)
    try:
        yield system
    finally:
        system.database.close()


@pytest.fixture
def sqlite_system(peopled_folder: Path, tmp_path: Path) -> Iterator[System]:
    """A fresh installation on SQLite, with its people."""
    folder = tmp_path / "data"
    shutil.copytree(peopled_folder, folder)
    with _opened(folder) as system:
        yield system


@pytest.fixture(scope="module")
def application(peopled_folder: Path) -> Flask:
    """The application that the tests of a module share. A module with pages of its own makes its own."""
    return build_app(open_system(Settings(data=peopled_folder)))


@pytest.fixture
def web(sqlite_system: System, application: Flask) -> Iterator[Web]:
    """A fresh installation with a user for each role."""
    before = dict(application.config)
    yield build_web(sqlite_system, application)
    application.config.clear()
    application.config.update(before)


@pytest.fixture
def own_web(sqlite_system: System) -> Web:
    """The same with an application of its own, to be changed."""
    return build_web(sqlite_system, build_app(sqlite_system))


@pytest.fixture
def web_on_each(system: System) -> Web:
    """The same, once on each engine."""
    make_people()
    return build_web(system, build_app(system))


@pytest.fixture
def app(web: Web) -> Flask:
    return web.app


@pytest.fixture
def people(web: Web) -> dict[str, User]:
    return web.people


@pytest.fixture
def browser(web: Web) -> Callable[[str], FlaskClient]:
    return web.browser


@pytest.fixture(scope="module")
def shared_web(peopled_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One installation for all tests of a module that only look."""
    folder = tmp_path_factory.mktemp("web") / "data"
    shutil.copytree(peopled_folder, folder)
    with _opened(folder) as system:
        yield build_web(system, build_app(system))
