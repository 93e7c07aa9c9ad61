"""Steps of the register: handlingar get their numbers, their files and their dates, or a sentence at the field."""

from __future__ import annotations

import pytest

from kansli.plugin.clock import today
from kansli.plugin.errors import InvalidField, InvalidFields, NotAllowed, Refused, WrongState
from kansli.plugin.store.cases import Case, Watch
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document, DocumentVersion, StoredFile, VersionFile
from kansli.plugin.store.jobs import IndexOutbox, Job
from kansli.plugin.store.journal import LogEntry
from kansli.plugin.store.organisation import NumberSeries, Organisation


def refused(desk, subject, field, step="register_document", **data):
    with pytest.raises(Refused) as caught:
        desk.do(step, subject, **{"kind": "letter", "title": "Brev", **data})
    assert field in {item.field for item in caught.value.details}
    return caught.value.message


def test_handlingar_in_a_case_are_numbered_in_the_order_they_are_registered(desk):
    case = desk.case()
    assert [desk.document(case).number for _ in range(3)] == [f"{case.case_number}-{n}" for n in (1, 2, 3)]


def test_each_case_counts_its_own_handlingar(desk):
    desk.document(desk.case())
    assert desk.document(desk.case()).sequence == 1


def test_what_comes_in_was_received_today_unless_said_otherwise(desk):
    document = desk.made("register_document", desk.case(), kind="letter", title="Brev")
    assert (document.direction, document.received_on) == ("incoming", today())


def test_a_handling_can_be_registered_without_a_file(desk):
    desk.document(desk.case(), note="Ligger i pärm 3.")
    assert DocumentVersion.select().count() == 0


def test_files_become_the_first_version_and_are_queued_to_be_read(desk):
    files = [desk.file("missiv.txt"), desk.file("bilaga.txt", b"En bilaga.")]
    document = desk.document(desk.case(), files=files)
    version = DocumentVersion.get(DocumentVersion.document == document)
    assert (version.number, version.source) == (1, "received")
    assert [row.filename for row in version.files.order_by(VersionFile.position)] == ["missiv.txt", "bilaga.txt"]
    assert Job.select().where(Job.kind == "read_file").count() == 2


def test_a_file_in_quarantine_is_registered_but_never_queued_to_be_read(desk):
    desk.document(desk.case(), files=[desk.file("hemligt.zip", b"PK", quarantine="Går inte att öppna.")])
    assert VersionFile.get().quarantine == "Går inte att öppna."
    assert Job.select().count() == 0


def test_the_same_bytes_twice_are_stored_once(desk):
    case = desk.case()
    for _ in range(2):
        desk.document(case, files=[desk.file()])
    assert (StoredFile.select().count(), VersionFile.select().count()) == (1, 2)


def test_a_file_that_is_not_in_the_store_is_refused(desk):
    refused(desk, desk.case(), "files", files=[{**desk.file(), "sha256": "ab" * 32}])


def test_a_path_instead_of_a_hash_is_refused(desk):
    refused(desk, desk.case(), "files", files=[{**desk.file(), "sha256": "../../etc/passwd"}])


def test_the_sender_is_remembered_for_the_next_time(desk):
    case = desk.case()
    for _ in range(2):
        desk.document(case, counterparty="Föreningen Kastanjen")
    assert Organisation.get().name == "Föreningen Kastanjen"


def test_a_date_that_does_not_exist_is_refused_at_its_field(desk):
    assert "finns inte i kalendern" in refused(desk, desk.case(), "document_date", document_date="2026-02-30")


def test_a_deadline_before_arrival_is_refused_at_its_field(desk):
    message = refused(desk, desk.case(), "response_due", received_on="2026-01-07", response_due="2026-01-06")
    assert "före ankomstdagen" in message


def test_a_day_of_arrival_that_has_not_been_is_refused(desk):
    refused(desk, desk.case(), "received_on", received_on="2999-01-01")


def test_a_title_of_five_thousand_letters_is_refused_with_its_length(desk):
    assert "5000 tecken" in refused(desk, desk.case(), "title", title="å" * 5000)


def test_nul_and_lone_surrogates_are_left_out_and_letters_are_put_together(desk):
    document = desk.document(desk.case(), title="A\u030angor\x00\ud800 i väst")
    assert document.title == "Ångor i väst"


def test_all_faults_of_a_form_are_told_at_once(desk):
    with pytest.raises(InvalidFields) as caught:
        desk.do("register_document", desk.case(), kind="finns inte", title="", document_date="i går")
    assert {item.field for item in caught.value.details} == {"kind", "title", "document_date"}


def test_an_unknown_way_of_sending_is_refused(desk):
    refused(desk, desk.case(), "channel", channel="brevduva")


def test_working_material_has_no_number_until_it_is_registered(desk):
    case = desk.case()
    note = desk.document(case, kind="note", title="Minneslapp", received_on="", working=True)
    assert (note.state, note.number) == ("working", "")
    desk.do("register_document", note)
    assert (desk.fresh(note).state, desk.fresh(note).number) == ("registered", f"{case.case_number}-1")


def test_nothing_is_registered_in_a_closed_case(desk, actor_of):
    case = desk.case(officer=actor_of("case_officer").email)
    desk.do("close_case", case)
    with pytest.raises(WrongState):
        desk.document(case)


