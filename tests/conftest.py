"""What every test may ask for: an installation on each engine, people with roles, and what the machine must have."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import peewee as pw
import pytest
from fresh_postgres import drop_database, make_database, make_fresh, url_of

from kansli.plugin.installing import install
from kansli.plugin.rights import Actor, actor_for, operator
from kansli.plugin.settings import Settings
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.organisation import Registry
from kansli.plugin.system import System, open_system

REQUIRED = set(filter(None, os.environ.get("KANSLI_REQUIRE", "").split(",")))
PROFILE = "lund"


def absent(what: str, reason: str) -> None:
    """Skip with the reason, or fail where the machine has promised to have it."""
    if what in REQUIRED:
        pytest.fail(f"KANSLI_REQUIRE names {what}: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def libreoffice() -> Path:
    """LibreOffice's command."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        absent("libreoffice", "LibreOffice is not installed")
    return Path(str(found))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium that playwright can drive."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        absent("chromium", "Chromium is not installed")
    return Path(str(found))


@pytest.fixture(scope="session")
def installed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished SQLite installation, copied for each test."""
    folder = tmp_path_factory.mktemp("installed") / "data"
    made = install(Settings(data=folder), profile_name=PROFILE)
    with made.system.database.connection_context():
        made.system.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made.system.database.close_all() if hasattr(made.system.database, "close_all") else made.system.database.close()
    return folder


@pytest.fixture(scope="session")
def postgres_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The name of a PostgreSQL database with an installation; each test makes it fresh."""
    name = f"kansli_test_{worker_id}_{os.getpid()}"
    try:
        make_database(name, tmp_path_factory.mktemp("pg") / "data", profile=PROFILE)
    except (pw.OperationalError, pw.ImproperlyConfigured) as error:
        absent("postgres", f"PostgreSQL does not answer: {error}")
    yield name
    drop_database(name)


@pytest.fixture
def sqlite_system(installed_folder: Path, tmp_path: Path) -> Iterator[System]:
    """A fresh installation on SQLite."""
    folder = tmp_path / "data"
    shutil.copytree(installed_folder, folder)
    yield from _opened(Settings(data=folder))


@pytest.fixture(params=["sqlite", "postgres"])
def system(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[System]:
    """A fresh installation, once on SQLite and once on PostgreSQL."""
    folder = tmp_path / "data"
    shutil.copytree(request.getfixturevalue("installed_folder"), folder)
    if request.param == "sqlite":
        yield from _opened(Settings(data=folder))
        return
    name = request.getfixturevalue("postgres_database")
    make_fresh(name)
    (folder / "kansli.db").unlink()
    yield from _opened(Settings(data=folder, database_url=url_of(name)))


def _opened(settings: Settings) -> Iterator[System]:
    opened = open_system(settings)
    opened.database.connect(reuse_if_open=True)
    yield opened
    opened.database.close()
    if hasattr(opened.database, "close_all"):
        opened.database.close_all()


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> None:
    for name in list(os.environ):
        if name.startswith("KANSLI_") and name not in {"KANSLI_REQUIRE", "KANSLI_SEEDS", "KANSLI_TEST_POSTGRES"}:
            del os.environ[name]


@pytest.fixture
def the_operator() -> Actor:
    """The person at the command line."""
    return replace(operator(), name="test")


def make_user(system: System, role: str, *, registry: str | None = None, email: str = "", name: str = "") -> Actor:
    """Make a user with one role (in one registry or all) and return it as an actor."""
    number = User.select().count() + 1
    user = User.create(
        email=email or f"{role.replace('_', '.')}{number}@exempel.se",
        name=name or f"Test {role.replace('_', ' ').title()}",
        session_key=f"key-{number}",
    )
    where = Registry.get(Registry.code == registry) if registry else None
    Grant.create(user=user, role=role, registry=where, cause="test")
    return actor_for(user, system.profile)


@pytest.fixture
def actor_of(request: pytest.FixtureRequest) -> Callable[..., Actor]:
    """Return a maker of actors: `actor_of("registrar", registry="TN")`."""
    name = "system" if "system" in request.fixturenames else "sqlite_system"
    opened: System = request.getfixturevalue(name)
    return lambda role, **options: make_user(opened, role, **options)


AXE = Path(__file__).parent / "admin" / "vendor" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.fixture(scope="session")
def browser_process(chromium: Path) -> Iterator[Any]:
    """One headless Chromium for the whole run."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        process = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        yield process
        process.close()


@pytest.fixture
def browser_page(browser_process: Any) -> Iterator[Any]:
    """An empty page in a browser of its own; `page.complaints` gathers what its console complains about."""
    context = browser_process.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """`axe(page)` lists what hinders people on the page, one line a rule; empty is right."""
    script = AXE.read_text(encoding="utf-8")

    def check(page: Any) -> list[str]:
        page.evaluate(script)
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
        return [f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html']}" for rule in found["violations"]]

    return check


@pytest.fixture
def served_app() -> Iterator[Callable[[Any], str]]:
    """`served_app(app)` serves a WSGI application on a free port of this machine and returns its address."""
    from waitress.server import create_server

    running: list[tuple[Any, threading.Thread]] = []

    def serve(app: Any) -> str:
        server = create_server(app, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.effective_port}"

    yield serve
    for server, thread in running:
        server.close()
        thread.join(5)
