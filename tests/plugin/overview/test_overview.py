"""The overviews: what waits, the lists, the case file; on both engines, and with a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from kansli.plugin.cli.case_json import case_as_json
from kansli.plugin.clock import now
from kansli.plugin.errors import NotFound
from kansli.plugin.overview.case_file import case_file
from kansli.plugin.overview.cases import CaseFilter, case_list
from kansli.plugin.overview.documents import document_list, post_list
from kansli.plugin.overview.timeline import timeline
from kansli.plugin.overview.today import agenda
from kansli.plugin.rights import Actor
from kansli.plugin.runner import run
from kansli.plugin.store.base import database
from kansli.plugin.store.cases import Case, CaseRelation, SecrecyMark, Watch
from kansli.plugin.store.decisions import Decision, Referral
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.organisation import Body, Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, MemoVersion, Statement
from kansli.plugin.system import System
from kansli.plugin.types import type_version

MONDAY = date(2021, 2, 1)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the SQL that is run within the block."""
    seen: list[str] = []
    engine = database.obj
    original = engine.execute_sql

    def execute(sql: str, params: object = None, *rest: object, **named: object) -> object:
        if sql.lstrip("( ").upper().startswith("SELECT"):
            seen.append(sql)
        return original(sql, params, *rest, **named)

    engine.execute_sql = execute
    try:
        yield seen
    finally:
        del engine.execute_sql


@pytest.fixture
def open_case(system: System, the_operator: Actor) -> Callable[..., Case]:
    def make(title: str = "Lekplatsen vid Ängsvägen", **data: object) -> Case:
        values = {"case_type": "general", "title": title, **data}
        done = run(system, "open_case", Registry.get(Registry.code == "TN"), actor=the_operator, data=values)
        return get_record(done.record)

    return make


def a_document(case: Case, *, sequence: int | None = 1, files: int = 1, **columns: object) -> Document:
    values = {
        "kind": "letter",
        "title": "Synpunkter",
        "direction": "incoming",
        "received_on": MONDAY,
        "state": "registered",
    }
    document = Document.create(case=case, sequence=sequence, **{**values, **columns})
    for number in (1, 2):
        version = DocumentVersion.create(document=document, number=number, source="received")
        for position in range(files):
            digest = f"{document.id:08x}{number:08x}{position:048x}"
            stored = StoredFile.create(sha256=digest, size=100)
            VersionFile.create(
                version=version, position=position + 1, file=stored, filename=f"brev {number}.txt", text="x"
            )
    return document


def a_memo(system: System, case: Case, author: Actor | None, *, state: str = "draft") -> Memo:
    kind = system.profile.document_types["memo"]
    memo = Memo.create(
        case=case,
        body=case.body,
        title="Yttrande om lekplatsen",
        author=author.id if author else None,
        state=state,
        type_version=type_version("document", kind),
    )
    MemoVersion.create(owner=memo, number=1, content={"title": memo.title}, author="a@b.se")
    return memo


def titles(actor: Actor, group: str, **options: object) -> list[str]:
    found = agenda(actor, today=MONDAY, **options)
    return [task.title for name, tasks in found.groups if name == group for task in tasks]


def test_watches_are_grouped_by_when_they_are_due(system, open_case, actor_of):
    officer = actor_of("case_officer")
    case = open_case(officer=officer.email)
    for days, title in ((-3, "sen"), (0, "nu"), (2, "onsdag"), (30, "mars")):
        Watch.create(case=case, title=title, due=MONDAY + timedelta(days=days), state="open")
    assert titles(officer, "overdue") == ["sen"]
    assert titles(officer, "today") == ["nu"]
    assert titles(officer, "week") == ["onsdag"]
    assert titles(officer, "later") == ["mars"]


def test_a_reply_due_on_a_sunday_is_planned_for_friday(system, open_case, actor_of):
    officer = actor_of("case_officer")
    case = open_case(officer=officer.email)
    Referral.create(case=case, remitter="Kommunstyrelsen", response_due=date(2021, 2, 28), state="received")
    tasks = [task for _, group in agenda(officer, today=MONDAY).groups for task in group]
    assert (tasks[0].day, tasks[0].plan_by) == (date(2021, 2, 28), date(2021, 2, 26))


def test_a_reminder_of_a_reply_is_not_shown_beside_the_reply_itself(system, open_case, actor_of):
    officer = actor_of("case_officer")
    case = open_case(officer=officer.email)
    Referral.create(case=case, remitter="Kommunstyrelsen", response_due=MONDAY, state="received")
    Watch.create(case=case, kind="response_due", title="Svara", due=MONDAY, state="open", user=officer.id)
    assert agenda(officer, today=MONDAY).total == 1


