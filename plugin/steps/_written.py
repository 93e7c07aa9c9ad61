"""Skrivelsens versioner. How a content is stored, what it rests on, and what a conflict shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kansli.plugin.errors import Refused
from kansli.plugin.inputs import Inputs
from kansli.plugin.lowcode.model import DocumentType
from kansli.plugin.rights import can
from kansli.plugin.runner import Done, Running
from kansli.plugin.store.base import Record
from kansli.plugin.store.decisions import Decision
from kansli.plugin.store.documents import DocumentVersion
from kansli.plugin.store.tables import get_record
from kansli.plugin.store.writing import BasisLink, Memo, Statement
from kansli.plugin.writing.as_text import as_text
from kansli.plugin.writing.content import Content, content_hash, content_of, read_content, version_table
from kansli.plugin.writing.drafts import drop_draft

_TARGETS: dict[str, type[Record]] = {"version": DocumentVersion, "decision": Decision}


def edit(running: Running, subject: Memo | Statement) -> Done:
    """Save the content as a new version where it differs from the newest, and drop the writer's draft."""
    inputs = Inputs(given_content(running.data))
    comment = inputs.text("comment", "Kommentar", limit=1000) or running.reason.strip()
    content = read_content(inputs, subject.type_version.definition)
    links = read_links(running, inputs, content)
    inputs.finish()
    drop_draft(running.actor, subject)
    changed = save_content(running, subject, content, links, comment=comment)
    return Done(subject, facts=written_facts(subject, content, changed=changed, removed=inputs.removed))


def save_content(
    running: Running, subject: Memo | Statement, content: Content, links: list[dict[str, Record]], *, comment: str
) -> bool:
    """Store the content as the next version, and tell whether it differed from the newest."""
    if content == content_of(subject):
        return False
    subject.content_number += 1
    subject.title = content["title"]
    add_content(running, subject, content, comment=comment)
    if isinstance(subject, Memo):
        keep_links(subject, links)
    return True


def given_content(data: Mapping[str, object]) -> Mapping[str, object]:
    """The content in `data`: the whole of it, or what stands under `content`."""
    content = data.get("content")
    return {**content, **data} if isinstance(content, Mapping) else data


def filled_in(proposed: Content, data: Mapping[str, object]) -> Content:
    """The proposed content, with what the writer has given herself in its place."""
    return {**proposed, **{name: value for name, value in data.items() if name in proposed and value}}


def add_content(running: Running, record: Memo | Statement, content: Content, *, comment: str = "") -> None:
    """Store the content as the version that the record points at."""
    version_table(record).create(
        owner=record,
        number=record.content_number,
        content=content,
        author=running.actor.log_name,
        comment=comment,
        created_at=running.at,
    )


def written_facts(
    record: Memo | Statement, content: Content, *, changed: bool = True, removed: Sequence[str] = ()
) -> dict[str, object]:
    """What the log keeps of a text: its number and its hash, never its words; and what could not be kept of it."""
    told = {"removed": list(removed)} if removed else {}
    return {
        "content_number": record.content_number,
        "content_sha256": content_hash(content),
        "changed": changed,
        **told,
    }


def read_links(running: Running, inputs: Inputs, content: Content) -> list[dict[str, Record]]:
    """The records that the basis items point at. Refused at the item unless the writer may read them."""
    found = []
    for number, item in enumerate(content["basis"]):
        for kind, table in _TARGETS.items():
            if kind in item:
                target = _target(item[kind])
                if isinstance(target, table) and can(running.actor, "read", target):
                    found.append({kind: target})
                else:
                    inputs.refuse(
                        f"basis.{number}.{kind}", f"Underlaget ”{item['text'][:60]}” pekar på något som saknas."
                    )
    return found


def _target(name: str) -> Record | None:
    try:
        return get_record(name)
    except Refused:
        return None


def keep_links(memo: Memo, links: list[dict[str, Record]]) -> None:
    """Let the rows say what the newest version rests on."""
    BasisLink.delete().where(BasisLink.memo == memo).execute()
    for link in links:
        BasisLink.create(memo=memo, **link)


def conflict_texts(subject: Memo | Statement, data: Mapping[str, object]) -> tuple[str, str]:
    """What was saved meanwhile, and what could not be: both as readable text."""
    definition = subject.type_version.definition
    ours = read_content(Inputs(given_content(data)), definition)
    return as_text(content_of(subject), definition), as_text(ours, definition)


def written_type(running: Running, inputs: Inputs, default: str) -> DocumentType:
    """The type in `type`, one of those that Kansli writes in a case; an extract is made from the minutes."""
    known = running.system.profile.document_types
    types = {name: kind for name, kind in known.items() if kind.written and not kind.of_minutes}
    chosen = inputs.choice("type", "Handlingstyp", types) or default
    return types[chosen]
