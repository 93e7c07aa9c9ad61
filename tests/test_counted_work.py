"""Counted work: what a page asks of the database is the same with a hundred cases and with a hundred thousand.

Nothing here looks at a clock. Queries are counted as they are sent, and SQLite counts the instructions it carries out.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import peewee as pw
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password

from kansli.admin.app import create_app
from kansli.admin.settings import WebSettings
from kansli.plugin.overview.case_file import case_file
from kansli.plugin.overview.cases import CaseFilter, case_list
from kansli.plugin.overview.document_page import document_page
from kansli.plugin.overview.documents import document_list, post_list
from kansli.plugin.overview.today import agenda
from kansli.plugin.rights import Actor, actor_for, operator
from kansli.plugin.runner import run
from kansli.plugin.settings import Settings
from kansli.plugin.store.accounts import Grant, User
from kansli.plugin.store.base import Record, database
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.decisions import Decision, Referral
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.organisation import Body, Registry
from kansli.plugin.store.writing import Memo, MemoVersion
from kansli.plugin.system import System, open_system
from kansli.plugin.types import type_version

pytestmark = pytest.mark.xdist_group("counted_work")

FEW, MANY, WAITING = 100, 100_000, 50
MONDAY = date(2021, 2, 1)
BUSY = "Det stora ärendet"
EMAIL = "registrator@exempel.se"
LIST_QUERIES, CASE_QUERIES = 3, 5
WHO_ASKS = 2
"""Queries of every signed-in request besides the page's own: the user's row and the grants."""
SLACK = 5_000
"""Instructions: a page of fifty rows that the small register is too short to fill."""
PASSWORD = "grå katter sover länge"

LISTS: dict[str, Callable[[Actor], object]] = {
    "cases": case_list,
    "cases, page 3": lambda actor: case_list(actor, page=2),
    "open cases of a board": lambda actor: case_list(actor, narrowed=CaseFilter(body="TN", state="open")),
    "cases of a year": lambda actor: case_list(actor, narrowed=CaseFilter(year=1999)),
    "cases without officer": lambda actor: case_list(actor, narrowed=CaseFilter(unassigned=True, state="open")),
    "documents": document_list,
    "incoming documents": lambda actor: document_list(actor, direction="incoming"),
    "post of a day": lambda actor: post_list(actor, day=MONDAY),
    "today, mine": lambda actor: agenda(actor, today=MONDAY),
    "today, the board's": lambda actor: agenda(actor, today=MONDAY, scope="body"),
}


@pytest.fixture(scope="session")
def few_folder(installed_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_folder(installed_folder, tmp_path_factory.mktemp("few") / "data", FEW)


@pytest.fixture(scope="session")
def many_folder(installed_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled_folder(installed_folder, tmp_path_factory.mktemp("many") / "data", MANY)


@contextmanager
def opened(folder: Path) -> Iterator[System]:
    system = open_system(Settings(data=folder))
    system.database.connect(reuse_if_open=True)
    yield system
    system.database.close()


def filled_folder(installed: Path, folder: Path, cases: int) -> Path:
    """An installation with so many cases: a document in each of them, and in one of them a great deal."""
    shutil.copytree(installed, folder)
    with opened(folder) as system, database.atomic():
        user = User.create(email=EMAIL, name="Kim Registrator", session_key="nyckel")
        for role in ("registrar", "system_manager"):
            Grant.create(user=user, role=role, cause="prov")
        first, document = the_first_case(system, user)
        busy = open_case(system, BUSY)
        multiply(
            Case, first, cases - 2, sequence="t.sequence + n.i + 1", sort_key="t.sort_key || printf('%07d', n.i)",
            case_number="t.case_number || '/' || n.i", canonical="t.canonical || '/' || n.i",
            title="t.title || ' ' || n.i", secret="n.i % 50 = 0",
            officer_id="CASE WHEN n.i % 10 > 0 THEN t.officer_id END", state=so_far("open", "closed"),
        )  # fmt: skip
        copy_documents(document, cases - 2)
        multiply(Watch, only(Watch), cases // 10 - 1, case_id="t.case_id + n.i * 7 + 1", state=so_far("open", "done"))
        multiply(
            Referral,
            only(Referral),
            cases // 10 - 1,
            case_id="t.case_id + n.i * 9 + 1",
            state=so_far("received", "answered"),
        )
        multiply(
            Memo, only(Memo), cases // 20, case_id="t.case_id + n.i * 11 + 1", state=so_far("submitted", "decided")
        )
        multiply(MemoVersion, only(MemoVersion), cases // 20, owner_id="t.owner_id + n.i")
        multiply(Decision, only(Decision), cases // 20, case_id="t.case_id + n.i * 11 + 1", paragraph="n.i + 1")
        fill_a_case(system, busy, user)
    return folder


def the_first_case(system: System, user: User) -> tuple[Case, Document]:
    case = open_case(system, "Lekplatsen vid Ängsvägen")
    Case.update(officer=user).where(Case.id == case.id).execute()
    document = a_document(case, 1, "0" * 64)
    a_days_work(system, case, user, paragraph="1")
    return case, document


def fill_a_case(system: System, case: Case, user: User) -> None:
    for number in range(1, 31):
        a_document(case, number, f"f{number:063x}")
        a_days_work(system, case, user, paragraph=f"{number} B")


def open_case(system: System, title: str) -> Case:
    data = {"case_type": "general", "title": title}
    done = run(system, "open_case", Registry.get(Registry.code == "TN"), actor=operator(), data=data)
    return Case.get_by_id(int(done.record.partition(":")[2]))


def a_document(case: Case, number: int, digest: str) -> Document:
    values = {"kind": "letter", "title": "Synpunkter", "direction": "incoming", "received_on": MONDAY}
    document = Document.create(case=case, sequence=number, state="registered", **values)
    version = DocumentVersion.create(document=document, number=1, source="received")
    VersionFile.create(version=version, file=StoredFile.create(sha256=digest, size=1), filename="brev.txt", text="x")
    return document


def a_days_work(system: System, case: Case, user: User, *, paragraph: str) -> None:
    kind = type_version("document", system.profile.document_types["memo"])
    memo = Memo.create(case=case, body=case.body, title="Svar", author=user, state="submitted", type_version=kind)
    MemoVersion.create(owner=memo, number=1, content={"title": memo.title}, author=EMAIL)
    Watch.create(case=case, title="Ring", due=MONDAY, state="open", user=user)
    Referral.create(case=case, remitter="Planeringsrådet", response_due=MONDAY, state="received")
    body = Body.get(Body.code == "TN")
    Decision.create(case=case, body=body, decided_on=MONDAY, year=2021, paragraph=paragraph, title="t", text="t")


def copy_documents(document: Document, count: int) -> None:
    """One in each case, of other days than the one whose post is looked at."""
    day = "date(t.received_on, '-' || (n.i % 3000 + 1) || ' days')"
    multiply(Document, document, count, case_id="t.case_id + n.i + 1", received_on=day)
    multiply(DocumentVersion, only(DocumentVersion), count, document_id="t.document_id + n.i")
    multiply(StoredFile, only(StoredFile), count, sha256="printf('%064d', n.i)")
    multiply(VersionFile, only(VersionFile), count, version_id="t.version_id + n.i", file_id="t.file_id + n.i")


def so_far(waiting: str, done: str) -> str:
    """What waits is as much in every register; it is the finished that grows with the years."""
    return f"CASE WHEN n.i <= {WAITING} THEN '{waiting}' ELSE '{done}' END"


def only(table: type[Record]) -> Record:
    return table.select().order_by(table.id).get()


def multiply(table: type[Record], pattern: Record, count: int, **changes: str) -> None:
    """Copy a row `count` times within SQLite; `changes` are SQL in which `t` is the row and `n.i` counts from 1."""
    columns = [name for name in table._meta.columns if name != "id"]
    listed = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(changes.get(name, f't."{name}"') for name in columns)
    assert set(changes) <= set(columns)
    database.execute_sql(
        f'INSERT INTO "{table._meta.table_name}" ({listed}) '
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
        f'SELECT {values} FROM "{table._meta.table_name}" AS t, n WHERE t.id = {pattern.id}'
    )


def registrar(system: System) -> Actor:
    return actor_for(User.get(User.email == EMAIL), system.profile)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect every statement that is sent within the block."""
    sent: list[str] = []
    connection = database.connection()
    connection.set_trace_callback(sent.append)
    try:
        yield sent
    finally:
        connection.set_trace_callback(None)