def test_a_case_where_nothing_is_planned_is_not_lost_from_its_officer_s_list(system, open_case, actor_of):
    officer = actor_of("case_officer")
    case = open_case(officer=officer.email)
    assert titles(officer, "later") == [case.title]
    Watch.create(case=case, title="Ring", due=MONDAY, state="open", user=officer.id)
    assert titles(officer, "later") == []


def test_a_referral_without_a_day_is_listed_last(system, open_case, actor_of):
    officer = actor_of("case_officer")
    case = open_case(officer=officer.email)
    Referral.create(case=case, remitter="Länsstyrelsen", state="received")
    assert titles(officer, "later") == ["Länsstyrelsen"]


def test_a_memo_that_was_adopted_as_the_statement_waits_to_be_sent(system, open_case, actor_of):
    secretary = actor_of("board_secretary")
    case = open_case(officer=actor_of("case_officer").email)
    memo = a_memo(system, case, None, state="decided")
    Memo.update(is_statement=True).where(Memo.id == memo.id).execute()
    assert titles(secretary, "today") == [memo.title]
    document = a_document(case, direction="outgoing", received_on=None, sent_on=MONDAY, state="dispatched")
    Memo.update(document=document).where(Memo.id == memo.id).execute()
    assert titles(secretary, "today") == []


def test_each_role_sees_what_waits_for_it(system, open_case, actor_of):
    officer, manager, secretary, registrar = map(actor_of, ("case_officer", "manager", "board_secretary", "registrar"))
    case = open_case(officer=officer.email)
    a_memo(system, case, officer)
    a_memo(system, case, officer, state="submitted")
    a_memo(system, case, officer, state="approved")
    Statement.create(
        case=case,
        body=case.body,
        title="Yttrandet",
        state="decided",
        type_version=type_version("document", system.profile.document_types["statement"]),
    )
    open_case("Ny fråga")

    def kinds(actor: Actor) -> set[str]:
        return {task.kind for _, group in agenda(actor, today=MONDAY).groups for task in group}

    assert kinds(officer) == {"draft_memo"}
    assert kinds(manager) == {"approve"}
    assert kinds(secretary) == {"decide", "dispatch", "assign"}
    assert kinds(registrar) == {"dispatch", "assign"}


def test_the_body_s_list_holds_other_people_s_watches_and_the_own_list_does_not(system, open_case, actor_of):
    officer, other = actor_of("case_officer"), actor_of("case_officer")
    case = open_case(officer=other.email)
    Watch.create(case=case, title="hennes", due=MONDAY, state="open", user=other.id)
    assert titles(officer, "today") == []
    assert titles(officer, "today", scope="body") == ["hennes"]


def test_a_secret_case_shows_nowhere_to_one_who_may_not_see_it(system, open_case, actor_of):
    reader, registrar = actor_of("reader"), actor_of("registrar")
    case = open_case("Hemligheten")
    Case.update(secret=True).where(Case.id == case.id).execute()
    Watch.create(case=case, title="hemlig", due=MONDAY, state="open")
    a_document(case)
    assert titles(reader, "today", scope="body") == []
    assert case_list(reader).rows == ()
    assert document_list(reader).rows == ()
    assert post_list(reader, day=MONDAY).incoming == ()
    with pytest.raises(NotFound):
        case_file(case.id, actor=reader)
    assert case_file(case.id, actor=registrar).case.title == "Hemligheten"


def test_a_secret_document_is_left_out_of_the_file_with_its_mark(system, open_case, actor_of):
    reader = actor_of("reader")
    case = open_case()
    shown, hidden = a_document(case, sequence=1), a_document(case, sequence=2, secret=True)
    SecrecyMark.create(case=case, document=hidden, provision="OSL 21 kap. 1 §", authority="TN", marked_on=MONDAY)
    found = case_file(case.id, actor=reader)
    assert [row.id for row in found.documents] == [shown.id]
    assert found.marks == ()


def test_nothing_tells_of_a_secret_document_to_one_who_may_not_see_it(system, open_case, actor_of, the_operator):
    case = open_case()
    hidden = a_document(case, sequence=1)
    file = {"sha256": system.files.put(b"Ett brev.").sha256, "filename": "brev.txt"}
    run(system, "add_version", hidden, actor=the_operator, data={"files": [file]})
    provision = {"document": hidden.record_id, "provision": "OSL 26 kap. 1 §"}
    run(system, "mark_secret", case, actor=the_operator, data=provision)
    told = timeline(case, profile=system.profile, actor=actor_of("reader"))
    assert [row.step for row in told] == ["open_case"]
    shown = case_as_json(case, actor_of("reader"))
    assert (shown["documents"], shown["secrecy"], [row["step"] for row in shown["log"]]) == ([], [], ["open_case"])
    assert len(case_as_json(case, the_operator)["log"]) == 3