def test_a_reader_may_not_register(desk, actor_of):
    with pytest.raises(NotAllowed):
        desk.do("register_document", desk.case(), actor=actor_of("reader"), kind="letter", title="Brev")


def test_an_arrived_referral_opens_a_watch_on_the_working_day_before_its_deadline(desk):
    case = desk.referral(response_due="2026-02-28")
    referral = Referral.get(Referral.case == case)
    assert (referral.remitter, referral.their_reference) == ("Kommunstyrelsen", "KS 2026/0017")
    assert Watch.get(Watch.case == case).due.isoformat() == "2026-02-27"


def test_the_second_handling_of_a_referral_opens_no_second_one(desk):
    case = desk.referral()
    desk.document(case, kind="action_plan")
    assert Referral.select().where(Referral.case == case).count() == 1


def test_a_letter_that_wants_an_answer_opens_a_watch_and_no_referral(desk):
    case = desk.case()
    desk.document(case, counterparty="Föreningen Kastanjen", response_due="2026-02-02")
    assert "Föreningen Kastanjen" in Watch.get(Watch.case == case).title
    assert Referral.select().count() == 0


def test_what_we_send_has_no_reply_deadline(desk):
    refused(desk, desk.case(), "response_due", direction="outgoing", response_due="2026-02-02")


def test_a_faulty_handling_undoes_the_whole_registration_and_the_number_is_given_back(desk):
    before = desk.case()
    with pytest.raises(InvalidField) as caught:
        desk.referral(document_date="2026-13-01")
    assert caught.value.details[0].field == "documents.0.document_date"
    assert Case.select().count() == 1
    assert NumberSeries.get(NumberSeries.year == before.year).last == before.sequence
    assert Document.select().count() == 0


def test_a_double_click_registers_the_case_and_its_handlingar_once(desk):
    data = {"case_type": "general", "title": "Brev", "documents": [{"kind": "letter", "files": [desk.file()]}]}
    first = desk.do("register_incoming", desk.tn(), request_id="klick", **data)
    again = desk.do("register_incoming", desk.tn(), request_id="klick", **data)
    assert (again.record, again.repeated, dict(again.facts)) == (first.record, True, dict(first.facts))
    assert (Case.select().count(), Document.select().count()) == (1, 1)


def test_registering_tells_the_index_about_the_case_and_the_handling(desk):
    case = desk.referral()
    told = {row.record for row in IndexOutbox.select()}
    assert case.record_id in told
    assert {document.record_id for document in Document.select()} <= told


def test_a_new_version_stands_beside_the_old_one(desk):
    document = desk.document(desk.case(), kind="action_plan", files=[desk.file()])
    desk.do("add_version", document, files=[desk.file("plan.txt", b"Antagen plan.")], label="Antagen")
    versions = DocumentVersion.select().where(DocumentVersion.document == document).order_by(DocumentVersion.number)
    assert [(version.number, version.label) for version in versions] == [(1, ""), (2, "Antagen")]


def test_a_version_needs_a_file(desk):
    refused(desk, desk.document(desk.case()), "files", step="add_version")


def test_a_version_cannot_end_before_it_begins(desk):
    document = desk.document(desk.case())
    dates = {"valid_from": "2026-02-01", "valid_to": "2026-01-01"}
    refused(desk, document, "valid_to", step="add_version", files=[desk.file()], **dates)


def test_changing_a_handling_touches_only_what_was_given(desk):
    document = desk.document(desk.case(), counterparty="Anna", channel="letter")
    desk.do("update_document", document, title="Brev om belysning")
    changed = desk.fresh(document)
    assert (changed.title, changed.counterparty, changed.channel) == ("Brev om belysning", "Anna", "letter")


def test_the_day_of_arrival_cannot_be_emptied(desk):
    refused(desk, desk.document(desk.case()), "received_on", step="update_document", received_on="")


def test_finishing_working_material_gives_it_a_number_and_the_fact_that_made_it_public(desk):
    case = desk.case()
    note = desk.document(case, kind="note", received_on="", working=True, files=[desk.file()])
    desk.do("finalise_document", note, finalised_on="2026-01-20")
    done = desk.fresh(note)
    assert (done.sequence, done.state, done.finalised_on.isoformat()) == (1, "registered", "2026-01-20")
    assert done.finalised_reason == "färdigställd"


def test_a_voided_handling_keeps_its_number_and_shows_the_reason(desk):
    case = desk.case()
    document = desk.document(case)
    desk.do("void_document", document, reason="Hörde till ett annat ärende")
    assert (desk.fresh(document).state, desk.fresh(document).sequence) == ("voided", 1)
    assert "Hörde till ett annat ärende" in desk.fresh(document).note
    assert desk.document(case).sequence == 2


def test_voiding_without_a_reason_is_refused(desk):
    with pytest.raises(Refused, match="skäl"):
        desk.do("void_document", desk.document(desk.case()))


def test_the_log_says_who_registered_what_with_the_hash_of_every_file(desk, actor_of):
    registrar, file = actor_of("registrar"), desk.file()
    case = desk.case()
    outcome = desk.do("register_document", case, actor=registrar, kind="letter", title="Brev", files=[file])
    entry = LogEntry.get_by_id(outcome.log)
    assert (entry.actor, entry.step, entry.case_id) == (registrar.email, "register_document", case.id)
    assert file["sha256"] in entry.payloads.get().payload
