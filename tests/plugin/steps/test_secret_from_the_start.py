"""Sekretess från början: what is registered as secret is never, for any moment, seen by one who may not see it."""

from __future__ import annotations

import pytest

from kansli.plugin.errors import InvalidFields, NotFound, Refused
from kansli.plugin.overview.case_file import visible_case
from kansli.plugin.overview.cases import case_list
from kansli.plugin.overview.documents import document_list
from kansli.plugin.store.cases import Case, SecrecyMark, Watch
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.verify import verify

SECRECY = {"provision": "osl_26_1", "note": "Ett barns uppgifter"}
LETTER = {"kind": "letter", "counterparty": "Kim Påhittad"}


def incoming(desk, **data):
    values = {"case_type": "general", "title": "Orosanmälan", "documents": [LETTER], **data}
    return desk.made("register_incoming", desk.tn(), **values)


def test_a_case_registered_as_secret_was_never_open_to_a_reader(desk, actor_of):
    reader = actor_of("reader")
    case = incoming(desk, secrecy=SECRECY, public_title="Ärende om enskild")
    assert LogEntry.select().where(LogEntry.case_id == case.id).count() == 1, "one step, so one transaction"
    assert Case.get_by_id(case.id).secret
    mark = SecrecyMark.get()
    assert (mark.provision, mark.note) == ("OSL 26 kap. 1 §", "Ett barns uppgifter")
    assert (mark.authority, mark.document_id) == ("Tekniska nämnden", None)
    assert case_list(reader).rows == ()
    assert document_list(reader).rows == ()
    with pytest.raises(NotFound):
        visible_case(case.id, actor=reader)
    assert visible_case(case.id, actor=desk.actor).public_title == "Ärende om enskild"


def test_a_case_without_handlingar_can_be_opened_as_secret(desk, actor_of):
    case = desk.case(secrecy=SECRECY)
    assert SecrecyMark.get().case == case
    assert case_list(actor_of("reader")).rows == ()


def test_a_handling_registered_as_secret_leaves_its_case_open(desk, actor_of):
    case, reader = desk.case(), actor_of("reader")
    document = desk.made("register_document", case, title="Läkarintyg", secrecy=SECRECY, **LETTER)
    assert (desk.fresh(document).secret, desk.fresh(case).secret) == (True, False)
    assert SecrecyMark.get().document == document
    assert document_list(reader).rows == ()
    assert visible_case(case.id, actor=reader) == case


def test_a_marking_at_fault_is_told_at_its_field_and_nothing_is_registered(desk):
    with pytest.raises(InvalidFields) as refused:
        incoming(desk, title="", secrecy={"provision": "", "note": "Känsligt"})
    assert [fault.field for fault in refused.value.details] == ["title", "secrecy.provision"]
    with pytest.raises(Refused, match="kapitel och paragraf"):
        incoming(desk, secrecy={"provision": "other"})
    with pytest.raises(Refused, match="har inte varit än"):
        incoming(desk, secrecy={"provision": "osl_26_1", "marked_on": "2999-01-01"})
    with pytest.raises(Refused, match="tabell"):
        incoming(desk, secrecy="osl_26_1")
    assert (Case.select().count(), Document.select().count(), SecrecyMark.select().count()) == (0, 0, 0)


def test_one_of_the_handlingar_that_begin_a_case_can_be_secret(desk, actor_of):
    incoming(desk, documents=[{**LETTER, "title": "Missiv"}, {**LETTER, "title": "Läkarintyg", "secrecy": SECRECY}])
    assert [row.title for row in document_list(actor_of("reader")).rows] == ["Missiv"]


def test_who_may_not_mark_may_not_register_as_secret_either(desk, actor_of):
    case, manager = desk.case(), actor_of("manager")
    with pytest.raises(Refused, match="räcker inte"):
        desk.do("register_document", case, actor=manager, title="Brev", secrecy=SECRECY, **LETTER)
    assert Document.select().count() == 0


def test_flags_and_markings_agree(desk):
    incoming(desk, secrecy=SECRECY)
    desk.made("register_document", desk.case(), title="Läkarintyg", secrecy=SECRECY, **LETTER)
    flags = next(check for check in verify(desk.system).checks if check.name == "secrecy")
    assert flags.ok, flags


def test_neither_the_referral_nor_its_watch_names_who_sent_a_secret_handling(desk):
    case = desk.case(case_type="referral_response")
    asked = {"counterparty": "Anna Påhittad", "counterparty_reference": "Privat 7", "response_due": "2099-02-01"}
    desk.made("register_document", case, title="Läkarintyg", secrecy=SECRECY, **{**LETTER, **asked})
    referral, watch = Referral.get(Referral.case == case), Watch.get(Watch.case == case)
    told = f"{referral.remitter} {referral.their_reference} {watch.title}"
    assert "handling 1" in told
    assert not any(word in told for word in ("Påhittad", "Privat 7", "Läkarintyg"))