def queries(look: Callable[[], object]) -> list[str]:
    with counted() as sent:
        look()
    return [sql for sql in sent if not sql.startswith("BEGIN")]


def instructions(look: Callable[[], object], *, grain: int = 50) -> int:
    """How many of SQLite's own instructions a look takes, to the nearest `grain`."""
    passed = [0]

    def another() -> int:
        passed[0] += grain
        return 0

    connection: Any = database.connection()
    connection.set_progress_handler(another, grain)
    try:
        look()
    finally:
        connection.set_progress_handler(None, 0)
    return passed[0]


def busy_case() -> int:
    return int(Case.get(Case.title == BUSY).id)


def last_document() -> int:
    return int(Document.select(pw.fn.MAX(Document.id)).scalar())


def overviews(actor: Actor) -> dict[str, Callable[[], object]]:
    busy, last = busy_case(), last_document()
    return {
        **{name: partial(look, actor) for name, look in LISTS.items()},
        "the case": partial(case_file, busy, actor=actor),
        "the document": partial(document_page, last, actor=actor),
    }


def pages(system: System) -> dict[str, Callable[[], object]]:
    """Work pages and every register's list, as a signed-in registrar and system manager opens them."""
    app = create_app(system, web=WebSettings(secret_key=b"only for the tests, thirty bytes.", secure_cookies=False))
    app.config["KANSLI_KEEP_CONNECTION"] = True
    browser = signed_in(app)
    work = ("/", "/arenden/", "/arenden/?state=open&body=TN", "/handlingar/", f"/postlista/?dag={MONDAY}")
    registers = (rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.endswith(".index_view"))
    found = {path: partial(opens, browser, path) for path in (*work, *registers)}
    return {**found, "/arenden/<busy>": partial(opens, browser, f"/arenden/{busy_case()}")}


