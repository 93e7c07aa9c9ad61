"""Rendering: a Word file of a memo or a statement, stored as an immutable version that can be made again."""

from __future__ import annotations

import io

import pytest
from docx import Document as WordFile

from kansli.doctemplates.read import read
from kansli.plugin.errors import Refused
from kansli.plugin.rendering import regenerate, render, render_pdf
from kansli.plugin.rendering.in_force import template_in_force
from kansli.plugin.runner import run
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.organisation import Registry
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import Memo, Statement
from kansli.plugin.templating.proposing import publish_file
from kansli.plugin.templating.shipped import publish_shipped_templates
from kansli.plugin.writing.content import content_of

SECTIONS = ("summary", "background", "assessment", "child_impact", "financial_impact")


@pytest.fixture
def ready(system):
    publish_shipped_templates(system)
    return system


def memo_of(system, actor, *, case_type="referral_response", sections=SECTIONS):
    registry = Registry.get(Registry.code == "TN")
    data = {"case_type": case_type, "title": "Remiss om gångvägar"}
    if case_type == "referral_response":
        data["documents"] = [
            {"kind": "cover_letter", "counterparty": "Kommunstyrelsen", "counterparty_reference": "KS 2026/0017"}
        ]
    case = get_record(run(system, "register_incoming", registry, actor=actor, data=data).record)
    memo = get_record(run(system, "draft_memo", case, actor=actor).record)
    content = content_of(memo)
    content["proposals"] = [{"bodies": ["TN"], "clauses": ["att anta tjänsteskrivelsen som sitt yttrande."]}]
    content["signatories"] = [{"name": "Robin Påhittad", "title": "teknisk direktör"}]
    content["sections"] = {name: f"Stycket om {name} är **kort**." for name in sections}
    run(system, "edit_memo", memo, actor=actor, data=content)
    return Memo.get_by_id(memo.id)


def words_of(system, rendering):
    return read(system.files.read(rendering.sha256)).text


def headers_of(system, rendering):
    blocks = read(system.files.read(rendering.sha256)).blocks
    return " ".join(block.text for block in blocks if block.kind == "header")


def test_a_memo_is_rendered_and_stored_as_a_version_with_template_and_hash(ready, the_operator):
    memo = memo_of(ready, the_operator)
    made = render(ready, memo, actor=the_operator)
    version = get_record(made.version)
    assert isinstance(version, DocumentVersion)
    assert (version.source, version.number) == ("rendered", 1)
    assert version.template_version == template_in_force("lund/tjansteskrivelse")
    assert (made.template, made.template_version) == ("lund/tjansteskrivelse", 1)
    assert ready.files.intact(made.sha256)
    assert "Stycket om background är kort." in words_of(ready, made)


def test_before_the_decision_the_header_says_utkast_and_the_handling_has_no_number(ready, the_operator):
    made = render(ready, memo_of(ready, the_operator), actor=the_operator)
    assert "UTKAST" in headers_of(ready, made)
    document = get_record(made.document)
    assert (document.state, document.sequence) == ("working", None)


def test_after_the_decision_there_is_no_utkast_and_the_handling_is_registered(ready, the_operator):
    memo = memo_of(ready, the_operator)
    render(ready, memo, actor=the_operator)
    run(ready, "approve_memo", memo, actor=the_operator)
    data = {"decided_on": "2026-01-27", "paragraph": "12", "adopts": "memo"}
    run(ready, "record_decision", memo, actor=the_operator, data=data)
    made = render(ready, memo, actor=the_operator)
    assert "UTKAST" not in headers_of(ready, made)
    document = get_record(made.document)
    assert (document.state, document.sequence) == ("registered", 2)
    assert get_record(made.version).number == 2


def test_rendering_again_without_a_change_gives_the_same_version(ready, the_operator):
    memo = memo_of(ready, the_operator)
    assert render(ready, memo, actor=the_operator) == render(ready, memo, actor=the_operator)
    assert DocumentVersion.select().where(DocumentVersion.source == "rendered").count() == 1


def test_a_rendered_version_made_again_from_what_was_kept_has_the_same_bytes(ready, the_operator):
    memo = memo_of(ready, the_operator)
    made = render(ready, memo, actor=the_operator)
    content = content_of(memo)
    run(ready, "edit_memo", memo, actor=the_operator, data={**content, "title": "En annan rubrik"})
    assert regenerate(ready, get_record(made.version)) == ready.files.read(made.sha256)


