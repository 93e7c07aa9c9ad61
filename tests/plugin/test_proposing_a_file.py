"""What a file tells besides its text: that it is here already, that nobody can open it, that it is a mail."""

from __future__ import annotations

import pytest

from kansli.plugin.registering import propose, receive, register
from kansli.plugin.runner import run
from kansli.plugin.store.documents import Document
from kansli.plugin.store.organisation import Registry

LETTER = "Hej!\n\nVi vill ha en bänk vid hållplatsen på Ängsvägen.\n".encode()
MAIL = b"From: Kim Berg <kim@example.org>\nTo: tn@example.org\nSubject: En fraga om parken\n\nNar klipper ni?\n"


def tn() -> Registry:
    return Registry.get(Registry.code == "TN")


def proposal_of(system, data=LETTER, name="brev.txt", **options):
    return propose(system, receive(system, data, name), registry=tn(), **options)


def registered(system, actor, data=LETTER, **values):
    values = {"case_type": "general", "title": "En bänk på Ängsvägen", **values}
    outcome = register(system, tn(), values, [receive(system, data, "brev.txt")], actor=actor)
    return Document.get(Document.id == int(str(outcome.facts["document"]).partition(":")[2]))


def test_the_same_letter_once_more_is_told_with_the_number_that_holds_it(system, the_operator):
    first = registered(system, the_operator)
    (same,) = proposal_of(system, name="brev (2).txt", actor=the_operator).same_file
    assert (same.document, same.number) == (first.record_id, first.number)
    assert f"{first.number} ”En bänk på Ängsvägen”" in same.sentence


def test_the_same_letter_can_be_registered_all_the_same(system, the_operator):
    registered(system, the_operator)
    registered(system, the_operator)
    assert len(proposal_of(system, actor=the_operator).same_file) == 2


@pytest.mark.parametrize("data", [b"", LETTER + b"P.S."])
def test_another_letter_and_an_empty_file_are_told_of_nothing(system, the_operator, data):
    registered(system, the_operator)
    registered(system, the_operator, data=b"")
    assert proposal_of(system, data, actor=the_operator).same_file == ()


def test_a_letter_that_one_may_not_see_is_not_told_of(system, the_operator, actor_of):
    registered(system, the_operator, secrecy={"provision": "OSL 26 kap. 1 §"})
    assert proposal_of(system, actor=actor_of("reader")).same_file == ()


def test_a_voided_handling_holds_no_letter(system, the_operator):
    run(system, "void_document", registered(system, the_operator), actor=the_operator, reason="Kom till fel kommun.")
    assert proposal_of(system, actor=the_operator).same_file == ()


def test_a_file_that_cannot_be_opened_proposes_no_title_of_its_name(system):
    proposal = proposal_of(system, b"\x00\x01\x02" * 300, "IMG_2043 kopia.bin")
    assert (proposal.title, proposal.document_title) == ("", "Oläsbar handling")


def test_a_file_without_words_keeps_its_name_as_a_handling_but_not_as_a_case(system):
    proposal = proposal_of(system, b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "Bilaga_2 ritning.png")
    assert (proposal.title, proposal.document_title) == ("", "Bilaga 2 ritning")


def test_a_mail_that_is_nothing_else_is_proposed_as_a_mail(system):
    assert proposal_of(system, MAIL, "fraga.eml").kind == "email"


def test_an_application_is_proposed_as_one(system):
    text = "Ansökan om föreningsbidrag\n\nFöreningen Vind ansöker om bidrag för året.\n"
    assert proposal_of(system, text.encode(), "ansokan.txt").kind == "application"
