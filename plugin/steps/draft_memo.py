"""Skriv tjänsteskrivelse. A new draft in the case, with what is already known filled in."""

from __future__ import annotations

from collections.abc import Mapping

import peewee as pw

from kansli.plugin.inputs import Inputs
from kansli.plugin.lowcode.model import DocumentType
from kansli.plugin.rendering.values import newest_decision
from kansli.plugin.runner import Done, Running
from kansli.plugin.steps._lookups import acting_user, body_of
from kansli.plugin.steps._referral import answers_referral
from kansli.plugin.steps._written import add_content, filled_in, keep_links, read_links, written_facts, written_type
from kansli.plugin.store.cases import Case
from kansli.plugin.store.decisions import Referral
from kansli.plugin.store.documents import Document, DocumentVersion
from kansli.plugin.store.organisation import Body
from kansli.plugin.store.writing import Memo
from kansli.plugin.types import type_version
from kansli.plugin.writing.content import Content, content_of, empty_content, read_content

_CASE_FILE = "Akten"
_ASKING = ("cover_letter", "referral")
"""Kinds of what came in that a memo of the case rests on, until the writer says otherwise."""


def perform(running: Running, subject: Case) -> Done:
    """Begin a memo, or another text that a type of the profile describes.

    A letter (a type that proposes nothing) goes to those that the decided memo named.
    Data: `type` (memo when empty), `body` (code; the case's own), `title` (the case's), and any part of the
    content, which goes before what is proposed. Facts: `content_number`, `content_sha256`, `removed`.
    """
    inputs = Inputs(running.data)
    kind = written_type(running, inputs, "memo")
    body = body_of(inputs, subject.registry, default=subject.body)
    resolved = type_version("document", kind)
    proposed = _proposed(running, subject, body, kind)
    inputs.data = filled_in(proposed, running.data)
    content = read_content(inputs, resolved.definition)
    links = read_links(running, inputs, content)
    inputs.finish()
    memo = Memo.create(
        case=subject,
        body=body,
        title=content["title"],
        author=acting_user(running),
        type_version=resolved,
        state=running.system.profile.workflow_of("memo").initial,
    )
    add_content(running, memo, content)
    keep_links(memo, links)
    return Done(memo, changed=(subject,), facts=written_facts(memo, content, removed=inputs.removed))


def _proposed(running: Running, case: Case, body: Body | None, kind: DocumentType) -> Content:
    content = empty_content(case.title, running.at.date().isoformat())
    decision = newest_decision(case)
    if any(section.kind == "proposals" for section in kind.sections):
        content["proposals"] = [{"bodies": [body.code] if body else [], "clauses": []}]
    elif decision is not None and decision.memo is not None:
        content["recipients"] = content_of(decision.memo)["recipients"]
    if any(section.kind == "basis" for section in kind.sections):
        content["basis"] = _arrived(case)
    content["signatories"] = _signatories(case)
    if not any(content["recipients"].values()):
        content["recipients"] = {
            "for_action": [{"name": name, "address": ""} for name in _remitters(case)],
            "for_information": [{"name": _CASE_FILE, "address": ""}],
        }
    return content


def _arrived(case: Case) -> list[Mapping[str, str]]:
    """The missiv and the remiss of the case, in the order they came; a secret one is for the writer to name."""
    newest = DocumentVersion.select(pw.fn.MAX(DocumentVersion.id)).group_by(DocumentVersion.document)
    rows = (
        DocumentVersion.select(DocumentVersion, Document)
        .join(Document)
        .where((Document.case == case) & (Document.direction == "incoming") & ~Document.secret)
        .where(Document.kind.in_(_ASKING) & (Document.state == "registered") & DocumentVersion.id.in_(newest))
        .order_by(Document.sequence)
    )
    return [{"text": _cited(row.document), "version": row.record_id} for row in rows]


def _cited(document: Document) -> str:
    day = document.document_date or document.received_on
    return f"{document.title}, {day.isoformat()}" if day else str(document.title)


def _remitters(case: Case) -> list[str]:
    if not answers_referral(case):
        return []
    incoming = (Referral.case == case) & (Referral.direction == "incoming")
    return [referral.remitter for referral in Referral.select().where(incoming) if referral.remitter]


def _signatories(case: Case) -> list[Mapping[str, str]]:
    """Who signed the unit's (else the board's) latest memo; the case officer where there is none."""
    same = (Case.unit == case.unit) if case.unit_id else (Case.body == case.body)
    earlier = Memo.select().join(Case).where(same & Memo.state.in_(["approved", "decided"])).order_by(Memo.id.desc())
    for memo in earlier.limit(1):
        return list(content_of(memo)["signatories"])
    return [{"name": case.officer.name, "title": case.officer.title}] if case.officer else []