def test_a_newer_template_changes_no_document_that_was_made_with_the_older(ready, the_operator):
    memo = memo_of(ready, the_operator)
    old = render(ready, memo, actor=the_operator)
    before = ready.files.read(old.sha256)
    other = WordFile(io.BytesIO(ready.files.read(template_in_force("lund/tjansteskrivelse").file.sha256)))
    other.add_paragraph("Ny rad i mallen")
    changed = io.BytesIO()
    other.save(changed)
    publish_file(
        ready, "lund/tjansteskrivelse", changed.getvalue(), filename="ny.docx", note="Ny rad", actor=the_operator
    )
    new = render(ready, memo, actor=the_operator)
    assert (old.template_version, new.template_version) == (1, 2)
    assert "Ny rad i mallen" in words_of(ready, new)
    assert regenerate(ready, get_record(old.version)) == ready.files.read(old.sha256) == before
    assert get_record(old.version).template_version.number == 1


def test_a_missing_required_section_refuses_names_the_field_and_stores_nothing(ready, the_operator):
    memo = memo_of(ready, the_operator, sections=("summary", "background", "child_impact"))
    with pytest.raises(Refused) as refused:
        render(ready, memo, actor=the_operator)
    assert refused.value.code == "missing_value"
    assert [item.field for item in refused.value.details] == ["sections.financial_impact"]
    assert "Ekonomiska konsekvenser saknas." in refused.value.message
    assert Document.select().where(Document.kind == "memo").count() == 0


def test_a_section_that_the_template_does_not_print_is_refused_rather_than_left_out(ready, the_operator):
    other = template_in_force("lund/yttrande").file
    data = ready.files.read(other.sha256)
    publish_file(ready, "lund/tjansteskrivelse", data, filename="yttrande.docx", note="Fel fil", actor=the_operator)
    memo = memo_of(ready, the_operator)
    with pytest.raises(Refused) as refused:
        render(ready, memo, actor=the_operator)
    assert refused.value.code == "section_without_place"
    assert {item.field for item in refused.value.details} >= {"proposals", "sections.background"}


def test_a_reader_may_not_render(ready, the_operator, actor_of):
    memo = memo_of(ready, the_operator)
    with pytest.raises(Refused):
        render(ready, memo, actor=actor_of("reader"))
    assert Document.select().where(Document.kind == "memo").count() == 0


def test_a_statement_bears_their_number_and_the_decision(ready, the_operator):
    memo = memo_of(ready, the_operator)
    run(ready, "approve_memo", memo, actor=the_operator)
    statement = get_record(run(ready, "draft_statement", memo, actor=the_operator).record)
    draft = render(ready, statement, actor=the_operator)
    assert "UTKAST" in headers_of(ready, draft)
    data = {"decided_on": "2026-01-27", "paragraph": "12", "adopts": "statement"}
    run(ready, "record_decision", memo, actor=the_operator, data=data)
    made = render(ready, Statement.get_by_id(statement.id), actor=the_operator)
    document = get_record(made.document)
    assert (document.direction, document.counterparty_reference) == ("outgoing", "KS 2026/0017")
    text = words_of(ready, made) + headers_of(ready, made)
    assert "Tekniska nämnden § 12, 2026-01-27" in text
    assert "KS 2026/0017" in text


def test_publishing_the_shipped_templates_twice_makes_one_version_of_each(system):
    assert "lund/tjansteskrivelse" in publish_shipped_templates(system)
    assert publish_shipped_templates(system) == []


def test_a_rendered_version_becomes_a_pdf(ready, the_operator, libreoffice):
    made = render(ready, memo_of(ready, the_operator), actor=the_operator)
    assert render_pdf(ready, get_record(made.version)).startswith(b"%PDF-")


def test_a_file_from_outside_is_not_opened_to_make_a_pdf(ready, the_operator):
    memo = memo_of(ready, the_operator)
    blob = ready.files.put(b"Ett brev.")
    data = {"kind": "letter", "title": "Brev", "files": [{"sha256": blob.sha256, "filename": "brev.txt"}]}
    outcome = run(ready, "register_document", memo.case, actor=the_operator, data=data)
    with pytest.raises(Refused):
        render_pdf(ready, get_record(outcome.facts["version"]))
