"""Registering: a file is received, proposed, registered in one transaction, and read afterwards."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from kansli.plugin.clock import STOCKHOLM, frozen_at
from kansli.plugin.errors import InvalidField, Refused
from kansli.plugin.registering import propose, read_file, receive, receive_path, register
from kansli.plugin.runner import run
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document, StoredFile, VersionFile
from kansli.plugin.store.jobs import IndexOutbox
from kansli.plugin.store.organisation import Registry

MISSIVE = """Lunds kommun
Kommunstyrelsen

2021-01-11
Diarienummer
KS 2021/0017

Remiss: Förslag till gångvägsplan

Kommunstyrelsen remitterar förslaget till gångvägsplan till nämnderna.
Svar ska ha kommit in till kommunstyrelsen senast den 28 februari 2021.
"""
THE_DAY = datetime(2021, 1, 12, 9, 0, tzinfo=STOCKHOLM)


def tn() -> Registry:
    return Registry.get(Registry.code == "TN")


def received(system, text=MISSIVE, name="missiv.txt"):
    return receive(system, io.BytesIO(text.encode()), name)


def proposed(system, text=MISSIVE, **options):
    with frozen_at(THE_DAY):
        return propose(system, received(system, text), registry=tn(), **options)


def test_what_arrives_is_stored_unchanged_under_its_shown_name(system):
    one = receive(system, io.BytesIO("Hej å ä ö".encode()), "../../etc/Brev åäö.txt")
    assert (one.filename, one.quarantine) == ("Brev åäö.txt", "")
    assert system.files.read(one.blob.sha256).decode() == "Hej å ä ö"


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"\x00\x01\x02" * 300])
def test_what_cannot_be_opened_is_quarantined_and_registered_all_the_same(system, the_operator, data):
    one = receive(system, data, "fil.bin")
    assert one.quarantine.startswith("Går inte att öppna")
    values = propose(system, one, registry=tn()).values()
    outcome = register(system, tn(), values, [one], actor=the_operator)
    assert outcome.facts["document"]
    assert VersionFile.get().quarantine == one.quarantine


def test_a_macro_file_is_quarantined(system):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w/>")
        package.writestr("word/vbaProject.bin", "x")
    assert receive(system, packed.getvalue(), "brev.docx").quarantine


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(system):
    small = replace(system, settings=replace(system.settings, incoming_limit_mb=1))
    with pytest.raises(Refused, match="1 MB"):
        receive(small, io.BytesIO(b"x" * (2 << 20)), "stor.txt")
    assert list(system.files.addresses()) == []


def test_a_file_that_cannot_be_read_from_disk_is_told_by_name(system, tmp_path):
    with pytest.raises(InvalidField, match=r"borta\.txt"):
        receive_path(system, tmp_path / "borta.txt")


def test_title_sender_their_number_dates_and_deadline_are_proposed_with_their_words(system):
    found = proposed(system)
    assert found.counterparty_reference == "KS 2021/0017"
    assert (found.document_date, found.received_on, found.response_due) == ("2021-01-11", "2021-01-12", "2021-02-28")
    assert "gångvägsplan" in found.title
    assert found.case_type == "referral_response"
    reason = found.why["counterparty_reference"]
    assert found.text[reason.start : reason.end] == reason.words == "KS 2021/0017"
    assert "fredag 2021-02-26" in found.note
    assert found.next_number == "TN 2021/0001"


def test_our_own_number_is_never_proposed_as_theirs_and_leads_to_the_case(system, the_operator):
    case = run(system, "open_case", tn(), actor=the_operator, data={"case_type": "general", "title": "Gångvägar"})
    number = case.facts["case_number"].replace("/0", "/").replace("TN ", "TN-")
    found = proposed(system, f"Hej!\n\nTack för brevet, er beteckning {number}.\n\nHälsningar\nKim")
    assert found.counterparty_reference == ""
    assert [candidate.case for candidate in found.candidates] == [case.record]


def test_a_case_with_the_same_number_of_theirs_is_a_candidate_in_any_spelling(system, the_operator):
    earlier = {"case_type": "referral_response", "title": "Remiss", "counterparty_reference": "ks 2021-17"}
    case = register(system, tn(), earlier, [], actor=the_operator)
    assert [candidate.case for candidate in proposed(system).candidates] == [case.record]


def test_a_secret_case_is_no_candidate_for_those_who_may_not_see_it(system, the_operator, actor_of):
    earlier = {"case_type": "referral_response", "title": "Remiss", "counterparty_reference": "KS 2021/0017"}
    register(system, tn(), earlier, [], actor=the_operator)
    run(system, "mark_secret", Case.get(), actor=the_operator, data={"provision": "osl_21_1"})
    assert proposed(system, actor=actor_of("case_officer")).candidates == ()
    assert len(proposed(system, actor=actor_of("registrar")).candidates) == 1


def test_a_deadline_that_has_passed_is_proposed_with_a_warning_and_never_registered_unseen(system):
    with frozen_at(datetime(2021, 3, 15, 9, 0, tzinfo=STOCKHOLM)):
        found = propose(system, received(system), registry=tn())
    assert found.response_due == "2021-02-28"
    assert found.values()["response_due"] == ""
    assert any("2021-02-28" in warning for warning in found.warnings)


def test_what_is_proposed_can_be_registered_as_it_is(system, the_operator):
    with frozen_at(THE_DAY):
        one = received(system)
        found = propose(system, one, registry=tn())
        outcome = register(system, tn(), found.values(), [one], actor=the_operator, request_id="klick")
        again = register(system, tn(), found.values(), [one], actor=the_operator, request_id="klick")
    assert outcome.facts["case_number"] == "TN 2021/0001"
    assert (again.repeated, again.record) == (True, outcome.record)
    assert (Case.select().count(), Document.select().count(), Referral.select().count()) == (1, 1, 1)
    assert Referral.get().response_due.isoformat() == "2021-02-28"


def test_more_is_registered_in_a_case_that_exists(system, the_operator):
    register(system, tn(), {"case_type": "general", "title": "Gångvägar"}, [], actor=the_operator)
    case = Case.get()
    assert Document.select().count() == 0
    outcome = register(system, case, {"title": "Komplettering"}, [received(system)], actor=the_operator)
    assert outcome.facts["number"] == f"{case.case_number}-1"


def test_several_handlingar_begin_a_case_each_with_its_own_file(system, the_operator):
    missive, plan = received(system), received(system, "# Gångvägsplan", "plan.md")
    documents = [
        {"kind": "cover_letter", "files": [missive]},
        {"kind": "action_plan", "title": "Plan", "files": [plan]},
    ]
    values = {"case_type": "referral_response", "title": "Remiss", "documents": documents}
    outcome = register(system, tn(), values, [], actor=the_operator)
    assert [each["files"][0]["filename"] for each in outcome.facts["documents"]] == ["missiv.txt", "plan.md"]


def test_a_refused_registration_keeps_the_stored_file_and_nothing_else(system, the_operator):
    one = received(system)
    values = {"case_type": "general", "title": "Brev", "received_on": "2021-13-01"}
    with pytest.raises(Refused) as caught:
        register(system, tn(), values, [one], actor=the_operator)
    assert caught.value.details[0].field == "received_on"
    assert (Case.select().count(), StoredFile.select().count()) == (0, 0)
    assert system.files.intact(one.blob.sha256)


def test_reading_keeps_the_text_and_tells_the_index_once(system, the_operator):
    one = received(system)
    outcome = register(system, tn(), {"case_type": "general", "title": "Brev"}, [one], actor=the_operator)
    row, document = VersionFile.get(), outcome.facts["document"]
    before = IndexOutbox.select().where(IndexOutbox.record == document).count()
    for _ in range(2):
        read_file(system, row.id)
    assert "gångvägsplan" in VersionFile.get_by_id(row.id).text
    assert IndexOutbox.select().where(IndexOutbox.record == document).count() == before + 1


def test_a_file_in_quarantine_or_purged_is_not_read(system, the_operator):
    empty = receive(system, b"", "tom.txt")
    register(system, tn(), {"case_type": "general", "title": "Brev"}, [empty], actor=the_operator)
    read_file(system, VersionFile.get().id)
    read_file(system, 999_999)
    assert VersionFile.get().text is None
