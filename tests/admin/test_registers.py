"""Registren: every record family has a list, and no list shows what may not be seen."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from kansli.admin.access import rule_of
from kansli.admin.views.registers import IN_REGISTERS, IN_SYSTEM
from kansli.plugin.store.accounts import Grant
from kansli.plugin.store.cases import Case, SecrecyMark
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.jobs import Job
from kansli.plugin.store.lowcode import TypeVersion
from kansli.plugin.store.organisation import Body, Organisation, Registry
from kansli.plugin.store.tables import TABLES

ALL = (*IN_REGISTERS, *IN_SYSTEM)


def a_case(number: int, **more) -> Case:
    registry = Registry.select().first()
    values = {
        "registry": registry,
        "year": 2031,
        "sequence": number,
        "case_number": f"X 2031/{number:04}",
        "canonical": f"x/2031/{number}",
        "sort_key": f"x{number:06}",
        "title": f"Gångväg {number}",
        "case_type": "other",
        "type_version": TypeVersion.get_or_create(
            kind="case", type_id="other", number=1, defaults={"definition": {}, "definition_hash": "x"}
        )[0],
        "body": Body.select().where(Body.registry == registry).first(),
        "opened_on": date(2031, 1, 2),
        "state": "open",
    }
    return Case.create(**{**values, **more})


def a_document(case: Case, **more) -> Document:
    values = {"case": case, "kind": "other", "title": "Skrivelse", "direction": "incoming", "state": "working"}
    return Document.create(**{**values, **more})


def test_every_record_family_has_a_list():
    assert {shows.table for shows in ALL} == set(TABLES)


def test_what_a_register_names_are_columns_of_its_table():
    for shows in ALL:
        named = {*shows.columns, *shows.more, *shows.search, *shows.filters} - {"id"}
        assert named <= set(shows.table._meta.fields), shows.table


@pytest.mark.parametrize("kind", ["sign_in_attempt", "log", "user", "grant", "job", "setting"])
def test_inner_lists_are_for_the_system_manager(shared_web, kind):
    assert rule_of(shared_web.app, f"register_{kind}.index_view") == "administer"


@pytest.mark.parametrize("shows", ALL, ids=lambda shows: shows.table.record_kind)
def test_no_record_is_made_changed_or_removed_in_its_list(shared_web, shows):
    kind = shows.table.record_kind
    group = "register" if shows in IN_REGISTERS else "system"
    client = shared_web.browser("everything")
    made_by_a_step = {"user": ("new/",)}.get(kind, ())
    for page in {"new/", "edit/?id=1", "delete/"} - set(made_by_a_step):
        assert client.get(f"/{group}/{kind}/{page}").status_code == 404


def test_secrets_are_in_no_list(shared_web):
    shown = {(shows.table.record_kind, column) for shows in ALL for column in (*shows.columns, *shows.more)}
    assert not shown & {("user", "password"), ("user", "session_key"), ("log_payload", "salt"), ("job", "lease_token")}
    page = shared_web.browser("system_manager").get("/system/user/details/?id=1").text
    assert "argon2" not in page
    assert "nyckel-" not in page


def test_a_secret_case_and_what_is_in_it_is_in_no_list_of_one_who_may_not_see_it(web):
    case = a_case(1, title="Hemlig gångväg", secret=True)
    document = a_document(case, title="Hemlig skrivelse")
    DocumentVersion.create(document=document, number=1, label="Hemlig version", source="received")
    SecrecyMark.create(case=case, provision="OSL 21:1", authority="X", marked_on=date(2031, 1, 2), note="Hemlig not")
    seen, unseen = web.browser("registrar"), web.browser("reader")
    for path in ("case", "document", "version"):
        assert "Hemlig" in seen.get(f"/register/{path}/").text
        for page in ("", "?search=Hemlig", "details/?id=1"):
            text = unseen.get(f"/register/{path}/{page}").text.replace('value="Hemlig"', "")
            assert "Hemlig" not in text, (path, page)
        assert "0 poster" not in unseen.get(f"/register/{path}/").text
    assert unseen.get("/register/secrecy_mark/").status_code == 403
    assert "Hemlig" not in web.browser("everything").get("/register/document/export/csv/").text.replace("Hemlig", "", 1)


def test_a_secret_document_hides_its_versions_but_not_its_case(web):
    document = a_document(a_case(1, title="Öppen gångväg"), title="Hemlig skrivelse", secret=True)
    DocumentVersion.create(document=document, number=1, label="Hemlig version", source="received")
    reader = web.browser("reader")
    assert "Öppen gångväg" in reader.get("/register/case/").text
    assert "Hemlig" not in reader.get("/register/document/").text
    assert "Hemlig" not in reader.get("/register/version/").text


def test_one_with_a_role_in_one_registry_sees_that_registry_only(web):
    other = Registry.create(code="ZZ", name="Annat diarium")
    body = Body.create(code="ZZ", name="Annat organ", kind="board", registry=other)
    a_case(1, title="Vårt ärende")
    a_case(2, title="Deras ärende", registry=other, body=body)
    Grant.update(registry=other).where(Grant.user == web.people["reader"]).execute()
    page = web.browser("reader").get("/register/case/").text
    assert "Deras ärende" in page
    assert "Vårt ärende" not in page
    assert "1 post<" in page


class Counter(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.number += 1


@pytest.mark.parametrize("kind", ["case", "document", "organisation"])
def test_a_list_asks_the_same_three_questions_whatever_its_length(web, kind):
    client = web.browser("registrar")
    first = a_case(0)

    def fill(start: int, end: int) -> None:
        for number in range(start, end):
            if kind == "case":
                a_case(number)
            elif kind == "document":
                a_document(first, title=f"Skrivelse {number}")
            else:
                Organisation.create(name=f"Förening {number}")

    def questions() -> int:
        counter, log = Counter(), logging.getLogger("peewee")
        before = log.level
        log.addHandler(counter)
        log.setLevel(logging.DEBUG)
        assert client.get(f"/register/{kind}/").status_code == 200
        log.removeHandler(counter)
        log.setLevel(before)
        return counter.number

    fill(1, 20)
    few = questions()
    fill(20, 300)
    assert questions() == few
    assert few <= 3 + 2, "three of its own; two ask who it is"


def test_parked_jobs_are_seen(web):
    Job.create(kind="index", state="parked", error="Filen är borta")
    page = web.browser("system_manager").get("/system/job/?state=parked").text
    assert "Parkerat" in page
    assert "Filen är borta" in page


def test_words_stand_instead_of_codes(web):
    a_document(a_case(1), direction="outgoing", state="registered")
    page = web.browser("registrar").get("/register/document/").text
    assert "Utgående" in page.split("<tbody>")[1]
    assert "outgoing" not in page.split("<tbody>")[1]


def test_an_outcome_stands_in_the_profiles_words(web):
    case = a_case(1)
    Decision.create(
        case=case, body=case.body, decided_on=date(2031, 1, 2), year=2031, paragraph="7", title="Gångväg", text="Bygg."
    )
    rows = web.browser("registrar").get("/register/decision/").text.split("<tbody>")[1]
    assert "Enligt förslaget" in rows
    assert "approve" not in rows


def test_every_list_opens_on_each_engine_for_one_who_may_see_all_but_secrets(web_on_each):
    browser = web_on_each.browser("system_manager")
    addresses = [rule.rule for rule in web_on_each.app.url_map.iter_rules() if rule.endpoint.endswith(".index_view")]
    assert len(addresses) > 30
    refused = [path for path in addresses if browser.get(path).status_code != 200]
    assert refused == ["/register/secrecy_mark/"]
