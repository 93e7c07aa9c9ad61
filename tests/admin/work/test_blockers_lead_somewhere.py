"""Spärrar blir länkar: whatever stands in the way of a step leads, from the error page, to where it is mended."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag

import pytest
from flask_admin import expose
from lxml import html

from kansli.admin.page import Page
from kansli.plugin.clock import today
from kansli.plugin.errors import Blocked
from kansli.plugin.guards import GUARDS
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo

RAISED: list[Blocked] = []


class Refusing(Page):
    verb = "read"

    @expose("/")
    def index(self) -> Any:
        raise RAISED[-1]


@pytest.fixture(scope="module")
def application(application):
    application.extensions["kansli"].admin.add_view(Refusing(endpoint="refusing", url="/nekas"))
    return application


@pytest.fixture
def unfinished(web, desk):
    """A case in which everything that a guard asks about is still to be done, and a record for each guard."""
    case = desk.case(case_type="referral_response", documents=[
        {"kind": "cover_letter", "counterparty": "Regionen", "response_due": today().isoformat(), "files": []}
    ])  # fmt: skip
    memo = desk.memo(case)
    statement = get_record(desk.take("draft_statement", memo).record)
    desk.take("add_watch", case, title="Ring föreningen", due=today().isoformat())
    desk.take("register_document", case, title="Ett utkast", kind="unknown", direction="internal", working="1")
    assert Referral.select().count() == 1
    Memo.update(state="decided", is_statement=True).where(Memo.id == desk.memo(case).id).execute()
    subjects = {
        "reason_given": case, "case_has_officer": case, "memo_has_proposal": memo, "memo_sections_complete": memo,
        "memo_approved": statement, "statement_decided": statement, "document_has_file": Document.get(),
        "case_memos_finished": case, "case_statements_dispatched": case, "case_referrals_answered": case,
        "case_watches_done": case, "case_drafts_purged": case,
    }  # fmt: skip
    return {name: get_record(subject.record_id) for name, subject in subjects.items()}


def test_every_blocker_of_every_guard_is_a_link_that_works(web, unfinished):
    client = web.browser("everything")
    assert set(unfinished) == set(GUARDS)
    for name, subject in unfinished.items():
        blockers = tuple(GUARDS[name](subject, ""))
        assert blockers, name
        RAISED.append(Blocked(blockers))
        page = client.get("/nekas/")
        assert page.status_code == 422
        links = html.fromstring(page.text).xpath('//ul[@class="k-blockers"]/li/a/@href')
        assert len(links) == len(blockers), name
        for link in links:
            address, place = urldefrag(link)
            shown = client.get(address, follow_redirects=True)
            assert shown.status_code == 200, (name, link)
            assert not place or f'id="{place}"' in shown.text, (name, link)


def test_the_form_of_a_step_that_comes_later_says_which_state_is_in_the_way(web, desk):
    memo = desk.memo(desk.case())
    answer = web.browser("everything").get(f"/steg/{memo.record_id}/record_decision")
    assert answer.status_code == 422
    assert "kan inte göras när läget är" in answer.text
