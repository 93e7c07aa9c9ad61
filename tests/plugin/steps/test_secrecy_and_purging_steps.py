"""Secrecy is marked and lifted with its flag in step; drafts are purged while the log still proves what they were."""

from __future__ import annotations

import pytest

from kansli.plugin import journal
from kansli.plugin.errors import NotFound, Refused
from kansli.plugin.rendering import render
from kansli.plugin.store.cases import SecrecyMark
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.templating.shipped import publish_shipped_templates


def test_a_marked_case_is_hidden_from_those_who_may_not_see_secrets(desk, actor_of):
    case, outsider = desk.case(), actor_of("case_officer")
    desk.do("mark_secret", case, provision="osl_21_1")
    mark = SecrecyMark.get()
    assert (mark.provision, mark.authority) == ("OSL 21 kap. 1 §", "Tekniska nämnden")
    assert desk.fresh(case).secret
    with pytest.raises(NotFound):
        desk.do("update_case", case, actor=outsider, title="Annat")


def test_one_handling_is_marked_and_the_case_stays_open(desk):
    case = desk.case()
    document = desk.document(case)
    desk.do("mark_secret", case, document=document.record_id, provision="other", note="OSL 40 kap. 1 §")
    assert (desk.fresh(document).secret, desk.fresh(case).secret) == (True, False)
    assert SecrecyMark.get().provision == "OSL 40 kap. 1 §"


def test_a_marking_names_its_provision(desk):
    for data in ({}, {"provision": "other"}):
        with pytest.raises(Refused):
            desk.do("mark_secret", desk.case(), **data)
    assert SecrecyMark.select().count() == 0


def test_a_lifted_marking_stays_to_be_read_and_the_flag_goes(desk):
    case = desk.case()
    desk.do("mark_secret", case, provision="osl_21_1")
    with pytest.raises(Refused, match="skäl"):
        desk.do("lift_secrecy", case)
    desk.do("lift_secrecy", case, reason="Uppgifterna är offentliga")
    assert SecrecyMark.get().lifted_on is not None
    assert not desk.fresh(case).secret


def test_there_must_be_a_marking_to_lift(desk):
    with pytest.raises(Refused, match="ingen sekretessmarkering"):
        desk.do("lift_secrecy", desk.case(), reason="Städning")


def test_purging_takes_files_and_text_and_the_log_still_proves_what_they_were(desk):
    case = desk.case()
    file = desk.file("utkast.txt", "Ett första försök.".encode())
    note = desk.document(case, kind="note", received_on="", working=True, files=[file])
    kept = desk.document(case, files=[desk.file()])
    outcome = desk.do("purge_drafts", case)
    assert outcome.facts["purged"][0]["versions"][0]["files"][0]["sha256"] == file["sha256"]
    assert (desk.fresh(note).state, desk.fresh(note).purged_at is not None) == ("purged", True)
    assert VersionFile.get().version.document == kept
    assert not StoredFile.select().where(StoredFile.sha256 == file["sha256"]).exists()
    journal.seal()
    assert journal.verify().faults == ()
    assert file["sha256"] in LogEntry.get_by_id(outcome.log).payloads.get().payload


def test_bytes_that_are_also_a_registered_handling_stay(desk):
    case, file = desk.case(), desk.file()
    desk.document(case, files=[file])
    note = desk.document(case, kind="note", received_on="", working=True, files=[file])
    desk.do("purge_drafts", note)
    assert desk.fresh(note).state == "purged"
    assert StoredFile.get().sha256 == file["sha256"]


def test_drafts_of_what_was_sent_are_purged_and_the_sent_version_stays(desk):
    publish_shipped_templates(desk.system)
    memo = desk.approved(desk.referral())
    render(desk.system, memo, actor=desk.actor)
    desk.decide(memo, adopts="memo")
    made = render(desk.system, desk.fresh(memo), actor=desk.actor)
    desk.do("purge_drafts", memo.case)
    document = Document.get(Document.kind == "memo")
    rows = VersionFile.select().join(DocumentVersion).where(DocumentVersion.document == document)
    assert {row.version.record_id for row in rows} == {made.version}
    assert document.state == "registered"


def test_after_purging_a_memo_can_be_rendered_again_as_a_new_handling(desk):
    publish_shipped_templates(desk.system)
    memo = desk.memo(desk.referral())
    first = render(desk.system, memo, actor=desk.actor)
    desk.do("purge_drafts", memo.case)
    assert render(desk.system, desk.fresh(memo), actor=desk.actor).document != first.document


def test_the_public_title_can_be_given_with_the_marking_of_a_case_or_of_a_handling(desk):
    case = desk.case()
    letter = desk.document(case)
    desk.do("mark_secret", case, provision="osl_21_1", public_title="Ett ärende")
    desk.do("mark_secret", desk.fresh(case), provision="osl_21_1", document=letter.record_id, public_title="Ett brev")
    assert (desk.fresh(case).public_title, desk.fresh(letter).public_title) == ("Ett ärende", "Ett brev")
    assert desk.fresh(letter).secret


def test_a_marking_without_a_public_title_leaves_the_one_that_is(desk):
    case = desk.case(public_title="Ett ärende")
    desk.do("mark_secret", case, provision="osl_21_1")
    assert desk.fresh(case).public_title == "Ett ärende"