def signed_in(app: Flask) -> FlaskClient:
    with app.app_context():
        User.update(password=hash_password(PASSWORD)).where(User.email == EMAIL).execute()
    browser = app.test_client()
    token = re.search(r'"csrf-token" content="([^"]+)"', browser.get("/konto/logga-in").text)
    assert token is not None
    form = {"csrf_token": token[1], "email": EMAIL, "password": PASSWORD}
    assert browser.post("/konto/logga-in", data=form).status_code == 302
    return browser


def opens(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 200, path


@dataclass(frozen=True)
class Work:
    """What each look asked of the database."""

    queries: dict[str, int]
    instructions: dict[str, int]


def counted_work(folder: Path) -> Work:
    with opened(folder) as system:
        looks = {**overviews(registrar(system)), **pages(system)}
        for look in looks.values():
            look()
        return Work(
            {name: len(queries(look)) for name, look in looks.items()},
            {name: instructions(look) for name, look in looks.items()},
        )


@pytest.fixture(scope="module")
def few(few_folder: Path) -> Work:
    return counted_work(few_folder)


@pytest.fixture(scope="module")
def many(many_folder: Path) -> Work:
    return counted_work(many_folder)


def test_no_look_asks_more_queries_among_a_hundred_thousand_cases_than_among_a_hundred(few, many):
    assert many.queries == few.queries


def test_a_list_asks_at_most_three_queries(many):
    assert {name: many.queries[name] for name in LISTS if many.queries[name] > LIST_QUERIES} == {}


def test_the_file_of_a_case_asks_at_most_five_queries(many):
    assert many.queries["the case"] <= CASE_QUERIES
    assert many.queries["the document"] <= CASE_QUERIES


def test_a_page_with_a_list_asks_no_more_than_its_list_and_who_asks(many):
    lists = {name: count for name, count in many.queries.items() if name.startswith("/") and "<busy>" not in name}
    assert {name: count for name, count in lists.items() if count > LIST_QUERIES + WHO_ASKS} == {}


def test_the_page_of_a_case_asks_no_more_than_its_file_and_who_asks(many):
    assert many.queries["/arenden/<busy>"] <= CASE_QUERIES + WHO_ASKS


def test_the_database_does_as_much_for_a_work_page_whatever_has_been_archived(few, many):
    """A register that is a thousand times larger may cost twice the instructions: deeper indexes, fuller pages."""
    work = [name for name in few.instructions if not name.startswith(("/register/", "/system/"))]
    grown = {name: (few.instructions[name], many.instructions[name]) for name in work}
    assert {name: pair for name, pair in grown.items() if pair[1] > 2 * pair[0] + SLACK} == {}


def test_the_list_of_a_register_is_not_gone_through_to_show_its_newest_rows(few, many):
    """Rows are counted as far as a thousand, ten times what the small register has."""
    lists = [name for name in few.instructions if name.startswith(("/register/", "/system/"))]
    grown = {name: (few.instructions[name], many.instructions[name]) for name in lists}
    assert {name: pair for name, pair in grown.items() if pair[1] > 12 * pair[0] + SLACK} == {}


def test_the_counters_see_a_query_for_each_row(many_folder):
    with opened(many_folder):
        assert len(queries(lambda: [Case.get_by_id(number) for number in (1, 2, 3)])) == 3
        few_rows = instructions(lambda: list(Case.select(Case.id).limit(100).tuples()))
        assert instructions(lambda: list(Case.select(Case.id).limit(10_000).tuples())) > 10 * few_rows
