"""Steps on a text: what is typed and not saved is never left behind, and what the next reader must know is told."""

from __future__ import annotations

from typing import Any

from kansli.plugin.rights import actor_for
from kansli.plugin.store.tables import get_record
from kansli.plugin.system import System
from kansli.plugin.writing.drafts import keep_draft

PROPOSAL = [{"bodies": ["TN"], "clauses": ["att avge yttrandet"]}]
WHOLE = dict.fromkeys(("summary", "background", "child_impact", "financial_impact"), "Text.")


def typed(web: Any, memo: Any, who: str) -> None:
    system: System = web.system
    keep_draft(system, actor_for(web.people[who], system.profile), memo, {"sections": {}}, memo.version)


def test_a_memo_is_not_handed_in_while_its_writer_has_text_that_is_not_saved(web, desk):
    memo = desk.memo(desk.case(), proposals=PROPOSAL, sections=WHOLE)
    typed(web, memo, "case_officer")
    client, path = web.browser("case_officer"), f"/steg/{memo.record_id}/submit_memo"
    assert "Du har osparad text." in client.get(path).text
    assert web.post(client, path).status_code in {409, 422}
    assert get_record(memo.record_id).state == "draft"


def test_what_another_has_typed_stops_nobody(web, desk):
    memo = desk.memo(desk.case(), proposals=PROPOSAL, sections=WHOLE)
    typed(web, memo, "manager")
    client, path = web.browser("case_officer"), f"/steg/{memo.record_id}/submit_memo"
    assert "Du har osparad text." not in client.get(path).text
    done = web.post(client, path)
    assert done.status_code == 302
    assert "Tjänsteskrivelsen är inlämnad till chefen." in client.get(done.location).text


def test_a_decision_is_asked_to_adopt_the_statement_that_is_written(web, desk):
    memo = desk.memo(desk.case(), proposals=PROPOSAL, sections=WHOLE)
    page = "/steg/{}/record_decision"
    desk.take("approve_memo", memo)
    assert 'value="statement" selected' not in web.browser("board_secretary").get(page.format(memo.record_id)).text
    desk.take("draft_statement", memo)
    assert 'value="statement" selected' in web.browser("board_secretary").get(page.format(memo.record_id)).text


def test_why_a_memo_came_back_stands_above_the_text_until_it_is_handed_in_again(web, desk):
    memo = desk.memo(desk.case(), proposals=PROPOSAL, sections=WHOLE)
    desk.take("submit_memo", memo)
    desk.take("return_memo", memo, reason="Skriv om hyrorna tydligare.")
    client, path = web.browser("case_officer"), f"/tjansteskrivelser/{memo.id}"
    assert "Skriv om hyrorna tydligare." in client.get(path).text
    desk.take("submit_memo", memo)
    assert "Skriv om hyrorna tydligare." not in client.get(path).text


def test_the_manager_sees_what_the_officer_said_when_handing_in(web, desk):
    memo = desk.memo(desk.case(), proposals=PROPOSAL, sections=WHOLE)
    desk.take("submit_memo", memo, reason="Avsnittet om kostnader är nytt.")
    assert "Avsnittet om kostnader är nytt." in web.browser("manager").get(f"/tjansteskrivelser/{memo.id}").text


def test_the_manager_is_led_to_the_text_to_read_and_can_write_from_there(web, desk):
    memo = desk.memo(desk.case(), proposals=PROPOSAL, sections=WHOLE)
    desk.take("submit_memo", memo)
    client = web.browser("manager")
    path = f"/tjansteskrivelser/{memo.id}?las=1"
    assert f'href="{path}"' in client.get("/").text
    assert "Skriv vidare" in client.get(path).text
