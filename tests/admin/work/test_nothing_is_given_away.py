"""What one may not see is not admitted to exist: every page, list, export and answer, for every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from kansli.admin.work.step_forms import FORMS
from kansli.plugin.registering import receive, register
from kansli.plugin.searching.indexer import catch_up
from kansli.plugin.store.accounts import Grant
from kansli.plugin.store.cases import Case
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import TABLES, get_record
from kansli.plugin.store.writing import Memo

HIDDEN = "Korvstoppning"
"""Stands in everything that only those with `read_secret` may see, and nowhere else."""

BLIND = ("case_officer", "system_manager", "reader", "elsewhere")
"""Roles that may read, but nothing secret; `elsewhere` is a registrar of another registry."""


@dataclass
class Hidden:
    """A secret case, and an open case with a secret document and a memo whose document is secret."""

    secret_case: Case
    open_case: Case
    document: Document
    memo: Memo


def _letter(web: Any, text: str) -> Any:
    return receive(web.system, f"{HIDDEN} {text}".encode(), f"{HIDDEN} {text}.txt")


def _registered(web: Any, actor: Any, case: Case, **values: Any) -> Document:
    shared = {"title": f"{HIDDEN} brev", "counterparty": f"{HIDDEN} AB", "counterparty_reference": f"{HIDDEN} 12"}
    done = register(web.system, case, {**shared, "note": HIDDEN, **values}, [_letter(web, "bilaga")], actor=actor)
    return get_record(done.record)


@pytest.fixture
def hidden(web, desk) -> Hidden:
    actor = desk.actor
    web.people["elsewhere"] = web.people["nobody"]
    Grant.create(user=web.people["nobody"], role="registrar", registry=Registry.get(Registry.code == "KS"), cause="x")
    secret = desk.case(f"{HIDDEN} i det hemliga ärendet", files=((f"{HIDDEN}.txt", HIDDEN.encode()),))
    memo = desk.memo(secret, title=f"{HIDDEN} skrivelse")
    desk.take("add_watch", secret, title=f"{HIDDEN} bevakning", due="2030-01-01")
    desk.take("mark_secret", secret, provision="OSL 26 kap. 1 §", note=f"{HIDDEN} anteckning", reason=f"{HIDDEN} skäl")
    opened = desk.case("Öppet om lekplatsen")
    document = _registered(web, actor, opened, direction="incoming", kind="unknown")
    files = [_letter(web, "andra").as_file()]
    desk.take("mark_secret", opened, document=document.record_id, provision=f"{HIDDEN} 7 kap.", note=HIDDEN)
    desk.take("add_version", document, files=files, comment=f"{HIDDEN} kommentar", reason=f"{HIDDEN} version")
    desk.take("dispatch_document", document, recipients=[{"name": f"{HIDDEN} mottagare"}], channel="email")
    desk.take("update_document", document, note=HIDDEN, reason=f"{HIDDEN} rättelse")
    working = _registered(web, actor, opened, direction="internal", working=True)
    desk.take("mark_secret", opened, document=working.record_id, provision=HIDDEN)
    catch_up(web.system)
    return Hidden(get_record(secret.record_id), get_record(opened.record_id), document, memo)


NUMBERS = range(1, 7)


def _addresses(web: Any, hidden: Hidden) -> Iterator[str]:
    """Every GET address of the application, with each number that any record has."""
    for rule in web.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            yield from _of_route(rule.rule, rule.arguments)
    for table in TABLES:
        yield from (f"/post/{table.record_kind}:{row.id}" for row in table.select(table.id).limit(9))
    for record in (hidden.secret_case, hidden.open_case, hidden.document, hidden.memo):
        yield from (f"/steg/{record.record_id}/{name}" for name in FORMS)
    for case in (hidden.secret_case, hidden.open_case):
        yield from (f"/registrera/?case={case.id}", f"/tjansteskrivelser/ny/{case.id}")


def _of_route(route: str, arguments: set[str]) -> Iterator[str]:
    if arguments == {"record_id"}:
        yield from (route.replace("<int:record_id>", str(number)) for number in NUMBERS)
    elif arguments == {"export_type"}:
        yield route.replace("<export_type>", "csv")
    elif not arguments:
        queries = ("", f"?search={HIDDEN[:6]}", f"?q={HIDDEN}", "?q=*", "?state=open")
        yield from (route + query for query in queries)
        if route.endswith("/details/"):
            yield from (f"{route}?id={number}" for number in NUMBERS)


@pytest.mark.parametrize("role", BLIND)
def test_no_page_says_anything_of_what_is_secret(web, hidden, role):
    browser = web.browser("nobody" if role == "elsewhere" else role)
    leaks = []
    for address in _addresses(web, hidden):
        answer = browser.get(address)
        text = answer.text.replace(f'value="{HIDDEN}"', "").replace(f'value="{HIDDEN[:6]}"', "")
        told = address.partition("?")[2].endswith(HIDDEN) and text.count(HIDDEN)
        where = re.findall(rf".{{60}}{HIDDEN}.{{40}}", text, re.S)
        if answer.status_code >= 500 or (HIDDEN in text and not told) or HIDDEN in str(answer.headers):
            leaks.append((address, answer.status_code, where[:2]))
    assert not leaks, "\n".join(map(str, leaks))