def test_the_file_shows_the_newest_version_s_files_and_the_derived_status(system, open_case, actor_of):
    reader = actor_of("reader")
    case = open_case()
    a_document(case, sequence=1)
    a_document(case, sequence=None, direction="internal", received_on=None, state="working", title="Anteckning")
    a_document(
        case,
        sequence=2,
        direction="outgoing",
        received_on=None,
        sent_on=MONDAY,
        finalised_on=MONDAY,
        finalised_reason="expedierad",
        state="dispatched",
        title="Svar",
    )
    found = case_file(case.id, actor=reader)
    assert [(row.title, row.status.status) for row in found.documents] == [
        ("Svar", "finalised"),
        ("Synpunkter", "received"),
    ]
    assert [row.status.status for row in found.working] == ["working_material"]
    assert found.documents[1].files[0].filename == "brev 2.txt"
    assert found.documents[1].number == f"{case.case_number}-1"


def test_the_file_gathers_decisions_deadlines_and_related_cases(system, open_case, actor_of):
    reader = actor_of("reader")
    case, other, secret = open_case(), open_case("Grannen"), open_case("Den hemliga")
    Case.update(secret=True).where(Case.id == secret.id).execute()
    CaseRelation.create(case=case, other=other, kind="refers_to")
    CaseRelation.create(case=secret, other=case, kind="refers_to")
    Watch.create(case=case, title="Ring", due=MONDAY, state="open")
    Referral.create(case=case, remitter="KS", response_due=MONDAY + timedelta(days=1), state="received")
    Decision.create(
        case=case, body=Body.get(Body.code == "TN"), decided_on=MONDAY, year=2021, paragraph="4", title="t", text="t"
    )
    found = case_file(case.id, actor=reader)
    assert [row.case.title for row in found.relations] == ["Grannen"]
    assert found.next_deadline is not None
    assert found.next_deadline.title == "Ring"
    assert [decision.paragraph for decision in found.decisions] == ["4"]


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_rows(system, open_case, actor_of, rows):
    registrar = actor_of("registrar")
    case = open_case()
    for number in range(rows):
        a_document(case, sequence=number + 1, files=2)
        Watch.create(case=case, title=f"w{number}", due=MONDAY, state="open")
        a_memo(system, open_case(f"Ärende {number}"), registrar)
    for look, most in (
        (lambda: agenda(registrar, today=MONDAY, scope="body"), 1),
        (lambda: case_list(registrar), 1),
        (lambda: document_list(registrar), 1),
        (lambda: post_list(registrar, day=MONDAY), 1),
        (lambda: case_file(case.id, actor=registrar), 5),
    ):
        with counted() as seen:
            look()
        assert len(seen) <= most, seen


def test_the_list_of_cases_names_the_officer(system, open_case, actor_of):
    registrar = actor_of("registrar")
    case = open_case("Med handläggare")
    open_case("Utan handläggare")
    Case.update(officer=registrar.id).where(Case.id == case.id).execute()
    assert [(row.title, row.officer) for row in case_list(registrar).rows] == [
        ("Utan handläggare", ""),
        ("Med handläggare", registrar.name),
    ]


def test_a_page_tells_that_there_is_another_without_counting_all(system, open_case, actor_of):
    registrar = actor_of("registrar")
    for number in range(5):
        open_case(f"Ärende {number}")
    first = case_list(registrar, size=2)
    last = case_list(registrar, size=2, page=2)
    assert [row.title for row in first.rows] == ["Ärende 4", "Ärende 3"]
    assert (first.more, last.more, len(last.rows)) == (True, False, 1)
    assert case_list(registrar, narrowed=CaseFilter(year=1999)).rows == ()
    assert len(case_list(registrar, narrowed=CaseFilter(body="TN", unassigned=True, state="open")).rows) == 5


def test_the_post_of_a_day_is_what_came_and_what_went(system, open_case, actor_of):
    reader = actor_of("reader")
    case = open_case()
    a_document(case, sequence=1)
    a_document(case, sequence=2, direction="outgoing", sent_on=MONDAY, received_on=None, title="Svar")
    a_document(case, sequence=3, received_on=MONDAY + timedelta(days=1))
    found = post_list(reader, day=MONDAY)
    assert [row.title for row in found.incoming] == ["Synpunkter"]
    assert [row.title for row in found.outgoing] == ["Svar"]
    assert now().tzinfo is not None
